"""What is typed of a decision on the screen of a sitting: what is missing or impossible is said at its field, and nothing is dropped."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.periods import add_months
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
    return DecisionForm({"competence": "measure"} | typed, rules=RULES, held_on=timezone.localdate())


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


def test_a_first_day_long_before_the_session_is_refused():
    """Of the session's day, not of today's: minutes may be typed late."""
    first = add_months(timezone.localdate(), -12)
    assert wrong(starts_on=first.isoformat()) == {}
    for typed in (first - timedelta(days=1), date(2020, 1, 1)):
        (said,) = wrong(starts_on=typed.isoformat())["starts_on"]
        assert said.startswith("« À partir du » est plus de douze mois avant la séance : corrigez")
    later = DecisionForm(
        {"competence": "measure", "starts_on": first.isoformat()},
        rules=RULES,
        held_on=timezone.localdate() + timedelta(days=2),
    )
    assert not later.is_valid()


@pytest.mark.parametrize(
    ("months", "sentence"),
    [
        ("999", "Mois : 60 au plus."),
        ("0", "Mois : 1 au moins."),
        ("six", "Mois : écrivez un nombre entier, comme 6."),
    ],
)
def test_a_length_that_is_not_one_is_said_in_plain_words(months, sentence):
    assert wrong(months=months, starts_on="2026-12-01") == {"months": [sentence]}


@pytest.mark.parametrize("typed", [{"starts_on": "2026-12-01", "months": "6"}, {"starts_on": "hé", "months": "999"}])
def test_a_refusal_keeps_no_dates(typed):
    made = form(competence="refuse", reason="Une pièce.", **typed)
    assert made.is_valid()
    assert made.said() == Said("refuse", "Une pièce.")


def test_an_adjournment_says_until_when():
    made = form(competence="adjourn", reason="Une pièce.", starts_on="2026-12-01", months="6")
    assert made.is_valid()
    assert made.said() == Said("adjourn", "Une pièce.", date(2026, 12, 1), date(2027, 5, 31))


@pytest.mark.parametrize(
    ("competence", "dates"), [("adjourn", (date(2026, 12, 1), date(2027, 5, 31))), ("refuse", (None, None))]
)
def test_whoever_writes_it_a_refusal_keeps_no_dates(hall, competence, dates):
    _, (item,) = sitting_of(hall)
    dated = Said(competence, "Une pièce.", date(2026, 12, 1), date(2027, 5, 31))
    with within(hall.secretary):
        sitting.decide(item=item, said=Said("measure", "", dated.starts_on, dated.until_on), seen="", by=hall.secretary)
        seen = sitting.decided(item).mark
        made = sitting.decide(item=item, said=dated, seen=seen, by=hall.secretary)
    assert (made.starts_on, made.until_on, made.reason) == (*dates, "Une pièce.")


def test_the_screen_takes_the_dates_away_with_what_has_none(hall, client):
    made, (item,) = sitting_of(hall)
    client.force_login(hall.secretary.membership.user)
    page = client.get(reverse("sitting", args=[made.public_id, item.public_id])).text
    assert set(re.findall(r'choice--undated" for="[^"]+"><input[^>]*value="([^"]+)"', page)) == {"refuse"}


@given(st.dates(), st.integers(1, 60))
def test_whatever_day_is_typed_the_form_refuses_it_or_says_an_end_after_it(day, months):
    made = form(starts_on=day.isoformat(), months=str(months))
    is_near = abs(day.year - timezone.localdate().year) <= FURTHEST_YEARS
    assert made.is_valid() is (is_near and day >= add_months(timezone.localdate(), -12))
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
