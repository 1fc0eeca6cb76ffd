"""What is written while a committee sits: who is there, who stands back, what each seat says, what is decided."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

from django.contrib.postgres.functions import TransactionNow

from committees.actions.agenda import TAKEN_OFF, is_on
from committees.actions.household import check_answered
from committees.actions.queue import check_sits
from committees.enums import Attending, DecisionKind, EffectKind, SessionState, Voice
from committees.models import AgendaItem, Attendance, Decision, Opinion, Recusal, SeatHolder, Session
from committees.policies import Standing, quorum
from committees.publishing import rules_of
from committees.rules import Competence
from common.refusal import Refused
from partners.acting import Acting

#: Effects that are carried out until a day that the decision says.
ENDED = {EffectKind.RENEW, EffectKind.SUSPEND_LITIGATION}
#: What begins on no day and lasts no time. An adjournment says until when (domain 4.7).
UNDATED = {DecisionKind.REFUSED}
_EXPLAINED = {"adjourned", "refused", "out_of_scope", "radiated"}


@dataclass(frozen=True)
class Said:
    """A decision as it is typed. `competence`: a key of the committee's rules."""

    competence: str
    reason: str = ""
    starts_on: date | None = None
    until_on: date | None = None

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
    """Note whether that seat is there. Refused: another secretariat; not called yet, or over; nobody designated for it; there, whose
    mandate has ended."""
    check_sits(session, by, {SessionState.SENT, SessionState.OPEN})
    row = Attendance.objects.select_related("holder").filter(session=session, seat=seat).first()
    if row is None:
        raise Refused("Personne n’est désigné pour ce siège : nommez d’abord son titulaire.")
    if state == Attending.PRESENT and row.holder.ended_at is not None:
        raise Refused(
            f"Le mandat de {row.holder.name} a pris fin : choisissez d’abord, aux présences, qui tient ce siège à présent."
        )
    Attendance.objects.filter(pk=row.pk).update(state=state)


def designate(*, session: Session, holder: SeatHolder, by: Acting) -> None:
    """Have this person sit for her seat, in the place of who was designated, who reads nothing of it any more.

    Refused: another secretariat; the session is over; she no longer holds the seat.
    """
    check_sits(session, by, {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN})
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
    Nothing where she has stood back already.

    Refused: another secretariat; not called yet, or over.
    """
    check_sits(item.session, by, {SessionState.SENT, SessionState.OPEN})
    if Recusal.objects.filter(item=item, holder=holder, lifted_at=None).exists():
        return
    Recusal.objects.create(
        session_id=item.session_id, author_id=item.author_id, item=item, sheet_id=item.sheet_id, holder=holder
    )
    Opinion.objects.filter(item=item, seat=holder.seat).update(voice="", text="")


def take_back_recusal(*, item: AgendaItem, holder: SeatHolder, by: Acting) -> None:
    """She takes part in that file after all. Nothing where she does already. Refused: another secretariat; not called yet, or over."""
    check_sits(item.session, by, {SessionState.SENT, SessionState.OPEN})
    Recusal.objects.filter(item=item, holder=holder, lifted_at=None).update(lifted_at=TransactionNow())


def say(
    *, item: AgendaItem, seat: str, by: Acting, voice: Voice | Literal[""] | None = None, text: str | None = None
) -> None:
    """Note the opinion of a seat, kept apart from the decision. None leaves its voice or its text as it stands, an empty one takes
    it away; without either nothing is written.

    Refused: another secretariat; the session does not sit; the seat is not there, or stands back from this file.
    """
    check_sits(item.session, by, {SessionState.OPEN})
    attending = Attendance.objects.filter(session_id=item.session_id, seat=seat, state=Attending.PRESENT).first()
    if attending is None:
        raise Refused("Ce siège n’est pas présent : notez d’abord son arrivée.")
    if Recusal.objects.filter(item=item, holder_id=attending.holder_id, lifted_at=None).exists():
        raise Refused("Ce siège se retire de ce dossier : il n’a pas d’avis à donner.")
    written = {key: said for key, said in (("voice", voice), ("text", text)) if said is not None}
    if not written:
        return
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
    """Write what was decided of that file, over what the screen showed; a refusal keeps no dates.

    `seen`: the mark of the decision that was shown; "" when there was none. Refused: another secretariat; the session does
    not sit; no quorum; taken off the agenda; a competence that this committee has not; a refusal or an adjournment without its reason;
    an end before its beginning; a renewal beyond the maximum or a suspension of the proceedings that does not say until when; a household whose presence is not noted, or
    that must agree to it and did not. Raises Overtaken when somebody wrote another one.
    """
    session = check_sits(item.session, by, {SessionState.OPEN})
    if not is_on(item):
        raise Refused(TAKEN_OFF)
    standing = standing_of(session)
    if not standing.is_reached:
        raise Refused(
            f"Le quorum n’est pas atteint. {' '.join(standing.lacking)} Les avis sont gardés, rien ne peut être décidé."
        )
    competence = _checked(session, said)
    check_answered(item, rules_of(session.version), competence)
    written = decided(item)
    if (written.mark if written else "") != seen:
        raise Overtaken(written)
    if competence.kind in UNDATED:
        said = replace(said, starts_on=None, until_on=None)
    columns = asdict(said) | {"kind": competence.kind}
    if written is None:
        return Decision.objects.create(
            session=session, author_id=item.author_id, item=item, sheet_id=item.sheet_id, **columns
        )
    Decision.objects.filter(item=item).update(**columns)
    return Decision.objects.get(item=item)


def leave_undecided(*, item: AgendaItem, seen: str, by: Acting) -> None:
    """Take back what was decided of that file: nothing is, as before.

    `seen` as in `decide`. Refused: another secretariat; the session does not sit; taken off the agenda. Raises Overtaken when
    somebody wrote another decision.
    """
    check_sits(item.session, by, {SessionState.OPEN})
    if not is_on(item):
        raise Refused(TAKEN_OFF)
    written = decided(item)
    if written is not None and written.mark != seen:
        raise Overtaken(written)
    Decision.objects.filter(item=item).update(competence="")


def decided(item: AgendaItem) -> Said | None:
    """What is decided of that file so far."""
    found = Decision.objects.filter(item=item).first()
    return said_of(found) if found else None


def said_of(decision: Decision) -> Said:
    """A decision as it was typed."""
    return Said(decision.competence, decision.reason, decision.starts_on, decision.until_on)


def _checked(session: Session, said: Said) -> Competence:
    try:
        competence = rules_of(session.version).competence(said.competence)
    except KeyError:
        raise Refused("Cette commission ne décide pas cela : choisissez dans sa liste.") from None
    if competence.kind in _EXPLAINED and not said.reason.strip():
        raise Refused("Dites pourquoi : cette décision est expliquée au ménage et à qui a présenté le dossier.")
    if said.starts_on and said.until_on and said.until_on < said.starts_on:
        raise Refused("La fin est avant le début : corrigez l’une des deux dates.")
    if competence.effect in ENDED and said.until_on is None:
        raise Refused("Dites à partir de quand et pour combien de mois : cette décision vaut jusqu’à un jour dit.")
    return competence


def standing_of(session: Session) -> Standing:
    """Whether this session may decide, as attendance stands now."""
    present = Attendance.objects.filter(session=session, state=Attending.PRESENT).values_list("seat", flat=True)
    return quorum(rules_of(session.version), set(present))
