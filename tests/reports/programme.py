"""One invented programme as its reports count it: entries by landlord and type, by commune, by stage, and three results by
landlord and type; 77 figures over a period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from cases.periods import Period
from reports.cells import Address, Dimension, Figure, Table
from reports.equations import to_count
from reports.indicators.catalogue import shipped
from reports.masking import Release, mask
from tests.reports.worlds import months_of, span

LANDLORD = Dimension("landlord", ("one", "two", "three", "four"))
TYPE = Dimension("type", ("access", "maintenance"))
COMMUNE = Dimension("commune", tuple(f"commune-{number}" for number in range(10)))
STAGE = Dimension("stage", ("none", "notice", "summons", "ruling", "order"))
#: Each result and how likely it is.
RESULTS = {"entered-and-met": 0.85, "entered-with-debt": 0.6, "payment-resumed": 0.35}
#: Whoever entered; the debt of each is known.
ALL = ("entries", "entered-debt-known")
QUARTERS = [span(first, first + 2) for first in (0, 3, 6)]
YEAR = span(0, 11)


class Household(NamedTuple):
    """`entered`: the month, from 0."""

    entered: int
    where: dict[str, str]
    results: frozenset[str]


@dataclass(frozen=True)
class Issued:
    """A report, and the share of its figures that nobody reads."""

    release: Release
    masked: float


class Programme:
    """So many households that enter in a year, one landlord and one commune far more often than the others."""

    def __init__(self, households: int, seed: int = 0) -> None:
        self._random = Random(seed)
        self.households = [self._household() for _ in range(households)]

    def issue(self, period: Period, former: Iterable[Release] = ()) -> Issued:
        """The report over that period, beside those issued before."""
        former, tables = list(former), list(_tables(period))
        every = [*tables, *(table for release in former for table in release.tables)]
        counts = {address: self._figure(address) for address in to_count(shipped(), every)}
        release = mask(shipped(), tables, counts, former)
        return Issued(release, 1 - len(release.shown) / len(release.figures))

    def _household(self) -> Household:
        def one(dimension: Dimension) -> str:
            weights = [1 / (place + 1) for place in range(len(dimension.categories))]
            return self._random.choices(dimension.categories, weights)[0]

        where = {each.key: one(each) for each in (LANDLORD, TYPE, COMMUNE, STAGE)}
        results = {key for key, likely in RESULTS.items() if self._random.random() < likely}
        return Household(self._random.randrange(12), where, frozenset(results))

    def _figure(self, address: Address) -> Figure:
        count = sum(
            each.entered in months_of(address.period)
            and (address.cell in ALL or address.cell in each.results)
            and all(each.where[key] == node for key, node in address.where)
            for each in self.households
        )
        return Figure(count, count)


def _tables(period: Period) -> Iterator[Table]:
    for cell in ("entries", *RESULTS):
        yield Table(cell, (period,), (LANDLORD, TYPE))
    yield Table("entries", (period,), (COMMUNE,))
    yield Table("entries", (period,), (STAGE,))
