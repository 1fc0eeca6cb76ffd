"""`manage load_communes`: the official list of communes, again from its file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from partners.actions.communes import load_communes
from partners.communes import COMMUNES_OF_2026


class Command(BaseCommand):
    help = "Replace the list of communes by that of a CSV file (default: the one shipped). Runs as owner."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--file", type=Path, default=COMMUNES_OF_2026, help="the official list, UTF-8")

    def handle(self, *args, **options) -> None:
        try:
            count = load_communes(options["file"])
        except OSError as error:
            raise CommandError(f"Impossible de lire {options['file']} : {error.strerror}.") from error
        except (KeyError, ValueError) as error:
            raise CommandError(f"{options['file']} n’est pas la liste officielle des communes.") from error
        self.stdout.write(f"{count} communes.")
