"""Readers of published reports who know no rule of the product: sums of unseen whole numbers, and what these leave possible.

Written apart from the code under test, and otherwise. `Reader` tries values one by one and follows what each sum then allows,
until it holds a whole table or a contradiction: exact, for small tables.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from random import Random
from typing import NamedTuple

Atom = Hashable
Bounds = dict[Atom, tuple[int, int]]
#: Sums that one reader takes from one another at most.
ENOUGH = 150


#: Values that it tries at most before it takes a sum for possible: all but a few in a thousand are settled long before.
PATIENCE = 300


class GivenUp(Exception):
    """Neither a table nor a contradiction was found in time."""


class Sum(NamedTuple):
    """Atoms that add up to a number between these two."""

    atoms: frozenset[Atom]
    least: int
    most: int


def exactly(atoms: Iterable[Atom], value: int) -> Sum:
    return Sum(frozenset(atoms), value, value)


class Reader:
    """`sums`: what was read. Every atom is a whole number from nothing to `most`."""

    def __init__(self, sums: Iterable[Sum], most: int) -> None:
        self.sums = subtracted(sums)
        self.most = most
        self.tables: list[dict[Atom, int]] = []
        self.random = Random(0)
        self.given_up = 0

    def allows(self, atoms: Iterable[Atom], value: int) -> bool:
        """Whether these atoms may add up to that, with all that was read."""
        asked = exactly(atoms, value)
        if any(sum(table.get(atom, 0) for atom in asked.atoms) == value for table in self.tables):
            return True
        self.tries = PATIENCE
        try:
            return self._finds([asked, *self.sums])
        except GivenUp:
            self.given_up += 1
            return True

    def _finds(self, sums: list[Sum]) -> bool:
        """Atoms that every sum holds together, or none of them, are tried as one."""
        signs: dict[Atom, int] = {}
        for number, each in enumerate(sums):
            for atom in each.atoms:
                signs[atom] = signs.get(atom, 0) | 1 << number
        one_of = {sign: atom for atom, sign in signs.items()}
        alike = list(signs.values())
        atoms = frozenset(one_of.values())
        merged = [each._replace(atoms=each.atoms & atoms) for each in sums]
        bounds = {atom: (0, self.most * alike.count(sign)) for sign, atom in one_of.items()}
        holding: dict[Atom, list[Sum]] = {atom: [] for atom in atoms}
        for each in merged:
            for atom in each.atoms:
                holding[atom].append(each)
        if not narrow(merged, bounds, holding):
            return False
        table = self._table(bounds, holding)
        if table is not None:
            self.tables.append(table)
        return table is not None

    def _table(self, bounds: Bounds, holding: dict[Atom, list[Sum]]) -> dict[Atom, int] | None:
        unknown = [atom for atom, (low, high) in bounds.items() if low < high]
        if not unknown:
            return {atom: low for atom, (low, _) in bounds.items()}
        atom = min(unknown, key=lambda each: bounds[each][1] - bounds[each][0])
        low, high = bounds[atom]
        start = self.random.randint(low, high)
        for value in chain(range(start, high + 1), range(low, start)):
            self.tries -= 1
            if not self.tries:
                raise GivenUp
            tried = {**bounds, atom: (value, value)}
            if narrow(holding[atom], tried, holding) and (table := self._table(tried, holding)) is not None:
                return table
        return None


def subtracted(sums: Iterable[Sum]) -> list[Sum]:
    """With what is told by taking one sum from another that holds it, again and again while there are not too many."""
    found = dict.fromkeys(sums)
    while len(found) < ENOUGH:
        exact = {each.atoms: each.least for each in found if each.least == each.most}
        fresh = [
            exactly(outer - inner, exact[outer] - exact[inner])
            for outer in exact
            for inner in exact
            if inner < outer and outer - inner not in exact
        ]
        if not fresh:
            break
        found |= dict.fromkeys(fresh)
    return list(found)


def narrow(sums: Sequence[Sum], bounds: Bounds, holding: dict[Atom, list[Sum]]) -> bool:
    """Follow these sums, and those they touch, until none narrows an atom any more. False when no table is left."""
    waiting = list(sums)
    while waiting:
        atoms, least, most = waiting.pop()
        low = high = 0
        for each in atoms:
            mine = bounds[each]
            low += mine[0]
            high += mine[1]
        if low > most or high < least:
            return False
        if low >= least and high <= most:
            continue
        for each in atoms:
            mine = bounds[each]
            new = max(mine[0], least - (high - mine[1])), min(mine[1], most - (low - mine[0]))
            if new != mine:
                bounds[each] = new
                waiting += holding[each]
                low, high = low - mine[0] + new[0], high - mine[1] + new[1]
    return True
