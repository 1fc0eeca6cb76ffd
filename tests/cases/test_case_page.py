"""The household's page in the browser, adhesion and end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions.withdrawals import withdraw
from cases.enums import WithdrawalChannel
from cases.models import AccompanimentCourse, Consent, IdentityStatement
from common.context import acting
from common.formatting import full_date
from tests.cases.operator_world import accepted, body, case_of, client_of, engaged, url_of
from tests.committees.hall import unforced
from tests.factories.world import consent, refer, rent, unit_audience, visit
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


def test_the_team_reads_everything_and_why(world):
    referred, case = engaged(world)
    visit(case, world.ines, text="A retrouvé l’échéancier.")
    rent(referred.tenancy, world.nadia, cents=208000, on=timezone.localdate() - timedelta(days=40))
    rent(referred.tenancy, world.nadia, cents=128450)
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    page = body(client_of(world.ines).get(url_of(case)))
    for said in (
        "Josiane Vasseur",
        "12, rue des Tisserands",
        "A retrouvé l’échéancier.",
        "Vous assurez la référence de ce ménage",
        "Tenu par le bailleur, accord du ménage",
        "Palier n’en garde pas",
        "En baisse",
        "1 284,50 €",
        "Tableau",
        "2 visites tenues",
        "Accords en cours",
        "Retirer",
        "Recueillir un accord",
    ):
        assert said in page, said
    assert "Notes de visite" not in page


def test_the_manager_reads_no_note_and_changes_the_team(world):
    _, case = engaged(world)
    visit(case, world.ines, text="Secret de l’équipe")
    page = body(client_of(world.laurent).get(url_of(case)))
    assert "Secret de l’équipe" not in page
    assert "Notes de visite" in page
    assert "Vous êtes responsable" in page
    assert "Changer l’équipe" in page
    assert "Noter une visite" not in page


def test_a_colleague_of_the_unit_reads_without_acting(world):
    _, case = engaged(world)
    visit(case, world.ines, text="Secret de l’équipe")
    page = body(client_of(world.marc).get(url_of(case)))
    assert "Josiane Vasseur" in page
    assert "Votre service suit ce ménage" in page
    for absent in ("Secret de l’équipe", "Noter une visite", "Changer l’équipe", "Retirer", "Terminer"):
        assert absent not in page, absent


def test_what_is_hidden_never_depends_on_what_exists(world):
    _, empty = accepted(world)
    referred, full = engaged(world, last_name="Roche")
    visit(full, world.ines, text="Beaucoup")
    rent(referred.tenancy, world.nadia)
    panels = []
    for case in (empty, full):
        page = body(client_of(world.ines).get(url_of(case)))
        start = page.index('<section class="hidden-panel">')
        panels.append(page[start : page.index("</section>", start)])
    assert panels[0] == panels[1]


def test_a_page_not_accepted_yet_is_its_sheet(world):
    case = case_of(refer(world.nadia, world.agreement), world.ines)
    assert client_of(world.ines).get(url_of(case))["Location"] == f"/accompagnement/a-recevoir/{case.public_id}/"


def test_nobody_else_finds_the_household(world):
    _, case = engaged(world)
    unknown = client_of(world.bea).get("/accompagnement/menages/00000000-0000-4000-8000-000000000000/")
    for other in (world.bea, world.bea_manager, world.rural_worker, world.nadia, world.admin, world.dpo):
        for ending in ("", "adhesion/", "fin/", "planifier/", "note/", "suivi/"):
            answer = client_of(other).get(url_of(case) + ending)
            assert answer.status_code == 404, (other.role, ending)
    assert unknown.status_code == 404


def test_the_violence_flag_is_a_line_for_the_team(world):
    from cases.actions.flags import set_flag

    referred, case = engaged(world)
    with acting(world.ines.audiences):
        set_flag(case=case, person=referred.tenant, by=world.ines)
    assert "Protection posée" in body(client_of(world.ines).get(url_of(case)))
    assert "Protection posée" not in body(client_of(world.marc).get(url_of(case)))


def test_older_visits_are_one_tap_away(world):
    _, case = accepted(world)
    for days in range(14):
        visit(case, world.ines, on=timezone.localdate() - timedelta(days=days))
    page = body(client_of(world.ines).get(url_of(case)))
    assert "Visites plus anciennes" in page
    cut = (timezone.localdate() - timedelta(days=11)).isoformat()
    assert f"?avant={cut}" in page
    older = body(client_of(world.ines).get(f"{url_of(case)}?avant={cut}"))
    assert "Revenir au début du fil" in older
    assert client_of(world.ines).get(f"{url_of(case)}?avant=hier").status_code == 200


# --- adhesion and end ----------------------------------------------------------------------------------------------
def test_adhesion_is_prefilled_from_the_sheet_and_confirmed(world):
    _, case = accepted(world, co_tenant="M. VASSEUR Paul")
    visit(case, world.ines)
    client = client_of(world.ines)
    page = body(client.get(f"{url_of(case)}adhesion/"))
    for said in ('value="Vasseur"', 'value="Josiane"', 'value="Paul"', "06 00 00 41 27"):
        assert said in page
    form = {
        "adulte0-title": "Mme",
        "adulte0-last_name": "Vasseur",
        "adulte0-first_name": "Josiane",
        "adulte0-born_on": "23/07/1958",
        "adulte0-phone": "06 00 00 41 27",
        "adulte1-last_name": "",
    }
    answer = client.post(f"{url_of(case)}adhesion/", form, follow=True)
    assert "L’accompagnement est engagé" in body(answer)
    with acting(world.ines.audiences):
        stated = IdentityStatement.objects.get(case=case)
        assert (stated.title, stated.born_on) == ("Mme", date(1958, 7, 23))
        assert AccompanimentCourse.objects.get(case=case).engaged_at is not None
    again = client.post(f"{url_of(case)}adhesion/", form)
    assert again.status_code == 403
    assert "déjà enregistrée" in body(again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"adulte0-last_name": ""}, "Il manque le nom."),
        ({"adulte0-postcode": "330"}, "Un code postal a 5 chiffres."),
        ({"adulte0-born_on": "01/01/2999"}, "dans le futur"),
        ({"adulte0-email": "josiane"}, "Cette adresse n’est pas complète"),
        (
            {"adulte0-postcode": "76000", "adulte0-commune": "Mérignac"},
            "Aucune commune ne s’appelle « Mérignac » sous ce code postal. Corrigez l’un ou l’autre.",
        ),
    ],
)
def test_an_identity_that_is_wrong_is_asked_again(world, fields, said):
    _, case = accepted(world)
    visit(case, world.ines)
    sent = {"adulte0-last_name": "Vasseur"} | fields
    assert said in body(client_of(world.ines).post(f"{url_of(case)}adhesion/", sent))
    with acting(world.ines.audiences):
        assert not IdentityStatement.objects.filter(case=case).exists()


def test_an_address_left_as_the_landlord_wrote_it_is_not_held_against_her(world):
    _, case = accepted(world)
    unforced("cases_referralsheet")
    sql("UPDATE cases_referralsheet SET postcode = '76000', commune = 'Mérignac'", role=OWNER)
    visit(case, world.ines)
    sent = {"adulte0-last_name": "Vasseur", "adulte0-postcode": "76000", "adulte0-commune": "Mérignac"}
    path = f"{url_of(case)}adhesion/"
    changed = body(client_of(world.ines).post(path, sent | {"adulte0-postcode": "75001"}))
    assert "Aucune commune ne s’appelle « Mérignac » sous ce code postal." in changed
    assert client_of(world.ines).post(path, sent).status_code == 302


def test_without_a_meeting_adhesion_is_refused_and_keeps_nothing(world):
    _, case = accepted(world)
    client = client_of(world.ines)
    assert "Aucune rencontre n’est notée" in body(client.get(f"{url_of(case)}adhesion/"))
    refused = body(client.post(f"{url_of(case)}adhesion/", {"adulte0-last_name": "Vasseur-Petit"}))
    assert "notez d’abord la visite." in refused
    assert 'value="Vasseur-Petit"' in refused
    with acting(world.ines.audiences):
        assert not IdentityStatement.objects.filter(case=case).exists()


def test_not_wishing_it_is_an_outcome_one_tap_away(world):
    _, case = accepted(world)
    client = client_of(world.ines)
    page = client.get(f"{url_of(case)}fin/?fin=non_adhesion").content.decode()
    tag = page[page.index('value="non_adhesion"') :].split(">", 1)[0]
    assert "checked" in tag
    assert "Maintien" not in page
    assert "Choisissez une fin." in body(client.post(f"{url_of(case)}fin/", {}))
    answer = client.post(f"{url_of(case)}fin/", {"outcome": "non_adhesion", "step": "confirm"}, follow=True)
    assert "L’accompagnement est terminé" in body(answer)
    assert "Veille" not in body(answer)
    assert client.get(f"{url_of(case)}fin/").status_code == 403
    _, followed_one = engaged(world, last_name="Roche")
    kept = client.post(f"{url_of(followed_one)}fin/", {"outcome": "kept", "step": "confirm"}, follow=True)
    assert "Veille" in body(kept)
    assert "Sans suite" in body(client.get("/accompagnement/menages/"))


def test_a_withdrawal_is_in_the_thread_and_dates_the_silence(world):
    referred, case = engaged(world)
    branch = unit_audience(world.branch, "landlord")
    consent(case, referred.tenant, branch, world.ines, "identity", "housing")
    before = body(client_of(world.ines).get(url_of(case)))
    assert "Accord retiré" not in before
    assert "Dernier accord retiré" not in before
    with within(world.ines):
        withdraw(consent=Consent.objects.get(), channel=WithdrawalChannel.TELEPHONE, by=world.ines)
    page = body(client_of(world.ines).get(url_of(case)))
    assert "Josiane Vasseur : Habitat des Deux Vallées, " in page
    assert "ne voit plus ses coordonnées et son logement." in page
    assert f"Dernier accord retiré le {full_date(timezone.localdate())}.".replace("\u00a0", " ") in page
    consent(case, referred.tenant, branch, world.ines, "identity")
    page = body(client_of(world.ines).get(url_of(case)))
    assert "Accord retiré" in page
    assert "Dernier accord retiré" not in page
