"""The ledger: closed months never change, counter-entries make up for it, nothing is lost or counted twice."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.counting import Contract, Presence
from funding.ledger import Ledger, close, entries, pending, standing
from funding.measures import Entry, EntryKind, recount, used
from funding.shares import OverFunded
from tests.funding.measured import FACTS, FUND, JANUARY, MONTHS, STATE, measure, paid_by, terms

FEBRUARY, MARCH, APRIL, MAY = (JANUARY.plus(number) for number in (1, 2, 3, 4))
COUNT, REVERSAL, CORRECTION = EntryKind
USUAL = Contract(date(2026, 1, 1), None, "usual")
RATA = (paid_by((STATE, Fraction(1)), under=terms(Presence.PRO_RATA)),)


def brief(found: list[Entry] | tuple[Entry, ...]) -> list[tuple]:
    """In whose books, about which month, what, measure-months, cents."""
    return [(str(each.booked), str(each.month), each.kind, each.measure_months, each.cents) for each in found]


def closed(facts, *months) -> Ledger:
    ledger = Ledger()
    for month in months:
        ledger = close(ledger, month, facts)
    return ledger


def test_a_month_that_is_closed_is_in_the_books():
    one = measure("one", USUAL)
    ledger = closed([one], JANUARY)
    assert brief(ledger.booked) == [("2026-01", "2026-01", COUNT, 1, 195_01)]
    assert brief(pending(ledger, [one], FEBRUARY)) == [("2026-02", "2026-02", COUNT, 1, 195_01)]


def test_a_fact_that_changes_afterwards_is_made_up_for_in_the_open_month():
    ledger = closed([measure("one", USUAL, fundings=RATA)], JANUARY)
    ended = measure("one", Contract(date(2026, 1, 1), date(2026, 1, 10), "usual"), fundings=RATA)
    assert brief(entries(ledger, [ended], APRIL)) == [
        ("2026-01", "2026-01", COUNT, 1, 195_01),
        ("2026-02", "2026-01", REVERSAL, -1, -195_01),
        ("2026-02", "2026-01", CORRECTION, Fraction(10, 31), 62_91),
    ]


def test_what_was_made_up_for_and_changes_again_is_made_up_for_again():
    facts = [
        measure("one", Contract(date(2026, 1, 1), date(2026, 1, last), "usual"), fundings=RATA) for last in (31, 10, 20)
    ]
    ledger = Ledger()
    for month, known in zip((JANUARY, FEBRUARY, MARCH), facts, strict=True):
        ledger = close(ledger, month, [known])
    assert brief(ledger.booked) == [
        ("2026-01", "2026-01", COUNT, 1, 195_01),
        ("2026-02", "2026-01", REVERSAL, -1, -195_01),
        ("2026-02", "2026-01", CORRECTION, Fraction(10, 31), 62_91),
        ("2026-03", "2026-01", REVERSAL, Fraction(-10, 31), -62_91),
        ("2026-03", "2026-01", CORRECTION, Fraction(20, 31), 125_81),
    ]


def test_what_was_never_to_be_counted_is_taken_back_and_may_come_again():
    one, nothing = measure("one", USUAL), measure("one")
    ledger = close(closed([one], JANUARY), FEBRUARY, [nothing])
    assert brief(ledger.booked)[1:] == [("2026-02", "2026-01", REVERSAL, -1, -195_01)]
    assert standing(ledger.booked) == {}
    assert brief(pending(ledger, [one], MARCH)) == [
        ("2026-03", "2026-01", CORRECTION, 1, 195_01),
        ("2026-03", "2026-02", CORRECTION, 1, 195_01),
        ("2026-03", "2026-03", COUNT, 1, 195_01),
    ]


def test_a_measure_that_is_learned_of_late_is_counted_in_the_open_month():
    ledger = closed([], JANUARY)
    assert brief(pending(ledger, [measure("one", USUAL)], JANUARY)) == [("2026-02", "2026-01", CORRECTION, 1, 195_01)]


def test_a_share_that_changes_is_a_fact_too():
    ledger = closed([measure("one", USUAL)], JANUARY)
    shared = measure("one", USUAL, fundings=(paid_by((STATE, Fraction(1, 2)), (FUND, Fraction(1, 2))),))
    found = pending(ledger, [shared], JANUARY)
    assert [(each.line, each.kind, each.cents) for each in found] == [
        ("fund", CORRECTION, 97_51),
        ("state", REVERSAL, -195_01),
        ("state", CORRECTION, 97_50),
    ]
    assert sum(each.cents for each in entries(ledger, [shared], JANUARY)) == 195_01


def test_a_closed_month_is_made_up_for_in_the_first_open_one_after_it():
    """March is closed before February: what January lacks is not put in March."""
    ledger = closed([], JANUARY, MARCH)
    known = [measure("one", Contract(date(2026, 1, 1), date(2026, 1, 31), "usual"))]
    assert [str(each.booked) for each in pending(ledger, known, MAY)] == ["2026-02"]
    assert [str(each.booked) for each in pending(close(ledger, APRIL, known), known, MAY)] == ["2026-02"]
    assert brief(close(ledger, FEBRUARY, known).booked) == [("2026-02", "2026-01", CORRECTION, 1, 195_01)]
    assert ledger.open_from(JANUARY) == FEBRUARY
    assert close(ledger, FEBRUARY, known).open_from(JANUARY) == APRIL


def test_measures_that_are_not_given_are_left_as_they_stand():
    one, two = measure("one", USUAL), measure("two", USUAL)
    ledger = closed([one, two], JANUARY)
    assert pending(ledger, [two], JANUARY) == []
    assert len(entries(ledger, [two], JANUARY)) == 2


def test_two_measures_of_one_key_are_refused():
    with pytest.raises(ValueError, match="one key"):
        pending(Ledger(), [measure("one", USUAL), measure("one")], JANUARY)


def test_a_month_that_cannot_be_counted_is_not_closed():
    over = measure("one", USUAL, fundings=(paid_by((STATE, Fraction(2, 3)), (FUND, Fraction(1, 2))),))
    with pytest.raises(OverFunded):
        close(Ledger(), JANUARY, [over])


def test_an_open_month_after_the_one_asked_is_left_aside():
    one = measure("one", USUAL)
    ledger = closed([one], MARCH)
    assert [str(each.month) for each in entries(ledger, [one], JANUARY)] == ["2026-01", "2026-03"]


# --- properties: any facts, changing in any way between any closings ---------------------------------------------
def sums(found) -> dict:
    """Units and cents of each thing that does not come to nothing."""
    total: dict = defaultdict(lambda: (Fraction(), 0))
    for each in found:
        units, cents = total[each.key]
        total[each.key] = (units + each.quantity * each.weight, cents + each.cents)
    return {key: value for key, value in total.items() if value != (0, 0)}


HISTORY = st.lists(st.tuples(FACTS, st.lists(MONTHS, max_size=3)), min_size=1, max_size=3)


@given(history=HISTORY, through=MONTHS)
def test_all_entries_add_up_to_a_recount_whatever_was_closed(history, through):
    ledger = Ledger()
    for facts, closings in history:
        for month in closings:
            ledger = close(ledger, month, facts)
        found = entries(ledger, facts, through)
        scratch = recount(facts, max([through, *ledger.closed]))
        asked = [each for each in scratch if each.month <= through or each.month in ledger.closed]
        assert sums(found) == sums(asked)
        assert used(found) == used(asked)


@given(history=HISTORY)
def test_the_books_of_a_closed_month_never_change(history):
    ledger = Ledger()
    for facts, closings in history:
        for month in closings:
            after = close(ledger, month, facts)
            assert [each for each in after.booked if each.booked != month or month in ledger.closed] == list(
                ledger.booked
            )
            assert after.closed == ledger.closed | {month}
            ledger = after
    assert {each.booked for each in ledger.booked} <= ledger.closed
    assert list(ledger.booked) == sorted(
        ledger.booked, key=lambda each: (each.booked, each.measure, each.line, each.month)
    )


@given(
    earlier=FACTS,
    closings=st.lists(MONTHS, max_size=3),
    facts=FACTS,
    now=st.permutations([JANUARY.plus(n) for n in range(5)]),
)
def test_closing_twice_changes_nothing_and_the_order_of_closings_neither(earlier, closings, facts, now):
    before = closed(earlier, *closings)
    mixed = straight = before
    for month in now[:4]:
        mixed = close(mixed, month, facts)
        assert close(mixed, month, facts) is mixed
    for month in sorted(now[:4]):
        straight = close(straight, month, facts)
    assert mixed == straight


@given(earlier=FACTS, closings=st.lists(MONTHS, max_size=4), facts=FACTS, through=MONTHS)
def test_each_counter_entry_says_which_month_it_is_about_and_takes_back_what_stood(earlier, closings, facts, through):
    ledger = closed(earlier, *closings)
    stood = standing(ledger.booked)
    for each in pending(ledger, facts, through):
        assert each.booked not in ledger.closed
        assert (each.booked == each.month) == (each.kind == COUNT)
        if each.kind != COUNT:
            assert each.month in ledger.closed
            assert each.booked == ledger.open_from(each.month)
        if each.kind == REVERSAL:
            before = stood.pop(each.key)
            assert each == replace(
                before, quantity=-before.quantity, cents=-before.cents, booked=each.booked, kind=REVERSAL
            )


@given(facts=FACTS, closings=st.lists(MONTHS, max_size=4), through=MONTHS)
def test_facts_that_do_not_change_have_no_counter_entry(facts, closings, through):
    found = entries(closed(facts, *closings), facts, through)
    assert {each.kind for each in found} <= {COUNT}
    assert len({each.key for each in found}) == len(found)
