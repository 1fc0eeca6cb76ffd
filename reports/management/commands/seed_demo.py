"""`manage seed_demo`: the invented people, households and committees of the demonstration."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import demo as households
from committees import demo as committees
from funding import demo as money
from partners.demo import seed_directory
from reports import demo as reports

A_FEW = 3


class Command(BaseCommand):
    help = "Fill a demonstration or test installation with invented people, as owner. Twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--small", action="store_true", help="a few households of each kind, of one team")

    def handle(self, *args, small: bool, **options) -> None:
        if not (settings.DEMONSTRATION or os.environ.get("PALIER_ENV") == "test"):
            raise CommandError("Invented people belong to a demonstration only: PALIER_DEMO is not set.")
        seed_directory()
        households.seed(most=A_FEW if small else None)
        committees.seed()
        money.seed()
        reports.seed()
