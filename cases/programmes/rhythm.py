"""How often a programme wants visits, day by day: what is due, by when, and since when it is late (domain 4.5).

A phase is cut into windows from its first day: months of the calendar counted from that day, or weeks. Inside a window
the visits are spread: of two in a month, the first is due by the middle. What a window missed is not owed by the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.periods import add_months
from cases.programmes.rules import Phase

#: Days, at most, that a window lasts: six months.
LONGEST_WINDOW = 184
#: A period in which the accompaniment rested: its first day, and the day it was taken up again.
Rest = tuple[date, date]


@dataclass(frozen=True)
class Window:
    """From `first` to `last`, both included: `wanted` visits."""

    first: date
    last: date
    wanted: int
    phase: str

    def due_on(self, number: int) -> date:
        """The last day for the visit of that number, from 1: they are spread evenly."""
        days = (self.last - self.first).days + 1
        return self.first + timedelta(days=-(-days * number // self.wanted) - 1)


@dataclass(frozen=True)
class Due:
    """The next visit that is owed. `held`: those already held in its window; `late` days past, 0 until then."""

    on: date
    held: int
    wanted: int
    late: int
    phase: str


def window_of(phases: Sequence[Phase], start: date, day: date) -> Window:
    """The window that holds `day`, for an accompaniment that began on `start`, no later than `day`.

    A phase that lasts so many weeks cuts its last window short; a short window wants its share, one visit at least.
    """
    begins = start
    for phase in phases:
        ends = begins + timedelta(weeks=phase.weeks) if phase.weeks else None
        if ends is None or day < ends:
            return _window(phase, begins, ends, day)
        begins = ends
    raise ValueError("the last phase of a programme has no end")


def windows(phases: Sequence[Phase], start: date, until: date) -> Iterator[Window]:
    """Those from `start` to the one that holds `until`, in order, without a gap."""
    day = start
    while day <= until:
        window = window_of(phases, start, day)
        yield window
        day = window.last + timedelta(days=1)


def due(phases: Sequence[Phase], start: date, held: Iterable[date], today: date, rests: Sequence[Rest] = ()) -> Due:
    """What is owed on `today` by an accompaniment that began on `start`, where visits were held on these days.

    Before `start`, the first visit. A window whose visits are all held owes nothing more: then the first of the next.
    Nothing is due during `rests` (in order of time): each of their days puts off what its window owes by one day.
    `held` needs the last `LONGEST_WINDOW` days only.
    """
    days = list(held)
    day = max(start, today)
    while True:
        window = window_of(phases, start, day)
        count = sum(window.first <= each <= window.last for each in days)
        if count < window.wanted:
            on = _put_off(window.due_on(count + 1), window, rests)
            return Due(on, count, window.wanted, max(0, (today - on).days), window.phase)
        day = window.last + timedelta(days=1)


def _put_off(on: date, window: Window, rests: Sequence[Rest]) -> date:
    for begins, ends in rests:
        first = max(begins, window.first)
        if first <= on and ends > first:
            on += ends - first
    return on


def _window(phase: Phase, begins: date, ends: date | None, day: date) -> Window:
    number = _number(phase, begins, day)
    first, after = _first_day(phase, begins, number), _first_day(phase, begins, number + 1)
    cut = min(after, ends) if ends else after
    share = -(-phase.visits * (cut - first).days // (after - first).days)
    return Window(first, cut - timedelta(days=1), max(1, share), phase.label)


def _number(phase: Phase, begins: date, day: date) -> int:
    if phase.every_weeks:
        return (day - begins).days // (7 * phase.every_weeks)
    months = (day.year - begins.year) * 12 + day.month - begins.month
    number = months // (phase.every_months or 1)
    return number - 1 if _first_day(phase, begins, number) > day else number


def _first_day(phase: Phase, begins: date, number: int) -> date:
    if phase.every_weeks:
        return begins + timedelta(weeks=phase.every_weeks * number)
    return add_months(begins, (phase.every_months or 1) * number)
