"""A session from its planning to the signature of its minutes: planned, sent, opened, closed, signed, or cancelled."""

from datetime import datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from committees.actions import papers
from committees.actions.queue import held
from committees.enums import Attending, DecisionKind, Rank, SessionState
from committees.models import AgendaItem, Attendance, Committee, Decision, SeatHolder, Session
from committees.permissions import check_keeps
from committees.policies import a_year
from committees.publishing import rules_of
from committees.queries.sessions import on_agenda
from committees.transitions import after
from common.refusal import Refused
from partners.acting import Acting

#: A session is planned at most so far ahead.
FURTHEST = timedelta(days=550)
#: How long before its hour it may be opened: the same half-day.
EARLIEST = timedelta(hours=12)


def plan(*, committee: Committee, starts_at: datetime, place: str, is_urgent: bool, by: Acting) -> Session:
    """Plan a session under the committee's rules of today, and designate the titular of each seat.

    Refused: another secretariat; a moment that has passed, is beyond FURTHEST, or at which it sits already; an urgent session where
    its rules have none. Effects in order: session, one attendance per seat that has somebody.
    """
    check_keeps(by, committee.secretary_id)
    version = committee.versions.order_by("-number").first()
    assert version
    if is_urgent and not rules_of(version).rhythm.urgent:
        raise Refused("Cette commission ne se réunit pas en urgence : son règlement ne le prévoit pas.")
    _may_sit(committee, starts_at)
    made = Session.objects.create(
        committee=committee,
        author_id=by.unit_audience,
        version=version,
        starts_at=starts_at,
        place=place,
        is_urgent=is_urgent,
    )
    _designate_everyone(made)
    return made


def plan_year(*, committee: Committee, starts_at: datetime, place: str, by: Acting) -> list[Session]:
    """Plan that session, and those that the rhythm gives after it until a year has passed, at the same hour of Paris.

    All or none. Refused: as `plan` refuses one of them; a day that is taken already is left to what sits then, but for the first.
    """
    check_keeps(by, committee.secretary_id)
    version = committee.versions.order_by("-number").first()
    assert version
    first = timezone.localtime(starts_at)
    hour = first.time()
    moments = [timezone.make_aware(datetime.combine(on, hour)) for on in a_year(rules_of(version), first.date())]
    taken = set(
        Session.objects.filter(committee=committee, starts_at__in=moments[1:])
        .exclude(state=SessionState.CANCELLED)
        .values_list("starts_at", flat=True)
    )
    return [
        plan(committee=committee, starts_at=moment, place=place, is_urgent=False, by=by)
        for moment in moments
        if moment not in taken
    ]


def _may_sit(committee: Committee, starts_at: datetime, moved: Session | None = None) -> None:
    now = timezone.now()
    if starts_at <= now:
        raise Refused("Cette date est passée : choisissez un jour à venir.")
    if starts_at > now + FURTHEST:
        raise Refused("Cette date est à plus de dix-huit mois : vérifiez l’année.")
    others = Session.objects.filter(committee=committee, starts_at=starts_at).exclude(state=SessionState.CANCELLED)
    if (others.exclude(pk=moved.pk) if moved else others).exists():
        raise Refused("Une séance de cette commission est déjà prévue à ce moment.")


def _designate_everyone(session: Session) -> None:
    rules = rules_of(session.version)
    named = {
        (holder.seat, holder.rank): holder
        for holder in SeatHolder.objects.filter(committee_id=session.committee_id, ended_at=None)
    }
    for seat in rules.seats:
        holder = named.get((seat.key, Rank.TITULAR)) or named.get((seat.key, Rank.SUBSTITUTE))
        if holder is None:
            continue
        row, is_new = Attendance.objects.select_related("holder").get_or_create(
            session=session,
            seat=seat.key,
            author_id=session.author_id,
            defaults={"committee_id": session.committee_id, "ceiling": seat.ceiling, "holder": holder},
        )
        if not is_new and row.holder.ended_at is not None:
            seated = {"holder": holder, "ceiling": seat.ceiling, "state": Attending.EXPECTED}
            Attendance.objects.filter(pk=row.pk).update(**seated)


def move(*, session: Session, starts_at: datetime, place: str, by: Acting) -> None:
    """Change the moment and the place of what is planned; once it is sent, the place alone.

    Refused: another secretariat; it is over; a moment that `plan` would refuse.
    """
    check_keeps(by, session.author_id)
    session = held(session)
    if session.state not in {SessionState.PLANNED, SessionState.SENT}:
        after("cancel", session.state)
    if starts_at != session.starts_at:
        if session.state == SessionState.SENT:
            raise Refused(
                "Les membres sont convoqués pour ce jour : annulez cette séance et prévoyez-en une autre pour en changer."
            )
        _may_sit(session.committee, starts_at, session)
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, place=place)


def send(*, session: Session, by: Acting) -> None:
    """Open the reading room: from now on those designated read the sheets of this session (domain 5).

    A seat whose holder's mandate has ended since is given to who holds it now. The convocations are
    `committees.convocations.ask`'s. Refused: another secretariat; not planned; its day has passed;
    an agenda without a file; nobody designated.
    """
    check_keeps(by, session.author_id)
    session = held(session)
    state = after("send", session.state)
    if timezone.localdate(session.starts_at) < timezone.localdate():
        raise Refused("Le jour de cette séance est passé : déplacez-la d’abord.")
    _designate_everyone(session)
    if not Attendance.objects.filter(session=session).exists():
        raise Refused("Personne n’est désigné : nommez d’abord les titulaires des sièges.")
    if not on_agenda(session).exists():
        raise Refused("L’ordre du jour est vide : inscrivez-y au moins un dossier.")
    Session.objects.filter(pk=session.pk).update(state=state, sent_at=TransactionNow())


def open_session(*, session: Session, by: Acting) -> None:
    """Begin to sit. Refused: another secretariat; not sent; more than EARLIEST before its hour."""
    check_keeps(by, session.author_id)
    session = held(session)
    state = after("open", session.state)
    if session.starts_at - timezone.now() > EARLIEST:
        raise Refused("La séance s’ouvre le jour où elle se tient.")
    Session.objects.filter(pk=session.pk).update(state=state, opened_at=TransactionNow())


def close(*, session: Session, by: Acting) -> int:
    """End the sitting, and return how many files were not decided: they may be presented again, as those adjourned.

    Effects in order: what was adjourned or not decided is closed to the seats; seats still expected are absent;
    the session is closed. Refused: another secretariat; not open.
    """
    check_keeps(by, session.author_id)
    session = held(session)
    state = after("close", session.state)
    final = Decision.objects.filter(session=session).exclude(kind=DecisionKind.ADJOURNED).values("item_id")
    adjourned = Decision.objects.filter(session=session, kind=DecisionKind.ADJOURNED).values("item_id")
    undecided = on_agenda(session).exclude(pk__in=final).exclude(pk__in=adjourned).count()
    AgendaItem.objects.filter(session=session, closed_at=None).exclude(pk__in=final).update(closed_at=TransactionNow())
    Attendance.objects.filter(session=session, state=Attending.EXPECTED).update(state=Attending.ABSENT)
    Session.objects.filter(pk=session.pk).update(state=state, closed_at=TransactionNow())
    return undecided


def sign(*, session: Session, by: Acting) -> None:
    """Sign the minutes: every seat stops reading, and each author may read what was decided of its sheets.

    Effects in order: decisions are told; the session is signed, and the keeper makes what is to be done of them; its minutes and annexes are frozen, and a worker asked for
    their files. Refused: another secretariat; not closed.
    """
    check_keeps(by, session.author_id)
    session = held(session)
    state = after("sign", session.state)
    Decision.objects.filter(session=session, told_at=None).update(told_at=TransactionNow())
    Session.objects.filter(pk=session.pk).update(state=state, signed_at=TransactionNow())
    papers.keep(session=Session.objects.select_related("committee", "version").get(pk=session.pk), by=by)


def cancel(*, session: Session, by: Acting) -> None:
    """Cancel it: nothing of it is read any more, and its files may be put on another. Refused: another secretariat; it sat."""
    check_keeps(by, session.author_id)
    session = held(session)
    state = after("cancel", session.state)
    AgendaItem.objects.filter(session=session, closed_at=None).update(closed_at=TransactionNow())
    Session.objects.filter(pk=session.pk).update(state=state, cancelled_at=TransactionNow())
