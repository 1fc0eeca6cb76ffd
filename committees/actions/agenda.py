"""The agenda of a session: files put on it, ordered, taken off."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Max

from committees.actions.queue import held, held_with_others
from committees.enums import SessionState
from committees.models import AgendaItem, Decision, PresentationSheet, Session
from committees.permissions import check_keeps
from committees.queries.files import ready
from committees.queries.sessions import on_agenda
from committees.transitions import after
from common.refusal import Refused
from partners.acting import Acting

TAKEN_OFF = "Ce dossier n’est plus à l’ordre du jour."
_OVER = {SessionState.CLOSED, SessionState.SIGNED, SessionState.CANCELLED}


def put(*, session: Session, sheets: Sequence[PresentationSheet], by: Acting) -> list[AgendaItem]:
    """Put these files at the end of the agenda, urgent ones first among them.

    Refused, and none is put: another secretariat; the session is over; a file that is not ready: withdrawn, without agreement
    any more, decided, or on the agenda of a session to come.
    """
    check_keeps(by, session.author_id)
    session = held_with_others(session)
    _may_change(session)
    able = {sheet.pk for sheet in ready(session.committee, among=[sheet.pk for sheet in sheets])}
    for sheet in sheets:
        if sheet.pk not in able:
            raise Refused(
                f"Le dossier {sheet.number} n’est plus à inscrire : il a été retiré, décidé, ou déjà inscrit."
            )
    last = AgendaItem.objects.filter(session=session).aggregate(last=Max("position"))["last"] or 0
    return [
        AgendaItem.objects.create(
            session=session,
            author_id=session.author_id,
            committee_id=session.committee_id,
            sheet=sheet,
            position=last + rank,
        )
        for rank, sheet in enumerate(
            sorted(sheets, key=lambda each: (not each.is_urgent, each.filed_at, each.pk)), start=1
        )
    ]


def take_off(*, item: AgendaItem, by: Acting) -> None:
    """Take a file off the agenda: the seats stop reading it. Refused: another secretariat; taken off already; decided; it is over."""
    check_keeps(by, item.author_id)
    _may_change(held(item.session))
    if not is_on(item):
        raise Refused(TAKEN_OFF)
    if Decision.objects.filter(item=item).exists():
        raise Refused(
            "Ce dossier est déjà décidé : il reste à l’ordre du jour. Pour le revoir à une autre séance, décidez de l’ajourner."
        )
    AgendaItem.objects.filter(pk=item.pk).update(closed_at=TransactionNow())


def order(*, session: Session, wanted: Sequence[UUID], by: Acting) -> None:
    """Number the agenda in that order: every file on it, once.

    Refused: another secretariat; it is over; the agenda has changed since (a file came or went). What nobody reads any more keeps
    its number and counts for nothing.
    """
    check_keeps(by, session.author_id)
    session = held(session)
    _may_change(session)
    items = {item.public_id: item for item in on_agenda(session)}
    if set(wanted) != set(items) or len(wanted) != len(items):
        raise Refused("L’ordre du jour a changé entre-temps : relisez-le, puis ordonnez-le de nouveau.")
    for position, key in enumerate(wanted, start=1):
        if items[key].position != position:
            AgendaItem.objects.filter(pk=items[key].pk).update(position=position)


def is_on(item: AgendaItem) -> bool:
    """Whether it is on its agenda now, and may still be read."""
    return on_agenda(item.session_id).filter(pk=item.pk).exists()


def _may_change(session: Session) -> None:
    if session.state in _OVER:
        after("send", session.state)
