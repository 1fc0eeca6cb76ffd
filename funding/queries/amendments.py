"""What an amendment changes about months that are closed, before it is signed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from funding.measures import Entry, Used, recount, used
from funding.months import Month
from funding.queries.facts import Facts


@dataclass(frozen=True)
class Change:
    """One closed month of one line. `measures`: accompaniments for which it pays something else. `booked`: the month whose books
    take back what stood and hold what stands instead."""

    line: str
    month: Month
    booked: Month
    measures: int
    before: Used
    after: Used


def changes(now: Facts, then: Facts) -> list[Change]:
    """What `then` says otherwise than `now` of the closed months, in order of time, then of lines. Books that lag behind the facts
    for another reason do not stand in it. OverFunded, NoPrice: as `funding.measures.recount`."""
    if not now.ledger.closed:
        return []
    before, after = _counted(now), _counted(then)
    found = []
    for line, month in sorted(before.keys() | after.keys(), key=lambda each: (each[1], each[0])):
        stood, stands = before[line, month], after[line, month]
        moved = {each.measure for one, other in ((stood, stands), (stands, stood)) for each in _missing(one, other)}
        if moved:
            booked = now.ledger.open_from(month)
            found.append(Change(line, month, booked, len(moved), used(stood), used(stands)))
    return found


def _counted(facts: Facts) -> defaultdict[tuple[str, Month], list[Entry]]:
    """What each line pays of each closed month by these facts, whatever its books say."""
    found: defaultdict[tuple[str, Month], list[Entry]] = defaultdict(list)
    for entry in recount(facts.measures, max(facts.ledger.closed)):
        if entry.month in facts.ledger.closed:
            found[entry.line, entry.month].append(entry)
    return found


def _missing(entries: Iterable[Entry], others: Iterable[Entry]) -> Iterable[Entry]:
    """Those of the first that the second does not say."""
    known = {each.key: each for each in others}
    return (each for each in entries if each.key not in known or not each.says_as(known[each.key]))
