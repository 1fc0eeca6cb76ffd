"""What is typed of a decision on the screen of a sitting: what is missing or impossible is said at its field, and nothing is dropped."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from committees.actions import sitting
from committees.actions.sitting import Said
from committees.forms.sitting import FURTHEST_YEARS, DecisionForm
from committees.models import Decision
from committees.rules import Rules
from common.refusal import Refused
from tests.committees import hall as h
from tests.committees.test_acts import sitting_of
from tests.harness import within

RULES = Rules.model_validate(h.RULES | {"key": "c"})


@pytest.fixture
def hall(world):
    return h.build(world)


def form(**typed) -> DecisionForm:
    return DecisionForm({"competence": "measure"} | typed, rules=RULES)


def wrong(**typed) -> dict[str, list[str]]:
    return dict(form(**typed).errors)


def test_a_length_without_its_first_day_is_not_dropped():
    assert wrong(months="6") == {"starts_on": ["Dites à partir de quel jour : la durée compte depuis ce jour."]}
    # Of a day that cannot be read, that alone is said.
    assert list(wrong(months="6", starts_on="hé")) == ["starts_on"]
    assert len(wrong(months="6", starts_on="hé")["starts_on"]) == 1
    assert wrong(starts_on="2026-12-01") == {}
    assert wrong() == {}


@pytest.mark.parametrize("competence", ["go-on", "freeze"])
def test_what_is_carried_out_until_a_day_says_which(competence):
    assert set(wrong(competence=competence)) == {"starts_on", "months"}
    assert set(wrong(competence=competence, starts_on="2026-12-01")) == {"months"}
    assert set(wrong(competence=competence, months="3")) == {"starts_on"}
    made = form(competence=competence, starts_on="2026-12-01", months="3")
    assert made.is_valid()
    assert made.said() == Said(competence, starts_on=date(2026, 12, 1), until_on=date(2027, 2, 28))


@pytest.mark.parametrize("typed", ["31/12/9999", "0001-01-01", "2062-12-01"])
def test_a_year_that_is_mistyped_is_said(typed):
    assert "vérifiez l’année" in wrong(starts_on=typed, months="60")["starts_on"][0]


@given(st.dates(), st.integers(1, 60))
def test_whatever_day_is_typed_the_form_refuses_it_or_says_an_end_after_it(day, months):
    made = form(starts_on=day.isoformat(), months=str(months))
    assert made.is_valid() is (abs(day.year - timezone.localdate().year) <= FURTHEST_YEARS)
    if made.is_valid():
        said = made.said()
        assert said.starts_on == day
        assert said.until_on
        assert said.until_on > day


def test_a_suspension_of_the_proceedings_without_an_end_is_refused(hall):
    _, (item,) = sitting_of(hall)
    with within(hall.secretary), pytest.raises(Refused, match="jusqu’à un jour dit"):
        sitting.decide(item=item, said=Said("freeze", starts_on=date(2026, 12, 1)), seen="", by=hall.secretary)


def test_the_screen_does_not_say_that_it_is_kept(hall, client):
    made, (item,) = sitting_of(hall)
    client.force_login(hall.secretary.membership.user)
    address = reverse("sitting", args=[made.public_id, item.public_id])
    for typed, sentence in (
        ({"months": "6"}, "Dites à partir de quel jour"),
        ({"starts_on": "31/12/9999", "months": "6"}, "vérifiez l’année"),
    ):
        said = client.post(address, {"competence": "measure"} | typed, headers={"X-Requested-With": "fetch"}).json()
        assert sentence in said["refusal"]
        assert "kept" not in said
        assert sentence in client.post(address, {"competence": "measure"} | typed).text
    with within(hall.secretary):
        assert not Decision.objects.exists()
