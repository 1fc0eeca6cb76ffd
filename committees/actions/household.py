"""The household in its own session: whether it is there, and what it answers, which some decisions wait for (domain 4.7)."""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.utils import timezone

from committees.actions.agenda import TAKEN_OFF, is_on
from committees.actions.queue import check_sits
from committees.enums import HouseholdPresence, SessionState
from committees.models import AgendaItem, Decision, HouseholdAnswer, Session
from committees.publishing import rules_of
from committees.rules import Competence, Rules
from common.refusal import Refused
from partners.acting import Acting

WITHOUT = "Cette commission se tient sans le ménage : son règlement ne le fait pas venir."


@dataclass(frozen=True)
class Answer:
    """What is noted of the household. `agrees`: None while it said neither; `competence`: what it agrees to; `said_on`: the day of
    its answer; `words`: as it said them."""

    presence: HouseholdPresence
    agrees: bool | None = None
    competence: str = ""
    said_on: date | None = None
    words: str = ""

    @property
    def mark(self) -> str:
        """What names this answer: a page sends back the mark of what it showed."""
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:16]


class OvertakenAnswer(Refused):
    """Another answer was noted in the meantime: `theirs`."""

    def __init__(self, theirs: Answer):
        super().__init__(
            "Cette réponse a été notée ailleurs entre-temps. Relisez ce qui suit, puis enregistrez si la vôtre est la bonne."
        )
        self.theirs = theirs


def note(*, item: AgendaItem, answer: Answer, by: Acting, seen: str | None = None) -> HouseholdAnswer:
    """Note whether the household is there for that file and what it answers, in the place of what was noted before.

    `seen`: the mark of the answer that was shown, "" when there was none; None compares nothing. Raises OvertakenAnswer when another
    one stands. Refused: another secretariat; the session does not sit; taken off the agenda; a committee that sits without the household; an
    answer of who is not there, or an agreement without every adult; a day before the session was opened, or to come; to agree to
    what needs no agreement; to take back what the decision that is written needs.
    """
    session = check_sits(item.session, by, {SessionState.OPEN})
    if not is_on(item):
        raise Refused(TAKEN_OFF)
    rules = rules_of(session.version)
    if rules.household == "absent":
        raise Refused(WITHOUT)
    standing = noted(item)
    if seen is not None and standing is not None and standing.mark not in {seen, answer.mark}:
        raise OvertakenAnswer(standing)
    _may_be_said(answer, session, rules)
    _keeps_its_decision(item, answer, rules)
    written = asdict(answer)
    if HouseholdAnswer.objects.filter(item=item).update(**written):
        return HouseholdAnswer.objects.get(item=item)
    return HouseholdAnswer.objects.create(
        session=session, author_id=item.author_id, item=item, sheet_id=item.sheet_id, **written
    )


def noted(item: AgendaItem) -> Answer | None:
    """What is noted of that household so far."""
    found = HouseholdAnswer.objects.filter(item=item).values(*_COLUMNS).first()
    return Answer(**found | {"presence": HouseholdPresence(found["presence"])}) if found else None


_COLUMNS = tuple(each.name for each in fields(Answer))


def check_answered(item: AgendaItem, rules: Rules, competence: Competence) -> None:
    """Refused: the household comes to this committee and nothing says whether it is there; this decision needs its agreement, and
    it did not give it to this one."""
    if rules.household == "absent":
        return
    answer = HouseholdAnswer.objects.filter(item=item).first()
    if rules.household == "present" and answer is None:
        raise Refused("Notez d’abord si le ménage est là : cette commission décide avec lui.")
    if not competence.household_agrees:
        return
    if answer is None or answer.presence == HouseholdPresence.ABSENT:
        raise Refused("Le ménage doit être là pour cette décision. S’il ne vient pas, ajournez.")
    if answer.presence == HouseholdPresence.PARTLY:
        raise Refused("Un adulte du ménage n’est pas là : sans son accord, cette décision ne peut pas être prise.")
    if not answer.agrees or answer.competence != competence.key:
        raise Refused(
            f"Le ménage n’a pas dit qu’il est d’accord pour « {competence.short} » : notez d’abord sa réponse."
        )


def _may_be_said(answer: Answer, session: Session, rules: Rules) -> None:
    if answer.agrees is None:
        if answer.said_on or answer.competence:
            raise Refused("Dites d’abord ce que le ménage répond.")
        return
    if answer.presence == HouseholdPresence.ABSENT:
        raise Refused("Le ménage n’est pas là : personne ne répond à sa place.")
    if answer.agrees and answer.presence == HouseholdPresence.PARTLY:
        raise Refused("Un adulte du ménage n’est pas là : personne n’est d’accord à sa place.")
    if answer.agrees and answer.competence not in {each.key for each in rules.competences if each.household_agrees}:
        raise Refused("Dites pour quelle décision le ménage est d’accord : choisissez dans la liste.")
    if not answer.agrees and answer.competence:
        raise Refused("Un désaccord vaut pour toutes les décisions : n’en choisissez aucune.")
    opened_on = timezone.localdate(session.opened_at) if session.opened_at else timezone.localdate()
    if answer.said_on is None or not opened_on <= answer.said_on <= timezone.localdate():
        raise Refused("Le ménage répond en séance : notez un jour entre l’ouverture de la séance et aujourd’hui.")


def _keeps_its_decision(item: AgendaItem, answer: Answer, rules: Rules) -> None:
    decision = Decision.objects.filter(item=item).first()
    if decision is None or not rules.competence(decision.competence).household_agrees:
        return
    if not (answer.agrees and answer.competence == decision.competence):
        raise Refused(
            "La décision écrite ne tient qu’avec l’accord du ménage : changez d’abord la décision, par exemple en ajournant."
        )
