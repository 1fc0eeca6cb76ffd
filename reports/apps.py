from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Indicators and what a report leaves out; the demonstration of every app below."""

    name = "reports"
    verbose_name = "Rapports"
