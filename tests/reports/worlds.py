"""Small invented worlds that are counted for reports: unseen numbers, and what each figure is the sum of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

from hypothesis import strategies as st

from cases.periods import Period, month
from reports.cells import Address, Dimension, Figure, Table
from reports.equations import to_count
from reports.indicators.catalogue import Catalogue
from reports.masking import Release, mask
from tests.reports.attacker import Atom, Reader, Sum, exactly

MONTHS = [month(date(2026, number, 1)) for number in range(1, 13)]
#: More than all that is counted in one of these worlds.
MOST = 1000


def span(first: int, last: int) -> Period:
    """From one month to another, numbered from 0."""
    return Period(MONTHS[first].since, MONTHS[last].until)


def months_of(period: Period) -> range:
    return range(period.since.month - 1, period.until.month)


def catalogue_of(*cells: dict, relations: Sequence[dict] = (), several: Sequence[str] = ()) -> Catalogue:
    """Those cells, each crossed by a and b."""
    labels = [{"key": key, "label": key, "several": key in several} for key in ("a", "b")]
    whole = [{"label": cell["key"], "dimensions": ["a", "b"], **cell} for cell in cells]
    return Catalogue.model_validate({"dimensions": labels, "cells": whole, "relations": list(relations)})


@dataclass
class World:
    """`truth`: the unseen numbers. `made_of`: those a figure is the sum of. `each`: what one household counts for."""

    catalogue: Catalogue
    truth: dict[Atom, int]
    made_of: Callable[[Address], frozenset[Atom]]
    each: int = 1

    def figure(self, address: Address) -> Figure:
        behind = sum(self.truth[atom] for atom in self.made_of(address))
        return Figure(self.each * behind, behind)

    def issue(self, tables: Sequence[Table], issued: Sequence[Release] = (), threshold: int = 5) -> Release:
        every = [*tables, *(table for release in issued for table in release.tables)]
        counts = {address: self.figure(address) for address in to_count(self.catalogue, every)}
        return mask(self.catalogue, tables, counts, issued, threshold=threshold)

    def most(self, atoms: Iterable[Atom], threshold: int) -> int:
        """What these must possibly be: the threshold of households; of anything else, twice as much as there is."""
        return threshold if self.each == 1 else max(threshold, 2 * self.each * sum(self.truth[atom] for atom in atoms))

    def is_simple(self, address: Address) -> bool:
        return not address.where and self.catalogue.by_key[address.cell].secrecy == "open"


def crossed(dimensions: dict[str, Dimension]) -> Callable[[Address], frozenset[Atom]]:
    """The atoms (cell, month, category, …) of a figure, of facts that have a day."""
    places = list(product(*(dimensions[key].categories for key in sorted(dimensions))))

    def made_of(address: Address) -> frozenset[Atom]:
        wanted = {key: members(dimensions[key], node) for key, node in address.where}
        ranks = {key: rank for rank, key in enumerate(sorted(dimensions))}
        inside = [place for place in places if all(place[ranks[key]] in those for key, those in wanted.items())]
        return frozenset((address.cell, each, *place) for each in months_of(address.period) for place in inside)

    return made_of


def members(dimension: Dimension, node: str) -> tuple[str, ...]:
    return dict(dimension.groups).get(node, (node,))


def read_in(world: World, releases: Iterable[Release]) -> Iterator[Sum]:
    """All that the reports say."""
    for release in releases:
        yield from (exactly(world.made_of(each), release.figures[each].value) for each in release.shown)


def simple_in(world: World, releases: Iterable[Release]) -> Iterator[Sum]:
    """What is never masked: simple counts, and whether a total is nobody or somebody."""
    for release in releases:
        for address, figure in release.figures.items():
            if world.is_simple(address) or (address in release.shown and not address.where and not figure.value):
                yield exactly(world.made_of(address), figure.value)
            elif not address.where and figure.households and world.figure(address) == figure:
                yield Sum(world.made_of(address), 1, MOST)


def told(
    world: World,
    releases: Sequence[Release],
    threshold: int,
    asked: Iterable[tuple[Address, frozenset[Atom]]],
    *,
    before: int = 0,
) -> list[tuple[Address, int]]:
    """The values of the agreed set that an attacker rules out, though simple counts alone leave them possible.

    Of a figure that a report declares exposed: though simple counts and the reports before that one leave them possible. `before`: how
    many reports may have told anything, under a smaller threshold.
    """
    simple = list(simple_in(world, releases))
    reader = Reader([*read_in(world, releases), *simple], MOST)

    @cache
    def bound(known: int) -> Reader:
        return Reader([*read_in(world, releases[:known]), *simple], MOST)

    return [
        (address, value)
        for address, atoms in asked
        for value in _ends(address, world.most(atoms, threshold))
        if not reader.allows(atoms, value) and bound(max(before, _exposed_by(address, releases))).allows(atoms, value)
    ]


def _ends(address: Address, most: int) -> tuple[int, int, int]:
    """The least that must be possible, the next, and the most."""
    least = 0 if address.where else 1
    return least, least + 1, most


def _exposed_by(address: Address, releases: Sequence[Release]) -> int:
    """How many reports came before the one that declares it exposed; 0 when none does."""
    return next((before for before, release in enumerate(releases) if address in release.exposed), 0)


def protected(world: World, tables: Iterable[Table], threshold: int) -> list[tuple[Address, frozenset[Atom]]]:
    """Figures of these tables, shown or not, over each period or any shorter one between two of them, that are small; and what
    is small in a whole beside a part of it, under the name of the part."""
    counted = to_count(world.catalogue, list(tables))
    found = []
    for address in counted:
        cell = world.catalogue.by_key[address.cell]
        above = address._replace(cell=cell.within or "")
        asked = [world.made_of(address)]
        if above in counted:
            asked.append(world.made_of(above) - world.made_of(address))
        for atoms in asked:
            value = sum(world.truth[atom] for atom in atoms)
            if value < threshold and not world.is_simple(address) and (value or address.where):
                found.append((address, atoms))
    return found


sizes = st.one_of(st.integers(0, 2), st.integers(0, 6), st.integers(0, 12), st.just(0))
thresholds = st.sampled_from([2, 3, 5])


@st.composite
def periods(draw: st.DrawFn, months: int) -> tuple[Period, ...]:
    """A period of some of the first months, with or without the months of it."""
    first = draw(st.integers(0, months - 1))
    last = draw(st.integers(first, months - 1))
    cut = MONTHS[first : last + 1] if draw(st.booleans()) else []
    return tuple(dict.fromkeys([*cut, span(first, last)]))
