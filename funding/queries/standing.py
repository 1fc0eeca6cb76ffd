"""Where each line stands on a day, and what closing a month would write."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from funding.ledger import entries, pending
from funding.measures import Entry
from funding.months import Month, span
from funding.queries.facts import Facts, HeldLine
from funding.quotas import Coming, Quota, coming, consumed, quota_from


@dataclass(frozen=True)
class Standing:
    """One line and what is granted, consumed, committed and left of it. `entries`: of its months that are over, in the books or to
    come, in order."""

    held: HeldLine
    quota: Quota
    entries: list[Entry]


def standings(facts: Facts, today: date) -> list[Standing]:
    """Every line, in the order in which they were opened; all measures are counted once for all of them. OverFunded, NoPrice: as
    `funding.measures.recount`."""
    if not facts.lines:
        return []
    last = max(held.convention.until for held in facts.lines.values())
    over = _by_line(entries(facts.ledger, facts.measures, Month.of(today).plus(-1)))
    known = coming(facts.measures, last, today)
    written, taken = _by_line(known.written), _by_line(known.held)
    found = []
    for key, held in facts.lines.items():
        granted = held.convention.granted(key)
        already = consumed(granted, over[key], today)
        found.append(Standing(held, quota_from(granted, already, Coming(written[key], taken[key]), today), over[key]))
    return found


def _by_line(entries: Iterable[Entry]) -> defaultdict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.line].append(entry)
    return found


def open_months(facts: Facts, today: date) -> list[Month]:
    """Months that are over and not closed, from the first that a line or the books know of."""
    known = [held.convention.since for held in facts.lines.values()] + [entry.month for entry in facts.ledger.booked]
    if not known:
        return []
    return [month for month in span(min(known), Month.of(today).plus(-1)) if month not in facts.ledger.closed]


def to_write(facts: Facts, month: Month) -> list[Entry]:
    """What closing that month now would put in its books. OverFunded, NoPrice: as `funding.ledger.pending`."""
    return [entry for entry in pending(facts.ledger, facts.measures, month) if entry.booked == month]


def seal_of(written: Iterable[Entry]) -> str:
    """These entries in short, whatever their order: other entries have another."""
    return hashlib.sha256(str(sorted(map(str, written))).encode()).hexdigest()[:32]


def total_cents(written: Iterable[Entry]) -> int:
    """What these entries come to, reversals taken off."""
    return sum(entry.cents for entry in written)
