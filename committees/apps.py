from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """Who sits together, what is presented to them, what they decide."""

    name = "committees"
    verbose_name = "Commissions"

    def ready(self) -> None:
        from cases import signals  # noqa: PLC0415 - app ready
        from cases.queries.asked import ASKING  # noqa: PLC0415 - app ready
        from committees.actions import effects  # noqa: PLC0415 - app ready
        from committees.gate import install  # noqa: PLC0415 - app ready
        from committees.guests import acting_of  # noqa: PLC0415 - app ready
        from committees.views.effect_words import ASKS  # noqa: PLC0415 - app ready
        from partners.acting import let_in  # noqa: PLC0415 - app ready

        assert install.DECLARATIONS
        let_in(acting_of)
        ASKING["effects"] = ASKS
        signals.engaged.connect(effects.on_engaged, dispatch_uid="effects")
        signals.ending.connect(effects.on_ending, dispatch_uid="effects")
