"""Convocations to a session: asked by its secretariat, sent by mail with a link and a calendar entry.

A mail says that there is a session. No household, no count, no agenda: what is read stands behind the link.
"""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.mail import EmailMessage
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse

from committees import calendar_entry, guests
from committees.enums import Attending, SessionState
from committees.models import Attendance, Convocation, SeatHolder, Session
from committees.permissions import check_keeps
from common import outbox
from common.models import Outbox
from common.refusal import Refused
from partners.acting import Acting

CONVOKE = "convocation"
SUBJECT = "Convocation à une séance de commission"
CANCELLED_SUBJECT = "Une séance de commission est annulée pour vous"
_CALLED = (SessionState.SENT, SessionState.OPEN)
_COMING = (Attending.EXPECTED, Attending.PRESENT)


def ask(*, session: Session, by: Acting, again: bool = False) -> int:
    """Have written to everybody whose convocation is not what it should be; returns how many mails are asked for.

    Of a session that is sent or sits: those who are designated and were not called are called (`again`: all of them, since its place
    changed), those who were called and are replaced are told so. Of one that is cancelled: everybody called is told. Nothing is
    asked of any other session. Asking twice asks for nothing more. Refused: another secretariat.
    """
    check_keeps(by, session.author_id)
    state = Session.objects.select_for_update().get(pk=session.pk).state
    if state not in {*_CALLED, SessionState.CANCELLED}:
        return 0
    seated = _seated(session) if state in _CALLED else {}
    rows = list(_asked_of(session))
    last = {row.holder_id: row for row in rows}
    standing = {row.holder_id: row for row in rows if row.sent_at or row.is_leaving}
    called = {key for key, row in standing.items() if not row.is_cancellation}
    coming = {key for key, row in seated.items() if row.state in _COMING and (again or key not in called)}
    wanted = [(seated[key].holder, False) for key in sorted(coming)]
    wanted += [(last[key].holder, True) for key in sorted(called - set(seated))]
    for holder, is_cancellation in wanted:
        _ask(session, holder, last.get(holder.pk), by, is_cancellation=is_cancellation)
    return len(wanted)


def ask_again(*, session: Session, holder: SeatHolder, by: Acting) -> None:
    """Have her convocation sent once more, with a new link where she has no account: the former one opens nothing from then on.

    Refused: another secretariat; the session is not sent, or over; she does not sit in it; her last one has not left yet.
    """
    check_keeps(by, session.author_id)
    state = Session.objects.select_for_update().get(pk=session.pk).state
    row = _seated(session).get(holder.pk)
    if state not in _CALLED or row is None or row.state not in _COMING:
        raise Refused("Cette personne n’est pas attendue à cette séance : elle ne peut pas y être convoquée.")
    last = _asked_of(session).filter(holder=holder).last()
    if last is not None and last.is_leaving:
        raise Refused("Sa convocation est déjà en train de partir.")
    _ask(session, holder, last, by, is_cancellation=False)


def told(session: Session) -> QuerySet[Any]:
    """Who is designated for it, with her holder. `convoked_at`: when her last convocation left; `is_leaving`: one is asked, and a
    worker is to send it."""
    hers = Convocation.objects.filter(session=session, holder=OuterRef("holder"), is_cancellation=False)
    return (
        Attendance.objects.filter(session=session)
        .select_related("holder")
        .annotate(
            convoked_at=Subquery(hers.exclude(sent_at=None).order_by("-sequence").values("sent_at")[:1]),
            is_leaving=Exists(hers.filter(_LEAVING)),
        )
    )


def _seated(session: Session) -> dict[int, Attendance]:
    """Who is designated for it and still holds her seat, by holder."""
    rows = Attendance.objects.filter(session=session, holder__ended_at=None).select_related("holder")
    return {row.holder_id: row for row in rows}


#: Not sent yet, and still to be: what a worker refused or gave up never leaves.
_LEAVING = Q(sent_at=None) & Exists(Outbox.objects.filter(task=CONVOKE, subject_id=OuterRef("pk"), done_at=None))


def _asked_of(session: Session) -> QuerySet[Any]:
    """Every one that was asked, by holder in the end the last. `is_leaving`: as in `told`."""
    rows = Convocation.objects.filter(session=session).select_related("holder").order_by("sequence")
    return rows.annotate(is_leaving=ExpressionWrapper(_LEAVING, BooleanField()))


def _ask(
    session: Session, holder: SeatHolder, last: Convocation | None, by: Acting, *, is_cancellation: bool
) -> Convocation:
    made = Convocation.objects.create(
        session=session,
        author_id=session.author_id,
        committee_id=session.committee_id,
        seat=holder.seat,
        holder=holder,
        sequence=last.sequence + 1 if last else 0,
        is_cancellation=is_cancellation,
    )
    outbox.ask(CONVOKE, by=by, subject_id=made.pk)
    return made


def send(convocation_id: int) -> None:
    """Write to that holder, in the open context of who asked. Again: nothing.

    Effects in order: it is marked as sent, then the mail leaves; both or neither. Refused when it no longer holds: she is replaced,
    the session is over, or another was asked for her after it. OSError when the mail cannot leave.
    """
    found = (
        Convocation.objects.select_for_update(of=("self",))
        .select_related("session", "holder")
        .filter(pk=convocation_id, sent_at=None)
        .first()
    )
    if found is None:
        return
    session, holder = found.session, found.holder
    row = _seated(session).get(holder.pk)
    is_coming = session.state in _CALLED and row is not None and row.state in _COMING
    if not found.is_cancellation and not is_coming:
        raise Refused("Cette personne n’est plus attendue à cette séance.")
    if Convocation.objects.filter(session=session, holder=holder, sequence__gt=found.sequence).exists():
        raise Refused("Une convocation plus récente la remplace.")
    Convocation.objects.filter(pk=found.pk).update(sent_at=TransactionNow())
    _mail(found).send()


def _mail(found: Convocation) -> EmailMessage:
    session, holder = found.session, found.holder
    entry = calendar_entry.Entry(
        uid=session.public_id,
        starts_at=session.starts_at,
        place=session.place,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=holder.email,
        sequence=found.sequence,
        is_cancelled=found.is_cancellation,
        stamped_at=found.created_at,
    )
    if found.is_cancellation:
        body = render_to_string("committees/mail/cancelled.txt")
    else:
        body = render_to_string(
            "committees/mail/convocation.txt", {"url": _link(found), "is_urgent": session.is_urgent}
        )
    made = EmailMessage(CANCELLED_SUBJECT if found.is_cancellation else SUBJECT, body, to=[holder.email])
    made.attach(calendar_entry.attached(entry))
    return made


def _link(found: Convocation) -> str:
    if found.holder.membership_id is None:
        return settings.PUBLIC_URL + reverse("guest", args=[guests.make_link(found)])
    return settings.PUBLIC_URL + reverse("called", args=[found.session.public_id])
