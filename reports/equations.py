"""How the figures of reports hold together: every equation between what is shown, what was issued before, and what neither
shows but both tell by subtraction. Pure.

A table adds up along each of its dimensions. Facts that have a day add up over time, so that periods of any two reports are
cut where one of them begins or ends, and hold together by the pieces. Cells add up as the catalogue says. What remains of a
whole beside a part of it (« 36 of 38 ») is a figure too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import NamedTuple

from cases.periods import Period
from reports.cells import Address, Figure, Figures, Sum, Table, Where
from reports.indicators.catalogue import Catalogue, Cell
from reports.walk import Equation

DAY = timedelta(days=1)


class Inconsistent(ValueError):
    """Figures that cannot be: a part larger than its whole, parts that do not make it, one that was not counted."""


class Rest(NamedTuple):
    """What remains of `whole` beside `part`. It is as secret as the part."""

    whole: "Address | Rest"
    part: "Address | Rest"


class Surplus(NamedTuple):
    """How often households stand in a further category of a dimension where they may stand in several."""

    whole: Address | Rest


Name = Address | Rest | Surplus


def pieces(periods: Iterable[Period]) -> list[Period]:
    """The shortest periods of which all these are made, in order; none that stands in none of them."""
    periods = set(periods)
    cuts = sorted({period.since for period in periods} | {period.until + DAY for period in periods})
    cut = [Period(first, after - DAY) for first, after in pairwise(cuts)]
    return [piece for piece in cut if any(within(piece, period) for period in periods)]


def within(inner: Period, outer: Period) -> bool:
    return outer.since <= inner.since and inner.until <= outer.until


def to_count(catalogue: Catalogue, tables: Iterable[Table]) -> set[Address]:
    """Every figure `System` needs: those of the tables, and those of the pieces their periods are cut into."""
    return {address for _, _, addresses in _counted(catalogue, tables) for address in addresses}


def _counted(catalogue: Catalogue, tables: Iterable[Table]) -> Iterator[tuple[Table, Period, list[Address]]]:
    """Each table over each of its periods and their pieces."""
    by_cell = defaultdict(list)
    tables = list(dict.fromkeys(tables))
    for table in dict.fromkeys([*tables, *_beside(catalogue, tables)]):
        by_cell[table.cell].append(table)
    for key, same in by_cell.items():
        cut = pieces(period for table in same if _is_cut(catalogue.by_key[key], table) for period in table.periods)
        for table in same:
            covered = [each for each in cut if any(within(each, period) for period in table.periods)]
            for period in dict.fromkeys([*table.periods, *(covered if _is_cut(catalogue.by_key[key], table) else [])]):
                yield table, period, [Address(key, period, where) for where in table.places]


def _beside(catalogue: Catalogue, tables: list[Table]) -> Iterator[Table]:
    """Tables that nobody sees: those of each cell for all that hold together with it, and for what stands between them."""
    shown = {table.cell for table in tables}
    for key in sorted(between(catalogue, shown)):
        for table in tables:
            crossed = {each.key for each in table.dimensions}
            if catalogue.linked[table.cell] == catalogue.linked[key] and crossed <= set(
                catalogue.by_key[key].dimensions
            ):
                yield replace(table, cell=key)


def between(catalogue: Catalogue, cells: Iterable[str]) -> set[str]:
    """These cells, those that stand between two of them, and what completes a whole of which some are parts."""
    found, before = set(cells), set[str]()
    while found != before:
        before = set(found)
        over = {each for key in before for each in catalogue.above[key]}
        found |= {key for key in over if catalogue.above[key] & before}
        for relation in catalogue.relations:
            if relation.whole in before and before & set(relation.parts):
                found |= set(relation.parts)
        twice = [each.whole for each in catalogue.relations if before & set(each.parts)]
        found |= {whole for whole in twice if twice.count(whole) > 1}
    return found


def _is_cut(cell: Cell, table: Table) -> bool:
    """Whether what it shows could tell, by subtraction, what a shorter period must hide. Totals of an open cell hide nothing."""
    return cell.time == "adds" and (cell.secrecy == "sensitive" or bool(table.dimensions))


class System:
    """The figures by number, what each is worth today, and the equations between them.

    Inconsistent when a figure of `to_count` is missing, or the figures contradict each other.
    """

    def __init__(self, catalogue: Catalogue, tables: Iterable[Table], counts: Figures) -> None:
        self.catalogue = catalogue
        self.names: list[Name] = []
        self.figures: list[Figure] = []
        self.equations: list[Equation] = []
        self._number: dict[Name, int] = {}
        self._said: set[frozenset[tuple[int, int]]] = set()
        self._standing: dict[tuple[Period, Where], set[str]] = defaultdict(set)
        counted = list(_counted(catalogue, tables))
        for table, period, addresses in counted:
            for address in addresses:
                if address not in counts:
                    raise Inconsistent(f"not counted: {address}")
                self._add(self.canonical(address), counts[address])
                self._standing[period, address.where].add(table.cell)
        for table, period, _ in counted:
            for each in table.sums:
                self._sum(table.cell, period, each)
        self._over_time(counted)
        self._between_cells()
        self._over_longer_periods()
        for table, period, _ in counted:
            for each in table.sums:
                if each.dimension.several:
                    self._sum_of_rests(table.cell, period, each)
        self.touching: list[list[int]] = [[] for _ in self.names]
        for number, equation in enumerate(self.equations):
            for figure in equation:
                self.touching[figure].append(number)

    def canonical(self, address: Address) -> Address:
        """The same figure for both its names: a stock before a period is that of the end of the day before."""
        cell = self.catalogue.by_key[address.cell]
        if cell.time == "before":
            return Address(cell.stock or "", _day(address.period.since - DAY), address.where)
        return address._replace(period=_day(address.period.until)) if cell.time == "end" else address

    def number(self, address: Address) -> int:
        """The number of a figure of the tables."""
        return self._number[self.canonical(address)]

    def _add(self, name: Name, figure: Figure) -> int:
        if name in self._number:
            if self.figures[self._number[name]] != figure:
                raise Inconsistent(f"counted twice, not the same: {name}")
            return self._number[name]
        if figure.value < 0:
            raise Inconsistent(f"below zero: {name}")
        self._number[name] = len(self.names)
        self.names.append(name)
        self.figures.append(figure)
        return self._number[name]

    def _equal(self, whole: int, parts: Iterable[int]) -> None:
        """The parts make the whole; each part once."""
        equation = {part: 1 for part in parts if part != whole} | {whole: -1}
        if sum(times * self.figures[figure].value for figure, times in equation.items()):
            raise Inconsistent(f"the parts do not make {self.names[whole]}")
        known = frozenset(equation.items())
        if known not in self._said:
            self._said.add(known)
            self.equations.append(equation)

    def _left(self, whole: Address | Rest, part: Address | Rest) -> None:
        """The whole is the part and its rest; the households behind a rest of other things are at most as many as they."""
        above, below = self._number[whole], self._number[part]
        left = self.figures[above].value - self.figures[below].value
        if left < 0:
            raise Inconsistent(f"a part larger than its whole: {part}")
        self._equal(above, [below, self._add(Rest(whole, part), Figure(left, left))])

    def _sum(self, cell: str, period: Period, each: Sum) -> None:
        whole = self.canonical(Address(cell, period, each.whole))
        parts = [self.canonical(Address(cell, period, where)) for where in each.parts]
        if each.dimension.several:
            self._overlap(whole, parts)
        else:
            self._equal(self._number[whole], [self._number[part] for part in parts])

    def _overlap(self, whole: Address | Rest, parts: Sequence[Address | Rest]) -> None:
        """Categories of which a household may have several: each is a part, and nobody is known to have none."""
        for part in parts:
            self._left(whole, part)
        numbers = [self._number[part] for part in parts]
        surplus = sum(self.figures[number].value for number in numbers) - self.figures[self._number[whole]].value
        if surplus >= 0:
            more = self._add(Surplus(whole), Figure(surplus, surplus))
            self.equations.append({**dict.fromkeys(numbers, 1), self._number[whole]: -1, more: -1})

    def _sum_of_rests(self, cell: str, period: Period, each: Sum) -> None:
        """Those of a wider cell who are not in this one stand in several categories too."""
        places = (each.whole, *each.parts)
        for above in sorted(self.catalogue.above[cell]):
            if all(above in self._standing[period, where] for where in places):
                pairs = [(Address(above, period, where), Address(cell, period, where)) for where in places]
                whole, *parts = (Rest(self.canonical(outer), self.canonical(inner)) for outer, inner in pairs)
                self._overlap(whole, parts)

    def _over_time(self, counted: list[tuple[Table, Period, list[Address]]]) -> None:
        """A period is the sum of its pieces."""
        periods: dict[Table, list[Period]] = defaultdict(list)
        for table, period, _ in counted:
            periods[table].append(period)
        for table, mine in periods.items():
            cell = self.catalogue.by_key[table.cell]
            if _is_cut(cell, table):
                self._add_up(table, [each for each in mine if not _made_of(each, mine)], mine)

    def _add_up(self, table: Table, shortest: list[Period], periods: list[Period]) -> None:
        for period in periods:
            made = [each for each in shortest if within(each, period)]
            if made != [period]:
                for where in table.places:
                    parts = [self._number[Address(table.cell, each, where)] for each in made]
                    self._equal(self._number[Address(table.cell, period, where)], parts)

    def _over_longer_periods(self) -> None:
        """What spans a period holds what spans a shorter one, and what its parts count on any day or period of it."""
        counted: dict[tuple[str, Where], set[Period]] = defaultdict(set)
        for name in self._number:
            if isinstance(name, Address):
                counted[name.cell, name.where].add(name.period)
        parts = {key: {key} for key, cell in self.catalogue.by_key.items() if cell.time == "spans"}
        for relation in self.catalogue.relations:
            if relation.whole in parts:
                parts[relation.whole] |= set(relation.parts)
        for (key, where), periods in list(counted.items()):
            for part in sorted(parts.get(key, ())):
                for outer, inner in product(
                    sorted(periods, key=_days), sorted(counted.get((part, where), ()), key=_days)
                ):
                    self._longer(Address(key, outer, where), Address(part, inner, where))

    def _longer(self, outer: Address, inner: Address) -> None:
        begins = outer.period.since - DAY if self.catalogue.by_key[inner.cell].time == "end" else outer.period.since
        less = self.figures[self._number[inner]].value <= self.figures[self._number[outer]].value
        if outer != inner and less and within(inner.period, Period(begins, outer.period.until)):
            self._left(outer, inner)

    def _between_cells(self) -> None:
        """What the catalogue says of cells over one period, in one category. Where a relation lacks one figure only, the
        others tell it: it is added, and may in turn tell another."""
        for (period, where), cells in self._standing.items():
            for key in sorted(cells):
                for above in sorted(self.catalogue.above[key] & cells):
                    self._left(
                        self.canonical(Address(above, period, where)), self.canonical(Address(key, period, where))
                    )
        self._tallies()
        waiting = [
            [self.canonical(Address(key, period, where)) for key in (relation.whole, *relation.parts)]
            for (period, where), cells in self._standing.items()
            for relation in self.catalogue.relations
            if not cells.isdisjoint({relation.whole, *relation.parts})
        ]
        while told := [names for names in waiting if sum(name not in self._number for name in names) <= 1]:
            for whole, *parts in told:
                self._complete(whole, parts)
                self._equal(self._number[whole], [self._number[part] for part in parts])
            waiting = [names for names in waiting if names not in told]

    def _tallies(self) -> None:
        """A cell that is one category of another is that category, wherever both are counted."""
        for (period, where), cells in list(self._standing.items()):
            for cell in (self.catalogue.by_key[key] for key in sorted(cells)):
                if cell.tally:
                    place = tuple(sorted((*where, (cell.tally.dimension, cell.tally.category))))
                    same = self._number.get(self.canonical(Address(cell.within or "", period, place)))
                    if same is not None:
                        self._equal(same, [self._number[self.canonical(Address(cell.key, period, where))]])

    def _complete(self, whole: Address, parts: list[Address]) -> None:
        """Add the one figure that the others tell, if one is missing."""
        known = {name: self.figures[self._number[name]].value for name in (whole, *parts) if name in self._number}
        for name in (whole, *parts):
            if name not in known:
                others = sum(known[part] for part in parts if part != name)
                told = others if name == whole else known[whole] - others
                self._add(name, Figure(told, told))


def _day(day: date) -> Period:
    return Period(day, day)


def _made_of(period: Period, periods: list[Period]) -> bool:
    return any(each != period and within(each, period) for each in periods)


def _days(period: Period) -> tuple[date, date]:
    return period.since, period.until
