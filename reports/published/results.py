"""Results published by real programmes, as data (domain 4.10): the figures counted, and what a report must print of them."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from cases.periods import Period
from cases.programmes.reading import read
from cases.programmes.rules import Key, Strict, Text
from reports.cells import Address, Dimension, Figure, Table

FOLDER = Path(__file__).parent
Counted = Annotated[int, Field(ge=0)]


class Crossed(Strict):
    """A cell, as a total and in the categories of a dimension. `households`: those behind it, when it counts something else.

    `supposed`: why the figure stands, when the source does not print it.
    """

    cell: Key
    total: Counted
    households: Counted | None = None
    dimension: Key | None = None
    several: bool = False
    categories: dict[Key, Counted] = {}
    supposed: Text | None = None

    @model_validator(mode="after")
    def categories_are_of_a_dimension(self) -> Self:
        if bool(self.categories) != (self.dimension is not None):
            raise ValueError("categories|des catégories et leur dimension vont ensemble")
        if self.categories and not self.several and sum(self.categories.values()) != self.total:
            raise ValueError("categories|les catégories ne font pas le total")
        return self

    def table(self, period: Period) -> Table:
        """As a report would show it."""
        dimensions = (
            (Dimension(self.dimension, tuple(self.categories), several=self.several),) if self.dimension else ()
        )
        return Table(self.cell, (period,), dimensions)

    def figures(self, period: Period) -> dict[Address, Figure]:
        """Every figure of that table."""
        behind = self.total if self.households is None else self.households
        found = {Address(self.cell, period): Figure(self.total, behind)}
        for category, count in self.categories.items():
            found[Address(self.cell, period, ((self.dimension or "", category),))] = Figure(count, min(count, behind))
        return found


class Printed(Strict):
    """What the source says: the indicator, in a category or not, and how it reads in our reports."""

    indicator: Key
    category: Key | None = None
    reads: Text


class Results(Strict):
    """What one programme published of one period."""

    key: Key
    name: Text
    since: date
    until: date
    figures: list[Crossed] = Field(min_length=1)
    printed: list[Printed] = Field(min_length=1)

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)


@cache
def published() -> list[Results]:
    """Every published result, by key."""
    return [read(Results, path) for path in sorted(FOLDER.glob("*.yaml"))]
