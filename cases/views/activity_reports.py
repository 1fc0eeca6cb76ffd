"""Activity reports of a team: asking for one, and those asked before."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions import activity_reports as actions
from cases.documents.asked_reports import reports_of
from cases.documents.entitlement import MANAGERS_ONLY
from cases.forms.activity_report import ActivityReportForm
from cases.views.followed import posted
from cases.views.gate import acts_as
from common import outbox
from common.formatting import clock, full_date
from common.models import Document
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

STATES = {
    Document.State.WAITING: ("waiting", "Se prépare"),
    Document.State.READY: ("done", "Prêt"),
    Document.State.REFUSED: ("late", "Pas préparé"),
    Document.State.STOPPED: ("neutral", "Arrêté"),
}
HELD_UP = ("late", outbox.UNMADE)


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_reports(request: MemberRequest) -> HttpResponse:
    """Choose a period and ask; then the wait of that report. Below, those this manager asked for here."""
    form = ActivityReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            return redirect("document", actions.ask(period=form.period(), by=request.acting).public_id)
    context = {"form": form, "reports": [_row(report) for report in reports_of(request.acting)]}
    return render(request, "cases/activity_reports.html", context)


def _row(report: Document) -> dict:
    asked_at = timezone.localtime(report.created_at)
    kind, state = HELD_UP if report.held_up else STATES[Document.State(report.state)]
    return {
        "document": report,
        "asked": f"le {full_date(asked_at)} à {clock(asked_at)}",
        "kind": kind,
        "state": state,
    }
