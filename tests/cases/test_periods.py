"""Periods of a report: their names, their parts, and what is too long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.periods import MONTH, QUARTER, WEEK, Period, month, months_before, quarter, quarters_before, too_long, year
from common.formatting import HARD

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def plain(text: str) -> str:
    return text.replace(HARD, " ")


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (month(date(2026, 11, 20)), "novembre 2026"),
        (quarter(date(2026, 2, 3)), "1ᵉʳ trimestre 2026"),
        (quarter(date(2026, 11, 3)), "4ᵉ trimestre 2026"),
        (year(2025), "année 2025"),
        (Period(date(2026, 3, 3), date(2026, 4, 12)), "du 3 mars au 12 avril 2026"),
        (Period(date(2025, 12, 3), date(2026, 1, 1)), "du 3 décembre 2025 au 1ᵉʳ janvier 2026"),
        (Period(date(2026, 3, 3), date(2026, 3, 3)), "le 3 mars 2026"),
    ],
)
def test_a_period_has_the_name_people_give_it(period, name):
    assert plain(period.name) == name


def test_a_period_ends_after_it_begins():
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 3, 3), date(2026, 3, 2))


def test_the_latest_come_first():
    assert [one.name for one in months_before(date(2026, 1, 31), 3)] == [
        "janvier 2026",
        "décembre 2025",
        "novembre 2025",
    ]
    assert [one.since for one in quarters_before(date(2026, 2, 28), 3)] == [
        date(2026, 1, 1),
        date(2025, 10, 1),
        date(2025, 7, 1),
    ]


@pytest.mark.parametrize(
    ("period", "grain", "count"),
    [
        (month(date(2026, 11, 1)), WEEK, 6),
        (month(date(2027, 2, 1)), WEEK, 4),
        (quarter(date(2026, 5, 1)), MONTH, 3),
        (year(2026), MONTH, 12),
        (Period(date(2025, 3, 15), date(2026, 3, 14)), MONTH, 13),
        (Period(date(2025, 3, 15), date(2026, 4, 14)), QUARTER, 6),
        (Period(date(2024, 2, 1), date(2027, 1, 31)), QUARTER, 13),
    ],
)
def test_a_report_never_has_more_than_thirteen_rows(period, grain, count):
    assert (period.grain, len(period.parts())) == (grain, count)


def test_the_first_week_of_a_month_is_named_by_its_first_day_inside():
    first, second, *_ = month(date(2026, 11, 20)).parts()
    assert (first.first, plain(first.short)) == (date(2026, 10, 26), "1ᵉʳ nov.")
    assert plain(second.name) == "semaine du 2 novembre"


@given(DAYS, st.integers(0, 1095))
def test_each_day_falls_in_one_part(since, length):
    period = Period(since, since + timedelta(days=length))
    firsts = [part.first for part in period.parts()]
    assert firsts == sorted(set(firsts))
    for day in (period.since, period.until, period.since + timedelta(days=length // 2)):
        assert max(first for first in firsts if first <= day) == period.part_of(day)


@pytest.mark.parametrize(
    ("until", "long"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2024, 1, 1), False)]
)
def test_three_years_at_most(until, long):
    assert too_long(Period(date(2024, 1, 1), until)) is long


def test_three_years_from_a_leap_day():
    assert not too_long(Period(date(2024, 2, 29), date(2027, 2, 27)))
