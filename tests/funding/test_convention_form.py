"""A convention is typed and read again without a loss; what is wrong is said at its field, with the cure."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.conventions import Convention
from funding.forms.conventions import ConventionForm, initial_of, is_said_by_form, typed_of
from funding.forms.fields import read_month
from funding.months import Month
from tests.funding.books import INTENSITIES, convention, priced
from tests.funding.measured import plain

AS_IT_IS = convention(euros="12000.50", card=priced("195.01", intensities=INTENSITIES, visit_minutes=150))


def sent(**changes) -> ConventionForm:
    return ConventionForm(typed_of(AS_IT_IS) | changes, held=AS_IT_IS)


def told(form: ConventionForm) -> dict[str, str]:
    return {name: plain(" ".join(errors)) for name, errors in form.errors.items()}


def test_what_is_drawn_and_sent_says_the_same():
    form = sent()
    assert form.errors == {}
    assert form.convention == AS_IT_IS
    assert is_said_by_form(convention())


EUROS = st.integers(0, 1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
WEIGHTS = st.decimals("0.01", "10", places=2, allow_nan=False)


@st.composite
def conventions(draw) -> Convention:
    """Any that the form can say."""
    first = Month(2026, 1)
    begins = sorted(draw(st.sets(st.dates(date(2026, 1, 2), date(2026, 12, 31)), max_size=2)) | {date(2026, 1, 1)})
    ends = [*begins[1:], None]
    kinds = draw(st.lists(WEIGHTS, max_size=3))
    intensities = [
        {"key": f"kind-{number}", "label": f"Sorte {number}", "weight": weight.normalize()}
        for number, weight in enumerate(kinds)
    ]
    month = {"key": "month", "label": "Mois de mesure", "unit": "measure_month", "intensities": intensities}
    rates = [
        month | {"euros": draw(EUROS), "from": begin, "until": end, "travel_minutes": draw(st.integers(0, 500))}
        for begin, end in zip(begins, ends, strict=True)
    ]
    diagnosis = draw(st.booleans())
    if diagnosis:
        rates.append(
            {"key": "diagnosis", "label": "Diagnostic", "unit": "diagnosis", "euros": draw(EUROS), "from": begins[0]}
        )
    return Convention.model_validate(
        {
            "since": first,
            "until": first.plus(draw(st.integers(0, 36))),
            "months": draw(st.integers(1, 100_000)) / Decimal(100),
            "euros": draw(st.none() | EUROS),
            "counting": {
                "presence": draw(st.sampled_from(["any_day", "fifteen_days", "pro_rata"])),
                "rest": draw(st.sampled_from(["month_is_zero", "days_out", "counted"])),
                "diagnosis": "apart" if diagnosis else "included",
            },
            "card": {"key": "card", "label": "Convention", "rates": draw(st.permutations(rates))},
            "month": "month",
            "diagnosis": "diagnosis" if diagnosis else "",
        }
    )


@given(conventions())
def test_any_convention_of_these_units_is_read_back_whole(agreed):
    assert is_said_by_form(agreed)


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"since": ""}, "since", "Il manque le premier mois."),
        ({"since": "printemps"}, "since", "printemps n’est pas un mois. Écrivez par exemple 03/2026."),
        ({"until": "2020-01"}, "until", "La convention finit avant de commencer"),
        ({"months": "", "euros": ""}, "months", "Donnez un nombre de mois-mesures, un montant en euros, ou les deux."),
        ({"months": "0"}, "months", "Écrivez un nombre, de 0,01 à 1 000 000."),
        ({"euros": "1.284"}, "euros", "peut se lire de deux façons"),
        ({"presence": ""}, "presence", "Dites à partir de quand un mois compte."),
        ({"price-0-euros": ""}, "price-0-euros", "Il manque le prix."),
        ({"price-0-from": ""}, "price-0-from", "Il manque le jour à partir duquel ce prix vaut."),
        ({"price-0-from": "2099-01-01"}, "price-0-from", "n’aurait pas de prix : celui-ci commence après. Écrivez 01/"),
        ({"price-1-from": "2099-01-01"}, "price-1-from", "n’aurait pas de prix"),
        ({"price-1-unit": "measure_month"}, "price-1-from", "Le prix 1 commence le même jour : gardez l’un des deux."),
        ({"price-0-visit_minutes": "2 h"}, "price-0-visit_minutes", "Écrivez des minutes, sans virgule"),
        ({"diagnosis": "included"}, "price-1-unit", "Le diagnostic n’est pas payé à part : effacez ce prix"),
        ({"price-1-euros": "", "price-1-from": ""}, "diagnosis", "Payé à part, le diagnostic a un prix : ajoutez-le"),
        ({"intensity-0-weight": ""}, "intensity-0-weight", "Il manque le poids : 1 pour le prix entier"),
        ({"intensity-0-label": ""}, "intensity-0-label", "Il manque le nom de cette intensité."),
        ({"intensity-1-weight": "11"}, "intensity-1-weight", "Écrivez un nombre, de 0,01 à 10."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_with_the_cure(changes, where, sentence):
    found = told(sent(**changes))
    assert sentence in found.get(where, ""), found


def test_a_price_that_changes_holds_until_the_next_one():
    form = sent(
        **{"price-2-unit": "measure_month", "price-2-euros": "201", "price-2-from": f"{AS_IT_IS.since.plus(3).first}"}
    )
    assert form.errors == {}
    before, _, after = form.convention.card.rates
    assert (before.until, after.since, after.until) == (after.since, AS_IT_IS.since.plus(3).first, None)
    assert form.convention.card.price_of_month("month", AS_IT_IS.since.plus(2)).cents == 19501


def test_a_renamed_intensity_keeps_its_key_and_a_new_one_takes_its_own():
    form = sent(**{"intensity-0-label": "Douce", "intensity-2-label": "Légère", "intensity-2-weight": "0,25"})
    assert form.errors == {}
    assert form.convention.intensities == [("light", "Douce"), ("usual", "Habituelle"), ("legere", "Légère")]
    again = sent(**{"intensity-2-label": "Light", "intensity-2-weight": "2"})
    assert again.is_valid()
    assert [key for key, _ in again.convention.intensities] == ["light", "usual", "light-2"]


@pytest.mark.parametrize(
    "agreed",
    [
        convention(card=priced("195", label="Mois d’accès")),
        convention(card=priced("195", until=str(AS_IT_IS.until.plus(6).first))),
    ],
)
def test_what_the_form_cannot_say_it_does_not_pretend_to(agreed):
    assert not is_said_by_form(agreed)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-03", Month(2026, 3)),
        ("03/2026", Month(2026, 3)),
        (" Mars 2026", Month(2026, 3)),
        ("août 2026", Month(2026, 8)),
        ("13/2026", None),
        ("03/26", None),
        ("mars", None),
        ("0001-01", None),
    ],
)
def test_a_month_as_people_type_it(text, month):
    assert read_month(text) == month


def test_what_is_drawn_is_what_was_signed():
    drawn = initial_of(AS_IT_IS)
    assert drawn["euros"] == 12_000_50
    assert drawn["price-0-euros"] == 195_01
    assert drawn["price-0-visit_minutes"] == 150
