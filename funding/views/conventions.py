"""Opening a line, and amending what was signed for it: what an amendment changes is shown before it is kept."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.views.followed import posted
from cases.views.gate import acts_as
from common.formatting import euros, plural
from common.refusal import Refused
from funding.actions import lines as actions
from funding.conventions import Convention
from funding.forms.conventions import ConventionForm, LineForm, is_said_by_form
from funding.permissions import MANAGERS_ONLY, check_may_fund, counted
from funding.publishing import written
from funding.queries.amendments import Change, changes
from funding.queries.facts import Facts, HeldLine, gather_both, lines
from funding.queries.plans import named
from funding.queries.standing import standings
from funding.quotas import in_measure_months
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

SAME = "La convention dit déjà tout cela. Changez ce que l’avenant change, ou revenez à la ligne."


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def line_open(request: MemberRequest) -> HttpResponse:
    """A new line and what was signed for it. Two statements to show it; nobody is named."""
    managers = check_may_fund(request.acting)
    funders = [each.row.funder for each in lines(managers).values()]
    form = LineForm(posted(request), funders=funders, plans=named(managers))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with said_on_form(request, form):
            line = actions.open_line(
                label=said["label"], funder=said["funder"], convention=form.convention, by=request.acting
            )
            messages.success(
                request, "La ligne est ouverte. Sur la page d’un ménage, « Financement » dit ce qu’elle paie."
            )
            return redirect("funding_line", line.public_id)
    return render(request, "funding/line_open.html", {"form": form})


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def line_amend(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The convention of a line as it stands, to be amended. Sent once, it says what that changes; sent again with what was shown, it
    is kept. Two statements to show it; nobody is named."""
    managers = check_may_fund(request.acting)
    held = next((each for each in lines(managers).values() if each.row.public_id == public_id), None)
    if held is None:
        raise Http404
    form = ConventionForm(posted(request), held=held.convention, plans=named(managers))
    context = {"line": held.row, "version": held.number, "form": form}
    if not is_said_by_form(held.convention):
        return render(request, "funding/line_amend.html", {"line": held.row, "version": held.number})
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            actions.check_amended(line=held.row, convention=form.convention, by=request.acting)
            told = shown(managers, held, form.convention)
            if request.POST.get("shown") == told["seal"]:
                return _keep(request, held, form.convention)
            context |= {"shown": told, "is_stale": bool(request.POST.get("shown"))}
    return render(request, "funding/line_amend.html", context)


def shown(managers: int, held: HeldLine, amended: Convention) -> dict:
    """What the amendment changes: closed months, what remains. Refused when it says nothing new, or leaves a month without a price."""
    if amended == held.convention:
        raise Refused(SAME)
    now, then = gather_both(managers, held.row.key, amended)
    today = timezone.localdate()
    with counted():
        found = changes(now, then)
        sentences = [
            next(each.quota.sentence for each in standings(facts, today) if each.held.row.pk == held.row.pk)
            for facts in (now, then)
        ]
    return {
        "changes": [_change(each, now) for each in found],
        "gap": _gap(sum(each.after.cents - each.before.cents for each in found)),
        "booked": ", ".join(month.name for month in sorted({each.booked for each in found})),
        "before": sentences[0],
        "after": sentences[1],
        "seal": _seal(held, amended, found),
    }


def _change(change: Change, facts: Facts) -> dict:
    return {
        "month": change.month.name,
        "line": facts.lines[change.line].row.label,
        "cases": plural(change.measures, "dossier"),
        "before": f"{in_measure_months(change.before.months)}, {euros(change.before.cents)}",
        "after": f"{in_measure_months(change.after.months)}, {euros(change.after.cents)}",
        "gap": _gap(change.after.cents - change.before.cents),
        "booked": change.booked.name,
    }


def _gap(cents: int) -> str:
    """« 12,00 € de plus »."""
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}" if cents else "le même montant"


def _seal(held: HeldLine, amended: Convention, found: Iterable[Change]) -> str:
    """What was shown, in short: another version, another amendment or other books have another."""
    return hashlib.sha256(f"{held.number} {written(amended)[1]} {list(found)}".encode()).hexdigest()[:32]


def _keep(request: MemberRequest, held: HeldLine, amended: Convention) -> HttpResponse:
    made = actions.amend(line=held.row, convention=amended, by=request.acting, after=held.number)
    assert made
    messages.success(
        request, f"L’avenant est enregistré. La convention de « {held.row.label} » en est à sa version {made.number}."
    )
    return redirect("funding_line", held.row.public_id)
