"""A manager's pages of money: what they say, what they log, what they cost."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import funding.plans
from cases.programmes.reading import read
from funding.actions import lines as actions
from funding.models import Closing, LineShare
from funding.plans.shape import Plan
from tests.cases.agreements import browser
from tests.cases.reviewed import key
from tests.funding.books import FIRST, LAST, NOW, SECOND, Books
from tests.funding.measured import plain
from tests.gate.readings import readings
from tests.harness import within

MOST = 8
CANTAL = read(Plan, Path(funding.plans.__path__[0]) / "cantal.yaml")


@pytest.fixture
def books(world):
    made = Books(world)
    made.line("state", months=8)
    made.line("fund")
    return made


@pytest.fixture
def client(world):
    return browser(world.laurent)


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def page(client, address: str) -> str:
    """Its text; at most eight statements of data, on every page."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    sent = [
        query["sql"] for query in captured.captured_queries if "cases_" in query["sql"] or "funding_" in query["sql"]
    ]
    assert len(sent) <= MOST, sent
    return plain(answer.content.decode())


def test_lines_say_where_they_stand(books, client):
    books.pays(books.followed(), "state")
    shown = page(client, url("funding"))
    assert "Il manque 4 mois-mesures sur 8" in shown
    assert "Il reste 60 mois-mesures sur 60" in shown
    assert "fin de ce qui est accordé" in shown
    assert "Clore le mois" in shown
    assert "6 mois finis ne sont pas clos" in shown


def test_the_number_of_statements_does_not_grow(books, client):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("funding"))
        return len(captured)

    books.pays(books.followed(), "state")
    before = statements()
    for name in ("Un", "Deux"):
        books.pays(books.followed(name), "fund")
    books.close(FIRST)
    assert statements() == before


def test_without_a_line_it_says_what_comes(world, client):
    shown = page(client, url("funding"))
    assert "Aucune ligne de financement" in shown
    assert "Aucun plan" in shown
    assert "Clore le mois" not in shown


def test_a_line_shows_its_books_by_month_and_logs_the_cases(books, client):
    case = books.followed()
    books.pays(case, "state")
    books.close(FIRST)
    address = url("funding_line", books.lines["state"].public_id)
    with readings() as seen:
        shown = page(client, address)
    assert [(row["purpose"], row["case_ids"]) for row in seen.rows] == [("list", [case.pk])]
    assert "À clore" in shown
    assert "195,00 €" in shown
    chosen = page(client, f"{address}?mois={FIRST}")
    assert "voici ce qui s'y écrirait" not in chosen.replace("’", "'")


def test_a_line_that_pays_nothing_says_how_it_will(books, client):
    with readings() as seen:
        assert "Aucun mois à payer" in page(client, url("funding_line", books.lines["fund"].public_id))
    assert seen.rows == []


def test_what_will_be_written_is_shown_and_then_written(books, client):
    case = books.followed()
    books.pays(case, "state", "0.5")
    address = url("close_month", FIRST.year, FIRST.month)
    with readings() as seen:
        shown = page(client, address)
    assert [(row["purpose"], row["case_ids"]) for row in seen.rows] == [("list", [case.pk])]
    assert "97,50 €" in shown
    assert books.booked(FIRST) == []
    assert client.post(address).status_code == 302
    assert [cents for _, _, cents, _ in books.booked(FIRST)] == [9750]
    # Sent twice.
    assert client.post(address).status_code == 302
    with within(books.by):
        assert Closing.objects.count() == 1
    assert client.get(address).status_code == 404


def test_a_month_that_waits_before_another_is_said(books, client):
    assert f"{FIRST.name}" in page(client, url("close_month", SECOND.year, SECOND.month))


@pytest.mark.parametrize(
    "month", [(NOW.year, NOW.month), (FIRST.plus(-1).year, FIRST.plus(-1).month), (2026, 13), (1, 1)]
)
def test_a_month_of_no_line_or_to_come_is_no_page(books, client, month):
    address = url("close_month", *month)
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_a_plan_says_each_difference(books, client):
    with within(books.by):
        made = actions.keep_plan(plan=CANTAL, by=books.by)
        assert actions.keep_plan(plan=CANTAL, by=books.by) is None
    assert made
    shown = page(client, url("funding_plan", made.public_id))
    assert "Ce plan ne tombe pas juste" in shown
    assert "205 000 € imprimés, les lignes font 215 000 €" in shown
    assert "Reste à trouver" in shown
    assert "Ne tombe pas juste" in page(client, url("funding"))


def test_a_line_is_given_to_a_household_and_taken_back(books, client):
    case = books.followed()
    address = url("case_funding", key(case))
    assert "Aucune ligne ne paie ce dossier" in page(client, address)
    typed = {"line": str(books.lines["fund"].public_id), "percent": "60", "since": str(LAST), "until": ""}
    assert client.post(address, typed).status_code == 302
    assert "fund : 60 %" in page(client, address)
    refused = client.post(address, typed | {"line": str(books.lines["state"].public_id), "percent": "50"})
    assert "110 % du coût" in plain(refused.content.decode())
    with within(books.by):
        share = LineShare.objects.get()
    assert client.post(url("share_end", key(case), share.public_id)).status_code == 302
    with within(books.by):
        assert LineShare.objects.get().until == LAST
