"""Consumption units, effort rate, what is left to live on. No database is needed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.formulas.income import (
    Housing,
    consumption_units,
    effort_against,
    effort_rate,
    grown_and_children,
    residual_against,
    residual_income,
)
from cases.formulas.working import CannotCompute
from cases.programmes.publishing import shipped
from cases.programmes.rules import FlatAmount

CENTS = st.integers(0, 1_000_000)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("grown", "children", "units"),
    [(1, 0, "1"), (1, 1, "1.3"), (2, 0, "1.5"), (2, 2, "2.1"), (3, 1, "2.3"), (4, 5, "4")],
)
def test_units_are_those_of_insee(grown, children, units):
    found = consumption_units(grown, children)
    assert found.value == Decimal(units)
    said = [Decimal(line.text.replace(",", ".")) for line in found.lines]
    assert sum(said) == found.value
    assert "Insee" in found.source


@pytest.mark.parametrize(("grown", "children"), [(0, 0), (0, 2), (1, -1)])
def test_nobody_grown_is_refused(grown, children):
    with pytest.raises(CannotCompute, match="au moins une personne de 14 ans"):
        consumption_units(grown, children)


def test_fourteen_is_reached_on_the_birthday():
    today = date(2026, 11, 21)
    births = [date(2012, 11, 21), date(2012, 11, 22), date(1980, 2, 29), date(2026, 11, 21)]
    assert grown_and_children(births, today) == (2, 2)
    with pytest.raises(CannotCompute, match="dans l’avenir"):
        grown_and_children([date(2026, 11, 22)], today)


def test_an_effort_rate_shows_its_working():
    housing = Housing(rent=450_00, charges=80_00, annexes=20_00, aid=210_00, flat_heating=60_00)
    found = effort_rate(housing, 1200_00)
    assert found.value == Decimal("33.3")
    assert plain(found.sentence) == "33,3 % des ressources vont au logement"
    assert [(line.label, plain(line.said)) for line in found.lines] == [
        ("Loyer principal", "450,00 €"),
        ("Loyers annexes", "20,00 €"),
        ("Charges récupérables", "80,00 €"),
        ("Forfait de chauffage", "60,00 €"),
        ("Aide au logement, déduite", "−210,00 €"),
        ("Reste à payer", "400,00 €"),
        ("Ressources de toutes les personnes du logement", "1 200,00 €"),
    ]
    assert "R.* 441-3-1" in found.source


def test_an_aid_above_the_rent_leaves_nothing_to_pay():
    assert effort_rate(Housing(rent=300_00, aid=350_00), 600_00).value == 0


@pytest.mark.parametrize(
    ("housing", "resources", "said"),
    [
        (Housing(rent=1), 0, "n’a pas de ressources"),
        (Housing(rent=-1), 100, "Un montant est négatif"),
        (Housing(rent=1), -100, "Un montant est négatif"),
    ],
)
def test_what_gives_no_rate_is_refused_in_a_sentence(housing, resources, said):
    with pytest.raises(CannotCompute, match=said):
        effort_rate(housing, resources)


@given(rent=CENTS, charges=CENTS, aid=CENTS, resources=st.integers(1, 1_000_000))
def test_a_rate_is_to_the_tenth_and_never_below_zero(rent, charges, aid, resources):
    value = effort_rate(Housing(rent=rent, charges=charges, aid=aid), resources).value
    exact = Decimal(100 * max(0, rent + charges - aid)) / resources
    assert value >= 0
    assert value == value.quantize(Decimal("0.1"))
    assert abs(value - exact) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (None, ""),
        (Decimal("25"), "Le dispositif accepte jusqu’à 25 %, chauffage compris : ce logement dépasse de 8,3 points."),
        (Decimal("33.3"), "Le dispositif accepte jusqu’à 33,3 %, chauffage compris : ce logement convient."),
    ],
)
def test_a_rate_stands_against_the_programme(percent, said):
    rate = effort_rate(Housing(rent=333_00), 1000_00)
    assert plain(effort_against(rate, percent, heating_included=True)) == said


def test_what_is_left_is_by_unit_and_day():
    housing = Housing(rent=400_00, charges=50_00, aid=200_00)
    found = residual_income(housing, 1000_00, Decimal("1.5"), debts=30_00)
    assert found.value == Decimal("16.00")
    assert found.lines[4].cents == 720_00
    assert plain(found.sentence) == "16,00 € par personne comptée et par jour"
    assert (
        plain(residual_against(found, Decimal("17.50")))
        == "Le dispositif demande au moins 17,50 € par jour : il manque 1,50 €."
    )
    assert plain(residual_against(found, Decimal("16"))).endswith("c’est atteint.")
    assert residual_against(found, None) == ""


def test_a_month_that_does_not_close_is_below_zero():
    found = residual_income(Housing(rent=500_00), 200_00, Decimal(1))
    assert found.value == Decimal("-10.00")
    assert plain(found.sentence).startswith("−10,00 €")


def test_no_unit_is_refused():
    with pytest.raises(CannotCompute, match="unité de consommation"):
        residual_income(Housing(rent=1), 1, Decimal(0))


@given(amounts=st.tuples(CENTS, CENTS, CENTS, CENTS), grown=st.integers(1, 6), children=st.integers(0, 6))
def test_its_lines_add_up(amounts, grown, children):
    rent, resources, aid, debts = amounts
    units = consumption_units(grown, children).value
    found = residual_income(Housing(rent=rent, aid=aid), resources, units, debts=debts)
    amounts = [line.cents for line in found.lines if line.cents is not None]
    assert sum(amounts[:-1]) == amounts[-1]
    assert abs(found.value * 100 * units * 30 - amounts[-1]) <= units * 30


def test_flat_amounts_are_the_first_that_fits():
    flats = [
        FlatAmount(charge="water", persons_at_most=2, euros=Decimal("20")),
        FlatAmount(charge="water", euros=Decimal("35.50")),
        FlatAmount(charge="heating", rooms_at_most=3, euros=Decimal("60")),
    ]
    dwelling = shipped()[0].dwelling.model_copy(update={"flat_amounts": flats})
    assert dwelling.flat_cents("water", rooms=5, persons=2) == 20_00
    assert dwelling.flat_cents("water", rooms=5, persons=3) == 35_50
    assert dwelling.flat_cents("heating", rooms=4, persons=1) is None
