"""`manage publish_programmes`: the programmes the product comes with, or those of the files given."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.programmes.publishing import NotPublished, publish, shipped
from cases.programmes.reading import Invalid, read, schema
from cases.programmes.rules import Rules


class Command(BaseCommand):
    help = (
        "Check programmes written in YAML and publish each as a version. Without a file: those the product comes with. "
        "All or nothing. Acts as owner."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="say what is wrong and publish nothing")
        parser.add_argument("--schema", action="store_true", help="print the JSON schema of a programme")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(schema(), ending="")
            return
        programmes = _read(options["files"]) if options["files"] else shipped()
        if options["check"]:
            for rules in programmes:
                self.stdout.write(f"{rules.key} {rules.version} : rien à corriger.")
            return
        with transaction.atomic():
            for rules in programmes:
                self.stdout.write(_published(rules))


def _read(files: list[Path]) -> list[Rules]:
    found, wrong = [], []
    for file in files:
        try:
            found.append(read(file))
        except OSError as error:
            wrong.append(f"{file} : {error.strerror}")
        except Invalid as error:
            wrong += [f"{file}, {mistake}" for mistake in error.mistakes]
    if wrong:
        raise CommandError("\n".join(["Rien n’est publié.", *wrong]))
    return found


def _published(rules: Rules) -> str:
    try:
        made = publish(rules)
    except NotPublished as refused:
        raise CommandError(f"Rien n’est publié. {refused}") from refused
    return f"{rules.key} {rules.version} : {'publié' if made else 'déjà publié'}."
