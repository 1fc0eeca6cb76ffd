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
from common.formatting import full_date
from funding.actions import shares as actions
from funding.forms.shares import IntensityForm, ShareForm, intensities_of
from funding.models import Intensity, LineShare
from funding.months import Month
from funding.permissions import MANAGERS_ONLY, check_may_fund
from funding.queries.facts import HeldLine, key_of, lines
from funding.shares import percent
from funding.views.words import after_month
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def case_funding(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The lines that pay for that household, and another; its intensities. It is named by its number alone. Five statements."""
    managers = check_may_fund(request.acting)
    case = _accompaniment(request, public_id)
    held = lines(managers)
    intensities = intensities_of(held.values())
    is_intensity = "from_day" in request.POST
    form = ShareForm(None if is_intensity else posted(request), held=held.values(), today=timezone.localdate())
    typed = posted(request) if is_intensity else None
    change = IntensityForm(typed, intensities=intensities, auto_id="change_%s")
    if is_intensity and change.is_valid():
        with said_on_form(request, change):
            actions.change_intensity(
                case=case,
                intensity=change.cleaned_data["intensity"],
                since=change.cleaned_data["from_day"],
                by=request.acting,
            )
            messages.success(request, "L’intensité est enregistrée.")
            return redirect("case_funding", public_id)
    if request.method == "POST" and not is_intensity and form.is_valid():
        with said_on_form(request, form):
            actions.attribute(case=case, by=request.acting, **form.chosen())
            messages.success(request, "La ligne paie maintenant ces mois.")
            return redirect("case_funding", public_id)
    rows = LineShare.objects.filter(case_id=case.pk, author_id=managers).order_by("since", "id")
    context = {
        "case": case,
        "form": form,
        "has_lines": bool(held),
        "change": change if intensities else None,
        "intensities": _history(case, managers, intensities) if intensities else [],
        "shares": [
            _share(row, held[key_of(row.line_id)]) for row in rows if row.until is None or row.since <= row.until
        ],
    }
    return render(request, "funding/case.html", context)


def _history(case: Case, managers: int, intensities: dict[str, str]) -> list[str]:
    """« Renforcée à partir du 3 mars 2026 », the latest first. Before the first day, it holds too. One statement."""
    rows = Intensity.objects.filter(case_id=case.pk, author_id=managers).order_by("since", "id")
    stands = {row.since: row.key for row in rows}
    return [
        f"{intensities.get(key, key)} à partir du {full_date(since)}"
        for since, key in sorted(stands.items(), reverse=True)
    ]


def _share(row: LineShare, held: HeldLine) -> dict:
    """What it pays as its convention stands. `is_over`: no amendment would have it pay again."""
    agreed = held.convention
    return {
        "row": row,
        "label": held.row.label,
        "funder": held.row.funder,
        "part": percent(Fraction(row.part)),
        "months": _months(max(row.since, agreed.since), row.until, agreed.until),
        "is_over": row.until is not None and row.until <= agreed.until and row.until < Month.of(timezone.localdate()),
    }


def _months(since: Month, until: Month | None, agreed: Month) -> str:
    """Since an amendment a share may be said beyond its convention: it pays to the end of it, or no month."""
    if since > agreed:
        return f"aucun mois, car sa convention finit en {agreed.name}"
    last = f"jusqu’à {min(until, agreed).name}" if until else "jusqu’à la fin de la convention"
    return f"à partir {after_month(since)}, {last}"


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_POST
def share_end(request: MemberRequest, public_id: UUID, share_id: UUID) -> HttpResponse:
    """End a share with the month before this one, if it did not end before; one that began no earlier was a mistake, and pays for
    none."""
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
