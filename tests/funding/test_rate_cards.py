"""A dated rate card: the price of a day, and what a card may not say."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.programmes.publishing import shipped
from cases.programmes.reading import Invalid, parse
from cases.programmes.rules import Rate
from funding.months import Month
from funding.rate_cards import DatedRate, NoPrice, RateCard, Unit
from tests.funding.measured import CARD, plain

WRITTEN = """
key: avdl
label: Convention AVDL
without_gaps: true
rates:
  - {key: diagnosis, label: Diagnostic, unit: diagnosis, euros: 220, visit_minutes: 120, travel_minutes: 90,
     writing_minutes: 180, from: 2026-01-01}
  - key: month
    label: Mois de mesure
    unit: measure_month
    euros: 195
    from: 2026-01-01
    until: 2027-01-01
    intensities:
      - {key: light, label: Légère, weight: 0.5}
      - {key: dense, label: Renforcée, weight: 1.75}
  - key: month
    label: Mois de mesure
    unit: measure_month
    euros: 198.50
    from: 2027-01-01
"""


def test_a_price_is_that_of_its_day():
    card = parse(RateCard, WRITTEN)
    assert card.price("month", date(2026, 1, 1)).cents == 195_00
    assert card.price("month", date(2026, 12, 31)).cents == 195_00
    assert card.price("month", date(2027, 1, 1)).cents == 198_50
    assert card.price("month", date(2040, 1, 1)).cents == 198_50


def test_minutes_are_planned_for_each_unit():
    rate = parse(RateCard, WRITTEN).price("diagnosis", date(2026, 5, 1))
    assert (rate.visit_minutes, rate.travel_minutes, rate.writing_minutes, rate.minutes) == (120, 90, 180, 390)


@pytest.mark.parametrize(
    ("key", "day", "said"),
    [
        ("month", date(2025, 12, 31), "« Mois de mesure » n’a pas de prix le 31 décembre 2025 dans le barème « Convention AVDL »."),
        ("visit", date(2026, 1, 1), "Le barème « Convention AVDL » n’a pas de prix « visit »."),
    ],
)  # fmt: skip
def test_a_day_without_a_price_is_said(key, day, said):
    with pytest.raises(NoPrice) as refused:
        parse(RateCard, WRITTEN).price(key, day)
    assert plain(str(refused.value)) == said


def test_an_intensity_weighs_what_the_card_says():
    rate = parse(RateCard, WRITTEN).price("month", date(2026, 5, 1))
    assert (rate.weight("light"), rate.weight("dense")) == (Fraction(1, 2), Fraction(7, 4))
    with pytest.raises(NoPrice, match="n’a pas d’intensité « heavy »"):
        rate.weight("heavy")
    with pytest.raises(NoPrice, match="dites laquelle, parmi light, dense"):
        rate.weight("")
    flat = parse(RateCard, WRITTEN).price("month", date(2027, 5, 1))
    assert flat.weight("") == 1
    with pytest.raises(NoPrice):
        flat.weight("light")


def test_a_price_that_changes_inside_a_month_changes_from_the_next():
    card = parse(RateCard, WRITTEN.replace("2027-01-01", "2026-03-15"))
    assert card.price_of_month("month", Month(2026, 3)).cents == 195_00
    assert card.price_of_month("month", Month(2026, 4)).cents == 198_50
    with pytest.raises(NoPrice, match=r"n’a pas de prix en décembre 2025"):
        card.price_of_month("month", Month(2025, 12))


def test_a_convention_that_begins_inside_a_month_has_its_price():
    card = parse(RateCard, WRITTEN.replace("from: 2026-01-01\n    until", "from: 2026-01-20\n    until"))
    assert card.price_of_month("month", Month(2026, 1)).cents == 195_00


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("from: 2027-01-01", "from: 2026-12-31", "rates.3.from : « Mois de mesure » aurait deux prix : celui qui commence le 1ᵉʳ janvier 2026 finit le 31 décembre 2026."),
        ("    until: 2027-01-01\n", "", "rates.3.from : « Mois de mesure » aurait deux prix : celui qui commence le 1ᵉʳ janvier 2026 n’a pas de fin."),
        ("from: 2027-01-01", "from: 2027-02-15", "rates.3.from : « Mois de mesure » n’a pas de prix du 1ᵉʳ janvier au 14 février 2027."),
        ("until: 2027-01-01", "until: 2026-01-01", "rates.2.until : ce prix finit avant de commencer, le 1ᵉʳ janvier 2026."),
        ("unit: measure_month\n    euros: 198.50", "unit: measure\n    euros: 198.50", "rates.3.unit : « Mois de mesure » change d’unité : donnez une autre clé à ce prix."),
        ("unit: diagnosis", "intensities: [{key: a, label: A, weight: 1}], unit: diagnosis", "rates.1.intensities : seul un mois de mesure a des intensités."),
        ("key: dense", "key: light", "rates.2.intensities.2.key : l’intensité « light » est écrite deux fois."),
        ("weight: 0.5", "weight: 0", "rates.2.intensities.1.weight : il faut plus que 0, et non « 0 »."),
        ("euros: 195", "euros: 195.005", "rates.2.euros : pas plus de deux chiffres après la virgule, et non « 195.005 »."),
        ("euros: 195", "price: 195", "rates.2.price : cette clé n’existe pas : corrigez son nom ou retirez-la."),
        ("    from: 2027-01-01\n", "", "rates.3.from : cette clé manque."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_its_place(written, instead, said):
    assert WRITTEN.count(written) == 1
    with pytest.raises(Invalid) as refused:
        parse(RateCard, WRITTEN.replace(written, instead))
    assert said in [plain(str(mistake)).partition(", ")[2] for mistake in refused.value.mistakes]


def test_gaps_are_refused_only_where_asked():
    text = WRITTEN.replace("from: 2027-01-01", "from: 2027-02-15").replace("without_gaps: true", "without_gaps: false")
    card = parse(RateCard, text)
    with pytest.raises(NoPrice, match=r"1ᵉʳ.janvier 2027"):
        card.price("month", date(2027, 1, 1))


def test_the_units_of_a_card_are_those_of_a_programme():
    """So the rates of a programme become a dated card as they are written."""
    assert set(Unit) == set(get_args(Rate.model_fields["unit"].annotation))
    for programme in shipped():
        rates = [DatedRate(**rate.model_dump(), since=date(2026, 1, 1)) for rate in programme.rates]
        card = RateCard(key=programme.key, label=programme.name, rates=rates)
        for rate in programme.rates:
            assert card.price(rate.key, date(2026, 6, 1)).cents == rate.euros * 100


BOUNDS = st.lists(st.dates(date(2024, 1, 1), date(2028, 12, 31)), min_size=2, max_size=6, unique=True).map(sorted)


@given(bounds=BOUNDS, order=st.randoms(), day=st.dates(date(2023, 1, 1), date(2029, 12, 31)))
def test_a_day_has_one_price_or_none(bounds, order, day):
    """Whatever the order in which they are written, and whichever is the dearer."""
    rates = [
        {
            "key": "month",
            "label": "Mois",
            "unit": "measure_month",
            "euros": order.randint(1, 300),
            "from": since,
            "until": until,
        }
        for since, until in pairwise(bounds)
    ]
    order.shuffle(rates)
    card = RateCard.model_validate({"key": "c", "label": "C", "without_gaps": True, "rates": rates})
    for known in (day, *bounds):
        holding = [rate for rate in card.rates if rate.since <= known < rate.until]
        if bounds[0] <= known < bounds[-1]:
            assert [card.price("month", known)] == holding
            month = Month.of(known)
            touching = [rate.since for rate in card.rates if rate.since <= month.last and month.first < rate.until]
            assert card.price_of_month("month", month).since == min(touching)
        else:
            assert holding == []
            with pytest.raises(NoPrice):
                card.price("month", known)


def test_the_card_of_these_tests_changes_its_price_in_april():
    assert [CARD.price_of_month("month", Month(2026, number)).cents for number in (3, 4)] == [195_01, 201_00]
