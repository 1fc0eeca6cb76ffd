"""`build_static`: fonts, then collectstatic."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from common.static_build import build_fonts


class Command(BaseCommand):
    """Make what the browser receives: fonts under PALIER_GENERATED_STATIC, then everything under STATIC_ROOT.

    Safe to run at each start: fonts made from the same sources are kept, unchanged files are not copied.
    """

    help = "Fabrique les polices et rassemble les fichiers statiques."

    def handle(self, *args: Any, **options: Any) -> None:
        generated = settings.PALIER_GENERATED_STATIC
        if generated not in settings.STATICFILES_DIRS:
            raise CommandError("PALIER_GENERATED_STATIC must be listed in STATICFILES_DIRS.")
        written = build_fonts(generated)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"Polices : {len(written)} faites. Fichiers statiques : {settings.STATIC_ROOT}")
