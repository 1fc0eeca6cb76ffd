"""`manage rotate_account_keys`: the secrets of second factors under the newest of the account keys."""

from django.core.management.base import BaseCommand

from partners.sealing import seal_all


class Command(BaseCommand):
    help = (
        "Encrypt every secret of a second factor with the first of account_keys. Put a new key in front, restart, run "
        "this, then take the old key out. Stopped half way, it goes on at the next run."
    )

    def handle(self, *args, **options) -> None:
        done = seal_all()
        self.stdout.write(f"{done.rotated} under the new key, {done.encrypted} that were clear, {done.kept} unchanged")
