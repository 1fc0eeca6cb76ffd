from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Organisations, units, people and the capacity in which they act."""

    name = "partners"
    verbose_name = "Partenaires"
