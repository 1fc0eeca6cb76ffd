"""Who is there for a session, and who sits for each seat."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from committees import convocations
from committees.actions import sitting as actions
from committees.enums import Attending, SessionState
from committees.models import Attendance, SeatHolder, Session
from committees.policies import quorum
from committees.publishing import rules_of
from committees.queries import sessions as queries
from committees.rules import Rules, Seat
from committees.views.agenda import when
from committees.views.gate import kept_session, secretariat
from partners.requests import MemberRequest


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who is there, and who sits for a seat."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    if request.method == "POST":
        left = _attend(request, shown, rules)
        for sentence in left:
            messages.warning(request, sentence)
        messages.success(request, "Les autres présences sont notées." if left else "Les présences sont notées.")
        first = queries.on_agenda(shown).order_by("position", "pk").first()
        is_on = shown.state == SessionState.OPEN and first is not None and "ensuite" in request.POST and not left
        return redirect("sitting", public_id, first.public_id) if is_on and first else redirect("attendance", public_id)
    return render(request, "committees/attendance.html", _page(shown, rules))


def _page(shown: Session, rules: Rules) -> dict[str, Any]:
    designated = {row.seat: row for row in convocations.told(shown)}
    holders: dict[str, list[SeatHolder]] = {}
    for holder in SeatHolder.objects.filter(committee=shown.committee, ended_at=None).order_by("-rank"):
        holders.setdefault(holder.seat, []).append(holder)
    present = {key for key, row in designated.items() if row.state == Attending.PRESENT}
    return {
        "committee": shown.committee,
        "session": shown,
        "when": when(shown),
        "colleges": [
            (
                college.label,
                [
                    (seat, designated.get(seat.key), holders.get(seat.key, []))
                    for seat in rules.seats
                    if seat.college == college.key
                ],
            )
            for college in rules.colleges
        ],
        "states": [(each.value, each.label.capitalize()) for each in Attending],
        "standing": quorum(rules, present),
        "is_open": shown.state == SessionState.OPEN,
        "may_convoke": shown.state in {SessionState.SENT, SessionState.OPEN},
    }


def _attend(request: MemberRequest, shown: Session, rules: Rules) -> list[str]:
    """Write what was changed on this page; what stands otherwise since, noted elsewhere, stays. Says what could not be written."""
    rows = {row.seat: row for row in Attendance.objects.select_related("holder").filter(session=shown)}
    named = {str(row.public_id): row for row in SeatHolder.objects.filter(committee=shown.committee, ended_at=None)}
    left = []
    for seat in rules.seats:
        row, holder = rows.get(seat.key), named.get(_changed(request, f"qui-{seat.key}"))
        if holder and (holder.seat != seat.key or (row and row.holder_id == holder.pk)):
            holder = None
        if holder and request.POST.get(f"vu-qui-{seat.key}", "") != (str(row.holder.public_id) if row else ""):
            left.append(f"« {seat.label} » : quelqu’un d’autre y a été désigné entre-temps. Relisez, puis recommencez.")
            continue
        if holder:
            actions.designate(session=shown, holder=holder, by=request.acting)
        state = _state(request, seat, row, holder)
        if state and row is None and holder is None:
            left.append(f"« {seat.label} » : choisissez d’abord qui y siège.")
        elif state == Attending.PRESENT and _has_ended(row, holder):
            left.append(f"« {seat.label} » : ce mandat a pris fin. Choisissez d’abord qui y siège à présent.")
        elif state:
            actions.attend(session=shown, seat=seat.key, state=state, by=request.acting)
    convocations.ask(session=shown, by=request.acting)
    return left


def _state(request: MemberRequest, seat: Seat, row: Attendance | None, chosen: SeatHolder | None) -> Attending | None:
    """What is to be noted of that seat, where `chosen` sits from now on in the place of who does in `row`; None for nothing."""
    said = request.POST.get(f"presence-{seat.key}", "")
    if "tous" in request.POST and said == Attending.EXPECTED and not _has_ended(row, chosen):
        return Attending.PRESENT if row is None or row.state == Attending.EXPECTED else None
    # Who sits was changed and her presence was not: what stands on the page is hers, but not that of who has left.
    is_hers = row is not None and chosen is not None and row.holder.ended_at is None
    state = said if is_hers else _changed(request, f"presence-{seat.key}")
    return Attending(state) if state in Attending.values else None


def _has_ended(row: Attendance | None, chosen: SeatHolder | None) -> bool:
    return row is not None and chosen is None and row.holder.ended_at is not None


def _changed(request: MemberRequest, name: str) -> str:
    """What a field of the page was changed to; "" for what it showed."""
    said = request.POST.get(name, "")
    return "" if said == request.POST.get(f"vu-{name}") else said
