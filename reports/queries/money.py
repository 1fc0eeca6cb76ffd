"""What funding lines grant and pay of a report's period."""

from collections.abc import Mapping

from cases.periods import Period
from funding.conventions import Convention
from funding.queries.facts import HeldLine
from reports.cells import Address, Where
from reports.documents.given import Line, Money
from reports.documents.method import TOGETHER
from reports.masking import Release
from reports.outline import GRANTED, LINE, SPENT, Categories


def money_of(
    release: Release, period: Period, categories: Mapping[str, Categories], held: Mapping[str, HeldLine]
) -> Money | None:
    """What each of these lines granted for the months of that period and what the books of its closed months say was consumed, for
    the households of the programme, in the order in which lines were opened. None when no line pays for it.

    `held`: `funding.queries.facts.lines` of the unit's managers. Amounts are read through the release: one that would tell of a
    household is left out.
    """
    if LINE not in categories:
        return None

    def line(name: str, funder: str, where: Where, in_euros: bool) -> Line:
        granted, spent = (release.value(Address(cell, period, where)) for cell in (GRANTED, SPENT))
        return Line(name, funder, granted, spent, in_euros=in_euros)

    paying = [held[key] for key in categories[LINE].dimension.categories if key in held]
    agreed = [each for each in paying if _is_in(each.convention, period)]
    lines = tuple(
        line(each.row.label, each.row.funder, ((LINE, each.row.key),), each.convention.euros is not None)
        for each in sorted(agreed, key=lambda each: each.row.key)
    )
    if not lines:
        return None
    return Money(lines, whole=line(TOGETHER, "", (), all(each.in_euros for each in lines)))


def _is_in(convention: Convention, period: Period) -> bool:
    return convention.since.first <= period.until and period.since <= convention.until.last
