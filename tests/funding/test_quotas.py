"""What is left of a line, and the day it runs out."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.counting import Contract, Presence, Rest
from funding.ledger import Ledger, close, entries
from funding.measures import Used, recount, used
from funding.months import Month
from funding.quotas import Granted, Quota, consumed, quota
from tests.funding.measured import FACTS, JANUARY, MONTHS, STATE, days_of, measure, paid_by, plain, terms

DECEMBER = Month(2026, 12)
APRIL_20 = date(2026, 4, 20)
USUAL = Contract(date(2026, 4, 1), None, "usual")


def line(months: int | str | None = None, cents: int | None = None, until: Month = DECEMBER) -> Granted:
    return Granted("state", JANUARY, until, None if months is None else Fraction(months), cents)


def held(count: int, contract: Contract = USUAL):
    return [measure(f"m{number}", contract) for number in range(count)]


def standing_of(granted: Granted, facts, today: date) -> Quota:
    through = max(Month.of(today), granted.until)
    return quota(granted, consumed(granted, recount(facts, through), today), facts, today)


def test_consumed_committed_and_left_make_what_is_granted():
    until_august = Contract(date(2026, 1, 5), date(2026, 8, 31), "usual")
    found = standing_of(line(30, 8_000_00), held(2, until_august), APRIL_20)
    assert found.consumed == Used(Fraction(6), 6 * 195_01)
    assert found.committed == Used(Fraction(10), 10 * 201_00)
    assert (found.left_months, found.left_cents) == (14, 8_000_00 - 6 * 195_01 - 10 * 201_00)


@pytest.mark.parametrize(
    ("months", "runs_out_on"),
    [
        (27, None),  # three places, nine months: to its end
        ("26.5", date(2026, 12, 26)),  # five sixths of December's thirty-one days
        (24, date(2026, 12, 1)),
        (25, date(2026, 12, 11)),
        (4, date(2026, 5, 11)),
        (3, date(2026, 5, 1)),
        (1, date(2026, 4, 11)),
        (0, date(2026, 4, 1)),
    ],
)
def test_it_runs_out_when_the_places_held_have_used_it(months, runs_out_on):
    assert standing_of(line(months), held(3), APRIL_20).runs_out_on == runs_out_on


def test_the_scarcer_of_months_and_cents_runs_out_first():
    facts = held(1)
    assert standing_of(line(6, 5 * 201_00), facts, APRIL_20).runs_out_on == date(2026, 9, 1)
    assert standing_of(line(4, 5 * 201_00), facts, APRIL_20).runs_out_on == date(2026, 8, 1)
    assert standing_of(line(None, 4 * 201_00 + 100_50), facts, APRIL_20).runs_out_on == date(2026, 8, 16)


def test_a_place_is_supposed_to_be_taken_again():
    """What is committed ends with the contract; the pace does not."""
    until_june = Contract(date(2026, 4, 1), date(2026, 6, 30), "usual")
    found = standing_of(line(6), held(1, until_june), APRIL_20)
    assert (found.committed.months, found.left_months) == (3, 3)
    assert found.runs_out_on == date(2026, 10, 1)


def test_a_contract_that_is_over_or_to_come_holds_no_place():
    over = Contract(date(2026, 1, 1), APRIL_20 - timedelta(days=1), "usual")
    to_come = Contract(date(2026, 6, 1), date(2026, 7, 31), "usual")
    assert standing_of(line(4), held(1, over), APRIL_20).runs_out_on is None
    found = standing_of(line(4), held(1, to_come), APRIL_20)
    assert (found.committed.months, found.runs_out_on) == (2, None)


def test_a_freed_place_is_seen_at_once():
    facts = held(3)
    before = standing_of(line(18), facts, APRIL_20)
    after = standing_of(line(18), [facts[0].freed(APRIL_20), *facts[1:]], APRIL_20)
    assert (before.left_months, after.left_months) == (-9, -1)
    next_day = [facts[0].freed(APRIL_20), *facts[1:]]
    assert before.runs_out_on == date(2026, 10, 1)
    assert standing_of(line(18), next_day, APRIL_20 + timedelta(days=1)).runs_out_on == date(2026, 12, 16)


def test_a_place_at_rest_uses_nothing_until_it_is_taken_up_again():
    rests = (Rest(date(2026, 5, 1), date(2026, 8, 1)),)
    facts = [measure("one", USUAL, rests=rests)]
    found = standing_of(line(3), facts, APRIL_20)
    assert (found.committed.months, found.runs_out_on) == (6, date(2026, 10, 1))


def test_other_lines_and_what_is_after_the_end_use_nothing():
    other = paid_by((replace(STATE, key="other"), Fraction(1)))
    facts = [measure("one", USUAL, fundings=(other,)), measure("two", USUAL)]
    found = standing_of(line(3, until=Month(2026, 6)), facts, APRIL_20)
    assert (found.committed.months, found.left_months, found.runs_out_on) == (3, 0, None)


def test_a_line_that_has_not_begun_counts_from_its_first_month():
    granted = Granted("state", Month(2026, 6), DECEMBER, Fraction(7))
    found = standing_of(granted, held(1), APRIL_20)
    assert (found.consumed, found.committed.months, found.runs_out_on) == (Used(), 7, None)


def test_a_line_that_is_over_commits_nothing():
    found = standing_of(line(12), held(1), date(2027, 2, 3))
    assert (found.consumed.months, found.committed, found.runs_out_on) == (9, Used(), None)


def test_a_correction_is_consumed_in_the_month_it_is_about():
    rata = (paid_by((STATE, Fraction(1)), under=terms(Presence.PRO_RATA)),)
    march = Contract(date(2026, 3, 1), None, "usual")
    ledger = close(Ledger(), Month(2026, 3), [measure("one", march, fundings=rata)])
    ended = measure("one", replace(march, until=date(2026, 3, 10)), fundings=rata)
    found = consumed(line(12), entries(ledger, [ended], Month(2026, 4)), APRIL_20)
    assert found == used(recount([ended], Month(2026, 3))) == Used(Fraction(10, 31), 62_91)


@pytest.mark.parametrize(
    ("granted", "count", "sentence"),
    [
        (line(30), 3, "Il reste 3 mois-mesures sur 30. Au rythme actuel, la ligne dure jusqu’à sa fin, en décembre 2026."),
        (line("27.5", 6_000_00), 3, "Il reste 0,5 mois-mesure sur 27,5, il reste 573,00 € sur 6 000,00 €. Au rythme actuel, la ligne dure jusqu’à sa fin, en décembre 2026."),
        (line(20), 3, "Il manque 7 mois-mesures sur 20. Au rythme actuel, la ligne s’épuise le 21 octobre 2026."),
        (line(None, 100_00), 1, "Il manque 1 709,00 € sur 100,00 €. La ligne est épuisée."),
        (line(1), 0, "Il reste 1 mois-mesure sur 1. Au rythme actuel, la ligne dure jusqu’à sa fin, en décembre 2026."),
    ],
)  # fmt: skip
def test_where_a_line_stands_is_said(granted, count, sentence):
    assert plain(standing_of(granted, held(count), APRIL_20).sentence) == sentence


@pytest.mark.parametrize(
    "made", [lambda: Granted("l", JANUARY, DECEMBER), lambda: Granted("l", DECEMBER, JANUARY, months=Fraction(1))]
)
def test_a_line_grants_something_for_a_time(made):
    with pytest.raises(ValueError, match="grants something"):
        made()


# --- properties -----------------------------------------------------------------------------------------------
TODAY = st.dates(date(2026, 1, 1), date(2026, 10, 31))


@given(facts=FACTS, today=TODAY, months=st.integers(0, 40), closings=st.lists(MONTHS, max_size=3))
def test_granted_is_consumed_and_committed_and_left_whatever_was_closed(facts, today, months, closings):
    granted = line(months, 5_000_00)
    ledger = Ledger()
    for month in closings:
        ledger = close(ledger, month, facts)
    found = quota(granted, consumed(granted, entries(ledger, facts, DECEMBER), today), facts, today)
    own = used(each for each in recount(facts, DECEMBER) if each.line == "state")
    assert found.consumed + found.committed == own
    assert (found.left_months, found.left_cents) == (months - own.months, 5_000_00 - own.cents)


SINGLE = st.lists(st.tuples(TODAY, st.none() | st.integers(0, 200)), min_size=1, max_size=4)


@given(known=SINGLE, today=TODAY, months=st.integers(0, 20), presence=st.sampled_from(Presence), data=st.data())
def test_a_freed_place_only_leaves_more(known, today, months, presence, data):
    fundings = (paid_by((STATE, Fraction(1)), under=terms(presence)),)
    facts = [
        measure(
            f"m{number}",
            Contract(since, None if days is None else since + timedelta(days=days), "usual"),
            fundings=fundings,
        )
        for number, (since, days) in enumerate(known)
    ]
    place = data.draw(st.integers(0, len(facts) - 1))
    freed = [each.freed(today - timedelta(days=1)) if number == place else each for number, each in enumerate(facts)]
    before, after = (standing_of(line(months, 4_000_00), each, today) for each in (facts, freed))
    assert after.left_months >= before.left_months
    assert after.left_cents >= before.left_cents
    assert after.runs_out_on is None or before.runs_out_on <= after.runs_out_on
    held_today = facts[place].contracts[0].holds(today)
    later = facts[place].contracts[0].until is None or facts[place].contracts[0].until > today + timedelta(days=31)
    if held_today and later and Month.of(today) < DECEMBER:
        assert after.left_months > before.left_months


@given(known=SINGLE, today=TODAY, months=st.integers(0, 30))
def test_the_day_it_runs_out_is_the_first_it_cannot_pay(known, today, months):
    """By another way: what the places held use, day by day of each month, against what was granted."""
    facts = [
        measure(f"m{number}", Contract(since, None if days is None else since + timedelta(days=days), "usual"))
        for number, (since, days) in enumerate(known)
    ]
    found = standing_of(line(months), facts, today)
    spent, expected = found.consumed.months, None
    for month in (Month.of(today).plus(number) for number in range(12)):
        if month > DECEMBER or expected:
            break
        use = sum(each.measure_months for each in recount([each.held_on(today) for each in facts], month, month))
        for day in days_of(month):
            spent += Fraction(use, month.days)
            if spent > months and use:
                expected = day
                break
    assert found.runs_out_on == expected
