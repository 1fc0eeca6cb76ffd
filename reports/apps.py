from typing import Any

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Indicators, what is counted for them, what a report leaves out, reports to funders; the demonstration of every app below."""

    name = "reports"
    verbose_name = "Rapports"

    def ready(self) -> None:
        from cases.management import pictured  # noqa: PLC0415 - app ready
        from cases.programmes import publishing  # noqa: PLC0415 - app ready
        from reports import goals  # noqa: PLC0415 - app ready
        from reports.gate import install  # noqa: PLC0415 - app ready

        assert install.DECLARATIONS
        if goals.refused not in publishing.REFUSALS:
            publishing.REFUSALS.append(goals.refused)
            pictured.FURTHER.append(_pictured)


def _pictured() -> Any:
    """Its words are those of screens, which nothing else that starts needs."""
    from reports.management.machines import report  # noqa: PLC0415 - see above

    return report()
