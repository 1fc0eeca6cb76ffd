"""Reaching a household (domain 4.2): how far it has been reached, and the plan of who goes, when, where, with whose help.

Pure: no request, no database, no clock of its own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.enums import VisitOutcome
from cases.policies import is_attempt, is_meeting

WHO = {"operator": "notre équipe", "landlord": "le bailleur", "pair": "notre équipe et le bailleur, en binôme"}
HOURS = {"morning": "le matin", "afternoon": "l’après-midi", "evening": "le soir", "weekend": "le week-end"}
LONGEST_PACE = 60


class OutreachPlan(BaseModel):
    """How one household is to be reached. `pace`: days between two attempts; `door`: the partner who can open the
    door, "" for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Literal["operator", "landlord", "pair"]
    hours: Annotated[list[Literal["morning", "afternoon", "evening", "weekend"]], Field(min_length=1)]
    place: Annotated[str, Field(max_length=120)] = ""
    pace: Annotated[int, Field(ge=1, le=LONGEST_PACE)]
    door: Annotated[str, Field(max_length=160)] = ""


def pace_of(kept: dict[str, Any] | None) -> int | None:
    """Days between two attempts by that plan, as its row keeps it; None without one."""
    return OutreachPlan.model_validate(kept).pace if kept else None


@dataclass(frozen=True)
class Reached:
    """How far a household has been reached. `tries`: attempts before the first meeting, by outcome in the order
    of the closed list; `met_on`: the day of that meeting, None before it."""

    since: date
    tries: dict[VisitOutcome, int]
    met_on: date | None

    @property
    def attempts(self) -> int:
        """How many times somebody tried, the meeting included once there is one."""
        return sum(self.tries.values()) + (self.met_on is not None)

    def day(self, today: date) -> int:
        """Days since the referral: until the meeting, else until `today`."""
        return max(((self.met_on or today) - self.since).days, 0)


def reached(since: date, outcomes: Sequence[str], met_on: date | None) -> Reached:
    """From the outcomes of what was logged, the oldest first. What follows the first meeting is left alone."""
    before = []
    for outcome in outcomes:
        if is_meeting(outcome):
            break
        if is_attempt(outcome):
            before.append(outcome)
    counted = Counter(before)
    return Reached(since, {kind: counted[kind] for kind in VisitOutcome if counted[kind]}, met_on)


@dataclass(frozen=True)
class Usual:
    """Of several households met: how many, and the median days and attempts until they were."""

    households: int
    days: float
    attempts: float


def usual(households: Iterable[Reached]) -> Usual | None:
    """Medians of those that were met; None when none was."""
    met = [one for one in households if one.met_on]
    if not met:
        return None
    return Usual(len(met), median(one.day(one.met_on or one.since) for one in met), median(one.attempts for one in met))
