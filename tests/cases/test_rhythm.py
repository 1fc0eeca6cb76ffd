"""What is due, day by day: Gironde's two a month, Rouen's dense start, Lille's three weeks, and any other rhythm."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.programmes.publishing import shipped
from cases.programmes.rhythm import due, windows
from cases.programmes.rules import Phase

GIRONDE, ROUEN = (rules.visits.phases for rules in shipped())
LILLE = [Phase(label="Tout l’accompagnement", weeks=None, visits=1, every_weeks=3)]
START = date(2026, 1, 31)


def every_day(first: date, days: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(days)]


def diligent(phases, start: date, days: int) -> list[date]:
    """The visits of a worker who comes on the last day of each, and no other day."""
    held: list[date] = []
    for day in every_day(start, days):
        if due(phases, start, held, day).on == day:
            held.append(day)
    return held


@pytest.mark.parametrize(
    ("phases", "visits"),
    [(GIRONDE, 24), (ROUEN, 2 * 6 + 4 * 10 + 2), (LILLE, 17)],
    ids=["gironde", "rouen", "lille"],
)
def test_who_comes_on_the_last_day_is_never_late_in_a_year(phases, visits):
    held = diligent(phases, START, 365)
    assert len(held) == visits
    for day in every_day(START, 365):
        before = [each for each in held if each <= day]
        assert due(phases, START, before, day).late == 0


def test_two_a_month_is_one_by_the_middle_and_one_by_the_end():
    first = due(GIRONDE, date(2026, 3, 1), [], date(2026, 3, 1))
    assert (first.on, first.held, first.wanted, first.late) == (date(2026, 3, 16), 0, 2, 0)
    second = due(GIRONDE, date(2026, 3, 1), [date(2026, 3, 2)], date(2026, 3, 2))
    assert (second.on, second.held) == (date(2026, 3, 31), 1)
    done = due(GIRONDE, date(2026, 3, 1), [date(2026, 3, 2), date(2026, 3, 9)], date(2026, 3, 10))
    assert (done.on, done.held) == (date(2026, 4, 15), 0)
    assert due(GIRONDE, date(2026, 3, 1), [], date(2026, 3, 20)).late == 4


def test_months_begun_on_the_thirty_first_leave_no_day_out():
    found = list(windows(GIRONDE, START, date(2027, 1, 30)))
    assert [window.first for window in found[:4]] == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip
    assert len(found) == 12


def test_the_dense_start_ends_after_six_weeks_and_says_so():
    start = date(2026, 6, 1)
    assert due(ROUEN, start, [], start).phase == "Les premières semaines"
    assert due(ROUEN, start, [], start + timedelta(weeks=6) - timedelta(days=1)).wanted == 2
    after = due(ROUEN, start, [], start + timedelta(weeks=6))
    assert (after.phase, after.wanted) == ("Ensuite", 4)


def test_before_the_first_day_the_first_visit_is_due_and_not_late():
    assert due(LILLE, START, [], START - timedelta(days=40)) == due(LILLE, START, [], START)


def test_what_a_month_missed_is_not_owed_by_the_next():
    start = date(2026, 3, 1)
    after = due(GIRONDE, start, [], date(2026, 4, 1))
    assert (after.held, after.wanted, after.late) == (0, 2, 0)


phase = st.one_of(
    st.builds(
        Phase, label=st.just("p"), weeks=st.integers(1, 30), visits=st.integers(1, 8), every_weeks=st.integers(1, 8)
    ),
    st.builds(
        Phase, label=st.just("p"), weeks=st.integers(1, 30), visits=st.integers(1, 8), every_months=st.integers(1, 4)
    ),
)
last = st.one_of(
    st.builds(Phase, label=st.just("l"), weeks=st.none(), visits=st.integers(1, 8), every_weeks=st.integers(1, 8)),
    st.builds(Phase, label=st.just("l"), weeks=st.none(), visits=st.integers(1, 8), every_months=st.integers(1, 4)),
)
starts = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.lists(phase, max_size=3), last, starts, st.integers(0, 700))
def test_windows_follow_each_other_and_hold_the_day(first, end, start, days):
    until = start + timedelta(days=days)
    found = list(windows([*first, end], start, until))
    assert found[0].first == start
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(found))
    assert found[-1].first <= until <= found[-1].last
    assert all(window.first <= window.last and window.wanted >= 1 for window in found)
    for window in found:
        dues = [window.due_on(number) for number in range(1, window.wanted + 1)]
        assert dues == sorted(dues)
        assert dues[0] >= window.first
        assert dues[-1] == window.last


@given(st.lists(phase, max_size=2), last, starts, st.integers(0, 400), st.lists(st.integers(0, 400), max_size=30))
def test_a_visit_more_never_makes_anybody_later(first, end, start, days, offsets):
    phases, today = [*first, end], start + timedelta(days=days)
    held = [start + timedelta(days=offset) for offset in offsets if offset <= days]
    before = due(phases, start, held, today)
    after = due(phases, start, [*held, today], today)
    assert after.on >= before.on
    assert after.late <= before.late
    assert before.on >= start
    assert before.held < before.wanted
