"""What a report is measured against: a programme's targets over a period, and what is typed in their place."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.periods import Period, add_months, month, quarter, year
from cases.programmes.publishing import REFUSALS, shipped
from cases.programmes.rules import Target
from reports import goals
from reports.composing import outline_of
from reports.documents.given import Goal
from reports.indicators.catalogue import shipped as catalogue

YEAR, QUARTER, MARCH = year(2025), quarter(date(2025, 7, 1)), month(date(2025, 3, 1))
HALF = Period(date(2025, 1, 1), date(2025, 6, 30))


def target(key: str, value: str, unit: str) -> Target:
    return Target(key=key, label="Ce que l’on veut", value=Decimal(value), unit=unit)


def over(period: Period, *targets: Target) -> dict[str, Fraction]:
    return goals.agreed(targets, period)


@pytest.mark.parametrize(
    ("key", "value", "unit", "wanted"),
    [
        ("effective-rate", "75", "percent", [Fraction(3, 4)] * 3),
        ("time-to-meeting", "15", "days", [15, 15, 15]),
        ("duration", "11", "months", [11, 11, 11]),
        ("stock", "30", "households", [30, 30, 30]),
        ("entries", "250", "households", [250, 63, None]),
        ("visits-held", "700", "visits", [700, 175, None]),
        ("followed", "30", "households", [30, None, None]),
        ("housing-obtained", "500", "households", [500, 125, None]),
    ],
)
def test_a_target_of_a_year_over_other_periods(key, value, unit, wanted):
    said = target(key, value, unit)
    odd = Period(date(2025, 3, 3), date(2025, 4, 12))
    assert [over(period, said).get(key) for period in (YEAR, QUARTER, odd)] == wanted


def test_twelve_whole_months_are_a_year_wherever_they_begin():
    school = Period(date(2025, 9, 1), date(2026, 8, 31))
    assert over(school, target("followed", "30", "households")) == {"followed": 30}
    assert over(Period(date(2025, 1, 1), date(2026, 12, 31)), target("entries", "30", "households")) == {"entries": 60}


@given(st.integers(1, 5000), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 36))
def test_what_adds_up_is_taken_by_months_to_the_nearest(value, day, months):
    first = day.replace(day=1)
    period = Period(first, add_months(first, months) - timedelta(days=1))
    assert goals.whole_months(period) == months
    found = over(period, target("entries", str(value), "households"))["entries"]
    assert found.denominator == 1
    assert abs(found - Fraction(value * months, 12)) <= Fraction(1, 2)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_months_are_whole_or_none(day, days):
    period = Period(day, day + timedelta(days=days))
    months = goals.whole_months(period)
    whole = day.day == 1 and (period.until + timedelta(days=1)).day == 1
    assert (months is not None) == whole
    if months is not None:
        assert add_months(day, months) == period.until + timedelta(days=1)


def test_what_the_author_types_stands_in_the_place_of_the_programme_s():
    targets = [target("followed", "30", "households"), target("effective-rate", "75", "percent")]
    typed = {"effective-rate": Decimal(80), "followed": None, "debt-reduced": Decimal("66.5"), "gone": Decimal(1)}
    assert goals.goals(targets, typed, YEAR) == [
        Goal("effective-rate", Fraction(4, 5)),
        Goal("debt-reduced", Fraction(133, 200)),
    ]
    assert goals.goals(targets, {}, QUARTER) == [Goal("effective-rate", Fraction(3, 4))]


@given(st.sampled_from(sorted(catalogue().indicator)), st.integers(0, 10_000))
def test_what_is_shown_in_a_field_reads_back(key, hundredths):
    value = goals.value_of(key, Decimal(hundredths) / 100)
    shown = goals.as_typed(key, value)
    assert goals.value_of(key, goals.read_typed(key, shown)) == value
    assert goals.read_typed(key, f" {shown.replace(',', '.')}\u202f") == goals.read_typed(key, shown)


@pytest.mark.parametrize("text", ["beaucoup", "-3", "1,234", "7 %", "1e3", "٣"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(goals.NotANumber, match="écrivez un nombre"):
        goals.read_typed("entries", text)


def test_a_percentage_ends_at_a_hundred():
    assert goals.read_typed("effective-rate", "100") == 100
    with pytest.raises(goals.NotANumber, match="0 à 100"):
        goals.read_typed("effective-rate", "100,5")
    assert goals.read_typed("entries", "1 200") == 1200
    assert goals.read_typed("entries", "  ") is None


def test_every_target_shipped_names_an_indicator_in_its_unit():
    assert [goals.refused(rules) for rules in shipped()] == [""] * len(shipped())
    assert any(rules.targets for rules in shipped())
    assert goals.refused in REFUSALS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"targets": [target("households", "30", "households")]},
            "targets.1.key : « households » n’est pas un indicateur",
        ),
        ({"targets": [target("effective-rate", "30", "visits")]}, "qui se compte en « visits »"),
        ({"targets": [target("stock-before", "30", "households")]}, "« stock-before » n’est pas un indicateur"),
        ({"indicators": ["visits-held", "households"]}, "indicators.2 : aucun indicateur du catalogue ne s’appelle"),
    ],
)
def test_a_programme_that_names_no_indicator_is_refused(changes, said):
    rules = shipped()[0].model_copy(update=changes)
    assert said in goals.refused(rules)
    assert goals.refused(rules).startswith(f"« {rules.key} »")


def test_key_figures_may_have_a_goal_but_what_was_there_before():
    keys = goals.offered(outline_of(YEAR), [target("measure-months", "300", "months")])
    assert keys[0] == "measure-months"
    assert {"effective-rate", "entries", "debt-reduced"} <= set(keys)
    assert "stock-before" not in keys
    assert len(keys) == len(set(keys))
