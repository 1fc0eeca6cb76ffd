"""Where each line stands on a day, and what closing a month would write."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from funding.ledger import entries, pending
from funding.measures import Entry, Funding
from funding.months import Month, span
from funding.queries.facts import Facts, HeldLine
from funding.quotas import Quota, consumed, quota


@dataclass(frozen=True)
class Standing:
    """One line and what is granted, consumed, committed and left of it."""

    held: HeldLine
    quota: Quota


def standings(facts: Facts, today: date) -> list[Standing]:
    """Every line, in the order in which they were opened. OverFunded, NoPrice: as `funding.measures.recount`."""
    over = Month.of(today).plus(-1)
    booked = entries(facts.ledger, facts.measures, over)
    found = []
    for key, held in facts.lines.items():
        granted = held.convention.granted(key)
        already = consumed(granted, booked, today)
        paid = [each for each in facts.measures if any(_pays(funding, key) for funding in each.fundings)]
        found.append(Standing(held, quota(granted, already, paid, today)))
    return found


def _pays(funding: Funding, line: str) -> bool:
    return any(share.line.key == line for share in funding.shares)


def open_months(facts: Facts, today: date) -> list[Month]:
    """Months that are over and not closed, from the first that a line or the books know of."""
    known = [held.convention.since for held in facts.lines.values()] + [entry.month for entry in facts.ledger.booked]
    if not known:
        return []
    return [month for month in span(min(known), Month.of(today).plus(-1)) if month not in facts.ledger.closed]


def to_write(facts: Facts, month: Month) -> list[Entry]:
    """What closing that month now would put in its books. OverFunded, NoPrice: as `funding.ledger.pending`."""
    return [entry for entry in pending(facts.ledger, facts.measures, month) if entry.booked == month]


def total_cents(written: Iterable[Entry]) -> int:
    """What these entries come to, reversals taken off."""
    return sum(entry.cents for entry in written)
