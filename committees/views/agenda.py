"""The agenda of a session, put together and ordered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from committees.actions import agenda as actions
from committees.enums import SessionState
from committees.models import PresentationSheet, Session
from committees.policies import call_by, is_repeated
from committees.publishing import rules_of
from committees.queries import sessions as queries
from committees.queries.files import ready
from committees.rules import Rules
from committees.sheets import presenter
from committees.views.committee import file_lines
from committees.views.documents import papers_on_page
from committees.views.gate import kept_item, kept_session, log_sheets, secretariat
from common.formatting import clock, full_date, minutes, plural
from common.refusal import Refused
from partners.requests import MemberRequest

_CHANGING = {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN}


@secretariat
@require_safe
def session(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A session: its agenda, the files that may be put on it, what is to be done next."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    may_change = shown.state in _CHANGING
    items = queries.items_of(shown, closed=not may_change)
    files = list(ready(shown.committee).select_related("author__unit__organisation")) if may_change else []
    papers = papers_on_page(shown)
    log_sheets(request, [*(item.sheet for item in items), *files, *papers.get("sheets", [])])
    lines = queries.agenda(shown, items)
    context = {
        "committee": shown.committee,
        "session": shown,
        "state": shown.state,
        "label": SessionState(shown.state).label.capitalize(),
        "when": when(shown),
        "lines": [agenda_line(line, rules) for line in lines],
        "files": file_lines(files, rules, shown.committee),
        "may_change": may_change,
        "length": _length(len(lines), rules),
        "call_by": full_date(call_by(rules, timezone.localdate(shown.starts_at))),
        "first": next((line.item for line in lines if line.decision is None), lines[0].item if lines else None),
        "decided": sum(line.decision is not None for line in lines),
        "papers": papers,
    }
    return render(request, "committees/session.html", context)


def when(session: Session) -> str:
    """« jeudi 19 novembre 2026 à 9 h »."""
    at = timezone.localtime(session.starts_at)
    return f"{full_date(at.date())} à {clock(at)}"


def _length(files: int, rules: Rules) -> str:
    each = rules.rhythm.minutes_per_item
    return f"environ {minutes(files * each)}" if each and files else ""


def agenda_line(line: queries.Line, rules: Rules) -> dict[str, Any]:
    """An item as the table of an agenda says it."""
    labels = {each.key: each.short for each in rules.competences}
    decision = line.decision
    return {
        "item": line.item,
        "sheet": line.sheet,
        "heading": line.content.heading,
        "asked": labels.get(line.sheet.competence, ""),
        "by": presenter(line.sheet, line.content),
        "repeated": is_repeated(rules, line.times.adjourned, line.times.refused),
        "decision": decision,
        "decided": labels.get(decision.competence, "") if decision else "",
        "reason": decision.reason if decision else "",
    }


@secretariat
@require_POST
def agenda_put(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put the chosen files on the agenda."""
    shown = kept_session(request, public_id)
    keys = request.POST.getlist("fiche")
    sheets = list(PresentationSheet.objects.filter(committee=shown.committee, public_id__in=_uuids(keys)))
    if not sheets:
        raise Refused("Choisissez d’abord les dossiers à inscrire : cochez-les.")
    made = actions.put(session=shown, sheets=sheets, by=request.acting)
    messages.success(request, f"{plural(len(made), 'dossier inscrit', 'dossiers inscrits')} à l’ordre du jour.")
    return redirect("session", public_id)


def _uuids(keys: list[str]) -> list[UUID]:
    try:
        return [UUID(key) for key in keys]
    except ValueError:
        raise Refused("L’ordre du jour a changé entre-temps : relisez-le, puis recommencez.") from None


@secretariat
@require_POST
def agenda_order(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Number the agenda as the page shows it, one item moved up or down if a button says so."""
    shown = kept_session(request, public_id)
    wanted = _uuids(request.POST.getlist("ordre"))
    for name, step in (("monter", -1), ("descendre", 1)):
        if name in request.POST:
            wanted = _moved(wanted, _uuids([request.POST[name]])[0], step)
    actions.order(session=shown, wanted=wanted, by=request.acting)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("session", public_id)


def _moved(wanted: list[UUID], key: UUID, step: int) -> list[UUID]:
    if key not in wanted:
        return wanted
    at = wanted.index(key)
    to = max(0, min(len(wanted) - 1, at + step))
    rest = [each for each in wanted if each != key]
    return [*rest[:to], key, *rest[to:]]


@secretariat
@require_POST
def agenda_take_off(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a file off the agenda; it is ready for another session."""
    shown = kept_session(request, public_id)
    actions.take_off(item=kept_item(shown, item_id), by=request.acting)
    messages.success(request, "Ce dossier n’est plus à l’ordre du jour. Il reste à inscrire à une autre séance.")
    return redirect("session", public_id)
