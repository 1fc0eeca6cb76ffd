"""The periods a dashboard may be asked for, by the word they have in an address: this year and the last, their quarters and months.
Pure."""

from dataclasses import dataclass
from datetime import date

from cases.periods import Period, add_months, month, months_before, quarter, quarters_before, year
from common.formatting import SHORT_MONTHS

#: Title of a group of periods -> how they are named in it.
YEARS, QUARTERS, MONTHS = "Années", "Trimestres", "Mois"


@dataclass(frozen=True)
class Span:
    """`value`: « 2026 », « 2026-T3 », « 2026-09 ». `whole`: the year, quarter or month; `shown`: the same without the months to
    come. `former`: the same months of the year before."""

    value: str
    group: str
    whole: Period
    shown: Period
    former: Period
    is_running: bool

    @property
    def label(self) -> str:
        """« Année 2026, à ce jour »."""
        name = self.whole.name[:1].upper() + self.whole.name[1:]
        return f"{name}, à ce jour" if self.is_running else name

    @property
    def names(self) -> tuple[str, str]:
        """How it and the period before it are called in a table: « 2026 » and « 2025 », « janv.–nov. 2025 » where it stops with this
        one."""
        if self.group == YEARS:
            year_before = str(self.former.since.year)
            return str(self.whole.since.year), _months(self.former) if self.shown != self.whole else year_before
        if self.shown != self.whole:
            return self.whole.name, _months(self.former)
        before = _whole(self.former.since, self.group)
        return (_short(self.whole), _short(before)) if self.group == MONTHS else (self.whole.name, before.name)


def spans(today: date) -> list[Span]:
    """Those that have begun, of this year and the last: years, then quarters, then months, the latest first."""
    first = date(today.year - 1, 1, 1)
    found = [(YEARS, year(today.year)), (YEARS, year(today.year - 1))]
    found += [(QUARTERS, each) for each in quarters_before(today, 8) if each.since >= first]
    found += [(MONTHS, each) for each in months_before(today, 24) if each.since >= first]
    return [_span(group, whole, today) for group, whole in found]


def span_of(today: date, value: str) -> Span:
    """The one of that word; this year for any other."""
    every = spans(today)
    return next((each for each in every if each.value == value), every[0])


def _span(group: str, whole: Period, today: date) -> Span:
    until = min(whole.until, month(today).until)
    shown = Period(whole.since, until)
    former = Period(add_months(shown.since, -12), month(add_months(until.replace(day=1), -12)).until)
    return Span(_value(group, whole), group, whole, shown, former, is_running=whole.until >= today)


def _value(group: str, whole: Period) -> str:
    first = whole.since
    if group == YEARS:
        return str(first.year)
    return f"{first.year}-T{(first.month + 2) // 3}" if group == QUARTERS else f"{first:%Y-%m}"


def _whole(first: date, group: str) -> Period:
    return quarter(first) if group == QUARTERS else month(first)


def _short(period: Period) -> str:
    return f"{SHORT_MONTHS[period.since.month - 1]} {period.since.year}"


def _months(period: Period) -> str:
    """« janv.–nov. 2025 »."""
    first, last = SHORT_MONTHS[period.since.month - 1], _short(period)
    return (
        last
        if period.since.month == period.until.month
        else f"{first}–{SHORT_MONTHS[period.until.month - 1]} {period.until.year}"
    )


def cut_of(period: Period) -> list[Period]:
    """Its months."""
    count = (period.until.year - period.since.year) * 12 + period.until.month - period.since.month + 1
    return months_before(period.until, count)
