"""`build_static`: fonts, the stylesheet, then collectstatic."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from common.static_build import build_fonts, build_stylesheet, collect


class Command(BaseCommand):
    """Make what the browser receives: fonts and stylesheet under PALIER_GENERATED_STATIC, then everything under STATIC_ROOT.

    Made to run at each start: nothing is done twice from the same sources.
    """

    help = "Fabrique les polices et rassemble les fichiers statiques."

    def handle(self, *args: Any, **options: Any) -> None:
        fonts = build_fonts(settings.PALIER_GENERATED_STATIC)
        stylesheet = build_stylesheet(settings.PALIER_GENERATED_STATIC)
        collected = collect(settings.PALIER_GENERATED_STATIC)
        self.stdout.write(
            "Fichiers statiques prêts." if fonts or stylesheet or collected else "Fichiers statiques déjà prêts."
        )
