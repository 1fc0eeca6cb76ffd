"""How much of a month counts for a measure: contracts, rests and the rule of the convention (rules 3.3). Pure.

Each day has the contract in force that day: of two, the one that began later, as an amendment does. A month counts for
its share of presence, between 0 and 1, whatever the number of contracts: one household is one month.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from cases.programmes.rules import Strict
from funding.months import Month

Diagnosis = Literal["apart", "included"]
#: Days of presence that the rule of that name asks for.
FIFTEEN_DAYS = 15


class Presence(StrEnum):
    """What makes a month count."""

    ANY_DAY = "any_day"
    FIFTEEN_DAYS = "fifteen_days"
    PRO_RATA = "pro_rata"


class Rested(StrEnum):
    """What rest does to a month: one day of it makes the month 0; its days are no days of presence (so a month of rest
    is 0); it is paid as if there were none."""

    MONTH_IS_ZERO = "month_is_zero"
    DAYS_OUT = "days_out"
    COUNTED = "counted"


class CountingRules(Strict):
    """The options of one convention, all of them to be said: no text sets them (rules 3.3, GK).

    `diagnosis`: `apart`, it is paid by its own price; `included`, the months pay for it.
    """

    presence: Presence
    rest: Rested
    diagnosis: Diagnosis


@dataclass(frozen=True)
class Contract:
    """From `since` to `until`, both included; None: it runs. `intensity`: a key of the rate card, empty when it has none.
    ValueError when it ends before it begins."""

    since: date
    until: date | None = None
    intensity: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("a contract ends after it begins")

    def holds(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Rest:
    """A suspension, from `since` to the day before `resumed_on`; None: it runs. ValueError when it is resumed before."""

    since: date
    resumed_on: date | None = None

    def __post_init__(self) -> None:
        if self.resumed_on is not None and self.resumed_on < self.since:
            raise ValueError("a rest is resumed after it begins")

    def holds(self, day: date) -> bool:
        """Whether the accompaniment rests that day."""
        return self.since <= day and (self.resumed_on is None or day < self.resumed_on)


@dataclass(frozen=True)
class Counted:
    """`presence`: the share of the month that counts, 0 to 1. `intensities`: how much of it under each, 1 together; empty
    when nothing counts."""

    presence: Fraction
    intensities: tuple[tuple[str, Fraction], ...] = ()


NOTHING = Counted(Fraction())


def count(month: Month, contracts: Sequence[Contract], rests: Iterable[Rest], rules: CountingRules) -> Counted:
    """How that month counts. Pro rata, each day has the intensity of its contract; otherwise the month has one, that of
    most of its days, the later of two equal ones."""
    known = [
        each for each in contracts if each.since <= month.last and (each.until is None or month.first <= each.until)
    ]
    if not known:
        return NOTHING
    resting = [each for each in rests if each.since <= month.last]
    present: list[tuple[str, int]] = []
    for first, following in _stretches(month, known, resting):
        contract = in_force(known, first)
        if contract is None:
            continue
        if rules.rest != Rested.COUNTED and any(each.holds(first) for each in resting):
            if rules.rest == Rested.MONTH_IS_ZERO:
                return NOTHING
            continue
        present.append((contract.intensity, (following - first).days))
    return _counted(present, month, rules.presence)


def in_force(contracts: Iterable[Contract], day: date) -> Contract | None:
    """The contract of that day, the one that began last; of two that began together, the later of the sequence."""
    found = None
    for each in contracts:
        if each.holds(day) and (found is None or found.since <= each.since):
            found = each
    return found


def _stretches(month: Month, contracts: Iterable[Contract], rests: Iterable[Rest]) -> Iterator[tuple[date, date]]:
    """The month cut where something begins or ends: each first day, and that of the next."""
    after = month.last + timedelta(days=1)
    cuts = {month.first, after}
    for contract in contracts:
        cuts |= {contract.since, min(contract.until or month.last, month.last) + timedelta(days=1)}
    for rest in rests:
        cuts |= {rest.since, rest.resumed_on or after}
    return pairwise(sorted(cut for cut in cuts if month.first <= cut <= after))


def _counted(present: Sequence[tuple[str, int]], month: Month, rule: Presence) -> Counted:
    """From stretches of presence in order: the intensity and the days of each."""
    days = Counter[str]()
    for intensity, length in present:
        days[intensity] += length
    if days.total() < (FIFTEEN_DAYS if rule == Presence.FIFTEEN_DAYS else 1):
        return NOTHING
    if rule == Presence.PRO_RATA:
        shares = tuple((key, Fraction(number, days.total())) for key, number in sorted(days.items()))
        return Counted(Fraction(days.total(), month.days), shares)
    last = {intensity: place for place, (intensity, _) in enumerate(present)}
    usual = max(days, key=lambda key: (days[key], last[key]))
    return Counted(Fraction(1), ((usual, Fraction(1)),))
