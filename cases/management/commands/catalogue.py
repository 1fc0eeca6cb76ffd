from django.core.management.base import BaseCommand

from cases.gate.install import SNAPSHOT, verify
from common.rls import catalogue


class Command(BaseCommand):
    help = "Verify the gate against its committed snapshot, or write the snapshot (--write)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write: bool, **options) -> None:
        if write:
            catalogue.write(SNAPSHOT)
            self.stdout.write(f"{SNAPSHOT.name} written")
            return
        verify()
        self.stdout.write("The gate is the declared one.")
