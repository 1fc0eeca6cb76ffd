"""Which lines pay for a household's accompaniment."""

from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Case
from cases.permissions import manages
from cases.reading import Purpose, record_reading
from cases.views.followed import posted, route_of
from cases.views.gate import acts_as, get_case_or_404
from funding.actions import shares as actions
from funding.forms import ShareForm
from funding.models import LineShare
from funding.months import Month
from funding.permissions import MANAGERS_ONLY, check_may_fund
from funding.queries.facts import key_of, lines
from funding.shares import percent
from funding.views.words import after_month
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def case_funding(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The lines that pay for that household, and another; it is named by its number alone. Four statements."""
    managers = check_may_fund(request.acting)
    case = _accompaniment(request, public_id)
    held = lines(managers)
    form = ShareForm(posted(request), held=held.values(), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            actions.attribute(case=case, by=request.acting, **form.chosen())
            messages.success(request, "La ligne paie maintenant ces mois.")
            return redirect("case_funding", public_id)
    rows = LineShare.objects.filter(case_id=case.pk, author_id=managers).order_by("since", "id")
    context = {
        "case": case,
        "form": form,
        "has_lines": bool(held),
        "shares": [
            _share(row, held[key_of(row.line_id)].row) for row in rows if row.until is None or row.since <= row.until
        ],
    }
    return render(request, "funding/case.html", context)


def _share(row: LineShare, line) -> dict:
    until = f"jusqu’à {row.until.name}" if row.until else "jusqu’à la fin de la convention"
    return {
        "row": row,
        "label": line.label,
        "funder": line.funder,
        "part": percent(Fraction(row.part)),
        "months": f"à partir {after_month(row.since)}, {until}",
    }


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_POST
def share_end(request: MemberRequest, public_id: UUID, share_id: UUID) -> HttpResponse:
    """End a share with the month before this one; one that began no earlier was a mistake, and pays for none."""
    managers = check_may_fund(request.acting)
    case = _accompaniment(request, public_id)
    share = LineShare.objects.filter(case_id=case.pk, author_id=managers, public_id=share_id).first()
    if share is None:
        raise Http404
    actions.end_share(share=share, until=Month.of(timezone.localdate()).plus(-1), by=request.acting)
    messages.success(request, "La ligne ne paie plus ce ménage à partir de ce mois-ci.")
    return redirect("case_funding", public_id)


def _accompaniment(request: MemberRequest, public_id: UUID) -> Case:
    case = get_case_or_404(request, public_id)
    if not manages(request.acting, case.pk):
        raise Http404
    record_reading(request.acting, purpose=Purpose.CASE, route=route_of(request), case_ids=[case.pk])
    return case
