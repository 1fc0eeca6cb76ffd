"""What is asked of a count: periods, and what each cell is crossed by. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from cases import periods
from cases.periods import Period
from reports.cells import Address, Table
from reports.counting.families import FAMILY_OF, Crossing
from reports.equations import to_count
from reports.indicators.catalogue import shipped

#: The one crossing by two dimensions that the usual count holds, where a cell has both.
BOTH: Crossing = ("landlord", "type")


class NotCounted(LookupError):
    """No fact of the product, or none of that count, says that figure. It is not nothing: it is not known."""


def is_counted(cell: str, dimensions: Iterable[str] = ()) -> bool:
    """Whether the product holds facts for that cell of the catalogue, crossed by these dimensions."""
    return cell in FAMILY_OF and set(dimensions) <= set(FAMILY_OF[cell].cells[cell])


@dataclass(frozen=True)
class Asked:
    """`periods` in order; `crossings`: for each cell what it is crossed by, the total (()) among them. `groups`: sub-totals,
    (dimension, name, categories)."""

    periods: tuple[Period, ...]
    crossings: tuple[tuple[str, frozenset[Crossing]], ...]
    groups: frozenset[tuple[str, str, tuple[str, ...]]] = frozenset()

    @cached_property
    def of(self) -> dict[str, frozenset[Crossing]]:
        return dict(self.crossings)

    @property
    def since(self) -> date:
        return min(period.since for period in self.periods)

    @property
    def until(self) -> date:
        return max(period.until for period in self.periods)

    def holds(self, other: "Asked") -> bool:
        """Whether all that the other asks is asked here."""
        return (
            set(other.periods) <= set(self.periods)
            and all(crossed <= self.of.get(cell, frozenset()) for cell, crossed in other.crossings)
            and other.groups <= self.groups
        )

    def as_json(self) -> dict[str, Any]:
        """What `CellCount.asked` keeps."""
        return {
            "periods": [[period.since.isoformat(), period.until.isoformat()] for period in self.periods],
            "crossings": {cell: sorted(map(list, crossed)) for cell, crossed in self.crossings},
            "groups": sorted([key, name, list(members)] for key, name, members in self.groups),
        }

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> "Asked":
        """From `CellCount.asked`."""
        return asked_of(
            (Period(date.fromisoformat(since), date.fromisoformat(until)) for since, until in said["periods"]),
            {cell: {tuple(each) for each in crossed} for cell, crossed in said["crossings"].items()},
            ((key, name, tuple(members)) for key, name, members in said["groups"]),
        )


def asked_by(tables: Iterable[Table]) -> Asked:
    """All that these tables need, as `needed_by` says. Raises as it does."""
    return needed_by(tuple(tables))[0]


@lru_cache(maxsize=8)
def needed_by(tables: tuple[Table, ...]) -> tuple[Asked, frozenset[Address]]:
    """All that these tables need: what is asked for them, and every address (`reports.equations.to_count`).

    NotCounted for a cell, or a crossing of it, that the product holds no facts for; ValueError for two sub-totals of one
    name.
    """
    crossings: dict[str, set[Crossing]] = {}
    found: set[Period] = set()
    addresses = frozenset(to_count(shipped(), tables))
    for address in addresses:
        crossings.setdefault(address.cell, set()).add(crossing_of(address))
        found.add(address.period)
    for cell, crossed in crossings.items():
        for keys in crossed:
            if not is_counted(cell, keys):
                raise NotCounted(" × ".join([cell, *keys]))
    groups = {
        (each.key, name, members) for table in tables for each in table.dimensions for name, members in each.groups
    }
    if len({(key, name) for key, name, _ in groups}) < len(groups):
        raise ValueError("two sub-totals have one name")
    return asked_of(found, crossings, groups), addresses


def crossing_of(address: Address) -> Crossing:
    return tuple(key for key, _ in address.where)


def usual(today: date) -> Asked:
    """What the night counts: this year and last, their quarters and months; every cell that is counted, whole, by
    each of its dimensions, and by landlord × type."""
    found = []
    for year in (today.year - 1, today.year):
        whole = periods.year(year)
        months = periods.months_before(whole.until, 12)
        quarters = periods.quarters_before(whole.until, 4)
        found += [whole, *quarters, *months]
    crossings = {}
    for cell, family in FAMILY_OF.items():
        keys = sorted(family.cells[cell])
        pairs = {pair for pair in combinations(keys, 2) if pair == BOTH}
        crossings[cell] = {(), *((key,) for key in keys), *pairs}
    return asked_of(found, crossings, ())


def asked_of(
    found: Iterable[Period],
    crossings: dict[str, set[Crossing]],
    groups: Iterable[tuple[str, str, tuple[str, ...]]] = (),
) -> Asked:
    """These cells over these periods, each once and in order."""
    return Asked(
        tuple(sorted(set(found), key=lambda period: (period.since, period.until))),
        tuple(sorted((cell, frozenset(crossed)) for cell, crossed in crossings.items())),
        frozenset(groups),
    )
