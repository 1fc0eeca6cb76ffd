from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    """Households, who may see what of them, and the work done with them."""

    name = "cases"
    verbose_name = "Ménages"

    def ready(self) -> None:
        from cases.gate import install  # noqa: PLC0415 - app ready

        post_migrate.connect(install.after_migrate, sender=self, dispatch_uid="gate")
