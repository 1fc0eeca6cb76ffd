"""How many files a session had: one figure, on its page, in the list of its committee and in its minutes."""

import re

import pytest

from committees.actions import agenda, sessions, sitting
from committees.actions.sitting import Said
from committees.enums import PaperKind
from committees.models import Paper
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees.test_acts import SAID, fresh, planned, sitting_of, typed
from tests.committees.test_pages import said, url
from tests.harness import OWNER, sql, within


@pytest.fixture
def hall(world):
    return h.build(world)


def named(hall, name):
    return typed(hall, said=SAID.model_copy(update={"heading": name}))


def earlier(minutes, row, column="closed_at"):
    """It was so some time before the transaction of this test, which is that of every act."""
    table = row._meta.db_table
    h.unforced(table)
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER", role=OWNER)
    sql(f"UPDATE {table} SET {column} = {column} - interval '{minutes} minutes' WHERE id = {row.pk}", role=OWNER)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER", role=OWNER)
    sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", role=OWNER)


def test_a_session_says_one_count_of_its_files_whatever_was_taken_off(hall):
    """Decided, adjourned, not seen, taken off while it sat, taken off before."""
    names = ("Mme A.", "M. B.", "Mme C.", "M. D.", "Mme E.")
    made, items = sitting_of(hall, *(named(hall, name) for name in names))
    earlier(60, made, "opened_at")
    with within(hall.secretary):
        sitting.decide(item=items[0], said=Said("measure"), seen="", by=hall.secretary)
        sitting.decide(item=items[1], said=Said("adjourn", reason="Une pièce."), seen="", by=hall.secretary)
        for item in items[3:]:
            agenda.take_off(item=item, by=hall.secretary)
    earlier(30, items[3])
    earlier(90, items[4])
    with within(hall.secretary):
        sessions.close(session=fresh(made), by=hall.secretary)
    claire = signed_in(hall.secretary)
    came = "1 décidé, 1 ajourné, 1 non vu"
    for act in ("", "signer"):
        if act:
            claire.post(url("session_act", made, act))
        page = said(claire.get(url("session", made)))
        assert f"3 dossiers : {came}." in page
        assert len(re.findall("<tr data-row", page)) == 3
        assert page.count("Non vu") == 1
        off = re.search(r"Ôté de l.ordre du jour en séance : .*?</p>", page).group()
        assert ("M. D." in off, "Mme E." in page) == (True, False)
    assert "3 dossiers" in said(claire.get(url("committee", hall.committee)))
    with within(hall.secretary):
        summary = Paper.objects.get(kind=PaperKind.MINUTES).snapshot["summary"]
    assert [[plain(label), count] for label, count in summary] == [
        *(["Accorde", "1"], ["Ajourne", "1"], ["Pas examinés", "1"], ["Ôtés de l’ordre du jour", "1"])
    ]


def test_a_file_put_back_is_not_said_to_have_left(hall):
    made, items = sitting_of(hall, named(hall, "Mme A."), named(hall, "M. B."))
    earlier(60, made, "opened_at")
    with within(hall.secretary):
        agenda.take_off(item=items[0], by=hall.secretary)
    earlier(30, items[0])
    with within(hall.secretary):
        agenda.put(session=fresh(made), sheets=[fresh(items[0]).sheet], by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    page = said(signed_in(hall.secretary).get(url("session", made)))
    assert "2 dossiers : 2 non vus." in page
    assert "en séance :" not in page


def test_what_is_no_longer_read_still_counts_once_it_is_over(hall):
    made, items = sitting_of(hall, named(hall, "Mme A."), named(hall, "M. B."))
    with within(hall.secretary):
        sessions.close(session=fresh(made), by=hall.secretary)
        gone = fresh(items[0]).sheet
    h.some_time_ago()
    h.withdraw_sheet(gone, hall.secretary)
    claire = signed_in(hall.secretary)
    page = said(claire.get(url("session", made)))
    assert "2 dossiers : 2 non vus." in page
    assert ("ne se lit plus" in page) is ("Mme A." not in page)
    assert "2 dossiers" in said(claire.get(url("committee", hall.committee)))


def test_a_cancelled_session_counts_what_it_had(hall):
    made = planned(hall)
    with within(hall.secretary):
        agenda.put(session=made, sheets=[typed(hall), typed(hall)], by=hall.secretary)
        sessions.cancel(session=fresh(made), by=hall.secretary)
    claire = signed_in(hall.secretary)
    for way in (url("session", made), url("committee", hall.committee)):
        assert "2 dossiers" in said(claire.get(way))
