from django.core.management.base import BaseCommand

from cases.gate.install import install_keys


class Command(BaseCommand):
    help = "Give the database the signing keys of the context (as owner)."

    def handle(self, **options) -> None:
        install_keys()
