"""Figures counted for a report: how many, over which period, crossed by what. Never who: nothing here names a household.

A figure stands at an address: the cell it counts (`reports.indicators.catalogue`), a period, and the category it is about in
each dimension it is crossed by. A dimension left out of `where` is its total. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple, TypeAlias

from cases.periods import Period

#: (dimension, category or sub-total), in the order of the dimensions' keys.
Where: TypeAlias = tuple[tuple[str, str], ...]


class Address(NamedTuple):
    """Where a figure stands."""

    cell: str
    period: Period
    where: Where = ()


class Figure(NamedTuple):
    """A whole number in the unit of its cell (households, visits, cents, days), and how many households are behind it.

    The two are the same where households are counted.
    """

    value: int
    households: int


Figures: TypeAlias = Mapping[Address, Figure]


def households(count: int) -> Figure:
    """So many households."""
    return Figure(count, count)


@dataclass(frozen=True)
class Dimension:
    """What a figure is crossed by. `groups`: sub-totals, each with its categories; a category stands in one at most.

    `several`: a household may be in several categories, as with reasons, so that they do not add up to their total.
    ValueError for a category said twice, or a group of what is no category.
    """

    key: str
    categories: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    several: bool = False

    def __post_init__(self) -> None:
        named = [*self.categories, *(name for name, _ in self.groups)]
        grouped = [category for _, members in self.groups for category in members]
        if len(named) != len(set(named)) or len(grouped) != len(set(grouped)) or not self.categories:
            raise ValueError(f"{self.key}: a category is said twice, or there is none")
        if not set(grouped) <= set(self.categories) or (self.several and self.groups):
            raise ValueError(f"{self.key}: a group holds categories, each once, of which a household has one")

    @cached_property
    def nodes(self) -> tuple[str | None, ...]:
        """The total (None), the sub-totals, the categories."""
        return (None, *(name for name, _ in self.groups), *self.categories)

    def parts(self, node: str | None) -> tuple[str, ...]:
        """What that total or sub-total is the sum of; nothing for a category."""
        if node is None:
            grouped = {category for _, members in self.groups for category in members}
            return (*(name for name, _ in self.groups), *(each for each in self.categories if each not in grouped))
        return dict(self.groups).get(node, ())


class Sum(NamedTuple):
    """One whole and its parts, wherever they are counted. `dimension`: the one it is divided by."""

    whole: Where
    parts: tuple[Where, ...]
    dimension: Dimension


@dataclass(frozen=True)
class Table:
    """What a report shows of one cell: over each of these periods, crossed by these dimensions, with every margin.

    A year by months is thirteen periods: the months and the year.
    """

    cell: str
    periods: tuple[Period, ...]
    dimensions: tuple[Dimension, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.dimensions, key=lambda dimension: dimension.key))
        object.__setattr__(self, "dimensions", ordered)

    @cached_property
    def places(self) -> tuple[Where, ...]:
        """Every combination of its categories, sub-totals and totals; the total of everything first."""
        return tuple(_where(self.dimensions, nodes) for nodes in product(*(each.nodes for each in self.dimensions)))

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """What adds up in it, dimension by dimension."""
        found = []
        for nodes in product(*(each.nodes for each in self.dimensions)):
            for rank, dimension in enumerate(self.dimensions):
                if parts := dimension.parts(nodes[rank]):
                    divided = [(*nodes[:rank], part, *nodes[rank + 1 :]) for part in parts]
                    below = tuple(_where(self.dimensions, part) for part in divided)
                    found.append(Sum(_where(self.dimensions, nodes), below, dimension))
        return tuple(found)

    def addresses(self) -> Iterator[Address]:
        """Every figure it shows, masked or not."""
        return (Address(self.cell, period, where) for period in self.periods for where in self.places)


def _where(dimensions: tuple[Dimension, ...], nodes: tuple[str | None, ...]) -> Where:
    return tuple((each.key, node) for each, node in zip(dimensions, nodes, strict=True) if node is not None)
