"""Tripartite meetings planned, noted and told of; who writes them; what each page asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.models import Document
from tests.cases.agreements import engaged
from tests.cases.landlord import plain, signed_in
from tests.cases.reviewed import MEETING, SECRET, TODAY, at_work, bilans, due, key, tasks_of, url
from tests.factories import work
from tests.factories import world as w
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    """Engaged, met this month and once found absent, with a debt noted by the team."""
    made = engaged(world)
    w.visit(made.case, world.ines)
    w.visit(made.case, world.ines, outcome="absent")
    return made


@pytest.fixture
def ines(world):
    return signed_in(world.ines)


MINUTES = {
    "came_household": "yes",
    "came_landlord": "no",
    "came_operator": "yes",
    "rent": "Dette en baisse",
    "outlook": "Rester",
    "decision": "ask_suspension",
    "text": SECRET,
}

LEADS_ON = "Décidé ensemble : demander la suspension de la procédure."


def test_a_meeting_is_planned_noted_and_made_final(world, ines, referred):
    nadia = signed_in(world.nadia)
    w.consent(referred.case, referred.tenant, world.nadia.unit_audience, world.ines, "identity", "housing")
    due(referred, world.ines, TODAY + timedelta(days=9), "tripartite")
    assert ines.post(url("meeting_plan", key(referred.case)), MEETING).status_code == 302
    (part,) = bilans(referred.case, "tripartite")
    assert ines.post(url("meeting_invitation", key(referred.case))).status_code == 302
    with within(world.ines):
        told = str(Document.objects.get(kind="meeting_invitation").snapshot)
    for said in ("14 h 30", "3 rue du Port", "Josiane Vasseur", "Le bailleur"):
        assert said in told.replace("\\xa0", " ").replace("\\u202f", " ")
    page = ines.get(url("part", part.public_id)).content.decode()
    assert "Notez d’abord qui est venu" in plain(page)
    assert url("meeting_minutes", key(referred.case)) in page
    assert url("part_sign", part.public_id, "operator") not in page
    answer = ines.post(url("part_sign", part.public_id, "operator"))
    assert "Notez d’abord qui est venu" in plain(answer.content.decode())
    assert ines.post(url("meeting_minutes", key(referred.case)), MINUTES).status_code == 302
    assert "Dette en baisse" in plain(ines.get(url("part", part.public_id)).content.decode())
    assert "est écrit" in plain(ines.post(url("meeting_plan", key(referred.case)), MEETING).content.decode())
    assert nadia.get(url("shared_part", part.public_id)).status_code == 404
    ines.post(url("part_sign", part.public_id, "operator"))
    assert LEADS_ON not in plain(ines.get(url("part", part.public_id)).content.decode())
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    page = ines.get(url("part", part.public_id)).content.decode()
    assert LEADS_ON in plain(page)
    assert f'href="{url("rent_account", key(referred.case))}"' in page
    assert tasks_of(referred.case, done_at=None) == []
    page = plain(nadia.get(url("shared_part", part.public_id)).content.decode())
    assert "Pas présent" in page
    for never in (SECRET, "Dette en baisse", "suspension", "Rester", "rue du Port"):
        assert never not in page


def test_a_meeting_to_come_is_moved_and_not_noted(ines, referred):
    later = MEETING | {"on": (TODAY + timedelta(days=9)).isoformat()}
    ines.post(url("meeting_plan", key(referred.case)), later)
    answer = ines.post(url("meeting_minutes", key(referred.case)), MINUTES)
    assert "notez-la une fois tenue" in plain(answer.content.decode())
    (part,) = bilans(referred.case, "tripartite")
    for shown in (url("reviews", key(referred.case)), url("part", part.public_id)):
        page = ines.get(shown).content.decode()
        assert "Elle se note une fois tenue" in plain(page)
        assert url("meeting_minutes", key(referred.case)) not in page
        assert url("part_sign", part.public_id, "operator") not in page
    page = plain(ines.get(url("meeting_plan", key(referred.case))).content.decode())
    assert "Déplacer la rencontre" in page
    assert 'value="14:30"' in page
    assert ines.post(url("meeting_plan", key(referred.case)), MEETING).status_code == 302
    (part,) = bilans(referred.case, "tripartite")
    assert part.starts_on == TODAY


def test_a_question_left_out_is_named_in_the_order_of_the_page(ines, referred):
    ines.post(url("meeting_plan", key(referred.case)), MEETING)
    page = plain(ines.post(url("meeting_minutes", key(referred.case)), {}).content.decode())
    asked = ["le ménage était là", "le bailleur était là", "l’association était là", "Choisissez ce qui est décidé"]
    summary = page.partition("réponses manquent")[2]
    assert sorted(asked, key=summary.index) == asked


def test_who_writes_them_is_asked_first(world, referred):
    for member in (world.marc, world.laurent):
        client = signed_in(member)
        assert client.get(url("reviews", key(referred.case))).status_code == 200
        assert client.post(url("bilan_prepare", key(referred.case))).status_code == 403
        assert client.post(url("meeting_plan", key(referred.case)), MEETING).status_code == 403
    assert bilans(referred.case) == []


def test_the_page_asks_few_questions(world, ines, referred):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ines.get(url("reviews", key(referred.case))).status_code == 200
        return sum("cases_" in query["sql"] or "sec." in query["sql"] for query in captured.captured_queries)

    few = statements()
    for number in (1, 2, 3):
        work.part(referred.case, world.ines, "bilan", number)
        due(referred, world.ines, TODAY + timedelta(days=number))
    assert statements() == few <= 8


def test_a_draft_waits_on_the_day_and_what_is_due_on_the_board(world, ines, referred):
    due(referred, world.ines, TODAY - timedelta(days=1))
    due(referred, world.ines, TODAY + timedelta(days=40), "tripartite")
    assert "Brouillons à finir" not in plain(ines.get(url("day")).content.decode())
    at_work()
    (part,) = bilans(referred.case)
    page = ines.get(url("day")).content.decode()
    assert "Brouillons à finir" in plain(page)
    assert url("part", part.public_id) in page
    board = plain(signed_in(world.laurent).get(url("team_board")).content.decode())
    assert "Bilans et rencontres attendus" in board
    assert "Attendu depuis le" in board
    ines.post(url("part_abandon", part.public_id))
    assert "Brouillons à finir" not in plain(ines.get(url("day")).content.decode())
