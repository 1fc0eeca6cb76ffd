"""The entries of a measure's months, counted from scratch."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.counting import Contract, Presence, Rest, Rested
from funding.measures import Used, costs_of, entries_of, recount, used
from funding.months import Month, span
from funding.plans import published
from funding.rate_cards import NoPrice, RateCard, Unit
from funding.shares import OverFunded
from tests.funding.measured import (
    FACTS,
    FUND,
    JANUARY,
    LANDLORD,
    MONTHS,
    STATE,
    conventions,
    measure,
    measures,
    paid_by,
    terms,
)

HALF, QUARTER, THIRD = Fraction(1, 2), Fraction(1, 4), Fraction(1, 3)
FEBRUARY, MARCH, APRIL = (JANUARY.plus(number) for number in (1, 2, 3))
USUAL = Contract(date(2026, 1, 1), None, "usual")


def brief(entries) -> list[tuple]:
    return [(each.line, str(each.month), each.unit, each.measure_months, each.cents) for each in entries]


def test_an_entry_says_why_it_is_what_it_is():
    dense = Contract(date(2026, 3, 17), None, "dense")
    funding = paid_by((STATE, QUARTER), (LANDLORD, QUARTER), under=terms(Presence.PRO_RATA))
    state = entries_of(measure("one", dense, fundings=(funding,)), MARCH)[1]
    assert (state.measure, state.line, state.month, state.unit) == ("one", "state", MARCH, Unit.MEASURE_MONTH)
    assert (state.quantity, state.weight, state.part, state.price) == (
        Fraction(15, 31),
        Fraction(7, 4),
        QUARTER,
        195_01,
    )
    assert state.measure_months == Fraction(15, 31) * Fraction(7, 4)
    assert state.cents == 41_28  # 195.01 × 15/31 × 1.75 = 165.129, of which a quarter is 41.28
    assert state.booked == MARCH


def test_the_odd_cent_of_a_month_is_paid_once():
    funding = paid_by((FUND, HALF), (STATE, HALF))
    found = entries_of(measure("one", USUAL, fundings=(funding,)), JANUARY)
    assert [(each.line, each.cents) for each in found] == [("fund", 97_51), ("state", 97_50)]


def test_two_fundings_of_one_month_share_its_odd_cent():
    """Each alone would round it up, and the month would cost a cent too much."""
    apart = (paid_by((FUND, HALF)), paid_by((STATE, HALF)))
    found = entries_of(measure("one", USUAL, fundings=apart), JANUARY)
    assert [(each.line, each.cents) for each in found] == [("fund", 97_51), ("state", 97_50)]


def test_the_whole_month_counts_for_each_line_that_pays_a_part_of_it():
    found = entries_of(measure("one", USUAL, fundings=(paid_by((STATE, HALF), (FUND, HALF)),)), APRIL)
    assert [(each.measure_months, each.cents) for each in found] == [(1, 100_50), (1, 100_50)]


def test_the_diagnosis_is_counted_apart():
    known = measure("one", USUAL, diagnosed_on=date(2026, 1, 20))
    assert brief(recount([known], JANUARY)) == [
        ("state", "2026-01", Unit.DIAGNOSIS, 0, 220_00),
        ("state", "2026-01", Unit.MEASURE_MONTH, 1, 195_01),
    ]


def test_a_diagnosis_without_a_contract_is_paid():
    known = measure("one", diagnosed_on=date(2026, 2, 3))
    assert brief(recount([known], APRIL)) == [("state", "2026-02", Unit.DIAGNOSIS, 0, 220_00)]


def test_a_diagnosis_that_months_pay_for_is_not_paid_again():
    included = paid_by((STATE, Fraction(1)), under=terms(diagnosis="included"))
    known = measure("one", USUAL, fundings=(included,), diagnosed_on=date(2026, 1, 20))
    assert [each.unit for each in recount([known], JANUARY)] == [Unit.MEASURE_MONTH]


def test_a_month_has_the_price_and_the_payer_of_its_time():
    first = paid_by((STATE, Fraction(1)), until=FEBRUARY)
    then = paid_by((LANDLORD, HALF), since=APRIL)
    known = measure("one", USUAL, fundings=(first, then))
    assert brief(recount([known], APRIL)) == [
        ("state", "2026-01", Unit.MEASURE_MONTH, 1, 195_01),
        ("state", "2026-02", Unit.MEASURE_MONTH, 1, 195_01),
        ("landlord", "2026-04", Unit.MEASURE_MONTH, 1, 100_50),
    ]
    assert brief(recount([known], APRIL, MARCH)) == [("landlord", "2026-04", Unit.MEASURE_MONTH, 1, 100_50)]


def test_a_month_that_is_over_funded_is_refused():
    over = (paid_by((STATE, HALF), (FUND, HALF), until=FEBRUARY), paid_by((LANDLORD, THIRD), since=FEBRUARY))
    known = measure("one", USUAL, fundings=over)
    assert recount([known], JANUARY)
    with pytest.raises(OverFunded, match="En février 2026"):
        recount([known], FEBRUARY)


def test_a_month_to_be_paid_has_a_price():
    early = measure(
        "one", Contract(date(2024, 12, 5), None, "usual"), fundings=(paid_by((STATE, HALF), since=Month(2024, 1)),)
    )
    with pytest.raises(NoPrice, match="n’a pas de prix en décembre 2024"):
        recount([early], JANUARY)
    with pytest.raises(NoPrice, match="n’a pas d’intensité « heavy »"):
        recount([measure("one", Contract(date(2026, 1, 1), None, "heavy"))], JANUARY)


def test_a_month_of_rest_needs_no_price():
    resting = measure("one", Contract(date(2024, 12, 5), None, "heavy"), rests=(Rest(date(2024, 12, 1)),))
    assert recount([resting], JANUARY) == []


def test_the_year_of_a_plan_and_its_ledger_say_the_same():
    """Thirty households, a diagnosis and eleven months each, as the plan has them (domain 4.9)."""
    (plan,) = [each for each in published() if each.key == "gironde"]
    rates = [
        {"key": line.key, "label": line.label, "unit": line.unit, "euros": line.euros, "from": "2026-01-01"}
        for line in plan.costs
    ]
    card = RateCard.model_validate({"key": plan.key, "label": plan.name, "rates": rates})
    under = terms(Presence.FIFTEEN_DAYS).__class__(terms(Presence.FIFTEEN_DAYS).rules, card, "month", "diagnosis")
    contract = Contract(date(2026, 1, 10), date(2026, 11, 20))
    households = [
        measure(
            f"h{number}",
            contract,
            fundings=(paid_by((STATE, Fraction(1)), under=under),),
            diagnosed_on=date(2026, 1, 5),
        )
        for number in range(30)
    ]
    assert used(recount(households, Month(2026, 12))) == Used(Fraction(330), plan.cost_cents)


def test_a_freed_place_ends_what_runs_and_what_is_to_come():
    known = measure("one", USUAL, Contract(date(2026, 5, 1), date(2026, 6, 30), "dense"))
    freed = known.freed(date(2026, 3, 31))
    assert freed.contracts == (Contract(date(2026, 1, 1), date(2026, 3, 31), "usual"),)
    assert known.freed(date(2026, 7, 1)).contracts[1].until == date(2026, 6, 30)
    assert known.freed(date(2025, 12, 31)).contracts == ()


# --- properties -----------------------------------------------------------------------------------------------
@given(known=measures(), month=MONTHS)
def test_a_month_never_costs_its_lines_more_than_it_costs(known, month):
    (funding,) = known.fundings
    found = entries_of(known, month)
    costs = {cost.unit: cost for cost in costs_of(known, funding.terms, month)} if funding.holds(month) else {}
    assert {each.unit for each in found} == set(costs)
    parts = sum(share.part for share in funding.shares)
    for unit, cost in costs.items():
        paid = sum(each.cents for each in found if each.unit == unit)
        assert paid <= cost.cents
        assert abs(paid - parts * cost.cents) < 1
        assert parts < 1 or paid == cost.cents
    assert all(each.measure_months <= 2 for each in found)
    assert len({each.key for each in found}) == len(found)


@given(facts=FACTS, since=MONTHS, through=MONTHS)
def test_a_recount_is_that_of_its_months_and_measures(facts, since, through):
    whole = recount(facts, through)
    assert recount(facts, through, since) == [each for each in whole if each.month >= since]
    assert whole == [each for known in facts for each in recount([known], through)]
    assert all(each.month <= through for each in whole)
    total = used(whole)
    assert total.cents == sum(each.cents for each in whole)
    assert total.months == sum(each.quantity * each.weight for each in whole if each.unit == Unit.MEASURE_MONTH)


@given(facts=FACTS, through=MONTHS)
def test_months_that_are_alike_are_counted_once_and_as_each_alone(facts, through):
    alone = [entry for known in facts for month in span(JANUARY, through) for entry in entries_of(known, month)]
    assert recount(facts, through) == alone


@given(known=measures(), convention=conventions(), order=st.randoms())
def test_nothing_depends_on_the_order_in_which_facts_are_given(known, convention, order):
    shares = list(known.fundings[0].shares)
    order.shuffle(shares)
    mixed = paid_by(*((share.line, share.part) for share in shares), since=known.fundings[0].since, under=convention)
    straight = paid_by(
        *((share.line, share.part) for share in known.fundings[0].shares), since=mixed.since, under=convention
    )
    rested = list(known.rests)
    order.shuffle(rested)
    one = measure("one", *known.contracts, rests=tuple(rested), fundings=(mixed,))
    other = measure("one", *known.contracts, rests=known.rests, fundings=(straight,))
    assert recount([one], JANUARY.plus(9)) == recount([other], JANUARY.plus(9))


@pytest.mark.parametrize("rest", Rested)
def test_a_suspended_month_is_paid_only_where_the_convention_pays_it(rest):
    funding = paid_by((STATE, Fraction(1)), under=terms(rest=rest))
    known = measure("one", USUAL, rests=(Rest(date(2026, 2, 1), date(2026, 3, 1)),), fundings=(funding,))
    found = [str(each.month) for each in recount([known], MARCH)]
    assert found == (["2026-01", "2026-02", "2026-03"] if rest == Rested.COUNTED else ["2026-01", "2026-03"])
