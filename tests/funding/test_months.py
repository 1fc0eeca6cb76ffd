"""Months as values, and cents that are never lost."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.cents import said, split, to_cents
from funding.months import Month, span
from tests.funding.measured import days_of

MONTHS = st.builds(Month, st.integers(2020, 2035), st.integers(1, 12))


@pytest.mark.parametrize(("month", "last", "name", "written"), [
    (Month(2026, 2), date(2026, 2, 28), "février 2026", "2026-02"),
    (Month(2028, 2), date(2028, 2, 29), "février 2028", "2028-02"),
    (Month(2026, 12), date(2026, 12, 31), "décembre 2026", "2026-12"),
])  # fmt: skip
def test_a_month_has_its_days_and_its_name(month, last, name, written):
    assert (month.first, month.last, month.days) == (last.replace(day=1), last, last.day)
    assert (month.name, str(month)) == (name, written)
    days = days_of(month)
    assert (days[0], days[-1], len(days)) == (month.first, month.last, month.days)


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 1), (10_000, 1)])
def test_there_are_no_other_months(year, month):
    with pytest.raises(ValueError, match=r"month|year"):
        Month(year, month)


@given(month=MONTHS, count=st.integers(-60, 60))
def test_months_are_counted_one_by_one(month, count):
    later = month.plus(count)
    assert later.plus(-count) == month
    assert (later > month) == (count > 0)
    assert len(list(span(month, later))) == max(0, count + 1)
    assert [each.plus(1) for each in span(month, later)] == list(span(month.plus(1), later.plus(1)))


@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_each_day_has_its_month(day):
    assert day in days_of(Month.of(day))


# --- cents ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("exact", "cents"), [(Fraction(1, 2), 1), (Fraction(49, 100), 0), (Fraction(3, 2), 2), (Fraction(7), 7)]
)
def test_half_a_cent_goes_up(exact, cents):
    assert to_cents(exact) == cents


def thirds(count: int) -> list[Fraction]:
    return [Fraction(1, 3)] * count


@pytest.mark.parametrize(
    ("cents", "parts", "paid"),
    [
        (100, thirds(3), [34, 33, 33]),
        (101, thirds(3), [34, 34, 33]),
        (100, thirds(2), [34, 33]),  # what nobody pays is the last part
        (1, [Fraction(1, 2), Fraction(1, 2)], [1, 0]),
        (19501, [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)], [4875, 4875, 9751]),
        (0, thirds(3), [0, 0, 0]),
        (5, [], []),
    ],
)
def test_the_largest_remainder_has_the_odd_cent(cents, parts, paid):
    assert split(cents, parts) == paid


PARTS = st.lists(st.integers(0, 1000), max_size=6).map(
    lambda known: [Fraction(each, max(1, sum(known))) for each in known]
)


@given(cents=st.integers(0, 10_000_00), parts=PARTS, paid=st.fractions(0, 1))
def test_no_cent_is_lost_and_each_pays_its_share_to_within_one(cents, parts, paid):
    whole = split(cents, parts)
    assert sum(whole) == (cents if any(parts) else 0)
    some = [part * paid for part in parts]
    shared = split(cents, some)
    assert all(abs(each - cents * part) < 1 for each, part in zip(shared, some, strict=True))
    assert all(each == 0 for each, part in zip(shared, some, strict=True) if not part)
    assert abs(sum(shared) - cents * sum(some)) < 1


@pytest.mark.parametrize(
    ("cents", "parts"), [(-1, [Fraction(1)]), (1, [Fraction(1), Fraction(1, 100)]), (1, [Fraction(-1, 2)])]
)
def test_more_than_the_whole_is_not_shared(cents, parts):
    with pytest.raises(ValueError, match="at most the whole"):
        split(cents, parts)


@pytest.mark.parametrize(
    ("exact", "words"),
    [(Fraction(1, 3), "0,33"), (Fraction(120), "120"), (Fraction(25, 2), "12,5"), (Fraction(0), "0")],
)
def test_numbers_are_said_to_the_hundredth(exact, words):
    assert said(exact) == words
