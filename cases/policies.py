"""Pure rules of the operator's side: no request, no database, no clock of their own."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.enums import AccompanimentState, ExitOutcome, Reason, VisitKind, VisitOutcome
from cases.programmes.rhythm import Due, Rest, due
from cases.programmes.rules import SHEET_DAYS, Phase, Rules

PARIS = ZoneInfo("Europe/Paris")
#: Minutes proposed when the worker has no earlier visit there (decisions T13).
USUAL_MINUTES = 15
#: Of an accompaniment outside any programme: two visits a month (domain 4.5), an attempt a week before the first.
USUAL_PHASES = [Phase(label="Tout l’accompagnement", weeks=None, visits=2, every_months=1)]
USUAL_DAYS_BETWEEN_ATTEMPTS = 7

_ALWAYS = (VisitOutcome.HELD, VisitOutcome.THROUGH_DOOR, VisitOutcome.ABSENT, VisitOutcome.REFUSED)
BEFORE_MEETING = (*_ALWAYS, VisitOutcome.MESSAGE_LEFT, VisitOutcome.MOVED_OUT)
AFTER_MEETING = (*_ALWAYS, VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.CANCELLED_BY_WORKER)
CANCELLED = frozenset({VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.CANCELLED_BY_WORKER})

EXITS_BEFORE_ADHESION = (
    ExitOutcome.NON_ADHESION,
    ExitOutcome.NO_MEASURE,
    ExitOutcome.NOT_REACHED,
    ExitOutcome.LEFT,
    ExitOutcome.DIED,
)
EXITS_AFTER_ADHESION = tuple(outcome for outcome in ExitOutcome if outcome != ExitOutcome.NOT_REACHED)


def outcomes_offered(*, met: bool) -> tuple[VisitOutcome, ...]:
    """The six outcomes to choose from. Before the first meeting nothing can be cancelled: a message may have
    been left, or the household have moved out (decisions T10)."""
    return AFTER_MEETING if met else BEFORE_MEETING


def is_meeting(outcome: str) -> bool:
    """Whether a visit of that outcome is a visit held; any other tells an attempt or a cancellation."""
    return outcome == VisitOutcome.HELD


def is_attempt(outcome: str) -> bool:
    """Whether somebody went or called without a meeting. A planned visit and a cancelled one are none."""
    return bool(outcome) and outcome != VisitOutcome.HELD and outcome not in CANCELLED


def exits_offered(state: str) -> tuple[ExitOutcome, ...]:
    """How an accompaniment in that state may end; before adhesion, five outcomes only."""
    if state == AccompanimentState.REACHING:
        return EXITS_BEFORE_ADHESION
    return EXITS_AFTER_ADHESION


@dataclass(frozen=True)
class VisitEntry:
    """What a worker logs of one visit. Minutes are hers; `themes` in the order of the closed list. `holder`: the
    membership of who held it (None: her own); `companions`: those of the colleagues who came along, sorted; `progress`: the key of an
    objective and the step it reached, sorted."""

    on: date
    outcome: str
    at: time | None = None
    kind: str = VisitKind.HOME
    visit_minutes: int | None = None
    travel_minutes: int | None = None
    administration_minutes: int | None = None
    themes: tuple[str, ...] = ()
    note: str = ""
    next_steps: str = ""
    holder: int | None = None
    companions: tuple[int, ...] = ()
    progress: tuple[tuple[str, str], ...] = ()

    def digest(self, *, case: UUID, writer: int) -> str:
        """What a replay is compared with: everything logged, on which case, by which member audience."""
        content = [
            str(case),
            writer,
            self.on.isoformat(),
            self.at.isoformat("minutes") if self.at else "",
            self.kind,
            self.outcome,
            self.visit_minutes,
            self.travel_minutes,
            self.administration_minutes,
            sorted(self.themes),
            self.note.replace("\r\n", "\n").strip(),
            self.next_steps.strip(),
            self.holder,
            list(self.companions),
        ]
        if self.progress:
            content.append([list(one) for one in self.progress])
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class SheetClock:
    """Where a 60-day sheet stands today: day `day` of 60, `left` whole days after today (decisions T8)."""

    day: int
    left: int

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def kind(self) -> str:
        """The tag that shows it: late in the last week, todo in the last fortnight, else planned."""
        if self.left <= 7:
            return "late"
        return "todo" if self.left <= 15 else "planned"


def sheet_clock(submitted_at: datetime, today: date) -> SheetClock:
    """The day of submission is day 0; day 60 is the last one, until 24:00 in Paris."""
    day = (today - submitted_at.astimezone(PARIS).date()).days
    return SheetClock(day, SHEET_DAYS - day)


def last_sheet_day(submitted_at: datetime) -> date:
    """Day 60 of the sheet, until 24:00 in Paris: without adhesion the case then closes to who holds it (T8, T11)."""
    return submitted_at.astimezone(PARIS).date() + timedelta(days=SHEET_DAYS)


def last_day_of_follow_up(ended_at: datetime, days: int) -> date:
    """The last day of the follow-up right, until 24:00 in Paris: the team then reads the case no more (T8)."""
    return ended_at.astimezone(PARIS).date() + timedelta(days=days)


def answer_due(submitted_at: datetime, answer_days: int) -> date:
    """The day by which the operator owes its answer (`answer_days` of the programme's rules)."""
    return submitted_at.astimezone(PARIS).date() + timedelta(days=answer_days)


def information_due(submitted_at: datetime, information_days: int) -> date:
    """The day before which the household is given its notice (`information_days` of its programme's rules)."""
    return submitted_at.astimezone(PARIS).date() + timedelta(days=information_days)


@dataclass(frozen=True)
class CatchUp:
    """A household to be caught up: `days` since the last meeting, or since the last attempt before adhesion.

    `due`: the visit that is late by the programme's rhythm; None before adhesion.
    """

    days: int
    due: Due | None = None


def catch_up(
    *,
    state: str,
    held: Sequence[date],
    last_meeting: date | None,
    last_attempt: date | None,
    since: date,
    planned: bool,
    rules: Rules | None,
    today: date,
    pace: int | None = None,
    rests: Sequence[Rest] = (),
) -> CatchUp | None:
    """Whether that household is late by its programme's rules (None: outside any), and by how much; else None.

    `since`: when the accompaniment, or before adhesion the outreach, began. `held`: days of visits held since, the last
    `LONGEST_WINDOW` days being enough. A household with a visit to come is never to be caught up. `pace`: days between two
    attempts that its own plan of outreach says, before the programme's.
    """
    if planned or state not in {AccompanimentState.REACHING, AccompanimentState.ENGAGED}:
        return None
    if state == AccompanimentState.REACHING:
        gap = (today - (last_attempt or since)).days
        limit = pace or (rules.outreach.days_between_attempts if rules else USUAL_DAYS_BETWEEN_ATTEMPTS)
        return CatchUp(gap) if gap > limit else None
    owed = due(rules.visits.phases if rules else USUAL_PHASES, since, held, today, rests)
    return CatchUp((today - (last_meeting or since)).days, owed) if owed.late else None


@dataclass(frozen=True)
class Identity:
    """One adult of the household as she said it herself, prefilled from the sheet and confirmed with her."""

    person_id: int
    last_name: str
    first_name: str = ""
    title: str = ""
    born_on: date | None = None
    address: str = ""
    postcode: str = ""
    commune: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class KnownEntry:
    """What the unit knows of a household's entry, as codes; what is empty or None is not known. `commune`: its INSEE code. `debt_cents`
    is what was owed on `debt_on`: one goes with the other."""

    reasons: tuple[str, ...] = ()
    stage: str = ""
    commune: str = ""
    debt_cents: int | None = None
    debt_on: date | None = None

    @property
    def mark(self) -> str:
        """What names this statement: a page sends back the mark of what it showed."""
        said = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def adhesion_day(starts_on: date | None, engaged_at: datetime) -> date:
    """The day the household said so, which may be noted later, or brought from a spreadsheet; else the day it was noted."""
    return starts_on or engaged_at.astimezone(PARIS).date()


def reasons_kept(rules: Rules | None) -> tuple[Reason, ...]:
    """The reasons that may be kept of an entry, in the order of their list: neither what the programme excludes, nor « contact
    prioritaire », which stands for what a landlord does not write (T12)."""
    left_out = {Reason.PRIORITY_CONTACT, *(rules.referral.excluded_reasons if rules else ())}
    return tuple(reason for reason in Reason if reason not in left_out)


_CIVILITIES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme"}


def split_name(text: str) -> tuple[str, str, str]:
    """Civility, last name, first name of a name typed as one text: a proposal to confirm with the person.

    Words in capitals are the last name; without any, the first word is the first name.
    """
    words = text.split()
    title = ""
    if words and (found := _CIVILITIES.get(words[0].rstrip(".").lower())):
        title, words = found, words[1:]
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return title, " ".join(capitals), " ".join(word for word in words if word not in capitals)
    if len(words) < 2 or capitals:
        return title, " ".join(words), ""
    return title, " ".join(words[1:]), words[0]
