"""What a landlord's unit counts of its own tenants, in its own rights and at once: nothing is kept, and nothing that it could not
list is counted (docs/adr/0036)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from cases.periods import Period
from reports.counting.asked import Asked, asked_of
from reports.counting.families import LANDLORD_FAMILIES, LANDLORD_FAMILY_OF, Crossing, Family
from reports.counting.statements import Row, rows_of


class Wanted(NamedTuple):
    """A cell, by what it is crossed, over which periods."""

    cell: str
    crossing: Crossing
    periods: tuple[Period, ...]


def is_counted(cell: str, crossing: Iterable[str]) -> bool:
    """Whether the rows of a landlord say that cell, crossed so."""
    family = LANDLORD_FAMILY_OF.get(cell)
    return family is not None and set(crossing) <= set(family.cells[cell])


def count_own(
    unit: int, wanted: Sequence[Wanted], *, association: int | None = None, kind: str | None = None
) -> list[Row]:
    """These cells, each with its total, from what the open context reads of that unit (its audience): its referrals and what it
    was told of them, its tenants' balances, and the accompaniments that are open to it now.

    `association`: only what was sent to, or is held by, that unit's audience. `kind`: only accompaniments of that kind that are open.
    One statement for each family of facts, four at most.
    """
    whose = {"unit": unit, "association": association, "type": kind}
    rows: list[Row] = []
    with connection.cursor() as cursor:
        for family in LANDLORD_FAMILIES:
            if asked := _asked(family, wanted):
                rows += rows_of(cursor, asked, LANDLORD_FAMILY_OF, whose)
    return rows


def _asked(family: Family, wanted: Sequence[Wanted]) -> Asked | None:
    mine = [each for each in wanted if each.cell in family.cells]
    if not mine:
        return None
    crossings: dict[str, set[Crossing]] = {}
    for each in mine:
        crossings.setdefault(each.cell, {()}).add(each.crossing)
    return asked_of((period for each in mine for period in each.periods), crossings)
