from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.gate import reference

TARGET = Path(settings.BASE_DIR) / "docs" / "gate-tables.md"


class Command(BaseCommand):
    help = "Write the documents that are made from the code, or say which are out of date (--check)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options) -> None:
        text = reference.tables()
        if check:
            if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
                raise CommandError(f"{TARGET.name} is out of date: run `python3 run.py manage generate_docs`.")
            self.stdout.write("Generated documents are up to date.")
            return
        TARGET.write_text(text, encoding="utf-8")
        self.stdout.write(f"{TARGET.name} written")
