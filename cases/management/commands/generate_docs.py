from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.gate import reference
from cases.management import layers, states

DOCS = Path(settings.BASE_DIR) / "docs"
#: What is made from the code: the file under docs/, and what makes its text.
TARGETS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("gate-tables.md", reference.tables),
    ("states.md", states.document),
    ("apps.svg", layers.picture),
)


class Command(BaseCommand):
    help = "Write the documents that are made from the code, or say which are out of date (--check)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options) -> None:
        made = [(DOCS / name, text()) for name, text in TARGETS]
        if check:
            late = [path.name for path, text in made if not _says(path, text)]
            if late:
                raise CommandError(f"Out of date: {', '.join(late)}. Run `python3 run.py manage generate_docs`.")
            self.stdout.write("Generated documents are up to date.")
            return
        for path, text in made:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written")


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
