"""Reaching what a secretariat keeps: its committees, their sessions, what is on their agendas."""

from collections.abc import Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from cases.reading import Purpose, record_reading
from cases.views.followed import route_of
from cases.views.gate import View, acts_as
from committees.guests import GUEST_KEY
from committees.models import AgendaItem, Committee, PresentationSheet, Session
from partners.enums import Capacity
from partners.requests import ActingRequest, MemberRequest

secretariat = acts_as(Capacity.COMMITTEE_SECRETARY)


def for_seat(view: View) -> View:
    """Open a view to who sits: a member in her seat, or a guest who came in by her link. A guest whose link is closed is told so;
    anybody else without an account signs in first."""
    opened = acts_as(Capacity.COMMITTEE_SEAT)(view)

    @login_not_required
    @wraps(view)
    def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seated = request.acting is not None and request.acting.capacity == Capacity.COMMITTEE_SEAT
        if not seated and not request.user.is_authenticated:
            closed = GUEST_KEY in request.session
            return redirect("guest_closed") if closed else redirect_to_login(request.get_full_path())
        return opened(request, *args, **kwargs)

    return wrapped


def kept_committee(request: MemberRequest, public_id: UUID) -> Committee:
    """That committee, if the acting secretariat keeps it; anything else is the common 404."""
    found = Committee.objects.filter(public_id=public_id, secretary_id=request.acting.unit_audience).first()
    if found is None:
        raise Http404
    return found


def kept_session(request: MemberRequest, public_id: UUID) -> Session:
    """That session with its committee and rules, if the acting secretariat keeps it; anything else is the common 404."""
    found = (
        Session.objects.select_related("committee", "version")
        .filter(public_id=public_id, author_id=request.acting.unit_audience)
        .first()
    )
    if found is None:
        raise Http404
    return found


def kept_item(session: Session, item_id: UUID) -> AgendaItem:
    """That item of this session's agenda with its sheet; anything else is the common 404."""
    found = (
        AgendaItem.objects.select_related("session__version", "session__committee", "sheet")
        .filter(session=session, public_id=item_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def log_sheets(request: MemberRequest, sheets: Iterable[PresentationSheet], purpose: str = Purpose.PRESENTED) -> None:
    """Write the reading log of these sheets before what they say is read; a paper form has no case to name. Without a sheet
    there is nothing to log."""
    read = list(sheets)
    if read:
        record_reading(
            request.acting,
            purpose=purpose,
            route=route_of(request),
            case_ids=[sheet.case_id for sheet in read if sheet.case_id],
            presentation_sheet_ids=[sheet.pk for sheet in read],
        )
