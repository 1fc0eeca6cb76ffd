"""Opening a line and amending its convention by screen: what changes of closed months is shown, then written."""

import re

import pytest

from funding.forms.conventions import typed_of
from funding.models import ConventionVersion, FundingLine
from tests.cases.agreements import browser
from tests.funding.books import FIRST, INTENSITIES, SECOND, THIRD, Books, convention, priced
from tests.funding.measured import plain
from tests.funding.test_pages import page, url
from tests.harness import within

LINE = {"label": "FNAVDL", "funder": "État (DDETS)"}


@pytest.fixture
def books(world):
    made = Books(world)
    made.line("state")
    return made


@pytest.fixture
def client(world):
    return browser(world.laurent)


def sent(client, address: str, typed: dict[str, str]) -> str:
    answer = client.post(address, typed)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def seal_of(shown: str) -> str:
    return re.search(r'name="shown"[^>]* value="(\w+)"', shown)[1]


def versions(books) -> list[int]:
    with within(books.by):
        return list(ConventionVersion.objects.order_by("number").values_list("number", flat=True))


def test_a_line_is_opened_by_screen(books, client):
    shown = page(client, url("funding_line_open"))
    assert "Déjà écrits : « state »" in shown
    assert client.post(url("funding_line_open"), typed_of(convention(euros=9000)) | LINE).status_code == 302
    with within(books.by):
        line = FundingLine.objects.get(label="FNAVDL")
    assert line.funder == "État (DDETS)"
    assert "Il reste 60 mois-mesures sur 60, il reste 9 000,00 € sur 9 000,00 €" in page(
        client, url("funding_line", line.public_id)
    )


def test_a_line_of_the_same_name_is_refused_where_it_was_typed(books, client):
    said = sent(client, url("funding_line_open"), typed_of(convention()) | LINE | {"label": " state "})
    assert "La ligne « state » existe déjà. Donnez un autre nom à celle-ci." in said
    with within(books.by):
        assert FundingLine.objects.count() == 1


def test_nothing_is_opened_while_something_is_missing(books, client):
    said = sent(client, url("funding_line_open"), typed_of(convention()) | {"label": "", "funder": "", "since": ""})
    for sentence in ("Il manque le nom de la ligne.", "Il manque le financeur.", "Il manque le premier mois."):
        assert sentence in said
    with within(books.by):
        assert FundingLine.objects.count() == 1


def test_an_amendment_shows_what_it_changes_of_closed_months_and_writes_nothing_before(books, client):
    for name in ("Un", "Deux"):
        books.pays(books.followed(name), "state")
    for month in (FIRST, SECOND):
        books.close(month)
    address = url("funding_line_amend", books.lines["state"].public_id)
    assert "version 1" in page(client, address)
    typed = typed_of(convention(card=priced("200")))
    shown = sent(client, address, typed)
    assert "390,00 €" in shown
    assert "400,00 €" in shown
    assert "10,00 € de plus" in shown
    assert f"s'écrit dans {THIRD.name}, en reprise et en nouveau compte : 20,00 € de plus en tout" in shown.replace(
        "’", "'"
    )
    assert versions(books) == [1]
    assert client.post(address, typed | {"shown": seal_of(shown)}).status_code == 302
    assert versions(books) == [1, 2]
    books.close(THIRD)
    kinds = [(kind, month, cents) for kind, month, cents, _ in books.booked(THIRD)]
    assert kinds.count(("reversal", str(FIRST), -19500)) == 2
    assert kinds.count(("correction", str(SECOND), 20000)) == 2
    assert sum(cents for _, month, cents in kinds if month != str(THIRD)) == 2000


def test_what_is_confirmed_is_what_was_read(books, client):
    books.pays(books.followed(), "state")
    address = url("funding_line_amend", books.lines["state"].public_id)
    typed = typed_of(convention(card=priced("200")))
    seal = seal_of(sent(client, address, typed))
    dearer = sent(client, address, typed_of(convention(card=priced("300"))) | {"shown": seal})
    assert "Relisez avant d'enregistrer" in dearer.replace("’", "'")
    books.close(FIRST)
    late = sent(client, address, typed | {"shown": seal})
    assert "Relisez avant d'enregistrer" in late.replace("’", "'")
    assert "5,00 € de plus" in late
    assert versions(books) == [1]


def test_a_convention_is_not_shown_longer_over_what_another_line_pays(books, client):
    books.line("former", until=str(SECOND))
    case = books.followed()
    books.pays(case, "former")
    books.pays(case, "state", since=THIRD)
    address = url("funding_line_amend", books.lines["former"].public_id)
    said = sent(client, address, typed_of(convention(until=str(THIRD))))
    assert f"En {THIRD.name}, les lignes « state » (100 %) et « former » (100 %) paieraient ensemble 200 %" in said
    assert "Cela concerne 1 dossier" in said
    assert 'name="shown"' not in said


def test_an_amendment_without_an_effect_on_closed_months_says_so(books, client):
    books.pays(books.followed(), "state")
    books.close(FIRST)
    address = url("funding_line_amend", books.lines["state"].public_id)
    shown = sent(client, address, typed_of(convention(months=80)))
    assert "Aucun mois clos ne change." in shown
    assert "sur 60" in shown
    assert "sur 80" in shown


def test_an_amendment_that_says_nothing_new_is_refused(books, client):
    address = url("funding_line_amend", books.lines["state"].public_id)
    assert "La convention dit déjà tout cela" in sent(client, address, typed_of(convention()))


def test_an_intensity_that_households_have_cannot_be_taken_away(books, client):
    agreed = convention(card=priced("195", intensities=INTENSITIES))
    books.line("weighed", card=priced("195", intensities=INTENSITIES))
    books.pays(books.followed(), "weighed", intensity="light")
    address = url("funding_line_amend", books.lines["weighed"].public_id)
    said = sent(client, address, typed_of(agreed) | {"intensity-0-label": "", "intensity-0-weight": ""})
    assert "n’a pas d’intensité « light »" in said
    assert versions(books) == [1, 1]


def test_two_amendments_at_once_do_not_overwrite_each_other(books, client):
    address = url("funding_line_amend", books.lines["state"].public_id)
    typed = typed_of(convention(months=80))
    seal = seal_of(sent(client, address, typed))
    other = typed_of(convention(months=90))
    client.post(address, other | {"shown": seal_of(sent(client, address, other))})
    assert "Relisez avant d'enregistrer" in sent(client, address, typed | {"shown": seal}).replace("’", "'")
    assert versions(books) == [1, 2]


def test_a_convention_that_the_screen_cannot_say_is_not_amended_by_it(books, client):
    books.line("other", card=priced("195", label="Mois d’accès"))
    address = url("funding_line_amend", books.lines["other"].public_id)
    assert "Cette convention dit plus que cet écran" in page(client, address)
    assert "Cette convention dit plus que cet écran" in sent(client, address, typed_of(convention(months=80)))
    assert versions(books) == [1, 1]
