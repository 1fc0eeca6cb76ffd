"""« À recevoir » in the browser of each role: what is shown, answered, refused, and logged before it is read."""

import re

import pytest

from cases.enums import AnswerState
from cases.models import AccompanimentCourse, Referral, ReferralAnswer, TeamMember
from cases.programmes.publishing import latest, rules_of
from cases.views import followed, received
from common.context import acting
from tests.cases.operator_world import Readings, case_of, client_of
from tests.factories.directory import publish_next
from tests.factories.world import refer
from tests.harness import sql

pytestmark = pytest.mark.django_db

LIST = "/accompagnement/a-recevoir/"


@pytest.fixture
def referred(world):
    return refer(world.nadia, world.agreement, co_tenant="M. VASSEUR Paul")


@pytest.fixture
def case(world, referred):
    return case_of(referred, world.ines)


def body(answer) -> str:
    return answer.content.decode()


def state_of(world, case) -> str:
    with acting(world.ines.audiences):
        return ReferralAnswer.objects.values_list("state", flat=True).get(case=case)


def test_the_list_shows_the_countdown_and_the_debt(world, case):
    page = body(client_of(world.marc).get(LIST))
    assert "M. et Mme Vasseur" not in page
    assert "Josiane Vasseur" in page or "Vasseur" in page
    assert "1 284,50 €" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "il reste 60 jours" in page.replace("\xa0", " ")
    assert "Bordeaux" in page


def test_nothing_to_receive_says_what_comes_next(world):
    assert "Aucune fiche à recevoir" in body(client_of(world.ines).get(LIST))


def test_opening_is_a_post_and_is_told_once(world, case):
    client = client_of(world.ines)
    assert client.get(f"{LIST}{case.public_id}/ouvrir/").status_code == 405
    client.get(f"{LIST}{case.public_id}/")
    with acting(world.ines.audiences):
        assert not ReferralAnswer.objects.exists()
    answer = client.post(f"{LIST}{case.public_id}/ouvrir/")
    assert answer["Location"] == f"{LIST}{case.public_id}/"
    client.post(f"{LIST}{case.public_id}/ouvrir/")
    assert state_of(world, case) == AnswerState.RECEIVED
    page = body(client.get(LIST))
    assert "Lire" in page
    assert "Ouverte" in page


def test_the_sheet_shows_the_closed_list_and_the_rule_of_what_is_hidden(world, case):
    page = body(client_of(world.ines).get(f"{LIST}{case.public_id}/"))
    for said in ("Relance amiable", "06 00 00 41 27", "par courrier", "Ce que vous ne voyez pas", "Accepter et suivre"):
        assert said in page
    assert "Qui assure la référence" not in page


def test_what_the_programme_asks_and_the_sheet_lacks_is_told_with_whose_task_it_is(world, case):
    publish_next("gironde", {
        "referral.required": [
            {"field": "phone", "label": "un numéro", "given_by": "landlord"},
            {"field": "balance_cents", "label": "la dette", "given_by": "landlord"},
            {"field": "occupants", "label": "le nombre d’occupants", "given_by": "landlord"},
            {"field": "email", "label": "une adresse électronique", "given_by": "household"},
        ]
    })  # fmt: skip
    client = client_of(world.ines)
    page = body(client.get(f"{LIST}{case.public_id}/"))
    assert "2 sur 4\xa0informations" in page
    assert "Le nombre d’occupants" in page
    assert "Au bailleur de le donner" in page
    assert "À demander au ménage" in page
    assert "Un numéro" not in page
    asked = f"{LIST}{case.public_id}/repondre/?manque=occupants"
    assert f'href="{asked}"' in page
    form = body(client.get(asked))
    assert re.search(r'value="missing"[^>]*checked', form)
    assert re.search(r'value="occupants"[^>]*checked', form)
    assert not re.search(r'value="phone"[^>]*checked', form)


def test_a_whole_sheet_says_so(world, case):
    page = body(client_of(world.ines).get(f"{LIST}{case.public_id}/"))
    asked = len(rules_of(latest(world.agreement.programme)).referral.required)
    missing = page.count("Au bailleur de le donner")
    assert f"{asked - missing} sur {asked}\xa0informations" in page


def test_the_co_tenant_is_written_as_people_write_names(world, case):
    client = client_of(world.ines)
    client.post(f"{LIST}{case.public_id}/ouvrir/")
    page = body(client.get(f"{LIST}{case.public_id}/"))
    assert "M.\xa0Paul Vasseur" in page
    assert "VASSEUR" not in page


def test_accepting_leads_to_the_household(world, case):
    client = client_of(world.ines)
    answer = client.post(f"{LIST}{case.public_id}/accepter/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/accompagnement/menages/{case.public_id}/"
    assert "rencontrer le ménage" in body(answer)
    second = client_of(world.marc).post(f"{LIST}{case.public_id}/accepter/")
    assert second.status_code == 403
    assert "déjà acceptée" in body(second)


def test_who_follows_the_household_reads_its_sheet_again(world, case, monkeypatch):
    client, sheet = client_of(world.ines), f"{LIST}{case.public_id}/"
    client.post(f"{sheet}accepter/")
    assert f'href="{sheet}"' in body(client.get(f"/accompagnement/menages/{case.public_id}/"))
    readings = Readings(monkeypatch, received, followed)
    assert readings.of(client, sheet)["purpose"] == "case"
    assert not readings.too_early
    page = body(client.get(sheet))
    for said in ("Saisine acceptée", "Relance amiable", "06 00 00 41 27"):
        assert said in page
    assert "Accepter et suivre" not in page
    assert "Répondre" not in page
    other = body(client_of(world.marc).get(sheet))
    assert "Cette fiche est fermée" in other
    assert "Relance amiable" not in other


def test_the_manager_must_say_who(world, case):
    client = client_of(world.laurent)
    assert "Qui assure la référence" in body(client.get(f"{LIST}{case.public_id}/"))
    unsaid = client.post(f"{LIST}{case.public_id}/accepter/", {"referent": ""})
    assert "Choisissez qui assure la référence" in body(unsaid)
    assert "Erreur : " in body(unsaid).replace("\xa0", " ")
    client.post(f"{LIST}{case.public_id}/accepter/", {"referent": world.marc.membership.public_id})
    with acting(world.laurent.audiences):
        assert TeamMember.objects.get(case=case).membership == world.marc.membership


@pytest.mark.parametrize(
    ("sent", "state", "said"),
    [
        ({"decision": "missing", "missing": ["phone", "stage"]}, "incomplete", "C’est demandé"),
        ({"decision": "wait"}, "waiting", "liste d’attente"),
        ({"decision": "not_accept", "reason": "Hors secteur"}, "not_accepted", "pas acceptée"),
        ({"decision": "redirect", "reason": "Vers le CCAS"}, "redirected", "réorientée"),
    ],
)
def test_the_other_answers(world, case, sent, state, said):
    answer = client_of(world.ines).post(f"{LIST}{case.public_id}/repondre/", sent, follow=True)
    assert said in body(answer)
    assert state_of(world, case) == state


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez une réponse."),
        ({"decision": "missing"}, "Cochez au moins une information"),
        ({"decision": "redirect", "reason": " "}, "Le bailleur ne le verra jamais"),
    ],
)
def test_an_answer_that_says_too_little_is_asked_again(world, case, sent, said):
    answer = client_of(world.ines).post(f"{LIST}{case.public_id}/repondre/", sent)
    assert answer.status_code == 200
    assert said in body(answer)
    with acting(world.ines.audiences):
        assert not ReferralAnswer.objects.exists()


def test_a_refused_sheet_is_closed_and_names_nobody(world, case):
    client = client_of(world.ines)
    client.post(f"{LIST}{case.public_id}/repondre/", {"decision": "not_accept", "reason": "Hors secteur"})
    page = client.get(f"{LIST}{case.public_id}/")
    assert page.status_code == 200
    assert "Sa fiche est fermée" in body(page)
    assert "Vasseur" not in body(page)
    assert "Hors secteur" not in body(client_of(world.nadia).get("/bailleur/"))
    assert client.get(f"{LIST}{case.public_id}/repondre/").status_code == 302


def test_while_the_landlord_completes_nothing_can_be_answered(world, case):
    client = client_of(world.ines)
    client.post(f"{LIST}{case.public_id}/repondre/", {"decision": "missing", "missing": ["phone"]})
    assert "Le bailleur complète" in body(client.get(LIST))
    assert "Répondre sera possible" in body(client.get(f"{LIST}{case.public_id}/"))
    refused = client.post(f"{LIST}{case.public_id}/accepter/")
    assert refused.status_code == 403
    with acting(world.ines.audiences):
        assert not AccompanimentCourse.objects.exists()
        assert Referral.objects.get().state == "incomplete"


def test_nobody_else_finds_the_sheet(world, case):
    for other in (world.bea, world.rural_worker, world.nadia, world.admin, world.dpo):
        client = client_of(other)
        for url in (f"{LIST}{case.public_id}/", f"{LIST}{case.public_id}/repondre/"):
            assert client.get(url).status_code == 404, other.role
        assert client.post(f"{LIST}{case.public_id}/accepter/").status_code == 404
    assert client_of(world.bea).get(LIST).status_code == 200
    assert client_of(world.nadia).get(LIST).status_code == 404


def test_on_the_sixty_first_day_it_is_gone(world, referred, case):
    sql("UPDATE cases_referral SET submitted_at = now() - interval '61 days' WHERE id = %s", referred.referral.pk)
    sql("SELECT sec.recompute(ARRAY[%s]::bigint[])", referred.tenancy.household_id)
    client = client_of(world.ines)
    assert "Aucune fiche à recevoir" in body(client.get(LIST))
    assert client.get(f"{LIST}{case.public_id}/").status_code == 404


def test_the_log_is_written_before_a_name_is_read(world, case, monkeypatch):
    readings = Readings(monkeypatch, received, followed)
    client = client_of(world.ines)
    for url, purpose in (
        (LIST, "list"),
        (f"{LIST}{case.public_id}/", "case"),
        (f"{LIST}{case.public_id}/repondre/", "case"),
    ):
        row = readings.of(client, url)
        assert (row["purpose"], row["case_ids"]) == (purpose, [case.pk])
    assert readings.too_early == []
