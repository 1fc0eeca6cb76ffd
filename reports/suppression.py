"""The choice of what is left out: primary suppression, complementary suppression, and the audit of both. Pure.

First the protected figures, then, equation by equation, the smallest figures without which the others would tell them; then
each protected figure is audited by `reports.walk`, and more is left out around one that is still told too closely.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from reports.cells import Address, Figure, Table
from reports.equations import Rest, System
from reports.walk import Budget, Equation, Exhausted, Walk

#: The least and the most that a figure must possibly be.
Bounds = tuple[int, int]
#: Steps of the walk that the proof of one group of figures may take, before the group is left out whole.
STEPS = 1_250_000


class Suppression:
    """What is hidden of a system of figures, some of which new tables show.

    `hidden`: the figures that nobody reads, by number. `agreed`: those protected, and the least and the most that each must
    possibly be. `exposed`: those for which that cannot be had, or is not found in time, whatever is left out of the new tables; but for
    figures of the reports issued before alone, which these tell as closely without the new one.
    `promised`: the smallest threshold that any report was masked with, by default this one's: what those under a smaller one tell of
    a figure exposes nothing, as long as it keeps what the smallest promises.
    """

    def __init__(self, system: System, tables: Iterable[Table], threshold: int, promised: int | None = None) -> None:
        self.system, self.threshold = system, threshold
        self.promised = threshold if promised is None else promised
        self.values = [figure.value for figure in system.figures]
        self.offered = {system.number(address) for table in tables for address in table.addresses()}
        self._own = frozenset(self.offered)
        self.open = {number for number in self.offered if self._is_simple(number)}
        self.known = set(self.open)
        self.agreed: dict[int, Bounds] = {}
        self._promises: dict[int, Bounds] = {}
        self.hidden: set[int] = set()
        self.corrected: set[int] = set()
        self.exposed: set[int] = set()
        self._pause: Callable[[], None] = lambda: None
        self._shown_under_less: set[int] = set()
        self._shown_before: set[int] = set()
        self._left_before: set[int] = set()
        self._left_out = self.offered - self.open

    def remember(self, address: Address, before: Figure, *, shown: bool, threshold: int | None = None) -> None:
        """A report issued before had that figure there, and showed it or not (ADR 29), under that threshold: this one's by default.

        Unchanged, it is known. Changed by fewer than the threshold, neither what it was nor its change may be told.
        """
        number = self.system.number(address)
        now, near = self.values[number], self.threshold - 1
        changed = abs(now - before.value)
        if not changed:
            (self.known if shown else self._left_out).add(number)
            (self._shown_before if shown else self._left_before).add(number)
            if shown and threshold is not None and threshold < self.threshold:
                self._shown_under_less.add(number)
            if shown and self._is_simple(number):
                self.open.add(number)
        elif changed <= near and number in self.offered - self.open:
            if shown:
                self.agreed[number] = (max(0, before.value - near), before.value + near)
                self.corrected.add(number)
            elif before.households < self.threshold:
                self.agreed.setdefault(number, (0, max(self.threshold, now)))
                if before.households < self.promised:
                    self._promises.setdefault(number, (0, max(self.promised, now)))

    def settle(self, on_step: Callable[[float], None] = lambda share: None) -> None:
        """Hide what must be. `on_step` is told the share of it that is done, between proofs; what it raises ends it."""
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
            if number not in nothing and not self._is_simple(number):
                if figure.households < self.threshold:
                    self.agreed.setdefault(number, (0, self._most(figure, self.threshold)))
                if figure.households < self.promised:
                    self._promises.setdefault(number, (0, self._most(figure, self.promised)))
        self.agreed, self._promises = self._possible(self.agreed), self._possible(self._promises)
        unread = set(range(len(self.values))) - self.offered - self.known
        self.hidden = unread | (self.agreed.keys() & self.offered)
        components = list(self._components(self.known))
        for done, places in enumerate(components):
            self._close(places)
            self._pause = partial(on_step, done / len(components))
            self._audit(places)

    def _possible(self, agreed: dict[int, Bounds]) -> dict[int, Bounds]:
        """The same of figures that are not known, no lower than they can be and no higher than what they are a part of."""
        return {
            number: (max(low, self.floor[number]), most)
            for number, (low, high) in agreed.items()
            if number not in self.known and (most := max(self.values[number], self._bounded(number, high))) > 0
        }

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

    def _most(self, figure: Figure, threshold: int) -> int:
        """The threshold for households; for what is not households, twice as much as it is, if that is more."""
        return threshold if figure.value == figure.households else max(2 * figure.value, threshold)

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
        """Prove every protected figure of these equations, or leave all their figures out where that takes too long."""
        equations = [self.system.equations[place] for place in places]
        figures = {figure for equation in equations for figure in equation} - self.known
        try:
            self._prove(equations, figures, Budget(STEPS))
        except Exhausted:
            self._leave_out(equations, figures)

    def _prove(self, equations: Sequence[Equation], figures: set[int], budget: Budget) -> None:
        """Hide more where a protected figure is told too closely: one figure more, then two, then four, for a proof takes longer
        than all the rest. Exhausted when the budget is."""
        waiting = sorted(figures & self.agreed.keys() & self.hidden)
        best: Walk | None = None
        pace = 1
        while waiting:
            self._pause()
            walk = self._walk(equations, figures & self.hidden, budget)
            waiting = [each for each in waiting if not walk.reaches(each, *self.agreed[each])]
            if not waiting:
                return
            best = best or self._walk(equations, figures, budget)
            short = [each for each in waiting if not best.reaches(each, *self.agreed[each])]
            were_told = [self._concede(figure, best) for figure in short]
            if any(were_told):
                self.hidden |= figures & self.offered
                return
            helped = [each for each in waiting if each not in short]
            if not figures - self.hidden:
                return
            for figure in helped[:pace]:
                self._widen(figure, figures)
            pace *= 2

    def _leave_out(self, equations: Sequence[Equation], figures: set[int]) -> None:
        """Show none of these figures that is not known already: whoever reads the new tables then knows no more of the group than
        before them. What was known before may narrow some: those are looked for once more, and doubted where that takes too long."""
        self.hidden |= figures & self.offered
        doubted = sorted(figures & self.agreed.keys(), reverse=True)
        try:
            best = self._walk(equations, figures, Budget(4 * STEPS // 5))
            while doubted:
                if not best.reaches(doubted[-1], *self.agreed[doubted[-1]]):
                    self._concede(doubted[-1], best)
                doubted.pop()
        except Exhausted:
            for figure in doubted:
                self._expose(figure)

    def _walk(self, equations: Sequence[Equation], hidden: set[int], budget: Budget) -> Walk:
        return Walk(equations, {each: self.values[each] for each in hidden}, self.floor, budget)

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

    def _concede(self, figure: int, best: Walk) -> bool:
        """Nothing of the new tables can hide that figure well enough: it keeps what it can have. Whether that was told under a smaller
        threshold: then none of them may tell more."""
        low, high = self.agreed[figure]
        self.agreed[figure] = had = max(low, best.low[figure]), min(high, best.high[figure])
        if figure not in self.corrected and self._is_beside_issued(figure):
            if self._is_as_before(figure, low, high):
                return False
            alone = self._apart.bounds(figure, low, high)
            if had == alone:
                return False
            is_kept = self.promised < self.threshold and self._is_as_promised(figure, had, alone)
            if is_kept and had == self._told.bounds(figure, low, high):
                return True
        self._expose(figure)
        return False

    def _is_as_before(self, figure: int, low: int, high: int) -> bool:
        """Whether it is no figure of this report, and what was issued before leaves it no more than it has now: this report is not what
        tells it."""
        return figure not in self._own and self.agreed[figure] == self._before.bounds(figure, low, high)

    def _is_as_promised(self, figure: int, had: Bounds, alone: Bounds) -> bool:
        """Whether it may be all that the smallest threshold keeps possible, and simple counts alone leave so."""
        least, most = self._promises.get(figure, had)
        return had[0] <= max(least, alone[0]) and min(most, alone[1]) <= had[1]

    def _expose(self, figure: int) -> None:
        """What was issued before tells that figure, or may. A correction is hidden with its whole table, unchanged figures included."""
        if figure in self.corrected:
            self.hidden |= self._apart.group(figure)[1] & (self.offered | self.known)
        elif self._is_beside_issued(figure):
            self.exposed.add(figure)

    def _is_beside_issued(self, figure: int) -> bool:
        """Whether a report issued before showed a figure of its group that is no simple count."""
        return not self.known.isdisjoint(self._apart.group(figure)[1])

    @cached_property
    def _apart(self) -> "_Apart":
        """If simple counts alone were known."""
        return _Apart(self, self.open)

    @cached_property
    def _before(self) -> "_Apart":
        """If what was issued before were known, and nothing of the new tables."""
        floor = {number: least if number in self._left_before else 0 for number, least in self.floor.items()}
        return _Apart(self, self._shown_before, floor)

    @cached_property
    def _told(self) -> "_Apart":
        """If these and what was shown under a smaller threshold were."""
        return _Apart(self, self.open | self._shown_under_less)


class _Apart:
    """What would be possible if less was known."""

    def __init__(self, of: Suppression, known: set[int], floor: Mapping[int, int] | None = None) -> None:
        self.of, self.known, self.floor = of, known, floor or of.floor
        #: For each figure the equations of its group.
        self.places = {
            figure: places
            for places in of._components(known)
            for place in places
            for figure in of.system.equations[place].keys() - known
        }
        self.walks: dict[int, Walk] = {}

    def group(self, figure: int) -> tuple[list[Equation], set[int]]:
        equations = [self.of.system.equations[place] for place in self.places[figure]]
        return equations, set().union(*equations) - self.known

    def bounds(self, figure: int, low: int, high: int) -> Bounds:
        """What that figure would reach of these."""
        first = self.places[figure][0]
        if first not in self.walks:
            equations, hidden = self.group(figure)
            self.walks[first] = Walk(
                equations, {each: self.of.values[each] for each in hidden}, self.floor, Budget(STEPS)
            )
        walk = self.walks[first]
        walk.reaches(figure, low, high)
        return max(low, walk.low[figure]), min(high, walk.high[figure])
