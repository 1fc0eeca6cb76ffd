"""How a month counts: presence, rests, intensities."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.counting import NOTHING, Contract, Counted, CountingRules, Presence, Rest, Rested, count, in_force
from funding.months import Month
from tests.funding.measured import MONTHS, contracts, days_of, rests, rules

APRIL = Month(2026, 4)
ANY, FIFTEEN, RATA = Presence.ANY_DAY, Presence.FIFTEEN_DAYS, Presence.PRO_RATA


def day(number: int, month: int = 4) -> date:
    return date(2026, month, number)


def whole(intensity: str = "") -> Counted:
    return Counted(Fraction(1), ((intensity, Fraction(1)),))


@pytest.mark.parametrize(
    ("since", "until", "any_day", "fifteen", "rata"),
    [
        (day(1), day(30), 1, 1, 1),
        (day(1, 3), None, 1, 1, 1),
        (day(30), None, 1, 0, Fraction(1, 30)),
        (day(1, 1), day(1), 1, 0, Fraction(1, 30)),
        (day(16), None, 1, 1, Fraction(1, 2)),
        (day(17), None, 1, 0, Fraction(14, 30)),
        (day(1), day(15), 1, 1, Fraction(1, 2)),
        (day(1), day(14), 1, 0, Fraction(14, 30)),
        (day(1, 5), None, 0, 0, 0),
        (day(1, 3), day(31, 3), 0, 0, 0),
    ],
)
def test_presence_by_each_rule(since, until, any_day, fifteen, rata):
    found = [count(APRIL, [Contract(since, until)], [], rules(each)).presence for each in (ANY, FIFTEEN, RATA)]
    assert found == [any_day, fifteen, rata]


@pytest.mark.parametrize(
    ("rest", "presence", "counts"),
    [
        # ten days of rest, from the 11th to the 20th
        (Rested.DAYS_OUT, ANY, 1),
        (Rested.DAYS_OUT, FIFTEEN, 1),
        (Rested.DAYS_OUT, RATA, Fraction(2, 3)),
        (Rested.MONTH_IS_ZERO, ANY, 0),
        (Rested.MONTH_IS_ZERO, RATA, 0),
        (Rested.COUNTED, RATA, 1),
    ],
)
def test_rest_by_each_rule(rest, presence, counts):
    rested = [Rest(day(11), day(21))]
    assert count(APRIL, [Contract(day(1))], rested, rules(presence, rest)).presence == counts


@pytest.mark.parametrize("presence", Presence)
@pytest.mark.parametrize(("rest", "counts"), [(Rested.DAYS_OUT, 0), (Rested.MONTH_IS_ZERO, 0), (Rested.COUNTED, 1)])
def test_a_whole_month_of_rest_is_nothing_unless_it_is_paid(presence, rest, counts):
    for rested in (Rest(day(10, 3)), Rest(day(1), day(1, 5))):
        assert count(APRIL, [Contract(day(1, 1))], [rested], rules(presence, rest)).presence == counts


def test_the_day_it_is_taken_up_again_is_a_day_of_presence():
    found = count(APRIL, [Contract(day(1))], [Rest(day(1, 3), day(30))], rules(RATA))
    assert found.presence == Fraction(1, 30)
    assert count(APRIL, [Contract(day(1))], [Rest(day(30), day(30))], rules(RATA, Rested.MONTH_IS_ZERO)) == whole()


def test_a_rest_outside_the_contract_zeroes_nothing():
    found = count(APRIL, [Contract(day(16))], [Rest(day(1), day(16))], rules(ANY, Rested.MONTH_IS_ZERO))
    assert found == whole()


def test_pro_rata_each_day_has_its_intensity():
    changed = [Contract(day(1, 1), None, "light"), Contract(day(11), None, "dense")]
    found = count(APRIL, changed, [], rules(RATA))
    assert found == Counted(Fraction(1), (("dense", Fraction(2, 3)), ("light", Fraction(1, 3))))


@pytest.mark.parametrize(("changed_on", "intensity"), [(15, "dense"), (16, "dense"), (17, "light")])
def test_otherwise_a_month_has_the_intensity_of_most_of_its_days_the_later_of_two_equal(changed_on, intensity):
    changed = [Contract(day(1, 1), None, "light"), Contract(day(changed_on), None, "dense")]
    assert count(APRIL, changed, [], rules(ANY)) == whole(intensity)


def test_of_two_contracts_the_amendment_is_in_force():
    first, amended = Contract(day(1, 1), None, "light"), Contract(day(10), day(20), "dense")
    for known in ([first, amended], [amended, first]):
        assert [in_force(known, day(number)) for number in (9, 10, 20, 21)] == [first, amended, amended, first]
    again = Contract(day(1, 1), None, "usual")
    assert in_force([first, again], day(9)) == again
    assert in_force([first], date(2025, 12, 31)) is None


@pytest.mark.parametrize("made", [lambda: Contract(day(2), day(1)), lambda: Rest(day(2), day(1))])
def test_nothing_ends_before_it_begins(made):
    with pytest.raises(ValueError, match="after it begins"):
        made()


def test_every_option_of_a_convention_is_said():
    with pytest.raises(ValueError, match="rest"):
        CountingRules.model_validate({"presence": "any_day", "diagnosis": "apart"})
    with pytest.raises(ValueError, match="presence"):
        CountingRules.model_validate({"presence": "ten_days", "rest": "counted", "diagnosis": "apart"})


KNOWN = st.lists(contracts(), max_size=3)


@given(known=KNOWN, rested=st.lists(rests(), max_size=2), month=MONTHS, rest=st.sampled_from(Rested))
def test_a_month_is_one_at_most_and_the_rules_agree_on_when_there_is_something(known, rested, month, rest):
    any_day, fifteen, rata = (count(month, known, rested, rules(each, rest)) for each in (ANY, FIFTEEN, RATA))
    for found in (any_day, fifteen, rata):
        assert 0 <= found.presence <= 1
        assert sum(share for _, share in found.intensities) == (1 if found.presence else 0)
    assert any_day.presence == (1 if rata.presence else 0)
    assert fifteen.presence == (1 if rata.presence * month.days >= 15 else 0)


@given(known=KNOWN, rested=st.lists(rests(), max_size=2), month=MONTHS, presence=st.sampled_from(Presence))
def test_rest_only_takes_away(known, rested, month, presence):
    zero, out, paid = (count(month, known, rested, rules(presence, rest)).presence for rest in Rested)
    assert zero <= out <= paid
    assert paid == count(month, known, [], rules(presence, Rested.DAYS_OUT)).presence


@given(since=st.dates(date(2026, 1, 1), date(2026, 6, 30)), days=st.integers(0, 300))
def test_pro_rata_adds_up_to_the_days_of_the_contract(since, days):
    contract = Contract(since, since + timedelta(days=days))
    months = [Month.of(since).plus(number) for number in range(14)]
    counted = [count(month, [contract], [], rules(RATA)).presence * month.days for month in months]
    assert sum(counted) == days + 1


def test_nothing_counts_before_anything():
    assert count(APRIL, [], [], rules()) == NOTHING


def day_by_day(month: Month, known, rested, convention: CountingRules) -> Counted:
    """The same, written from the rules: each day of the month looked at alone."""
    held = [(each, in_force(known, each)) for each in days_of(month)]
    rests_on = {each for each, contract in held if contract and any(rest.holds(each) for rest in rested)}
    if convention.rest == Rested.MONTH_IS_ZERO and rests_on:
        return NOTHING
    out = rests_on if convention.rest == Rested.DAYS_OUT else set()
    present = [contract.intensity for each, contract in held if contract and each not in out]
    if len(present) < (15 if convention.presence == FIFTEEN else 1):
        return NOTHING
    if convention.presence == RATA:
        shares = tuple((key, Fraction(present.count(key), len(present))) for key in sorted(set(present)))
        return Counted(Fraction(len(present), month.days), shares)
    most = max(present.count(key) for key in present)
    return whole(next(key for key in reversed(present) if present.count(key) == most))


@given(
    known=KNOWN,
    rested=st.lists(rests(), max_size=2),
    month=MONTHS,
    convention=st.builds(rules, st.sampled_from(Presence), st.sampled_from(Rested)),
)
def test_a_month_counts_as_its_days_do_one_by_one(known, rested, month, convention):
    assert count(month, known, rested, convention) == day_by_day(month, known, rested, convention)
