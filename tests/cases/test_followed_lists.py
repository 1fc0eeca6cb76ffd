"""Lists of households and the worker's day as screens; the reading log before any name."""

import re
from contextlib import ExitStack

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.queries import lists
from cases.views import followed
from tests.cases.operator_world import Readings, accepted, body, client_of, engaged, url_of
from tests.factories.world import assign, refer, visit

pytestmark = pytest.mark.django_db


def test_my_households_are_those_i_follow(world):
    engaged(world)
    _, shared = accepted(world, last_name="Roche", first_name="Élodie")
    assign(shared, world.marc, world.laurent)
    page = body(client_of(world.ines).get("/accompagnement/menages/"))
    assert "2 ménages" in page
    page = body(client_of(world.marc).get("/accompagnement/menages/?q=ROCHE"))
    assert "Élodie Roche" in page
    assert "1 ménage" in page
    assert "Aucun résultat parmi vos dossiers" in body(client_of(world.marc).get("/accompagnement/menages/?q=vasseur"))
    assert "Écrivez au moins 2 lettres" in body(client_of(world.marc).get("/accompagnement/menages/?q=v"))
    assert "Vous ne suivez pas encore" in body(client_of(world.laurent).get("/accompagnement/menages/"))
    assert client_of(world.ines).get("/accompagnement/menages/?apres=rien").status_code == 200


def test_what_a_file_wrote_in_a_name_is_text_on_every_list(world):
    accepted(world, last_name='<b>"Roy"</b>', first_name="A&B")
    for reader, address in ((world.ines, "menages/"), (world.laurent, "menages/equipe/"), (world.ines, "noter/")):
        answer = client_of(reader).get(f"/accompagnement/{address}").content.decode()
        assert "A&amp;B &lt;b&gt;&quot;Roy&quot;&lt;/b&gt;" in answer
        assert "<b>" not in answer.partition("<main")[2]


def test_choosing_a_household_leads_to_its_log(world):
    _, case = accepted(world)
    page = body(client_of(world.ines).get("/accompagnement/noter/"))
    assert f"{url_of(case)}noter/" in page
    assert "Aucun ménage à visiter" in body(client_of(world.marc).get("/accompagnement/noter/"))


def test_the_managers_page_is_hers(world):
    accepted(world)
    page = body(client_of(world.laurent).get("/accompagnement/menages/equipe/"))
    assert "Josiane Vasseur" in page
    assert "Inès Caron" in page
    chosen = client_of(world.laurent).get(f"/accompagnement/menages/equipe/?suivi={world.marc.membership.public_id}")
    assert "Cette personne ne suit aucun ménage" in body(chosen)
    unassigned = client_of(world.laurent).get("/accompagnement/menages/equipe/?suivi=sans")
    assert "Chaque ménage a son référent" in body(unassigned)
    refused = client_of(world.ines).get("/accompagnement/menages/equipe/")
    assert refused.status_code == 403
    assert "réservée à la responsable d’équipe" in body(refused)
    for other in (world.nadia, world.admin, world.dpo):
        assert client_of(other).get("/accompagnement/menages/equipe/").status_code == 404


def test_a_list_page_costs_eight_statements_whoever_signed_in(world, monkeypatch):
    """Session, user, membership, and five of the page's own; beside them two that open the context."""
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    monkeypatch.setattr(lists.by_name, "__kwdefaults__", {**lists.by_name.__kwdefaults__, "size": 2})
    for name in ("Aubry", "Benali", "Castel"):
        accepted(world, last_name=name)
    client = client_of(world.laurent)
    client.get(reverse("unit_cases"))
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in ("default", "log")]
        page = body(client.get(reverse("unit_cases")))
    assert "Les ménages suivants" in page
    sent = [query["sql"] for each in seen for query in each.captured_queries]
    counted = [sql for sql in sent if not re.search(r"^(SAVEPOINT|RELEASE|BEGIN|COMMIT)|app\.ctx|pg_backend_pid", sql)]
    assert len(counted) == 8, counted


def test_the_next_visit_says_where_to_go(world):
    planned = {"on": timezone.localdate().isoformat(), "at": "10:00", "kind": "home"}
    client = client_of(world.ines)
    _, reached = accepted(world)
    client.post(f"{url_of(reached)}planifier/", planned)
    assert '<p class="soft">Bordeaux</p>' in body(client.get("/accompagnement/ma-journee/"))
    _, followed_one = engaged(world, last_name="Roche")
    client.post(f"{url_of(followed_one)}planifier/", planned | {"at": "09:00"})
    assert '<p class="soft">12, rue des Tisserands</p>' in body(client.get("/accompagnement/ma-journee/"))


def test_the_day_is_the_workers(world):
    _, case = accepted(world)
    client_of(world.ines).post(
        f"{url_of(case)}planifier/", {"on": timezone.localdate().isoformat(), "at": "10:00", "kind": "home"}
    )
    refer(world.nadia, world.agreement, last_name="Roche")
    page = body(client_of(world.ines).get("/accompagnement/ma-journee/"))
    assert "Josiane Vasseur" in page
    assert "Noter la visite" in page
    assert "1 visite à venir aujourd’hui" in page.lower()
    assert "Des bailleurs attendent votre réponse" in page
    assert "Roche" not in page
    refused = client_of(world.laurent).get("/accompagnement/ma-journee/")
    assert refused.status_code == 403
    assert "travailleurs sociaux" in body(refused)


def test_the_log_is_written_before_a_name_is_read(world, monkeypatch):
    _, case = accepted(world)
    visit(case, world.ines)
    client_of(world.ines).post(
        f"{url_of(case)}planifier/", {"on": timezone.localdate().isoformat(), "at": "", "kind": "home"}
    )
    readings = Readings(monkeypatch, followed)
    for who, url in (
        (world.ines, url_of(case)),
        (world.ines, f"{url_of(case)}adhesion/"),
        (world.ines, f"{url_of(case)}fin/"),
        (world.ines, "/accompagnement/menages/"),
        (world.ines, "/accompagnement/noter/"),
        (world.ines, "/accompagnement/ma-journee/"),
        (world.laurent, "/accompagnement/menages/equipe/"),
        (world.laurent, f"{url_of(case)}suivi/"),
    ):
        assert list(readings.of(client_of(who), url)["case_ids"]) == [case.pk], url
    assert readings.too_early == []
