"""What is written while a committee sits: who is there, who stands back, what each seat says, what is decided."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.postgres.functions import TransactionNow

from committees.enums import Attending, SessionState, Voice
from committees.models import AgendaItem, Attendance, Decision, Opinion, Recusal, SeatHolder, Session
from committees.permissions import check_keeps
from committees.policies import Standing, quorum
from committees.publishing import rules_of
from committees.rules import Competence
from committees.transitions import after
from common.refusal import Refused
from partners.acting import Acting

_EXPLAINED = {"adjourned", "refused", "out_of_scope", "radiated"}


@dataclass(frozen=True)
class Said:
    """A decision as it is typed. `competence`: a key of the committee's rules. `household_agreed`: None where it was not asked."""

    competence: str
    reason: str = ""
    starts_on: date | None = None
    until_on: date | None = None
    household_agreed: bool | None = None

    @property
    def mark(self) -> str:
        """What names this text: a screen sends back the mark of what it showed."""
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:16]


class Overtaken(Refused):
    """Somebody else wrote another decision in the meantime: `theirs`. Nothing of it is lost, nor overwritten."""

    def __init__(self, theirs: Said | None):
        super().__init__(
            "Cette décision a été modifiée entre-temps, ailleurs. Relisez la nouvelle version avant d’enregistrer la vôtre."
        )
        self.theirs = theirs


def attend(*, session: Session, seat: str, state: Attending, by: Acting) -> None:
    """Note whether that seat is there. Refused: another secretariat; not called yet, or over; nobody designated for it."""
    _check_sits(session, by, {SessionState.SENT, SessionState.OPEN})
    if not Attendance.objects.filter(session=session, seat=seat).update(state=state):
        raise Refused("Personne n’est désigné pour ce siège : nommez d’abord son titulaire.")


def designate(*, session: Session, holder: SeatHolder, by: Acting) -> None:
    """Have this person sit for her seat, in the place of who was designated, who reads nothing of it any more.

    Refused: another secretariat; the session is over; she no longer holds the seat.
    """
    _check_sits(session, by, {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN})
    if holder.ended_at is not None or holder.committee_id != session.committee_id:
        raise Refused("Cette personne ne tient plus ce siège.")
    seat = rules_of(session.version).seat(holder.seat)
    changed = Attendance.objects.filter(session=session, seat=seat.key).update(
        holder=holder, ceiling=seat.ceiling, state=Attending.EXPECTED
    )
    if not changed:
        Attendance.objects.create(
            session=session,
            author_id=session.author_id,
            committee_id=session.committee_id,
            seat=seat.key,
            ceiling=seat.ceiling,
            holder=holder,
        )


def recuse(*, item: AgendaItem, holder: SeatHolder, by: Acting) -> None:
    """Have this person stand back from one file: she reads nothing of it from now on, and what her seat said of it is taken away.

    Refused: another secretariat; not called yet, or over; she has stood back already.
    """
    _check_sits(item.session, by, {SessionState.SENT, SessionState.OPEN})
    if Recusal.objects.filter(item=item, holder=holder, lifted_at=None).exists():
        raise Refused(f"{holder.name} se retire déjà de ce dossier.")
    Recusal.objects.create(
        session_id=item.session_id, author_id=item.author_id, item=item, sheet_id=item.sheet_id, holder=holder
    )
    Opinion.objects.filter(item=item, seat=holder.seat).update(voice="", text="")


def take_back_recusal(*, recusal: Recusal, by: Acting) -> None:
    """She takes part after all. Refused: another secretariat; the session is over; taken back already."""
    _check_sits(recusal.session, by, {SessionState.SENT, SessionState.OPEN})
    if not Recusal.objects.filter(pk=recusal.pk, lifted_at=None).update(lifted_at=TransactionNow()):
        raise Refused("Cette personne prend déjà part à ce dossier.")


def say(*, item: AgendaItem, seat: str, voice: Voice | None, text: str, by: Acting) -> None:
    """Note the opinion of a seat, kept apart from the decision; an empty one takes it away.

    Refused: another secretariat; the session does not sit; the seat is not there, or stands back from this file.
    """
    _check_sits(item.session, by, {SessionState.OPEN})
    attending = Attendance.objects.filter(session_id=item.session_id, seat=seat, state=Attending.PRESENT).first()
    if attending is None:
        raise Refused("Ce siège n’est pas présent : notez d’abord son arrivée.")
    if Recusal.objects.filter(item=item, holder_id=attending.holder_id, lifted_at=None).exists():
        raise Refused("Ce siège se retire de ce dossier : il n’a pas d’avis à donner.")
    written = {"voice": voice or "", "text": text}
    if not Opinion.objects.filter(item=item, seat=seat).update(**written):
        Opinion.objects.create(
            session_id=item.session_id,
            author_id=item.author_id,
            item=item,
            sheet_id=item.sheet_id,
            seat=seat,
            **written,
        )


def decide(*, item: AgendaItem, said: Said, seen: str, by: Acting) -> Decision:
    """Write what was decided of that file, over what the screen showed.

    `seen`: the mark of the decision that was shown; "" when there was none. Refused: another secretariat; the session does
    not sit; no quorum; taken off the agenda; a competence that this committee has not; a refusal or an adjournment without its reason;
    an end before its beginning; a household that must agree and does not. Raises Overtaken when somebody wrote another one.
    """
    session = item.session
    _check_sits(session, by, {SessionState.OPEN})
    if item.closed_at is not None:
        raise Refused("Ce dossier n’est plus à l’ordre du jour.")
    Session.objects.select_for_update().get(pk=session.pk)
    standing = standing_of(session)
    if not standing.is_reached:
        raise Refused(
            f"Le quorum n’est pas atteint. {' '.join(standing.lacking)} Les avis sont gardés, rien ne peut être décidé."
        )
    competence = _checked(session, said)
    written = decided(item)
    if (written.mark if written else "") != seen:
        raise Overtaken(written)
    columns = asdict(said) | {"kind": competence.kind}
    if written is None:
        return Decision.objects.create(
            session=session, author_id=item.author_id, item=item, sheet_id=item.sheet_id, **columns
        )
    Decision.objects.filter(item=item).update(**columns)
    return Decision.objects.get(item=item)


def decided(item: AgendaItem) -> Said | None:
    """What is decided of that file so far."""
    found = Decision.objects.filter(item=item).first()
    return said_of(found) if found else None


def said_of(decision: Decision) -> Said:
    """A decision as it was typed."""
    return Said(decision.competence, decision.reason, decision.starts_on, decision.until_on, decision.household_agreed)


def _checked(session: Session, said: Said) -> Competence:
    try:
        competence = rules_of(session.version).competence(said.competence)
    except KeyError:
        raise Refused("Cette commission ne décide pas cela : choisissez dans sa liste.") from None
    if competence.kind in _EXPLAINED and not said.reason.strip():
        raise Refused("Dites pourquoi : cette décision est expliquée au ménage et à qui a présenté le dossier.")
    if said.starts_on and said.until_on and said.until_on < said.starts_on:
        raise Refused("La fin est avant le début : corrigez l’une des deux dates.")
    if competence.household_agrees and said.household_agreed is not True:
        raise Refused("Le ménage doit être là et d’accord pour cette décision.")
    return competence


def standing_of(session: Session) -> Standing:
    """Whether this session may decide, as attendance stands now."""
    present = Attendance.objects.filter(session=session, state=Attending.PRESENT).values_list("seat", flat=True)
    return quorum(rules_of(session.version), set(present))


def _check_sits(session: Session, by: Acting, states: set[SessionState]) -> None:
    check_keeps(by, session.author_id)
    if session.state not in states:
        after("send" if session.state != SessionState.PLANNED else "open", session.state)
