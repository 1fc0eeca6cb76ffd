"""A financing plan kept by screen: begun from a real one, its differences shown, its amounts typed again."""

import pytest

from funding.forms.plans import PlanForm
from funding.models import PlanVersion
from funding.plans import published
from tests.cases.agreements import browser
from tests.funding.books import Books, convention
from tests.funding.measured import plain
from tests.funding.test_pages import page, url
from tests.harness import within

PLANS = {plan.key: plan for plan in published()}


@pytest.fixture
def books(world):
    return Books(world)


@pytest.fixture
def client(world):
    return browser(world.laurent)


def kept(books, client, key: str) -> PlanVersion:
    assert client.post(url("funding_plan_new"), {"key": key}).status_code == 302
    return latest(books)


def latest(books) -> PlanVersion:
    with within(books.by):
        return PlanVersion.objects.order_by("-id")[0]


def typed_of(plan) -> dict[str, str]:
    form = PlanForm(held=plan)
    drawn = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else str(value) for name, value in drawn.items() if value is not False}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("gironde", "Ce plan tombe juste"),
        ("rouen", "Ce plan"),
        ("lille", "deux prix sont imprimés, 1 300 € et 1 310 €"),
        ("cantal", "205 000 € imprimés, les lignes font 215 000 €"),
    ],
)
def test_a_plan_is_kept_by_screen_and_says_its_differences(books, client, key, sentence):
    made = kept(books, client, key)
    assert sentence in page(client, url("funding_plan", made.public_id))
    assert f'value="{key}"' not in page(client, url("funding_plan_new"))


@pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.key)
def test_amounts_sent_as_they_are_drawn_change_nothing(plan):
    form = PlanForm(typed_of(plan), held=plan)
    assert form.is_valid(), form.errors
    assert form.plan == plan


def test_an_amount_that_is_typed_again_is_the_next_version(books, client):
    made = kept(books, client, "cantal")
    address = url("funding_plan_edit", made.public_id)
    assert "Charges" in page(client, address)
    answer = client.post(address, typed_of(PLANS["cantal"]) | {"cost-2-euros": "32 000"})
    assert answer.status_code == 302
    now = latest(books)
    assert (now.key, now.number) == ("cantal", 2)
    shown = page(client, url("funding_plan", now.public_id))
    assert "Ce plan tombe juste" in shown
    assert "205 000 €" in shown


def test_a_plan_that_is_not_balanced_cannot_be_declared_so(books, client):
    made = kept(books, client, "cantal")
    said = client.post(
        url("funding_plan_edit", made.public_id), typed_of(PLANS["cantal"]) | {"declared": "on"}
    ).content.decode()
    assert "Le plan est déclaré équilibré, et il reste" in plain(said)
    assert latest(books).number == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cost-0-euros": ""}, "Il manque le prix. Écrivez 0 s’il n’y en a pas."),
        ({"cost-0-euros": "-1"}, "Écrivez ce montant sans signe."),
        ({"cost-0-quantity": "0"}, "Écrivez un nombre, de 0,001 à 1 000 000."),
        ({"resource-0-percent": "120"}, "Écrivez un nombre, de 0,01 à 100."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, sentence):
    form = PlanForm(typed_of(PLANS["lille"]) | changes, held=PLANS["lille"])
    assert plain(str(form.errors.get(next(iter(changes)), ""))).find(sentence) > 0, form.errors


def test_who_changed_it_first_is_not_overwritten(books, client):
    made = kept(books, client, "cantal")
    address = url("funding_plan_edit", made.public_id)
    assert client.post(address, typed_of(PLANS["cantal"]) | {"cost-2-euros": "1"}).status_code == 302
    said = client.post(address, typed_of(PLANS["cantal"]) | {"cost-2-euros": "2"}).content.decode()
    assert "vient de modifier ce plan" in plain(said)


def test_a_line_shows_the_differences_of_its_plan(books, client):
    kept(books, client, "cantal")
    books.line("state", plan="cantal")
    shown = page(client, url("funding_line", books.lines["state"].public_id))
    assert PLANS["cantal"].name in shown.replace("’", "'")
    assert "205 000 € imprimés" in shown
    assert convention().plan == ""
