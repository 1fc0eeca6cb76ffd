from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Organisations, units, people and the capacity in which they act."""

    name = "partners"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        import_module("partners.recovery")
        import_module("partners.sessions")
