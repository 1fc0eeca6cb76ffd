"""The choice of what is left out: primary suppression, complementary suppression, and the audit of both. Pure.

First the protected figures, then, equation by equation, the smallest figures without which the others would tell them; then
each protected figure is audited by `reports.walk`, and more is left out around one that is still told too closely.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from reports.cells import Address, Figure, Table
from reports.equations import Rest, System
from reports.walk import Equation, Walk


class Suppression:
    """What is hidden of a system of figures, some of which new tables show.

    `hidden`: the figures that nobody reads, by number. `agreed`: those protected, and the least and the most that each must
    possibly be. `exposed`: those for which that cannot be had, whatever is left out of the new tables.
    """

    def __init__(self, system: System, tables: Iterable[Table], threshold: int) -> None:
        self.system, self.threshold = system, threshold
        self.values = [figure.value for figure in system.figures]
        self.offered = {system.number(address) for table in tables for address in table.addresses()}
        self.open = {number for number in self.offered if self._is_simple(number)}
        self.known = set(self.open)
        self.agreed: dict[int, tuple[int, int]] = {}
        self.hidden: set[int] = set()
        self.corrected: set[int] = set()
        self.exposed: set[int] = set()
        self._left_out = self.offered - self.open

    def remember(self, address: Address, before: Figure, *, shown: bool) -> None:
        """A report issued before had that figure there, and showed it or not (ADR 29).

        Unchanged, it is known. Changed by fewer than the threshold, neither what it was nor its change may be told.
        """
        number = self.system.number(address)
        now, near = self.values[number], self.threshold - 1
        changed = abs(now - before.value)
        if not changed:
            (self.known if shown else self._left_out).add(number)
            if shown and self._is_simple(number):
                self.open.add(number)
        elif changed <= near and number in self.offered - self.open:
            if shown:
                self.agreed[number] = (max(0, before.value - near), before.value + near)
                self.corrected.add(number)
            elif before.households < self.threshold:
                self.agreed.setdefault(number, (0, max(self.threshold, now)))

    def settle(self) -> None:
        """Hide what must be."""
        nothing = {number for number in range(len(self.values)) if self._is_nothing(number)}
        self.open |= nothing & self._left_out
        self.known |= self.open
        self.corrected -= self.known
        self.offered -= self.known
        #: A total that is left out is not nothing: nothing is shown.
        self.floor = dict.fromkeys(range(len(self.values)), 0)
        self.floor |= {
            number: 1 for number in self._left_out if self._is_total(number) and self._is_one_of_many(number)
        }
        for number, figure in enumerate(self.system.figures):
            if figure.households < self.threshold and number not in nothing and not self._is_simple(number):
                self.agreed.setdefault(number, (0, self._most(figure)))
        self.agreed = {
            number: (max(low, self.floor[number]), most)
            for number, (low, high) in self.agreed.items()
            if number not in self.known and (most := max(self.values[number], self._bounded(number, high))) > 0
        }
        unread = set(range(len(self.values))) - self.offered - self.known
        self.hidden = unread | (self.agreed.keys() & self.offered)
        for places in self._components(self.known):
            self._close(places)
            self._audit(places)

    # --- what is protected ---------------------------------------------------------------------------------
    def about(self, number: int) -> Address | None:
        """What that figure speaks of; a rest is as secret as the part it is beside, a surplus is nobody's figure."""
        name = self.system.names[number]
        while isinstance(name, Rest):
            name = name.part
        return name if isinstance(name, Address) else None

    def _is_simple(self, number: int) -> bool:
        """A simple count, over no category."""
        address = self.about(number)
        return not address or (not address.where and self.system.catalogue.by_key[address.cell].secrecy == "open")

    def _is_total(self, number: int) -> bool:
        """Of a sensitive cell, over no category, and not nothing."""
        address = self.about(number)
        return bool(address and not address.where and self.values[number] and not self._is_simple(number))

    def _is_nothing(self, number: int) -> bool:
        """Nobody at all, of many: « no eviction » is a result, and is said."""
        address = self.about(number)
        return bool(address and not address.where and not self.values[number] and self._is_one_of_many(number))

    def _is_one_of_many(self, number: int) -> bool:
        return self._bounded(number, self.threshold) >= self.threshold

    def _most(self, figure: Figure) -> int:
        """The threshold for households; for what is not households, twice as much as it is, if that is more."""
        return self.threshold if figure.value == figure.households else max(2 * figure.value, self.threshold)

    def _bounded(self, number: int, high: int) -> int:
        """Not more than a simple count of which it is a part, or a part of a part."""
        seen, asked = {number}, [number]
        while asked:
            part = asked.pop()
            for place in self.system.touching[part]:
                equation = self.system.equations[place]
                above = {each for each, times in equation.items() if times < 0 < equation[part]} - seen
                seen |= above
                asked += above
        return min([high, *(self.values[each] for each in seen & self.open)])

    def _components(self, known: set[int]) -> Iterator[list[int]]:
        """The equations, in groups that share no figure but known ones."""
        seen: set[int] = set()
        for start in range(len(self.system.equations)):
            if start in seen:
                continue
            seen.add(start)
            found, asked = [], [start]
            while asked:
                found.append(place := asked.pop())
                for figure in self.system.equations[place].keys() - known:
                    fresh = [each for each in self.system.touching[figure] if each not in seen]
                    seen.update(fresh)
                    asked += fresh
            yield sorted(found)

    # --- choosing ------------------------------------------------------------------------------------------
    def _close(self, places: Iterable[int]) -> None:
        """Hide figures until no equation tells a hidden one by itself, or it has no other to hide."""
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            while self._tells(self.system.equations[place]):
                found = self._cheapest(self.system.equations[place])
                if found is None:
                    break
                self.hidden.add(found)
                waiting += self.system.touching[found]

    def _tells(self, equation: Equation) -> bool:
        """Whether that equation alone tells a hidden figure that must not be told, or keeps a protected one from a value it
        must possibly have."""
        hidden = [figure for figure in equation if figure in self.hidden and not self._may_be_told(figure)]
        if len(hidden) < 2:
            return bool(hidden)
        room = {
            sign: sum(self.values[each] - self.floor[each] for each in hidden if equation[each] == sign)
            for sign in (1, -1)
        }
        count = {sign: sum(equation[each] == sign for each in hidden) for sign in (1, -1)}
        for figure in hidden:
            if figure in self.agreed:
                low, high = self.agreed[figure]
                value, sign = self.values[figure], equation[figure]
                if (not count[-sign] and room[sign] < high - self.floor[figure]) or (
                    count[sign] == 1 and room[-sign] < value - low
                ):
                    return True
        return False

    def _may_be_told(self, figure: int) -> bool:
        """No table shows it, nothing protects it, and another equation tells it."""
        if figure in self.agreed or figure in self.offered:
            return False
        equations = (self.system.equations[place].keys() for place in self.system.touching[figure])
        return any(self.hidden.isdisjoint(others - {figure}) for others in equations)

    def _cheapest(self, figures: Iterable[int]) -> int | None:
        """What to hide next among these: what lets the fewest other equations tell it, then what says least."""
        candidates = [figure for figure in figures if figure in self.offered and figure not in self.hidden]
        return min(candidates, key=self._cost, default=None)

    def _cost(self, figure: int) -> tuple[int, int, bool, int]:
        equations = [self.system.equations[place] for place in self.system.touching[figure]]
        alone = sum(self.hidden.isdisjoint(equation) for equation in equations)
        wholes = sum(equation[figure] < 0 for equation in equations)
        value = self.values[figure]
        return alone, wholes, value < self.threshold, value

    # --- proving -------------------------------------------------------------------------------------------
    def _audit(self, places: list[int]) -> None:
        """Prove every protected figure of these equations, hiding more where one is told too closely: one figure more, then
        two, then four, for a proof takes longer than all the rest."""
        equations = [self.system.equations[place] for place in places]
        figures = {figure for equation in equations for figure in equation} - self.known
        waiting = sorted(figures & self.agreed.keys() & self.hidden)
        best: Walk | None = None
        pace = 1
        while waiting:
            walk = self._walk(equations, figures & self.hidden)
            waiting = [each for each in waiting if not walk.reaches(each, *self.agreed[each])]
            if not waiting:
                return
            best = best or self._walk(equations, figures)
            short = [each for each in waiting if not best.reaches(each, *self.agreed[each])]
            for figure in short:
                self._concede(figure, best)
            helped = [each for each in waiting if each not in short]
            if not figures - self.hidden:
                return
            for figure in helped[:pace]:
                self._widen(figure, figures)
            pace *= 2

    def _walk(self, equations: Sequence[Equation], hidden: set[int]) -> Walk:
        return Walk(equations, {each: self.values[each] for each in hidden}, self.floor)

    def _widen(self, figure: int, figures: set[int]) -> None:
        """Hide one more figure, in an equation of that one if there is one, else around what is hidden with it."""
        touching = self.system.touching
        near = {each for place in touching[figure] for each in self.system.equations[place]}
        found = self._cheapest(near)
        if found is None:
            found = self._cheapest(sorted(figures))
        if found is not None:
            self.hidden.add(found)
            self._close(touching[found])

    def _concede(self, figure: int, best: Walk) -> None:
        """Nothing of the new tables can hide that figure well enough: it keeps what it can have.

        A correction that what was issued before would tell is hidden with its whole table, unchanged figures included.
        """
        low, high = self.agreed[figure]
        self.agreed[figure] = had = max(low, best.low[figure]), min(high, best.high[figure])
        apart = next(walk for walk in self._apart if figure in walk.at)
        apart.reaches(figure, low, high)
        if figure in self.corrected:
            self.hidden |= apart.at.keys() & (self.offered | self.known)
        elif had != (max(low, apart.low[figure]), min(high, apart.high[figure])):
            self.exposed.add(figure)

    @cached_property
    def _apart(self) -> list[Walk]:
        """What would be possible if simple counts alone were known."""
        groups = ([self.system.equations[place] for place in places] for places in self._components(self.open))
        return [self._walk(group, set().union(*group) - self.open) for group in groups]
