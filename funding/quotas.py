"""What a funding line granted, what is used of it, what running contracts will use, what is left, and till when. Pure.

Granted = consumed + committed + left. Consumed: the months that are over. Committed: what the contracts as they are written
will use from the present month to the line's end. The line runs out by the places held today: each is supposed to be taken
again, or renewed, when its contract ends. A place that is freed leaves both at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from common.formatting import euros, full_date
from common.typography import HARD
from funding.cents import said
from funding.measures import Entry, Measure, Used, recount, used
from funding.months import Month, span


@dataclass(frozen=True)
class Granted:
    """What a line grants for the months from `since` to `until`, both included: measure-months, cents, or both (None: no
    limit of that kind). `line`: its key in the ledger. ValueError without a limit, or when it ends before it begins."""

    line: str
    since: Month
    until: Month
    months: Fraction | None = None
    cents: int | None = None

    def __post_init__(self) -> None:
        if self.until < self.since or (self.months is None and self.cents is None):
            raise ValueError("a line grants something, for a time that ends after it begins")


@dataclass(frozen=True)
class Quota:
    """Where a line stands on a day. `runs_out_on`: the first day it no longer pays for, when the use of a month is spread
    evenly over its days; None when it lasts to its end, or nobody uses it any more."""

    granted: Granted
    on: date
    consumed: Used
    committed: Used
    runs_out_on: date | None

    @property
    def left_months(self) -> Fraction | None:
        """Measure-months neither consumed nor committed, below zero when too many are; None where they are not limited."""
        limit, taken = self.granted.months, self.consumed.months + self.committed.months
        return None if limit is None else limit - taken

    @property
    def left_cents(self) -> int | None:
        """Cents neither consumed nor committed, below zero when too many are; None where they are not limited."""
        limit, taken = self.granted.cents, self.consumed.cents + self.committed.cents
        return None if limit is None else limit - taken

    @property
    def sentence(self) -> str:
        """« Il reste 12,5 mois-mesures sur 120, il reste 600,00 € sur 9 000,00 €. Au rythme actuel, la ligne s’épuise le … »"""
        parts = []
        if self.granted.months is not None and self.left_months is not None:
            parts.append(_left(self.left_months, in_measure_months(abs(self.left_months)), said(self.granted.months)))
        if self.granted.cents is not None and self.left_cents is not None:
            parts.append(_left(self.left_cents, euros(abs(self.left_cents)), euros(self.granted.cents)))
        left = ", ".join(parts)
        return f"{left[:1].upper()}{left[1:]}. {self._pace}"

    @property
    def _pace(self) -> str:
        if self.runs_out_on is None:
            return f"Au rythme actuel, la ligne dure jusqu’à sa fin, en {self.granted.until.name}."
        if self.runs_out_on <= self.on:
            return "La ligne est épuisée."
        return f"Au rythme actuel, la ligne s’épuise le {full_date(self.runs_out_on)}."


def consumed(granted: Granted, entries: Iterable[Entry], today: date) -> Used:
    """What entries of the ledger come to for that line, in its months that are over. Other lines and months are left aside.

    A correction counts in the month it is about, whenever it was booked.
    """
    now = Month.of(today)
    return used(each for each in entries if each.month < now and _is_granted(granted, each))


def quota(granted: Granted, already: Used, measures: Iterable[Measure], today: date) -> Quota:
    """Where the line stands today.

    `already`: what `consumed` gives. `measures`: those that may use the line from the present month on; what they used
    before is not counted again. OverFunded, NoPrice: as `funding.measures.recount`.
    """
    return quota_from(granted, already, coming(measures, granted.until, today), today)


@dataclass(frozen=True)
class Coming:
    """Entries from the present month on, of any lines: by the contracts as they are written, and if places held today are taken
    for ever."""

    written: Sequence[Entry]
    held: Sequence[Entry]


def coming(measures: Iterable[Measure], through: Month, today: date) -> Coming:
    """What these measures will use to that month. OverFunded, NoPrice: as `funding.measures.recount`."""
    known, first = list(measures), Month.of(today)
    return Coming(recount(known, through, first), recount([each.held_on(today) for each in known], through, first))


def quota_from(granted: Granted, already: Used, coming: Coming, today: date) -> Quota:
    """Where the line stands today, when what is coming is counted already: for all lines together, once."""
    written = used(each for each in coming.written if _is_granted(granted, each))
    held: dict[Month, list[Entry]] = {month: [] for month in span(max(Month.of(today), granted.since), granted.until)}
    for each in coming.held:
        if _is_granted(granted, each):
            held[each.month].append(each)
    by_month = {month: used(entries) for month, entries in held.items()}
    return Quota(granted, today, already, written, _runs_out(granted, already, by_month))


def _is_granted(granted: Granted, entry: Entry) -> bool:
    return entry.line == granted.line and granted.since <= entry.month <= granted.until


def _runs_out(granted: Granted, already: Used, coming: dict[Month, Used]) -> date | None:
    spent = already
    for month, use in coming.items():
        paid = min(_paid(granted, spent, use), default=Fraction(1))
        if paid < 1:
            return month.first + timedelta(days=floor(paid * month.days))
        spent += use
    return None


def _paid(granted: Granted, spent: Used, use: Used) -> Iterator[Fraction]:
    """How much of a month's use what remains can pay, in each limited kind that it uses: 1 and more when all of it."""
    for limit, before, needed in ((granted.months, spent.months, use.months), (granted.cents, spent.cents, use.cents)):
        if limit is not None and needed > 0:
            yield max(Fraction(), Fraction(limit - before) / needed)


def _left(left: Fraction | int, amount: str, limit: str) -> str:
    return f"{'il manque' if left < 0 else 'il reste'} {amount} sur {limit}"


def in_measure_months(count: Fraction) -> str:
    """« 12,5 mois-mesures »."""
    return f"{said(count)}{HARD}{'mois-mesure' if count < 2 else 'mois-mesures'}"
