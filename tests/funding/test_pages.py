"""A manager's pages of money: what they say, what they log, what they cost."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import funding.plans
from cases.programmes.reading import read
from common.formatting import full_date
from common.refusal import Refused
from funding.actions import lines as actions
from funding.actions import shares
from funding.cents import to_cents
from funding.models import Closing, LineShare
from funding.plans.shape import Plan
from tests.cases.agreements import browser
from tests.cases.reviewed import key
from tests.funding.books import FIRST, INTENSITIES, LAST, NOW, SECOND, THIRD, Books, convention, priced
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


def sealed(shown: str) -> str:
    """What the page of a closing sends of what it shows."""
    (found,) = re.findall(r'name="shown" value="(\w+)"', shown)
    return found


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
    sent = {"shown": sealed(shown)}
    assert client.post(address, sent).status_code == 302
    assert [cents for _, _, cents, _ in books.booked(FIRST)] == [9750]
    # Sent twice.
    assert client.post(address, sent).status_code == 302
    with within(books.by):
        assert Closing.objects.count() == 1
    assert client.get(address).status_code == 404


def test_what_changed_since_it_was_shown_is_shown_again_and_nothing_is_closed(books, client):
    """A closed month is not opened again: what was read is what is written."""
    case = books.followed()
    books.pays(case, "state", "0.5")
    address = url("close_month", FIRST.year, FIRST.month)
    before = {"shown": sealed(page(client, address))}
    books.pays(case, "fund", "0.25")
    for sent in (before, {}):
        with readings() as seen:
            answer = client.post(address, sent)
        assert answer.status_code == 200
        assert "relisez, puis confirmez" in answer.text
        assert "48,75 €" in plain(answer.text)
        assert [(row["purpose"], row["case_ids"]) for row in seen.rows] == [("list", [case.pk])]
        assert books.booked(FIRST) == []
        with within(books.by):
            assert Closing.objects.count() == 0
    assert client.post(address, {"shown": sealed(answer.text)}).status_code == 302
    assert [cents for _, _, cents, _ in books.booked(FIRST)] == [9750, 4875]


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


def test_a_share_that_is_over_is_not_stopped(books, client):
    case = books.followed()
    ended = books.pays(case, "fund", until=SECOND)
    books.pays(case, "state", since=SECOND.plus(1))
    shown = page(client, url("case_funding", key(case)))
    assert f"jusqu’à {SECOND.name}" in shown
    assert shown.count("ce mois-ci") == 1
    assert url("share_end", key(case), ended.public_id) not in shown
    # A page that was open since before.
    assert client.post(url("share_end", key(case), ended.public_id)).status_code == 302
    with within(books.by):
        assert LineShare.objects.get(pk=ended.pk).until == SECOND


@pytest.mark.parametrize(("since", "until"), [(-1, None), (-1, 3), (0, 12), (3, 12), (12, None), (-2, -1)])
def test_a_share_is_of_the_months_of_its_convention(books, client, since, until):
    """Twelve months from the first: no month outside them is promised that would not be paid."""
    case = books.followed()
    typed = {"line": str(books.lines["fund"].public_id), "percent": "60", "since": str(FIRST.plus(since))}
    typed |= {"until": "" if until is None else str(FIRST.plus(until))}
    # The form offers the months of every line.
    earlier = {"since": str(FIRST.plus(-3)), "card": priced("195", **{"from": FIRST.plus(-3).first.isoformat()})}
    books.line("wider", until=str(FIRST.plus(15)), diagnosis="", **earlier)
    said = plain(client.post(url("case_funding", key(case)), typed).content.decode())
    assert f"« fund » paie de {FIRST.name} à {FIRST.plus(11).name} : choisissez ces mois." in said
    with within(books.by):
        assert not LineShare.objects.exists()
    whole = typed | {"since": str(FIRST), "until": str(FIRST.plus(11))}
    assert client.post(url("case_funding", key(case)), whole).status_code == 302


def test_a_share_beyond_its_convention_says_what_is_paid_and_is_stopped(books, client):
    """An amendment shortened it; another that makes it longer waits for the share to be stopped."""
    case = books.followed()
    row = books.pays(case, "state", until=LAST)
    later = books.pays(case, "state", since=NOW.plus(1))
    longer = convention(months=8)
    amend(books, "state", convention(months=8, until=str(SECOND)))
    address = url("case_funding", key(case))
    shown = page(client, address)
    assert f"à partir de {FIRST.name}, jusqu'à {SECOND.name}" in shown.replace("’", "'")
    assert f"aucun mois, car sa convention finit en {SECOND.name}" in shown
    books.pays(case, "fund", since=THIRD)
    with pytest.raises(Refused, match="arrêtez-y d’abord la ligne"):
        amend(books, "state", longer)
    for share in (row, later):
        stop = url("share_end", key(case), share.public_id)
        assert stop in shown
        assert client.post(stop).status_code == 302
    amend(books, "state", longer)
    shown = page(client, address)
    assert f"jusqu'à {SECOND.name}" in shown.replace("’", "'")
    assert url("share_end", key(case), row.public_id) not in shown
    assert "aucun mois" not in shown


def amend(books, name, agreed) -> None:
    with within(books.by):
        actions.amend(line=books.lines[name], convention=agreed, by=books.by)


@pytest.mark.parametrize("presence", ["pro_rata", "any_day"])
def test_an_intensity_changes_from_a_day_on_as_the_rule_of_presence_says(books, client, presence):
    counting = {"presence": presence, "rest": "days_out", "diagnosis": "apart"}
    books.line("weighed", card=priced("195", intensities=INTENSITIES), counting=counting)
    case = books.followed()
    books.pays(case, "weighed", intensity="light")
    address = url("case_funding", key(case))
    identifiers = re.findall(r' id="([^"]+)"', page(client, address))
    assert len(identifiers) == len(set(identifiers))
    assert f"Légère à partir du {plain(full_date(FIRST.first))}" in page(client, address)
    changed = SECOND.first.replace(day=21)
    assert client.post(address, {"intensity": "usual", "from_day": changed.isoformat()}).status_code == 302
    assert f"Habituelle à partir du {plain(full_date(changed))}" in page(client, address)
    for month in (FIRST, SECOND, SECOND.plus(1)):
        books.close(month)
    light, days = Fraction(9750), SECOND.days
    by_days = to_cents((20 * light + (days - 20) * 2 * light) / days)
    found = [sum(cents for _, _, cents, _ in books.booked(month)) for month in (FIRST, SECOND, SECOND.plus(1))]
    assert found == [9750, by_days if presence == "pro_rata" else 9750, 19500]


def test_an_intensity_is_one_of_the_cards_from_a_day(books, client):
    books.line("weighed", card=priced("195", intensities=INTENSITIES))
    address = url("case_funding", key(books.followed()))
    said = plain(client.post(address, {"intensity": "", "from_day": ""}).content.decode())
    assert "Choisissez une intensité." in said
    assert "Il manque la date." in said


def test_whoever_comes_second_reads_which_month_and_which_lines(books, monkeypatch):
    """The database refuses what another one attributed after the check: the sentence is the same."""
    case = books.followed()
    books.pays(case, "state", "0.6")
    whole, calls = shares._check_whole, []
    monkeypatch.setattr(shares, "_check_whole", lambda *given: whole(*given) if calls else calls.append(1))
    with pytest.raises(Refused) as refused:
        books.pays(case, "fund", "0.5")
    said = plain(str(refused.value))
    assert f"En {FIRST.name}, les lignes « state » (60 %) et « fund » (50 %) paieraient ensemble 110 % du coût" in said
