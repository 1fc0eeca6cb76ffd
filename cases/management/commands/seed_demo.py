"""`manage seed_demo`: the invented people and households of the demonstration."""

import importlib
import importlib.util
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners.demo import seed_directory

A_FEW = 3


class Command(BaseCommand):
    help = "Fill a demonstration or test installation with invented people, as owner. Twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--small", action="store_true", help="a few households of each kind, of one team")

    def handle(self, *args, small: bool, **options) -> None:
        if not (settings.DEMONSTRATION or os.environ.get("PALIER_ENV") == "test"):
            raise CommandError("Invented people belong to a demonstration only: PALIER_DEMO is not set.")
        seed_directory()
        if importlib.util.find_spec("cases.demo"):
            importlib.import_module("cases.demo").seed(most=A_FEW if small else None)
            importlib.import_module("funding.demo").seed()
