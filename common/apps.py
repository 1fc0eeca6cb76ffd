from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No noun of the domain: row security, context, refusal, outbox, documents, components."""

    name = "common"
    verbose_name = "Socle"
