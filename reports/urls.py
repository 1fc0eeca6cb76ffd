"""Routes of reports to funders: those of a manager, and those of a funder."""

from django.urls import path

from reports.views import received, reports

_REPORT = "<uuid:public_id>/"

urlpatterns = [
    path("", reports.reports, name="reports"),
    path("preparer/", reports.report_new, name="report_new"),
    path("remis/", received.issued_reports, name="issued_reports"),
    path(f"remis/{_REPORT}<slug:kind>/", received.issued_report_file, name="issued_report_file"),
    path(_REPORT, reports.report, name="report"),
    path(f"{_REPORT}avancement/", reports.report_progress, name="report_progress"),
    path(f"{_REPORT}destinataires/", reports.report_recipients, name="report_recipients"),
    path(f"{_REPORT}compter/", reports.report_count, name="report_count"),
    path(f"{_REPORT}remettre/", reports.report_issue, name="report_issue"),
    path(f"{_REPORT}corriger/", reports.report_correct, name="report_correct"),
    path(f"{_REPORT}fichiers/<slug:kind>/", reports.report_file, name="report_file"),
    path(f"{_REPORT}<slug:act>/", reports.report_act, name="report_act"),
]
