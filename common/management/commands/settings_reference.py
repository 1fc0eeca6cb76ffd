from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from common import environment


class Command(BaseCommand):
    help = "Write docs/settings.md and deploy/palier.env.example from the declared variables."

    def handle(self, **options) -> None:
        for path, text in documents().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written")


def documents() -> dict[Path, str]:
    """Each file made from the declarations, and what it must hold."""
    root = Path(settings.BASE_DIR)
    return {
        root / "docs" / "settings.md": environment.reference(),
        root / "deploy" / "palier.env.example": environment.example(),
    }
