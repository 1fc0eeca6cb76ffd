"""The agenda of a session, put together and ordered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from committees.actions import agenda as actions
from committees.enums import DecisionKind, SessionState
from committees.models import AgendaItem, PresentationSheet, Session
from committees.policies import is_repeated, said_to_call
from committees.publishing import rules_of
from committees.queries import effects
from committees.queries import sessions as queries
from committees.queries.files import ready
from committees.queries.held import is_presented
from committees.rules import Rules
from committees.sheets import presenter
from committees.views.committee import file_lines
from committees.views.documents import papers_on_page
from committees.views.effect_words import counted
from committees.views.gate import kept_item, kept_session, log_sheets, secretariat
from common.formatting import clock, full_date, minutes, plural
from common.refusal import Refused
from partners.requests import MemberRequest

_CHANGING = {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN}


def item_on(session: Session, item_id: UUID) -> AgendaItem:
    """That item of this session's agenda with its sheet; anything else is the common 404. Refused: nobody reads its sheet any more,
    withdrawn or without the household's agreement."""
    try:
        return kept_item(session, item_id)
    except Http404:
        if not AgendaItem.objects.filter(session=session, public_id=item_id).exists():
            raise
        raise refused_here(session, actions.TAKEN_OFF) from None


def refused_here(session: Session, sentence: str) -> Refused:
    """That refusal, from which she goes on to the agenda of this session."""
    return Refused(sentence, way=("Revenir à l’ordre du jour", reverse("session", args=[session.public_id])))


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
    every = queries.agenda(shown, items)
    lines = [line for line in every if may_change or not queries.was_taken_off(line.item, shown)]
    is_numbered = shown.state == SessionState.OPEN and rules.household != "absent"
    said, ready_lines = [agenda_line(line, rules) for line in lines], file_lines(files, rules, shown.committee)
    if is_numbered:
        said, ready_lines = _numbered(said), _numbered(ready_lines)
    context = {
        "committee": shown.committee,
        "session": shown,
        "state": shown.state,
        "label": SessionState(shown.state).label.capitalize(),
        "when": when(shown),
        "lines": said,
        "files": ready_lines,
        "is_numbered": is_numbered,
        "may_change": may_change,
        "length": _length(len(lines), rules),
        "to_call": said_to_call(rules, timezone.localdate(shown.starts_at), timezone.localdate()),
        "first": next((line.item for line in lines if line.decision is None), lines[0].item if lines else None),
        "count": len(lines),
        "decided": 0 if shown.state in queries.OVER else sum(line.decision is not None for line in lines),
        "papers": papers,
        **_state_of(shown, every),
    }
    context["unread"] = context["count"] - len(lines)
    return render(request, "committees/session.html", context)


def _numbered(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same while a household may sit before the screen: a file's number, whether it was seen, and nothing else of it."""
    hidden = {"asked": "", "by": "", "repeated": "", "adjourned": "", "decided": "Vu"}
    return [{**line, **hidden, "heading": f"Dossier {line['sheet'].number}"} for line in lines]


def _state_of(shown: Session, every: list[queries.Line]) -> dict[str, Any]:
    """What the card « Cette séance » says of one that is over: what came of it, what is left to do of it."""
    if shown.state not in queries.OVER:
        return {"over": None, "came_of_it": "", "followed": "", "taken_off": []}
    kinds = queries.kinds_of(shown)
    adjourned, unseen = kinds.count(DecisionKind.ADJOURNED), kinds.count("")
    counts = (
        (len(kinds) - adjourned - unseen, "décidé", "décidés"),
        (adjourned, "ajourné", "ajournés"),
        (unseen, "non vu", "non vus"),
    )
    dates = {name: _moment(at) for name in ("closed_at", "signed_at", "cancelled_at") if (at := getattr(shown, name))}
    followed = effects.of_session(shown) if shown.state == SessionState.SIGNED else []
    return {
        "over": dates,
        "came_of_it": ", ".join(plural(count, one, many) for count, one, many in counts if count),
        "followed": counted(followed, timezone.localdate()),
        "count": len(kinds),
        "taken_off": _taken_off(shown, every),
    }


def _taken_off(shown: Session, every: list[queries.Line]) -> list[queries.Line]:
    """What was taken off while it sat and not put back, as its minutes say it."""
    left = [line for line in every if queries.was_taken_off(line.item, shown)]
    kept = {line.item.sheet_id for line in every if line not in left}
    return [line for line in left if is_presented(line.item, shown) and line.item.sheet_id not in kept]


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{full_date(local.date())} à {clock(local)}"


def when(session: Session) -> str:
    """« jeudi 19 novembre 2026 à 9 h »."""
    return _moment(session.starts_at)


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
    if not keys:
        messages.warning(request, "Rien n’est coché : cochez au moins un dossier, puis inscrivez-le.")
        return redirect("session", public_id)
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
    actions.take_off(item=item_on(shown, item_id), by=request.acting)
    messages.success(request, "Ce dossier n’est plus à l’ordre du jour. Il reste à inscrire à une autre séance.")
    return redirect("session", public_id)
