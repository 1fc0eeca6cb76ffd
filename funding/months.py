"""A month of the calendar as a value. Pure.

`cases.periods` cuts what a report covers; here a month is what is counted, priced, paid and closed.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

from cases import periods


@cache
def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One month; months compare in the order of time. ValueError when there is no such month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that day falls in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return _days(self.year, self.month)

    @property
    def rank(self) -> int:
        """Its place in the order of time, one more each month: a number, quick to compare."""
        return self.year * 12 + self.month

    @property
    def name(self) -> str:
        """« mars 2026 »."""
        return periods.month(self.first).name

    def plus(self, months: int) -> "Month":
        """So many months later; earlier, below zero."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        """« 2026-03 », as ISO 8601 writes it."""
        return f"{self.year:04d}-{self.month:02d}"


def span(first: Month, last: Month) -> Iterator[Month]:
    """From one month to another, both included; none when `last` comes before `first`."""
    while first <= last:
        yield first
        first = first.plus(1)
