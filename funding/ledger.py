"""The ledger of measure-months: what is booked and closed for good, and what follows from the facts as they now stand. Pure.

Closing a month puts its entries in the books, where they never change. When a fact of a closed month changes afterwards, the
first open month after it takes a reversal of what stood and the entry that stands instead, both saying which month they
are about. So, whatever was closed and whenever:

- all entries of a measure, booked and to come, add up to what a recount from scratch gives;
- closing a month twice changes nothing, and the order in which months are closed changes nothing (for the same facts).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from funding.measures import Entry, EntryKind, Key, Measure, recount
from funding.months import Month

_ORDER = list(EntryKind)


@dataclass(frozen=True)
class Ledger:
    """The closed months, and the entries in their books, in order: by month of the books, then by what they are about."""

    closed: frozenset[Month] = frozenset()
    booked: tuple[Entry, ...] = ()

    def open_from(self, month: Month) -> Month:
        """That month, or the first open one after it."""
        while month in self.closed:
            month = month.plus(1)
        return month


def entries(ledger: Ledger, measures: Iterable[Measure], through: Month) -> list[Entry]:
    """Every entry about a month that is closed or not after `through`: those in the books, and those to come.

    What is in the books of other measures is given as it stands. Raises as `pending`.
    """
    return sorted([*ledger.booked, *pending(ledger, measures, through)], key=_place)


def pending(ledger: Ledger, measures: Iterable[Measure], through: Month) -> list[Entry]:
    """What the books of open months would hold if they were closed now, in order.

    Counts of open months to `through` included, and counter-entries about closed months, all of them. Only for these
    measures: another one's entries stand. ValueError for two measures of one key; OverFunded, NoPrice: as
    `funding.measures.recount`.
    """
    known = list(measures)
    keys = {measure.key for measure in known}
    if len(keys) < len(known):
        raise ValueError("two measures have one key")
    counted = recount(known, max([through, *ledger.closed]))
    now = {entry.key: entry for entry in counted if entry.month <= through or entry.month in ledger.closed}
    before = standing(entry for entry in ledger.booked if entry.measure in keys)
    found = []
    for key in now.keys() | before.keys():
        found += _counter(before.get(key), now.get(key), ledger)
    return sorted(found, key=_place)


def close(ledger: Ledger, month: Month, measures: Iterable[Measure]) -> Ledger:
    """The ledger once that month is closed; the same one when it is already.

    `measures`: all those of the ledger, for one left out is counted later, as a correction. Raises as `pending`, and then
    nothing is closed.
    """
    if month in ledger.closed:
        return ledger
    new = [entry for entry in pending(ledger, measures, month) if entry.booked == month]
    return Ledger(ledger.closed | {month}, tuple(sorted([*ledger.booked, *new], key=_place)))


def standing(booked: Iterable[Entry]) -> dict[Key, Entry]:
    """What the books now say of each thing: its last entry that no reversal took back."""
    found: dict[Key, Entry] = {}
    for entry in sorted(booked, key=_place):
        if entry.kind == EntryKind.REVERSAL:
            del found[entry.key]
        else:
            found[entry.key] = entry
    return found


def _counter(before: Entry | None, now: Entry | None, ledger: Ledger) -> list[Entry]:
    """From what the books say of one thing to what the facts say of it; nothing when they agree."""
    if before and now and before.says_as(now):
        return []
    found = []
    if before:
        found.append(before.reversal(ledger.open_from(before.month)))
    if now:
        booked = ledger.open_from(now.month)
        found.append(replace(now, booked=booked, kind=EntryKind.COUNT if booked == now.month else EntryKind.CORRECTION))
    return found


def _place(entry: Entry) -> tuple:
    return (entry.booked.rank, entry.measure, entry.line, entry.month.rank, entry.unit, _ORDER.index(entry.kind))
