"""What a measure is, and the entries of its months counted from scratch. Pure.

A measure is one accompaniment as its contracts, its rests and its diagnosis tell it, with who pays for which months, under
which terms. An entry is what one line pays of one month: quantity, weight, price and cents, enough to say why.
"""

import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from funding.cents import split, to_cents
from funding.counting import Contract, CountingRules, Rest, count
from funding.months import Month, span
from funding.rate_cards import RateCard, Unit
from funding.shares import Share, check_shares


@dataclass(frozen=True)
class Terms:
    """A convention: its counting rules and its prices. `month` and `diagnosis`: the keys of their prices in the card;
    `diagnosis` empty where the convention pays for none."""

    rules: CountingRules
    card: RateCard
    month: str
    diagnosis: str = ""


@dataclass(frozen=True)
class Funding:
    """Who pays the months from `since` to `until`, both included (None: no end), each its share, under which terms."""

    terms: Terms
    shares: tuple[Share, ...]
    since: Month
    until: Month | None = None

    def holds(self, month: Month) -> bool:
        """Whether that month is one of those."""
        return self.since <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True)
class Measure:
    """One accompaniment. `key`: what the ledger calls it, never a name. `diagnosed_on`: the day of its diagnosis, None while
    there is none. One that was a mistake keeps its key and has no contract."""

    key: str
    contracts: tuple[Contract, ...] = ()
    rests: tuple[Rest, ...] = ()
    fundings: tuple[Funding, ...] = ()
    diagnosed_on: date | None = None

    def freed(self, day: date) -> "Measure":
        """As it is when the place is free after that day: contracts end that day, those to come do not begin."""
        kept = [each for each in self.contracts if each.since <= day]
        ended = [each if each.until and each.until <= day else replace(each, until=day) for each in kept]
        return replace(self, contracts=tuple(ended))

    def held_on(self, day: date) -> "Measure":
        """As it is if the contracts in force that day go on without end, as a place that is always taken."""
        held = [replace(each, until=None) if each.holds(day) else each for each in self.contracts]
        return replace(self, contracts=tuple(held))


@dataclass(frozen=True)
class Cost:
    """What is to be paid of one month: so many units of that weight, at that price in cents."""

    unit: Unit
    quantity: Fraction
    weight: Fraction
    price: int

    @property
    def cents(self) -> int:
        """The whole of it, to the nearest cent."""
        return to_cents(self.quantity * self.weight * self.price)


class EntryKind(StrEnum):
    """A first count; the reversal of an entry of a closed month; what stands in its place. In the order of the ledger."""

    COUNT = "count"
    REVERSAL = "reversal"
    CORRECTION = "correction"


#: What an entry is about; of one key, one entry stands at a time.
Key = tuple[str, str, Month, Unit]


@dataclass(frozen=True)
class Entry:
    """What one line pays of one measure for one month, and the month whose books it stands in.

    `quantity`: months of presence, 0 to 1, or diagnoses; below zero in a reversal. `weight`: that of the intensity.
    `part`: the line's share of the cost. `price`: cents for one unit of weight 1. `cents`: what the line pays, below zero in
    a reversal. `booked` is `month`, or a later one that was open when what `month` said changed.
    """

    measure: str
    line: str
    month: Month
    unit: Unit
    quantity: Fraction
    weight: Fraction
    part: Fraction
    price: int
    cents: int
    booked: Month
    kind: EntryKind = EntryKind.COUNT

    @property
    def key(self) -> Key:
        return (self.measure, self.line, self.month, self.unit)

    @property
    def measure_months(self) -> Fraction:
        """Quantity by weight; the whole month whatever the line's share of it; 0 for a diagnosis, which is counted apart."""
        return self.quantity * self.weight if self.unit == Unit.MEASURE_MONTH else Fraction()

    def says_as(self, other: "Entry") -> bool:
        """Whether both say the same of the same, wherever they are booked."""
        return (
            self.key == other.key
            and (self.cents, self.price, self.part) == (other.cents, other.price, other.part)
            and (self.quantity, self.weight) == (other.quantity, other.weight)
        )

    def reversal(self, booked: Month) -> "Entry":
        """What takes this one back, in the books of that month."""
        return replace(self, quantity=-self.quantity, cents=-self.cents, booked=booked, kind=EntryKind.REVERSAL)


@dataclass(frozen=True)
class Used:
    """Measure-months, exactly, and cents."""

    months: Fraction = Fraction()
    cents: int = 0

    def __add__(self, other: "Used") -> "Used":
        return Used(self.months + other.months, self.cents + other.cents)


def used(entries: Iterable[Entry]) -> Used:
    """What these entries come to, reversals taken off."""
    alike: Counter[tuple[int, int, int, int]] = Counter()
    cents = 0
    for each in entries:
        cents += each.cents
        if each.unit == Unit.MEASURE_MONTH:
            quantity, weight = each.quantity, each.weight
            alike[quantity.numerator, quantity.denominator, weight.numerator, weight.denominator] += 1
    months = (Fraction(times * above * weight, below * under) for (above, below, weight, under), times in alike.items())
    return Used(sum(months, Fraction()), cents)


def recount(measures: Iterable[Measure], through: Month, since: Month | None = None) -> list[Entry]:
    """The entries of all these measures from scratch, to that month included (and from `since`, when it is given).

    OverFunded when the shares of a month pass the whole of it; NoPrice when a month or diagnosis to be paid has no price.
    """
    begun = [(measure, first) for measure in measures if (first := _first_month(measure)) is not None]
    first = max(filter(None, (since, min((month for _, month in begun), default=through))))
    months = [_Days(month, month.rank, month.first, month.last) for month in span(first, through)]
    counting = _Counting()
    return [
        entry for measure, month in begun for entry in counting.of(measure, months[max(0, month.rank - first.rank) :])
    ]


class _Days(NamedTuple):
    """A month with its rank, its first and its last day."""

    month: Month
    rank: int
    first: date
    last: date


class _Paid(NamedTuple):
    """A funding, from one rank to another. Numbers stand for its rules and its shares: theirs alone, as long as measures are counted."""

    since: int
    until: int
    terms: Terms
    rules: int
    shares: int


class _Counting:
    """Months of many measures: most are alike, and are counted once. It lives as long as the measures it counts."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[Entry]] = {}
        self._shares: dict[tuple[Share, ...], int] = {}

    def of(self, measure: Measure, months: Iterable[_Days]) -> Iterator[Entry]:
        """The entries of these months."""
        contracts = sorted(measure.contracts, key=lambda contract: contract.since)
        paid = [self._paid(each) for each in measure.fundings]
        key, diagnosed, known = measure.key, measure.diagnosed_on, self._known
        for days in months:
            month, _, first, last = days
            if diagnosed and first <= diagnosed <= last:
                yield from entries_of(measure, month)
                continue
            seen = _seen(contracts, measure.rests, paid, days)
            if seen not in known:
                known[seen] = entries_of(measure, month)
            for each in known[seen]:
                yield Entry(
                    key, each.line, month, each.unit, each.quantity, each.weight, each.part, each.price, each.cents, month
                )  # fmt: skip

    def _paid(self, funding: Funding) -> _Paid:
        shares = self._shares.setdefault(funding.shares, len(self._shares))
        until = funding.until.rank if funding.until else sys.maxsize
        return _Paid(funding.since.rank, until, funding.terms, id(funding.terms.rules), shares)


def _seen(contracts: Iterable[Contract], rests: Iterable[Rest], paid: Iterable[_Paid], days: _Days) -> Hashable:
    """All that the entries of a month without a diagnosis follow from, days counted from its first. `contracts`: in the order in which
    they begin."""
    month, rank, first, last = days
    return (
        last.day,
        *[
            (
                1 if each.since <= first else each.since.day,
                0 if each.until is None or each.until >= last else each.until.day,
                each.intensity,
            )
            for each in contracts
            if each.since <= last and (each.until is None or first <= each.until)
        ],
        None,
        *[
            (
                1 if each.since <= first else each.since.day,
                0 if each.resumed_on is None or each.resumed_on > last else each.resumed_on.day,
            )
            for each in rests
            if each.since <= last and (each.resumed_on is None or first < each.resumed_on)
        ],
        None,
        *[
            (each.rules, id(each.terms.card.rate_of_month(each.terms.month, month)), each.shares)
            for each in paid
            if each.since <= rank <= each.until
        ],
    )


def entries_of(measure: Measure, month: Month) -> list[Entry]:
    """What each line pays of that month of that measure. OverFunded, NoPrice: as `recount`."""
    fundings = [each for each in measure.fundings if each.holds(month)]
    check_shares(month, [share for funding in fundings for share in funding.shares])
    shared: dict[Cost, list[Share]] = {}
    for funding in fundings:
        for cost in costs_of(measure, funding.terms, month):
            shared.setdefault(cost, []).extend(funding.shares)
    return [entry for cost, shares in shared.items() for entry in _shared(measure.key, month, cost, shares)]


def costs_of(measure: Measure, terms: Terms, month: Month) -> Iterator[Cost]:
    """What that month of that measure costs under these terms, whoever pays: its diagnosis, then its presence. NoPrice."""
    day = measure.diagnosed_on
    if terms.diagnosis and terms.rules.diagnosis == "apart" and day and Month.of(day) == month:
        yield Cost(Unit.DIAGNOSIS, Fraction(1), Fraction(1), terms.card.price(terms.diagnosis, day).cents)
    counted = count(month, measure.contracts, measure.rests, terms.rules)
    if counted.presence:
        rate = terms.card.price_of_month(terms.month, month)
        weight = sum((rate.weight(key) * share for key, share in counted.intensities), Fraction())
        yield Cost(Unit.MEASURE_MONTH, counted.presence, weight, rate.cents)


def _shared(measure: str, month: Month, cost: Cost, shares: Iterable[Share]) -> Iterator[Entry]:
    """Lines in the order of their keys, so that the same facts always give the odd cent to the same one."""
    known = sorted(shares, key=lambda share: share.line.key)
    for share, cents in zip(known, split(cost.cents, [share.part for share in known]), strict=True):
        yield Entry(
            measure, share.line.key, month, cost.unit, cost.quantity, cost.weight, share.part, cost.price, cents, month
        )


def _first_month(measure: Measure) -> Month | None:
    """The first that may have an entry."""
    days = [contract.since for contract in measure.contracts]
    days += [measure.diagnosed_on] if measure.diagnosed_on else []
    return Month.of(min(days)) if days else None
