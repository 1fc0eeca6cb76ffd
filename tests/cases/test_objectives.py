"""How far the objectives of a contract are: said in one tap of a visit, dated, corrected, shown where it is needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Visit, VisitNote, VisitRevision
from cases.parts.content import BilanAnnex, BilanCommon, ContractAnnex, ContractCommon, Objective
from cases.parts.reviews import Reached
from cases.queries.objectives import key_of, objectives_of
from tests.cases.operator_world import body, client_of, engaged, url_of
from tests.factories import work
from tests.harness import within

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SISTER = "Reprendre contact avec sa sœur"
ASKED = "Où en sont les objectifs ?"


@pytest.fixture
def case(world):
    return engaged(world)[1]


@pytest.fixture
def ines(world):
    return client_of(world.ines)


def agree(case, by, *texts: str, number: int = 1, issued: bool = True):
    """A contract with these objectives, and one of the household's own in its annex."""
    common = ContractCommon(
        operator="Le Pas de Porte",
        months=6,
        rhythm=[],
        places=[],
        axes=[],
        objectives=[Objective(key=text.split()[-1], axis="daily", text=text) for text in texts],
    )
    annex = ContractAnnex(objectives=[SISTER])
    said = {"content": common.model_dump(mode="json"), "kept": annex.model_dump(mode="json")}
    return work.part(case, by, number=number, issued=issued, **said)


def note_url(case) -> str:
    return f"{url_of(case)}noter/"


def sent(**fields) -> dict:
    return {
        "device_id": str(uuid4()),
        "outcome": "held",
        "on": TODAY.isoformat(),
        "at": "10:12",
        "kind": "home",
    } | fields


def steps(case, by) -> list[tuple]:
    with within(by):
        return [(one.text, one.progress, one.on) for one in objectives_of(case)]


def notes(by) -> list[dict]:
    with within(by):
        return [one.progress for one in VisitNote.objects.order_by("pk")]


def test_nothing_is_asked_without_a_signed_contract(world, case, ines):
    assert ASKED not in body(ines.get(note_url(case)))
    agree(case, world.ines, "Reprendre le loyer", issued=False)
    assert ASKED not in body(ines.get(note_url(case)))
    assert ASKED not in body(ines.get(url_of(case)))


def test_a_step_is_one_tap_and_what_was_known_is_not_said_anew(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer", "Assurer le logement")
    page = body(ines.get(note_url(case)))
    for shown in (ASKED, "Reprendre le loyer", SISTER, "Rien n’en a encore été noté."):
        assert shown in page
    known = {"initial-progress_loyer": "", "initial-progress_logement": ""}
    ines.post(note_url(case), sent(progress_loyer="begun", **known))
    assert notes(world.ines)[-1] == {"loyer": "begun"}
    page = ines.get(note_url(case)).content.decode()
    assert 'name="initial-progress_loyer" value="begun"' in page
    chosen = page[page.index('name="progress_loyer" value="begun"') :].split(">", 1)[0]
    assert "checked" in chosen
    count = len(notes(world.ines))
    # The form as it was shown says nothing new: no note is written of it, and the day stays the first one.
    same = {"initial-progress_loyer": "begun", "initial-progress_logement": "", "progress_loyer": "begun"}
    answer = ines.post(note_url(case), sent(on=TODAY.isoformat(), **same), follow=True)
    assert answer.status_code == 200
    assert len(notes(world.ines)) == count
    ines.post(note_url(case), sent(**(same | {"progress_logement": "reached"})))
    assert notes(world.ines)[-1] == {"logement": "reached"}


def test_the_newest_day_counts_not_the_last_typed_and_a_signed_bilan_is_a_day_too(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer")
    ines.post(note_url(case), sent(progress_loyer="well_under_way"))
    before = TODAY - timedelta(days=3)
    ines.post(note_url(case), sent(progress_loyer="begun", on=before.isoformat()))
    assert steps(case, world.ines)[0] == ("Reprendre le loyer", "well_under_way", TODAY)
    common = BilanCommon(
        operator="Le Pas de Porte", objectives=[Reached(key="loyer", text="Reprendre le loyer", progress="reached")]
    )
    annex = BilanAnnex(objectives=[Reached(key=key_of(SISTER), text=SISTER, progress="given_up")])
    said = {"content": common.model_dump(mode="json"), "kept": annex.model_dump(mode="json")}
    work.part(case, world.ines, "bilan", **said)
    assert steps(case, world.ines) == [
        ("Reprendre le loyer", "reached", TODAY),
        (SISTER, "given_up", TODAY),
    ]


def test_the_household_s_page_and_the_bilan_tell_the_newest_step_and_its_day(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer")
    assert "Rien n’en a encore été noté" in body(ines.get(url_of(case)))
    ines.post(reverse("bilan_prepare", args=[case.public_id]))
    ines.post(note_url(case), sent(progress_loyer="well_under_way"))
    page = body(ines.get(url_of(case)))
    assert ASKED in page
    assert "Bien avancé, noté le " in page
    page = body(ines.get(reverse("bilan_edit", args=[case.public_id])))
    assert "Dernière étape notée : bien avancé, le " in page
    # Nobody has written in it yet: what was said since it was prepared is proposed.
    assert '<option value="well_under_way" selected>' in page


def test_a_manager_outside_the_team_is_told_no_step(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer")
    ines.post(note_url(case), sent(progress_loyer="begun"))
    assert ASKED not in body(client_of(world.laurent).get(url_of(case)))


def test_a_correction_keeps_the_former_step(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer", "Assurer le logement")
    ines.post(note_url(case), sent(progress_loyer="reached", progress_logement="begun"))
    with within(world.ines):
        visit = Visit.objects.latest("pk")
    url = f"/accompagnement/visites/{visit.public_id}/corriger/"
    page = ines.get(url).content.decode()
    assert 'name="initial-progress_loyer" value="reached"' in page
    same = {"initial-progress_loyer": "reached", "initial-progress_logement": "begun", "progress_logement": "begun"}
    ines.post(url, sent(progress_loyer="begun", **same))
    assert notes(world.ines)[-1] == {"loyer": "begun", "logement": "begun"}
    with within(world.ines):
        (kept,) = VisitRevision.objects.all()
    assert kept.former["progress"] == {"loyer": "reached", "logement": "begun"}
    page = body(ines.get(f"/accompagnement/visites/{visit.public_id}/"))
    assert "<strong>Reprendre le loyer :</strong> atteint" in page
    assert "<strong>Reprendre le loyer :</strong> commencé" in page


def test_sent_again_it_counts_once(world, case, ines):
    agree(case, world.ines, "Reprendre le loyer")
    once = sent(progress_loyer="begun")
    ines.post(note_url(case), once)
    assert ines.post(note_url(case), once)["Location"].endswith("?deja=oui")
    assert ines.post(note_url(case), once | {"progress_loyer": "reached"}).status_code == 409
    assert notes(world.ines)[-1] == {"loyer": "begun"}


def test_twenty_objectives_cost_what_one_costs(world, case, ines):
    def sql_of(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ines.get(url).status_code == 200
        return len(caught)

    agree(case, world.ines, "Reprendre le loyer")
    few = [sql_of(url) for url in (note_url(case), url_of(case))]
    agree(case, world.ines, *(f"Objectif {n}" for n in range(20)), number=2)
    assert [sql_of(url) for url in (note_url(case), url_of(case))] == few
