"""The reading room: each seat its version, in person and for a time; logged first; the same 404 for all that is not hers."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connections
from django.urls import reverse
from django.utils import timezone

from cases.actions.flags import set_flag
from cases.queries.who_sees import who_looked
from cases.reading import Purpose, record_reading
from committees.actions import agenda, sessions, sheets
from common.formatting import full_date
from partners.acting import act_as
from partners.enums import Capacity, Role
from tests.cases.agreements import browser
from tests.cases.test_consent_pages import plain
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_presenting import MOST, own_statements
from tests.factories.directory import member, unit
from tests.gate.readings import assert_logs, readings
from tests.harness import OWNER, sql, within


@pytest.fixture
def hall(world):
    """Its three seats are held by people with an account."""
    built = h.build(world)
    for seat in ("landlord", "state"):
        sitting = unit(Capacity.LANDLORD, Capacity.COMMITTEE_SEAT, name=f"Siège {seat}")
        account = member(sitting, Role.CLERK)
        built.holders[seat, "titular"] = h.name_holder(built, seat, "titular", account.membership.pk)
    return built


@pytest.fixture
def case(world):
    return p.followed(world)


@pytest.fixture
def called(hall, case, world):
    """A session sent with two files: one of a household, then one typed from paper."""
    at, items = p.sent(hall, p.filed(hall, case, world.ines), p.typed(hall))
    return at, items


def seated(hall, seat):
    """The titular of that seat, in it."""
    return act_as(hall.holders[seat, "titular"].membership, Capacity.COMMITTEE_SEAT)


def agenda_of(at):
    return reverse("reading", args=[at.public_id])


def file_of(at, item):
    return reverse("sheet_read", args=[at.public_id, item.public_id])


def said(by, url, status=200):
    answer = browser(by).get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return plain(answer)


# --- what is read --------------------------------------------------------------------------------------------------
def test_the_room_shows_the_sessions_one_reads_and_until_when(hall, called):
    at, _ = called
    page = said(seated(hall, "ccas"), reverse("reading_room"))
    assert agenda_of(at) in page
    assert "Salle 2" in page
    assert "2 dossiers à lire, au plus tard le " in page
    last = timezone.localdate(at.starts_at) + timedelta(days=30)
    assert full_date(last).replace("\u00a0", " ") in page
    assert "Brahimi" not in page


def test_the_agenda_in_order_in_the_words_of_each_seat(hall, called):
    at, (first, second) = called
    page = said(seated(hall, "ccas"), agenda_of(at))
    assert page.index(file_of(at, first)) < page.index(file_of(at, second))
    for words in ("Mme B., 34 ans, deux enfants", "accorde", "Le Pas de Porte, Montaubre", "Urgent", "Salle 2"):
        assert words in page, words
    assert "Brahimi" not in page
    assert "Perte d’emploi" not in page
    page = said(seated(hall, "state"), agenda_of(at))
    assert "Mme B." not in page
    assert f"Dossier {first.sheet.number}" in page
    assert "Présenté par" not in page


def test_each_seat_reads_its_version(hall, called):
    at, (first, _) = called
    full = said(seated(hall, "ccas"), file_of(at, first))
    for words in ("Mme Brahimi", "3, rue du Port", "Perte d’emploi en mars.", "1 150 € par mois", "4 312,80 €"):
        assert words in full, words
    housing = said(seated(hall, "landlord"), file_of(at, first))
    assert "Mme Brahimi" in housing
    assert "4 312,80 €" in housing
    assert "Perte d’emploi" not in housing
    assert "1 150 €" not in housing
    coded = said(seated(hall, "state"), file_of(at, first))
    assert f"Dossier {first.sheet.number}" in coded
    for words in ("Brahimi", "Mme B.", "rue du Port", "4 312,80", "Perte d’emploi", "Le Pas de Porte, Montaubre"):
        assert words not in coded, words


def test_one_goes_from_file_to_file_by_keys_and_by_buttons(hall, called):
    at, (first, second) = called
    page = said(seated(hall, "ccas"), file_of(at, first))
    assert "Dossier 1 sur 2" in page
    assert f'rel="next" href="{file_of(at, second)}" data-key="ArrowRight"' in page
    assert 'rel="prev"' not in page
    page = said(seated(hall, "ccas"), file_of(at, second))
    assert f'rel="prev" href="{file_of(at, first)}" data-key="ArrowLeft"' in page
    assert 'rel="next"' not in page
    assert "Revenir à l’ordre du jour" in page


def test_it_says_until_when_and_is_not_printed(hall, called):
    at, (first, _) = called
    page = said(seated(hall, "ccas"), file_of(at, first))
    last = full_date(timezone.localdate(at.starts_at) + timedelta(days=30)).replace("\u00a0", " ")
    assert f"Fiche visible jusqu’à la signature du compte rendu, au plus tard le {last}." in page
    assert "Cette page ne s’imprime pas." in page
    assert "data-not-on-paper" in page
    assert "data-print" not in page


def test_while_somebody_is_protected_every_seat_reads_the_code(hall, called, case, world):
    at, (first, _) = called
    with within(world.ines):
        set_flag(case=case.case, person=case.referred.tenant, by=world.ines)
    page = said(seated(hall, "ccas"), file_of(at, first))
    assert "Brahimi" not in page
    assert f"Dossier {first.sheet.number}" in page


# --- who does not --------------------------------------------------------------------------------------------------
def closes(hall, at, items, how, world):
    """What ends a window, one way after the other."""
    if how == "recused":
        h.recuse(hall, items[0], hall.holders["ccas", "titular"])
    elif how == "substitute":
        h.designate(hall, at, hall.holders["ccas", "substitute"])
    elif how == "excused":
        h.attend(hall, at, "ccas", "excused")
    elif how == "taken off":
        h.close_item(hall, items[0])
    elif how == "withdrawn":
        with within(world.ines):
            sheets.withdraw(sheet=p.fresh(items[0].sheet), by=world.ines)
    elif how == "cancelled":
        with within(hall.secretary):
            sessions.cancel(session=p.fresh(at), by=hall.secretary)
    elif how == "ended":
        h.end_holder(hall, hall.holders["ccas", "titular"])
    else:
        sql("UPDATE committees_sheetaccess SET until = now() - interval '1 second'")


@pytest.mark.parametrize(
    "how", ["recused", "substitute", "excused", "taken off", "withdrawn", "cancelled", "ended", "expired"]
)
def test_a_window_that_closes_answers_as_what_does_not_exist(hall, called, world, how):
    at, items = called
    before = browser(seated(hall, "ccas"))
    assert before.get(file_of(at, items[0])).status_code == 200
    closes(hall, at, items, how, world)
    unknown = before.get(reverse("sheet_read", args=[uuid4(), uuid4()]))
    answer = before.get(file_of(at, items[0]))
    assert answer.status_code == unknown.status_code == 404
    assert p.SAID.name not in answer.content.decode()
    alone = how in {"recused", "taken off", "withdrawn"}
    assert before.get(agenda_of(at)).status_code == (200 if alone else 404)


def test_a_signed_session_is_read_by_no_seat(hall, called):
    at, items = called
    for state in ("open", "closed", "signed"):
        h.move(hall, at, state)
    for seat in h.SEATS:
        assert "Rien à lire pour l’instant" in said(seated(hall, seat), reverse("reading_room"))
        said(seated(hall, seat), agenda_of(at), 404)
        said(seated(hall, seat), file_of(at, items[0]), 404)


def test_a_planned_session_is_not_read_yet(hall, case, world):
    made = p.filed(hall, case, world.ines)
    at = h.session(hall)
    item = h.put(hall, at, made)
    said(seated(hall, "ccas"), agenda_of(at), 404)
    said(seated(hall, "ccas"), file_of(at, item), 404)


def test_every_person_of_a_committee_by_every_route(hall, called, case, world):
    """Those of another capacity, of another committee, of the same unit without a seat, the secretariat: all the same."""
    at, items = called
    elsewhere = h.build(world)
    other_at, other_items = p.sent(elsewhere, p.typed(elsewhere))
    colleague = member(hall.sitting, Role.WORKER)
    strangers = (hall.secretary, hall.account, elsewhere.secretary, colleague, world.ines, world.laurent, world.nadia)
    for who in strangers:
        for url in (reverse("reading_room"), agenda_of(at), file_of(at, items[0])):
            said(who, url, 404)
    for url in (agenda_of(at), file_of(at, items[0])):
        said(elsewhere.seated, url, 404)
    assert browser(elsewhere.seated).get(file_of(other_at, other_items[0])).status_code == 200
    for url in (
        agenda_of(other_at),
        file_of(other_at, other_items[0]),
        file_of(other_at, items[0]),
        file_of(at, other_items[0]),
    ):
        said(seated(hall, "ccas"), url, 404)


def test_nothing_is_posted_there(hall, called):
    at, items = called
    client = browser(seated(hall, "ccas"))
    for url in (reverse("reading_room"), agenda_of(at), file_of(at, items[0])):
        assert client.post(url).status_code == 405


# --- the log -------------------------------------------------------------------------------------------------------
def test_every_reading_is_logged_before_it_is_read(hall, called, case):
    at, (first, second) = called
    by = seated(hall, "ccas")
    client = browser(by)
    _, row = assert_logs(client, agenda_of(at), Purpose.PRESENTED)
    assert (row["case_ids"], row["presentation_sheet_ids"]) == (
        [case.case.pk],
        sorted([first.sheet_id, second.sheet_id]),
    )
    assert (row["capacity"], row["membership_id"]) == ("committee_seat", by.membership.pk)
    _, row = assert_logs(client, file_of(at, second), Purpose.PRESENTED)
    assert (row["case_ids"], row["presentation_sheet_ids"]) == ([], [second.sheet_id])
    with readings() as seen:
        _, row = assert_logs(client, file_of(at, first), Purpose.PRESENTED)
    assert (row["case_ids"], row["presentation_sheet_ids"]) == ([case.case.pk], [first.sheet_id])
    assert "committees_sheetversion" in seen.named
    with readings() as seen:
        client.get(reverse("reading_room"))
    assert (seen.rows, seen.named) == ([], [])


def test_what_is_refused_names_no_sheet(hall, called):
    at, _ = called
    _, row = assert_logs(
        browser(seated(hall, "ccas")), reverse("sheet_read", args=[at.public_id, uuid4()]), Purpose.REFUSED, status=404
    )
    assert (row["case_ids"], row["presentation_sheet_ids"]) == ([], [])
    with readings() as seen:
        record_reading(seated(hall, "ccas"), purpose=Purpose.REFUSED, route="sheet_read", presentation_sheet_ids=[7])
    assert seen.rows[0]["presentation_sheet_ids"] == []


def test_no_log_no_sheet(hall, called):
    at, (first, _) = called

    def broken(execute, sql, parameters, many, context):
        raise OperationalError("the log is down")

    client = browser(seated(hall, "ccas"))
    with readings() as seen, connections["log"].execute_wrapper(broken), pytest.raises(OperationalError):
        client.get(file_of(at, first))
    assert seen.named == []


def read_in_seat(by, *cases):
    row = "INSERT INTO cases_readinglog (id, at, membership_id, unit_id, capacity, purpose, route, case_ids, presentation_sheet_ids, basis)"
    row += " VALUES (gen_random_uuid(), now(), %s, %s, %s, 'presented', 'sheet_read', %s, '{1}', '')"
    sql(row, by.membership.pk, by.membership.unit_id, by.capacity.value, [case.pk for case in cases], role=OWNER)


def test_the_household_is_told_that_a_seat_read_its_sheet(hall, called, case, world):
    by = seated(hall, "ccas")
    read_in_seat(by, case.referred.case)
    with within(world.ines):
        (row,) = [each for each in who_looked(case.referred.tenant.public_id) if each.purpose == "presented"]
    assert (row.capacity, row.unit) == ("committee_seat", by.membership.unit.name)
    page = plain(
        browser(world.ines).get(reverse("who_sees", args=[case.case.public_id, case.referred.tenant.public_id]))
    )
    assert "lire votre fiche de présentation" in page


def test_without_her_agreement_what_a_seat_read_is_not_about_her(hall, case, world):
    """Under a code nobody reads who she is; and another scope opens nothing to a seat."""
    p.filed(hall, case, world.ines, is_coded=True)
    by = seated(hall, "ccas")
    read_in_seat(by, case.referred.case)
    read_in_seat(replace(by, capacity=Capacity.RESERVER), case.referred.case)
    with within(world.ines):
        assert [each for each in who_looked(case.referred.tenant.public_id) if each.purpose == "presented"] == []


# --- what it costs -------------------------------------------------------------------------------------------------
def test_the_cost_does_not_grow_with_the_agenda(hall, called):
    at, items = called
    client = browser(seated(hall, "ccas"))
    urls = (reverse("reading_room"), agenda_of(at), file_of(at, items[0]))
    before = [len(own_statements(client, url)) for url in urls]
    assert max(before) <= MOST
    with within(hall.secretary):
        agenda.put(session=p.fresh(at), sheets=[p.fresh(p.typed(hall)) for _ in range(4)], by=hall.secretary)
    assert [len(own_statements(client, url)) for url in urls] == before
