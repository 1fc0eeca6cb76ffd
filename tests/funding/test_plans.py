"""The real plans of domain 4.9: what they print, what does not add up in them, and what they leave open."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.programmes.publishing import shipped
from cases.programmes.reading import Invalid, parse
from funding.plans import DifferenceKind, NotBalanced, Plan, RemarkKind, differences, published, remarks
from tests.funding.measured import plain

PLANS = {plan.key: plan for plan in published()}


def told(plan: Plan) -> list[tuple[DifferenceKind, int, str]]:
    """Kind, gap and sentence of each difference."""
    return [(found.kind, found.gap, plain(found.sentence)) for found in differences(plan)]


def noted(plan: Plan) -> list[tuple[RemarkKind, int | None, str]]:
    return [(found.kind, found.cents, plain(found.sentence)) for found in remarks(plan)]


def paid(plan: Plan) -> dict[str, int]:
    return {resource.funder: cents for resource, cents in plan.paid()}


def test_the_plans_of_the_table_are_all_there():
    assert list(PLANS) == ["cantal", "chartres", "epernay", "gironde", "ile-de-france", "lille", "rouen"]


@pytest.mark.parametrize(
    ("key", "costs", "each"),
    [
        ("gironde", 70_950_00, (2_365_00, 2_365_00)),
        ("rouen", 45_000_00, (1_500_00, 1_500_00)),
        ("lille", 28_200_00, (1_410_00, 1_410_00)),
        ("ile-de-france", 150_000_00, (5_000_00, 5_000_00)),
        ("chartres", 150_000_00, (10_000_00, 10_000_00)),
        ("epernay", 45_000_00, (2_250_00, 3_000_00)),
    ],
)
def test_the_printed_total_is_what_the_lines_add_up_to(key, costs, each):
    plan = PLANS[key]
    assert plan.cost_cents == costs
    assert plan.cents_per_household == each
    assert all(total.euros * 100 == costs * total.years for total in plan.printed_totals)
    assert plan.printed_totals


def test_gironde_adds_up_to_the_minute():
    plan = PLANS["gironde"]
    diagnosis, month = plan.costs
    assert (diagnosis.cents_each, month.cents_each) == (220_00, 2_145_00)
    assert (diagnosis.minutes_each, month.minutes_each) == (6 * 60 + 30, 11 * 6 * 60)
    assert told(plan) == []
    assert noted(plan) == [(RemarkKind.NO_RESOURCE, None, "Ce qui paie le plan n’est pas écrit.")]


def test_rouen_is_the_first_of_three_years_with_two_posts_beside():
    plan = PLANS["rouen"]
    assert paid(plan) == {"Bailleur": 11_250_00, "État (DDCS)": 11_250_00, "Appel à projets national": 22_500_00}
    assert plan.declared_balanced
    assert told(plan) == []
    assert noted(plan) == [
        (RemarkKind.OTHER_YEARS, None, "Les parts sont celles de l’année 1 sur 3 ; les autres ne sont pas écrites."),
        (
            RemarkKind.IN_KIND,
            None,
            "Le bailleur apporte en nature, sans valeur écrite, en plus du plan : deux postes à temps plein.",
        ),
    ]


def test_lille_prints_two_prices_and_its_hours_add_up():
    plan = PLANS["lille"]
    assert paid(plan) == {"Fonds propres": 14_100_00, "FNAVDL et CGLLS": 14_100_00}
    assert plan.minutes_each == plan.printed_minutes == 47 * 60 + 30
    assert [total.euros for total in plan.printed_totals] == [28_200, 56_400]
    assert told(plan) == [
        (
            DifferenceKind.OTHER_PRICE,
            -10_00,
            "Accompagnement : deux prix sont imprimés, 1 300 € et 1 310 € ; le plan compte le premier, le second ferait"
            " 200 € de plus.",
        )
    ]
    assert noted(plan) == []


def test_cantal_adds_up_to_ten_thousand_more_and_says_why():
    plan = PLANS["cantal"]
    assert plan.cost_cents == 215_000_00
    assert told(plan) == [
        (
            DifferenceKind.LINE,
            10_000_00,
            "Charges : 32 000 € imprimés, les lignes font 42 000 €, soit 10 000 € de plus.",
        ),
        (
            DifferenceKind.TOTAL,
            10_000_00,
            "Une année : 205 000 € imprimés, les lignes font 215 000 €, soit 10 000 € de plus, et l’écart vient de"
            " « Charges ».",
        ),
    ]
    assert paid(plan) == {"Appel à projets": 102_500_00, "Bailleur": 40_000_00, "À trouver": 72_500_00}
    assert noted(plan) == [
        (RemarkKind.TO_BE_FOUND, 72_500_00, "Reste à trouver : 72 500 € (62 500 € selon le total imprimé)."),
    ]


def test_ile_de_france_prints_a_year_and_eighteen_months():
    plan = PLANS["ile-de-france"]
    assert [(total.years, total.euros) for total in plan.printed_totals] == [(1, 150_000), (Decimal("1.5"), 225_000)]
    assert told(plan) == []


def test_chartres_does_not_balance_as_published():
    plan = PLANS["chartres"]
    assert paid(plan) == {
        "État": 50_000_00,
        "Département": 45_000_00,
        "Fondation": 10_000_00,
        "Appel à projets": 50_000_00,
    }
    sentence = "Équilibre : les ressources font 155 000 €, les dépenses 150 000 €, soit 5 000 € de plus."
    assert told(plan) == [(DifferenceKind.BALANCE, 5_000_00, sentence)]


def test_the_rest_of_epernay_is_the_fund_s():
    plan = PLANS["epernay"]
    assert paid(plan)["Fonds des ESH"] == 15_500_00
    assert told(plan) == noted(plan) == []


def test_a_programme_and_its_plan_say_the_same():
    for programme in shipped():
        plan = PLANS[programme.key]
        assert [funding.euros * 100 for funding in programme.funding] == [plan.cost_cents]
        shares = [(share.percent, plan.cost_cents * share.percent / 100) for share in programme.funding[0].shares]
        assert shares == [(resource.percent, cents) for resource, cents in plan.paid()]
        lines = {(line.unit, line.euros): line for line in plan.costs}
        for rate in programme.rates:
            line = lines[rate.unit, rate.euros]
            planned = (rate.visit_minutes, rate.travel_minutes, rate.writing_minutes)
            assert (line.visit_minutes, line.travel_minutes, line.writing_minutes) == planned


# --- what is declared balanced --------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["lille", "epernay", "rouen"])
def test_what_balances_may_be_declared_balanced(key):
    assert PLANS[key].declare_balanced().declared_balanced


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("chartres", "les ressources dépassent les dépenses de 5 000,00 €"),
        ("cantal", "il reste 72 500,00 € à trouver"),
        ("gironde", "il reste 70 950,00 € à trouver"),
    ],
)
def test_what_does_not_balance_is_kept_but_not_declared_balanced(key, why):
    plan = PLANS[key]
    assert not plan.declared_balanced
    with pytest.raises(NotBalanced) as refused:
        plan.declare_balanced()
    assert plain(str(refused.value)) == f"Ce plan ne peut pas être déclaré équilibré : {why}."


def written(resources: str = "", rest: str = "") -> str:
    return f"""
key: plan
name: Plan
households: {{at_least: 3}}
costs:
  - {{key: year, label: Année, unit: year, euros: 100.01}}
resources: [{resources}]
{rest}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (written("{funder: A, percent: 99.99}", "declared_balanced: true"), "ligne 8, declared_balanced : le plan est déclaré équilibré, et il reste 0,01 € à trouver."),
        (written("{funder: A, euros: 200}", "declared_balanced: true"), "ligne 8, declared_balanced : le plan est déclaré équilibré, et les ressources dépassent les dépenses de 99,99 €."),
        (written("{funder: A, percent: 50}, {funder: B, rest: true, to_be_found: true}", "declared_balanced: true"), "ligne 8, declared_balanced : le plan est déclaré équilibré, et il reste 50,00 € à trouver."),
        (written("{funder: A, rest: true}, {funder: B, rest: true}"), "ligne 7, resources.2.rest : une seule ressource peut payer le reste."),
        (written("{funder: A, percent: 5, euros: 5}"), "ligne 7, resources.1.funder : donnez percent, euros ou rest, un seul des trois."),
        (written("{funder: A}"), "ligne 7, resources.1.funder : donnez percent, euros ou rest, un seul des trois."),
        (written("{funder: A, percent: 5, quantity: 2}"), "ligne 7, resources.1.quantity : une quantité ne va qu’avec un montant en euros."),
        (written(rest="described_year: 2"), "ligne 8, described_year : le plan n’a pas d’année 2 (years : 1)."),
    ],
)  # fmt: skip
def test_what_a_plan_may_not_say_is_told_by_its_line(text, said):
    with pytest.raises(Invalid) as refused:
        parse(Plan, text)
    assert plain(str(refused.value)) == said


# --- what does not add up -------------------------------------------------------------------------------------
LINE = {"key": "line", "label": "Ligne", "unit": "measure", "euros": 100, "quantity": 3, "units_each": 2}


@pytest.mark.parametrize(
    ("line", "plan", "expected"),
    [
        ({"made_of": [60, 39]}, {}, [(DifferenceKind.PRICE, -1_00, "Ligne : le prix imprimé est de 100 €, ses parts font 99 €.")]),
        ({"made_of": [60, 40]}, {}, []),
        ({"printed_each": 210}, {}, [(DifferenceKind.EACH, -10_00, "Ligne, pour chacun : 210 € imprimés, les lignes font 200 €, soit 10 € de moins.")]),
        ({"printed": 600}, {"printed_totals": [{"label": "Un an", "euros": 600}]}, []),
        ({"printed": 610}, {"printed_totals": [{"label": "Deux ans", "years": 2, "euros": 1220}]}, [
            (DifferenceKind.LINE, -10_00, "Ligne : 610 € imprimés, les lignes font 600 €, soit 10 € de moins."),
            (DifferenceKind.TOTAL, -20_00, "Deux ans : 1 220 € imprimés, les lignes font 1 200 €, soit 20 € de moins, et l’écart vient de « Ligne »."),
        ]),
        ({}, {"printed_totals": [{"label": "Un an", "euros": 601}]}, [(DifferenceKind.TOTAL, -1_00, "Un an : 601 € imprimés, les lignes font 600 €, soit 1 € de moins.")]),
        ({"visit_minutes": 60, "travel_minutes": 20, "writing_minutes": 15}, {"printed_minutes": 180}, [
            (DifferenceKind.MINUTES, 10, "Temps pour un ménage : 3 h imprimées, les lignes font 3 h 10."),
        ]),
        ({}, {"resources": [{"funder": "A", "percent": 50}]}, [(DifferenceKind.BALANCE, -300_00, "Équilibre : les ressources font 300 €, les dépenses 600 €, soit 300 € de moins.")]),
        ({}, {"resources": [{"funder": "A", "percent": 60}, {"funder": "B", "percent": 60}]}, [(DifferenceKind.BALANCE, 120_00, "Équilibre : les ressources font 720 €, les dépenses 600 €, soit 120 € de plus.")]),
    ],
)  # fmt: skip
def test_each_difference_is_one_sentence(line, plan, expected):
    made = {"key": "plan", "name": "Plan", "households": {"at_least": 3}, "costs": [{**LINE, **line}], **plan}
    assert told(Plan.model_validate(made)) == expected


def test_what_is_brought_in_kind_pays_for_nothing():
    made = {"key": "plan", "name": "Plan", "households": {"at_least": 3}, "costs": [LINE]}
    valued = Plan.model_validate({**made, "in_kind": [{"who": "La commune", "what": "un local", "euros": 900}]})
    assert noted(valued)[-1] == (
        RemarkKind.IN_KIND,
        900_00,
        "La commune apporte en nature, pour 900 €, en plus du plan : un local.",
    )
    assert valued.resource_cents == 0


EUROS = st.decimals(0, 100_000, places=2)


@given(
    prices=st.lists(EUROS, min_size=1, max_size=4),
    percents=st.lists(st.integers(1, 60), max_size=4),
    amounts=st.lists(EUROS, max_size=2),
    rest=st.booleans(),
)
def test_resources_are_exact_to_the_cent(prices, percents, amounts, rest):
    resources = [{"funder": "A", "percent": each} for each in percents]
    resources += [{"funder": "B", "euros": each} for each in amounts]
    resources += [{"funder": "C", "rest": True}] if rest else []
    costs = [{"key": "line", "label": "L", "unit": "year", "euros": each} for each in prices]
    made = {"key": "plan", "name": "Plan", "households": {"at_least": 1}, "costs": costs, "resources": resources}
    plan = Plan.model_validate(made)
    assert plan.cost_cents == sum(prices) * 100
    if sum(percents) == 100 and not amounts:
        assert plan.resource_cents == plan.cost_cents
    if rest:
        others = sum(cents for resource, cents in plan.paid() if not resource.rest)
        assert plan.resource_cents == max(plan.cost_cents, others)
    balances = plan.resource_cents == plan.cost_cents
    said = [found for found in differences(plan) if found.kind == DifferenceKind.BALANCE]
    assert bool(said) == (bool(resources) and not balances)
    if balances:
        assert plan.declare_balanced() == Plan.model_validate({**made, "declared_balanced": True})
    else:
        with pytest.raises(NotBalanced):
            plan.declare_balanced()
        with pytest.raises(ValueError, match="équilibré"):
            Plan.model_validate({**made, "declared_balanced": True})
