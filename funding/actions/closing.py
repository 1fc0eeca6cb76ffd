"""Closing a month of a unit's books: once, for good."""

from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from common.refusal import Refused
from funding.ledger import Ledger
from funding.measures import Entry, EntryKind
from funding.models import Closing, LedgerEntry
from funding.months import Month
from funding.permissions import check_may_fund, counted
from funding.queries.facts import gather
from funding.queries.standing import seal_of, to_write
from partners.acting import Acting

OVERTAKEN = "Ce qui sera écrit a changé depuis que vous l’avez lu. Rien n’est clos : relisez, puis confirmez."
TAKEN = "Quelqu’un de votre équipe vient de clore ce mois."


class Overtaken(Refused):
    """What would be written is no longer what was shown."""


@transaction.atomic
def close(*, month: Month, by: Acting, seal: str | None = None) -> Closing:
    """Close that month; the closing that stands when it is closed already, and then nothing is written. `seal`: of the entries she
    was shown (`funding.queries.standing.seal_of`); None where nobody was shown any.

    Effects in order: the closing, which two at once queue on; every entry booked in that month, reversals first: counts of the
    month, and corrections of the closed months before it.

    NotYours unless manager. Refused for a month that is not over, when a measure has no price or is paid beyond the whole (the
    sentence says which month and lines), or when somebody closed it at this very moment. Overtaken when what is to be written is
    not what that seal is of.
    """
    managers = check_may_fund(by)
    if month >= Month.of(timezone.localdate()):
        raise Refused(f"On clôt un mois quand il est fini : {month.name} ne l’est pas.")
    if done := Closing.objects.filter(author_id=managers, month=month).first():
        return done
    try:
        with transaction.atomic():
            closing = Closing.objects.create(author_id=managers, month=month, closed_by_id=by.member_audience)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    facts = gather(managers)
    before = replace(facts, ledger=Ledger(facts.ledger.closed - {month}, facts.ledger.booked))
    with counted():
        entries = to_write(before, month)
    if seal is not None and seal != seal_of(entries):
        raise Overtaken(OVERTAKEN)
    entries.sort(key=lambda entry: entry.kind != EntryKind.REVERSAL)
    LedgerEntry.objects.bulk_create(_row(entry, closing) for entry in entries)
    return closing


def _row(entry: Entry, closing: Closing) -> LedgerEntry:
    return LedgerEntry(
        author_id=closing.author_id, closing=closing, case_id=int(entry.measure), line_id=int(entry.line),
        month=entry.month, booked=entry.booked, unit=entry.unit, kind=entry.kind, quantity=entry.quantity,
        weight=entry.weight, part=Decimal(entry.part.numerator) / entry.part.denominator, price=entry.price, cents=entry.cents,
    )  # fmt: skip
