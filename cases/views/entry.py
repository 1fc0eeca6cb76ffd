"""What the team knows of a household's entry: prefilled at adhesion from the sheet, and corrected since on a page of its own."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.actions import entries
from cases.enums import ProcedureStage, Reason
from cases.forms.entry import EntryForm, PlacedEntryForm
from cases.permissions import check_may_steer
from cases.policies import KnownEntry, adhesion_day, reasons_kept
from cases.queries.entries import course_with_entry
from cases.queries.parts import rules_under
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from common.formatting import euros, full_date
from common.refusal import Refused
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


def entry_at_adhesion(course: Any, data: QueryDict | None, adhesion: date) -> EntryForm:
    """What is known of the entry, over the sheet of a page's course; `adhesion`: the day the household says so."""
    kept = reasons_kept(rules_under(course))
    return EntryForm(data, reasons=kept, adhesion=adhesion, initial=_of_sheet(course.sheet, kept, adhesion))


def entry_in_words(known: Mapping[str, Any]) -> str:
    """« 1 040,00 € de dette au 3 novembre 2026, commandement de payer, isolement »; "" when nothing is known."""
    said = []
    if known.get("debt_cents") is not None:
        said.append(f"{euros(known['debt_cents'])} de dette au {full_date(date.fromisoformat(str(known['debt_on'])))}")
    if stage := known.get("stage"):
        said.append("aucune procédure" if stage == ProcedureStage.NONE else ProcedureStage(stage).label)
    said += [Reason(each).label for each in known.get("reasons", ())]
    return ", ".join(said)


def _of_sheet(sheet: Mapping[str, Any] | None, kept: Collection[Reason], adhesion: date) -> dict[str, Any]:
    """A debt of a day after the adhesion is none of the entry: it is not proposed."""
    if not sheet:
        return {}
    said = {"stage": sheet["stage"], "reasons": [each for each in sheet["reasons"] if each in kept]}
    if date.fromisoformat(sheet["balance_on"]) > adhesion:
        return said
    return said | {"debt_cents": sheet["balance_cents"], "debt_on": sheet["balance_on"]}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What was stated at adhesion, corrected; or stated now, where nothing was. What somebody changed since it was shown is shown
    beside what was typed, and written over by who presses again."""
    case = followed_case(request, public_id)
    check_may_steer(request.acting, case.pk)
    rights, course = log_opening(request, case), course_with_entry(case)
    if course is None or course.engaged_at is None:
        raise Refused("La situation à l’entrée se note avec l’adhésion. Enregistrez d’abord l’adhésion.")
    kept, adhesion = reasons_kept(rules_under(course)), adhesion_day(course.starts_on, course.engaged_at)
    initial, theirs = _initial(course, kept, adhesion), None
    form = PlacedEntryForm(posted(request), reasons=kept, adhesion=adhesion, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            try:
                entries.state_entry(case=case, by=request.acting, entry=form.placed(), seen=form.cleaned_data["seen"])
            except entries.OvertakenEntry as overtaken:
                theirs, shown_again = overtaken.theirs, request.POST.copy()
                shown_again[form.add_prefix("seen")] = theirs.mark if theirs else ""
                form.data = shown_again
                raise
            messages.success(request, "C’est noté.")
            return redirect("case", public_id)
    context = {
        "form": form,
        "case": case,
        "name": name_on(case, rights),
        "is_stated": bool(course.stated or theirs),
        "theirs": _in_words(theirs) if theirs else "",
    }
    return render(request, "cases/entry.html", context)


def _initial(course: Any, kept: Collection[Reason], adhesion: date) -> dict[str, Any]:
    """What was stated, with its mark; else what the sheet says while it is open."""
    if said := course.stated:
        place = communes_of_2026().of_code(said["commune"])
        debt_on = date.fromisoformat(said["debt_on"]) if said["debt_on"] else None
        stated = KnownEntry(**said | {"reasons": tuple(said["reasons"]), "debt_on": debt_on})
        named = {"commune": place.name if place else "", "postcode": place.postcodes[0] if place else ""}
        return said | named | {"seen": stated.mark}
    sheet = course.sheet or {}
    return _of_sheet(sheet, kept, adhesion) | {name: sheet.get(name, "") for name in ("commune", "postcode")}


def _in_words(stated: KnownEntry) -> str:
    place = communes_of_2026().of_code(stated.commune)
    known = [entry_in_words(asdict(stated)), place.name if place else ""]
    return ", ".join(filter(None, known)) or "rien n’en est connu"
