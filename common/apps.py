from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No noun of the domain: row security, context, refusal, outbox, documents, components."""

    name = "common"
    verbose_name = "Socle"

    def ready(self) -> None:
        from common import checks  # noqa: PLC0415 - app ready

        checks.register()
