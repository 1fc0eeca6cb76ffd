from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """Who sits together, what is presented to them, what they decide."""

    name = "committees"
    verbose_name = "Commissions"

    def ready(self) -> None:
        from committees.gate import install  # noqa: PLC0415 - app ready
        from committees.guests import acting_of  # noqa: PLC0415 - app ready
        from partners.acting import let_in  # noqa: PLC0415 - app ready

        assert install.DECLARATIONS
        let_in(acting_of)
