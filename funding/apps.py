from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Who pays what: lines and their conventions, measure-months, closings."""

    name = "funding"
    verbose_name = "Financements"

    def ready(self) -> None:
        from funding.gate import install  # noqa: PLC0415 - app ready

        assert install.DECLARATIONS
