"""Which values the figures left out may still have, for somebody who reads the others: a walk among possible tables.

The walk begins at the true table and visits only tables of whole numbers, none below zero, in which every equation holds and
every published figure is unchanged. Each table visited proves that its values are possible. Its moves are those of the
simplex method, in exact arithmetic: where it finds none left towards a value, that value is out of reach for certain.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from math import lcm

#: Figure → how often it counts; the sum of all is zero.
Equation = Mapping[int, int]
Coefficient = int | Fraction
#: Moves in a row that lead nowhere, per equation, after which the walk says that it does not know.
PATIENCE = 4


class Exhausted(Exception):
    """All the steps that were given are taken, and nothing is proved."""


class Budget:
    """Steps that walks may take together. A step reads or changes one number of a row: as many on any machine, on any day."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def take(self, steps: int) -> None:
        """Exhausted when there are no more."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted


class Verdict(Enum):
    REACHED = "reached"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class Walk:
    """From the true values of the figures left out, which must satisfy the equations with the published ones; `floor`: the
    least that each may be.

    `low`, `high`: for each figure left out, every whole number from one to the other was seen in some possible table.

    Exhausted, from here on or from any question: the budget is spent, and the walk is good for nothing any more.
    """

    def __init__(
        self, equations: Iterable[Equation], values: Mapping[int, int], floor: Mapping[int, int], budget: Budget
    ) -> None:
        self.at, self.floor, self._budget = dict(values), floor, budget
        self.low, self.high = dict(self.at), dict(self.at)
        self._is_whole = True
        self._rows: dict[int, dict[int, Coefficient]] = {}
        self._used: dict[int, set[int]] = {each: set() for each in values}
        for equation in equations:
            self._solve({each: times for each, times in equation.items() if each in values})
        self._patience = PATIENCE * (len(self._rows) + 10)

    def towards(self, figure: int, goal: int) -> Verdict:
        """Whether that figure may have that value, and every one between it and its own."""
        sign = -1 if goal < self.low[figure] else 1
        stalls = 0
        while not self.low[figure] <= goal <= self.high[figure]:
            self._budget.take(1)
            moves = self._moves(figure, sign)
            if (goal - self.at[figure]) * sign <= 0 or stalls > self._patience:
                return Verdict.UNKNOWN
            if not moves:
                return Verdict.IMPOSSIBLE
            if any(self._go(entering, way, figure, goal) for entering, way in moves):
                stalls = 0
            elif not self._turn(*min(moves, key=lambda move: (self.at[move[0]] == self.floor[move[0]], move))):
                return Verdict.UNKNOWN
            else:
                stalls += 1
        return Verdict.REACHED

    def reaches(self, figure: int, low: int, high: int) -> bool:
        """Whether every whole number from `low` to `high` is proved possible for that figure."""
        verdicts = {self.towards(figure, low), self.towards(figure, high)}
        return verdicts == {Verdict.REACHED}

    def _solve(self, equation: dict[int, Coefficient]) -> None:
        """Take one more equation in: one of its figures is told by the others from now on."""
        for told in [each for each in equation if each in self._rows]:
            times = equation.pop(told)
            self._budget.take(len(self._rows[told]))
            for other, moves in self._rows[told].items():
                equation[other] = equation.get(other, 0) + times * moves
        equation = {each: _plain(times) for each, times in equation.items() if times}
        if not equation:
            return
        told = max(equation, key=lambda each: (abs(equation[each]) == 1, self.at[each], -each))
        times = equation.pop(told)
        self._is_whole &= abs(times) == 1
        self._tell(told, {other: _divided(-moves, times) for other, moves in equation.items()})

    def _tell(self, told: int, row: dict[int, Coefficient]) -> None:
        """`told` moves with the others as `row` says; it leaves every row in which it stood."""
        for each in self._used.pop(told):
            mine = self._rows[each]
            times = mine.pop(told)
            self._budget.take(len(row))
            for other, moves in row.items():
                if total := mine.get(other, 0) + times * moves:
                    mine[other] = total if type(total) is int else _plain(total)
                    self._used[other].add(each)
                elif mine.pop(other, None):
                    self._used[other].discard(each)
        self._rows[told] = row
        for other in row:
            self._used[other].add(told)

    def _swap(self, told: int, entering: int) -> None:
        """`entering` is told by the others in place of `told`."""
        row = self._rows.pop(told)
        for other in row:
            self._used[other].discard(told)
        times = row.pop(entering)
        self._is_whole &= abs(times) == 1
        self._used[told] = set()
        self._tell(
            entering, {told: _divided(1, times)} | {each: _divided(-moves, times) for each, moves in row.items()}
        )

    def _moves(self, figure: int, sign: int) -> list[tuple[int, int]]:
        """What may be moved, and which way, for that figure to go that way."""
        if figure not in self._rows:
            return [(figure, sign)]
        self._budget.take(len(self._rows[figure]))
        ways = ((other, sign if moves > 0 else -sign) for other, moves in self._rows[figure].items())
        return [(other, way) for other, way in ways if way > 0 or self.at[other] > self.floor[other]]

    def _go(self, entering: int, way: int, figure: int, goal: int) -> bool:
        """Move `entering` until a figure would fall below zero, or `figure` is at its goal; False when that is nowhere."""
        self._budget.take(len(self._used[entering]))
        moved = [(told, self._rows[told][entering] * way) for told in self._used[entering]]
        step = 1 if self._is_whole else lcm(*(Fraction(by).denominator for _, by in moved))
        mine = Fraction(1 if figure == entering else self._rows[figure][entering])
        length = -(-abs(goal - self.at[figure]) // abs(mine))
        length = -(-length // step) * step if way > 0 else min(length, self.at[entering] - self.floor[entering])
        for told, by in moved:
            if by < 0 and (room := self.at[told] - self.floor[told]) < -by * length:
                length = room // -by
                if not length:
                    return False
        length = length // step * step
        for told, by in [(entering, way), *moved]:
            self._shift(told, by, length, step)
        return bool(length)

    def _turn(self, entering: int, way: int) -> bool:
        """Let what stands in the way of `entering` be told no longer; of several the lowest, so as never to turn in circles."""
        moved = ((told, self._rows[told][entering] * way) for told in self._used[entering])
        blocking = [told for told, by in moved if by < 0 and self.at[told] - self.floor[told] < -by]
        if blocking:
            self._swap(min(blocking), entering)
        return bool(blocking)

    def _shift(self, figure: int, by: Coefficient, length: int, step: int) -> None:
        """Every whole number on the way was seen when the figure goes by ones."""
        before = self.at[figure]
        after = self.at[figure] = int(before + by * length)
        first, last = sorted((before, after)) if abs(by * step) == 1 else (after, after)
        if first <= self.high[figure] + 1 and last >= self.low[figure] - 1:
            self.low[figure], self.high[figure] = min(self.low[figure], first), max(self.high[figure], last)


def _divided(times: Coefficient, by: Coefficient) -> Coefficient:
    return times * by if abs(by) == 1 else _plain(Fraction(times) / by)


def _plain(times: Coefficient) -> Coefficient:
    """As a whole number where it is one: exact fractions are ten times slower."""
    return times.numerator if times.denominator == 1 else times
