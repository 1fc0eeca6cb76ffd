"""The reading room: a seat reads the files of its sessions, in person, in its own version and for a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.queries.consents import last_day
from cases.reading import Purpose, record_reading
from cases.views.followed import route_of
from committees.enums import SessionState
from committees.models import SheetAccess
from committees.queries import reading as queries
from committees.queries.reading import Held
from committees.sheets import Content
from committees.views.gate import for_seat
from committees.views.presenting_words import asked_of
from common.formatting import clock, full_date, plural, weekday_date
from partners.requests import MemberRequest


@dataclass(frozen=True)
class Sitting:
    """A session of which this seat reads something. `until`: the last day, at the latest."""

    url: str
    committee: str
    when: str
    place: str
    files: str
    until: str
    is_urgent: bool
    is_open: bool


@dataclass(frozen=True)
class Line:
    """A file of an agenda, as its seat reads it."""

    position: int
    url: str
    number: str
    heading: str
    asked: str
    presented_by: str
    is_urgent: bool


@for_seat
@require_safe
def reading_room(request: MemberRequest) -> HttpResponse:
    """The sessions of which I read something now: when, where, how many files, until when. Names nobody."""
    rows = queries.sessions(request.acting)
    sittings = [
        Sitting(
            url=reverse("reading", args=[row["session__public_id"]]),
            committee=row["session__committee__name"],
            when=_when(row["session__starts_at"]),
            place=row["session__place"],
            files=plural(row["files"], "dossier"),
            until=full_date(last_day(row["until"])),
            is_urgent=row["session__is_urgent"],
            is_open=row["session__state"] == SessionState.OPEN,
        )
        for row in rows
    ]
    return render(request, "committees/reading_room.html", {"sittings": sittings})


@for_seat
@require_safe
def reading(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """The agenda of a session, in its order."""
    held = _held(request, session_id)
    _log(request, held)
    lines = list(_lines(held, queries.said(held.accesses)))
    context = {**_of_session(held), "lines": lines, "says_who": any(line.presented_by for line in lines)}
    return render(request, "committees/reading.html", context)


@for_seat
@require_safe
def sheet_read(request: MemberRequest, session_id: UUID, item_id: UUID) -> HttpResponse:
    """One file in my version, with the one before and the one after."""
    held = _held(request, session_id)
    before, here, after = held.around(item_id)
    if here is None:
        raise Http404
    _log(request, held.only(here))
    content = queries.said([here]).get(here.sheet_id)
    if content is None:  # closed between the two statements
        raise Http404
    rank = held.accesses.index(here) + 1
    context = {
        **_of_session(held),
        "content": content,
        "sheet": here.sheet,
        "asked": asked_of(held.rules(), here.sheet.competence),
        "until": full_date(last_day(here.until)),
        "before": _url(held, before),
        "after": _url(held, after),
        "rank": rank,
        "count": len(held.accesses),
    }
    return render(request, "committees/reading_sheet.html", context)


def _held(request: MemberRequest, session_id: UUID) -> Held:
    """What this seat reads of that session; unknown, foreign and closed answer the same 404."""
    held = queries.held(request.acting, session_id)
    if held is None:
        raise Http404
    return held


def _log(request: MemberRequest, held: Held) -> None:
    """Write what is about to be read: sheets, and the cases of those that have one."""
    record_reading(
        request.acting,
        purpose=Purpose.PRESENTED,
        route=route_of(request),
        case_ids=held.case_ids,
        presentation_sheet_ids=held.sheet_ids,
    )


def _of_session(held: Held) -> dict[str, object]:
    session = held.session
    return {
        "committee": session.committee.name,
        "session": session,
        "when": _when(session.starts_at),
        "place": session.place,
        "until": full_date(last_day(held.until)),
        "reading_url": reverse("reading", args=[session.public_id]),
    }


def _lines(held: Held, said: dict[int, Content]) -> Iterable[Line]:
    rules = held.rules()
    for access in held.accesses:
        content = said.get(access.sheet_id)
        if content is None:
            continue
        yield Line(
            position=access.item.position,
            url=_url(held, access),
            number=access.sheet.number,
            heading=content.heading,
            asked=asked_of(rules, access.sheet.competence),
            presented_by=next((fact.value for fact in content.facts if fact.key == "presented_by"), ""),
            is_urgent=access.sheet.is_urgent,
        )


def _url(held: Held, access: SheetAccess | None) -> str:
    return reverse("sheet_read", args=[held.session.public_id, access.item.public_id]) if access else ""


def _when(moment: datetime) -> str:
    """« jeudi 3 décembre 2026 à 14 h 30 »."""
    local = timezone.localtime(moment)
    return f"{weekday_date(local.date())} {local.year} à {clock(local)}"
