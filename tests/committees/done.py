"""Sessions that decided and were signed, and what is then to be done."""

from datetime import timedelta

from django.utils import timezone

from committees.actions import agenda, sessions, sitting
from committees.actions.sitting import Said
from committees.enums import Attending
from committees.models import AgendaItem, DecisionEffect, PresentationSheet, Session
from partners.acting import Acting
from tests.committees import hall as h
from tests.committees.presented import fresh
from tests.harness import within


def opened(hall: h.Hall, *files: PresentationSheet) -> tuple[Session, list[AgendaItem]]:
    """A session that sits with these files and its quorum."""
    by = hall.secretary
    with within(by):
        made = sessions.plan(
            committee=hall.committee,
            starts_at=timezone.now() + timedelta(minutes=5 + Session.objects.count()),
            place="Salle 2",
            is_urgent=False,
            by=by,
        )
        items = [agenda.put(session=made, sheets=[fresh(each)], by=by)[0] for each in files]
        sessions.send(session=fresh(made), by=by)
        sessions.open_session(session=fresh(made), by=by)
        for seat in ("ccas", "landlord"):
            sitting.attend(session=fresh(made), seat=seat, state=Attending.PRESENT, by=by)
        return fresh(made), [_item(item.pk) for item in items]


def _item(pk: int) -> AgendaItem:
    return AgendaItem.objects.select_related("session").get(pk=pk)


def closed(hall: h.Hall, *decided: tuple[PresentationSheet, Said]) -> Session:
    """A session that decided these and is over."""
    made, items = opened(hall, *(sheet for sheet, _ in decided))
    with within(hall.secretary):
        for item, (_, said) in zip(items, decided, strict=True):
            sitting.decide(item=item, said=said, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
        return fresh(made)


def sign(hall: h.Hall, session: Session) -> None:
    with within(hall.secretary):
        sessions.sign(session=fresh(session), by=hall.secretary)


def signed(hall: h.Hall, *decided: tuple[PresentationSheet, Said]) -> Session:
    """The same, signed."""
    made = closed(hall, *decided)
    sign(hall, made)
    return made


def effect_of(by: Acting, sheet: PresentationSheet) -> DecisionEffect:
    """The latest of that sheet, as this member reads it. DoesNotExist when she does not."""
    with within(by):
        return DecisionEffect.objects.filter(sheet_id=sheet.pk).select_related("case").latest("pk")
