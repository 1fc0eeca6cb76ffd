"""`manage publish_committees`: committees written in YAML, each kept by a unit."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.programmes.publishing import NotPublished
from cases.programmes.reading import Invalid, read, schema
from committees.publishing import publish
from committees.rules import Rules


class Command(BaseCommand):
    help = (
        "Check committees written in YAML and publish each as a version, kept by the secretariat of a unit. All or nothing. "
        "Acts as owner. Those the product comes with are in committees/shipped."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--kept-by", metavar="UNIT", default="", help="the key of the unit that keeps them")
        parser.add_argument("--check", action="store_true", help="say what is wrong and publish nothing")
        parser.add_argument("--schema", action="store_true", help="print the JSON schema of a committee")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(schema(Rules), ending="")
            return
        found = [self._sound(file) for file in options["files"]]
        if not found:
            raise CommandError("Donnez au moins un fichier.")
        if options["check"]:
            for rules in found:
                self.stdout.write(f"{rules.key} {rules.version} : rien à corriger.")
            return
        if not options["kept_by"]:
            raise CommandError("Dites quel service tient le secrétariat : --kept-by.")
        try:
            with transaction.atomic():
                made = [(rules, publish(rules, options["kept_by"])) for rules in found]
        except NotPublished as refused:
            raise CommandError(f"Rien n’est publié. {refused}") from refused
        for rules, version in made:
            self.stdout.write(f"{rules.key} {rules.version} : {'publié' if version else 'déjà publié'}.")

    def _sound(self, file: Path) -> Rules:
        try:
            return read(Rules, file)
        except OSError as error:
            raise CommandError(f"{file} : {error.strerror}") from error
        except Invalid as error:
            raise CommandError("\n".join([f"{file}, {mistake}" for mistake in error.mistakes])) from error
