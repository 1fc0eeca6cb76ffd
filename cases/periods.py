"""Periods a report may cover: a month, a quarter, a year, free dates. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from common.formatting import MONTHS, SHORT_MONTHS, day_month, full_date, short_date

#: The longest period of one report, in years: a row a quarter still stands on its page.
LONGEST_YEARS = 3
#: Beyond this many months touched, a report counts by quarter.
MOST_MONTHS = 13


WEEK, MONTH, QUARTER = "week", "month", "quarter"


@dataclass(frozen=True)
class Part:
    """One row and one bar of a report: a week, a month or a quarter. `first` is its first day, even outside."""

    first: date
    short: str
    name: str


@dataclass(frozen=True)
class Period:
    """From one day to another, both included. Raises ValueError when they are in the wrong order."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError("a period ends after it begins")

    @property
    def name(self) -> str:
        """« novembre 2026 », « 3ᵉ trimestre 2026 », « année 2026 », « du 3 mars au 12 avril 2026 »."""
        if self == year(self.since.year):
            return f"année {self.since.year}"
        if self == quarter(self.since):
            return _quarter_name(self.since)
        if self == month(self.since):
            return _month_name(self.since)
        if self.since == self.until:
            return f"le {full_date(self.since)}"
        return self.dates

    @property
    def dates(self) -> str:
        """« du 3 mars au 12 avril 2026 »: the year is said twice only when there are two."""
        start = day_month(self.since) if self.since.year == self.until.year else full_date(self.since)
        return f"du {start} au {full_date(self.until)}"

    @property
    def grain(self) -> str:
        """What it is counted by: weeks inside one month, months up to thirteen of them, quarters beyond."""
        touched = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
        if touched == 1:
            return WEEK
        return MONTH if touched <= MOST_MONTHS else QUARTER

    def parts(self) -> list[Part]:
        """The weeks, months or quarters it touches, in order."""
        first, found = self.part_of(self.since), []
        while first <= self.until:
            found.append(_part(first, max(first, self.since), self.grain))
            first = _following(first, self.grain)
        return found

    def part_of(self, day: date) -> date:
        """The first day of the part that day falls in."""
        if self.grain == WEEK:
            return day - timedelta(days=day.weekday())
        return quarter(day).since if self.grain == QUARTER else day.replace(day=1)


def month(day: date) -> Period:
    """The month of that day."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def quarter(day: date) -> Period:
    """The quarter of that day."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(first, add_months(first, 3) - timedelta(days=1))


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def months_before(day: date, count: int) -> list[Period]:
    """The month of that day and those before it, the latest first."""
    return [month(add_months(day.replace(day=1), -back)) for back in range(count)]


def quarters_before(day: date, count: int) -> list[Period]:
    """The quarter of that day and those before it, the latest first."""
    return [quarter(add_months(day.replace(day=1), -3 * back)) for back in range(count)]


def too_long(period: Period) -> bool:
    """Whether it is longer than a report may be."""
    last = add_months(period.since, 12 * LONGEST_YEARS) - timedelta(days=1)
    return period.until > last


def add_months(day: date, months: int) -> date:
    """The same day some months later (earlier, below zero), or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _following(first: date, grain: str) -> date:
    return first + timedelta(days=7) if grain == WEEK else add_months(first, 3 if grain == QUARTER else 1)


def _month_name(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _quarter_name(day: date) -> str:
    number = (day.month + 2) // 3
    return f"{number}{'ᵉʳ' if number == 1 else 'ᵉ'} trimestre {day.year}"


def _part(first: date, shown: date, grain: str) -> Part:
    if grain == WEEK:
        return Part(first, short_date(shown), f"semaine du {day_month(shown)}")
    if grain == QUARTER:
        return Part(first, f"T{(first.month + 2) // 3} {first.year}", _quarter_name(first))
    return Part(first, SHORT_MONTHS[first.month - 1], _month_name(first))
