"""The pages of a referral: the choice, the preview, completing and withdrawing, and what they refuse."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import answers
from cases.actions.referrals import Fact
from cases.enums import ReferralState
from cases.models import (
    Case,
    Referral,
    ReferralSheet,
    TenantAccount,
)
from cases.queries import tenants as queries
from common.context import acting
from tests.cases.landlord import account, households, refer, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant(world) -> TenantAccount:
    return account(world.nadia, co_tenant="M VASSEUR Paul", rent_cents=52000)


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def answers_for(*made: TenantAccount, **changes) -> dict:
    """What a clerk posts for these tenants, told as the others."""
    data = {
        "locataire": [str(one.public_id) for one in made],
        "origin": "arrears_meeting",
        "told_how": "letter",
        "told_on": timezone.localdate().isoformat(),
        "contact_name": "Nadia Roussel",
    }
    data |= {f"{one.public_id}-told": "same" for one in made}
    return data | changes


def key_of(by) -> str:
    with acting(by.audiences):
        return queries.recipients(by.membership.unit_id, by.unit_audience)[0].key


def test_the_preview_is_the_sheet_as_the_association_will_read_it_and_writes_nothing(world, tenant, clerk):
    data = answers_for(tenant, recipient=key_of(world.nadia), step="preview")
    data |= {f"{tenant.public_id}-fact_1": "Boîte aux lettres pleine", f"{tenant.public_id}-on_1": "2026-11-03"}
    before = households()
    page = clerk.post(reverse("refer"), data).content.decode()
    assert "Rien n’est encore envoyé" in page
    assert "Boîte aux lettres pleine" in page
    assert "12, rue des Tisserands" in page
    assert households() == before
    with acting(world.nadia.audiences):
        assert Referral.objects.count() == 0
    data["step"] = "confirm"
    sent = clerk.post(reverse("refer"), data)
    assert sent.url == reverse("tenant", args=[tenant.public_id])
    with acting(world.ines.audiences):
        public_id = Case.objects.get().public_id
    shown = signed_in(world.ines).get(reverse("sheet", args=[public_id])).content.decode()
    for part in ("Boîte aux lettres pleine", "12, rue des Tisserands", "Information donnée par courrier"):
        assert part in page
        assert part in shown


def test_a_tenant_who_is_not_told_stops_the_selection_and_may_be_left_out(world, clerk):
    told, untold = account(world.nadia, "L1"), account(world.nadia, "L2", last_name="BENALI", told=False)
    data = answers_for(told, untold, recipient=key_of(world.nadia), step="confirm")
    data[f"{untold.public_id}-told"] = "no"
    page = clerk.post(reverse("refer"), data).content.decode()
    assert "Sans cette information, la saisine ne part pas" in page
    assert "Erreur" in page
    with acting(world.nadia.audiences):
        assert Referral.objects.count() == 0
    kept = clerk.post(reverse("refer"), data | {"step": "", "remove": str(untold.public_id)}).content.decode()
    assert "benali" not in kept.lower()
    assert "Erreur" not in kept
    assert 'value="letter" selected' in kept
    data["locataire"] = [str(told.public_id)]
    clerk.post(reverse("refer"), data)
    with acting(world.nadia.audiences):
        assert Referral.objects.get().account_id == told.pk


def test_what_is_chosen_from_the_file_says_what_it_asks(world, tenant, clerk):
    both = [str(tenant.public_id), str(account(world.nadia, "L2").public_id)]
    for chosen, where in ((both[:1], "ci-dessous"), (both, "plus haut")):
        page = clerk.get(reverse("refer"), {"locataire": chosen}).content.decode()
        assert f"Coché d’après votre fichier. Écrivez {where} comment il a été informé, et quel jour" in page


def test_each_tenant_may_have_been_told_otherwise(world, clerk):
    first, second = account(world.nadia, "L1"), account(world.nadia, "L2", last_name="BENALI")
    data = answers_for(first, second, recipient=key_of(world.nadia), step="confirm", actions=["letter"])
    data |= {
        f"{second.public_id}-told": "other",
        f"{second.public_id}-told_how": "telephone",
        f"{second.public_id}-told_on": "2026-11-02",
        f"{second.public_id}-actions": ["visit"],
    }
    assert clerk.post(reverse("refer"), data).status_code == 302
    with acting(world.nadia.audiences):
        sheets = {sheet.last_name: sheet for sheet in ReferralSheet.objects.all()}
    assert (sheets["VASSEUR"].told_how, sheets["VASSEUR"].actions_taken) == ("letter", ["letter"])
    assert (sheets["BENALI"].told_how, sheets["BENALI"].told_on.day) == ("telephone", 2)
    assert sheets["BENALI"].actions_taken == ["letter", "visit"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Son numéro est 2 58 07 33 063 123 45", "sécurité sociale"),
        ("Problème de santé mentale", "sans ces mots"),
        ("Violences conjugales signalées", "sans ces mots"),
        ("Boit trop d’alcool", "sans ces mots"),
    ],
)
def test_a_fact_says_neither_health_nor_violence_nor_a_social_security_number(world, tenant, clerk, text, sentence):
    data = answers_for(tenant, recipient=key_of(world.nadia), step="confirm")
    page = clerk.post(reverse("refer"), data | {f"{tenant.public_id}-fact_1": text}).content.decode()
    assert sentence in page
    with acting(world.nadia.audiences):
        assert Referral.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["Audience au tribunal le 3 mars", "Plainte du voisin pour bruit", "Fuite au 2e étage"]
)
def test_a_fact_of_the_tenancy_is_accepted(world, tenant, clerk, text):
    data = answers_for(tenant, recipient=key_of(world.nadia), step="confirm")
    assert clerk.post(reverse("refer"), data | {f"{tenant.public_id}-fact_1": text}).status_code == 302


def test_the_page_says_why_nobody_can_be_referred(world, tenant, clerk):
    refer(world.nadia, tenant)
    page = clerk.get(reverse("refer"), {"locataire": str(tenant.public_id)}).content.decode()
    assert "une saisine attend déjà une réponse" in page
    other = account(world.other_clerk)
    page = signed_in(world.other_clerk).get(reverse("refer"), {"locataire": str(other.public_id)}).content.decode()
    assert "pas de convention en cours" in page


def test_nobody_chosen_goes_back_to_the_list(world, clerk):
    assert clerk.get(reverse("refer")).url == reverse("tenants")


def test_a_telephone_that_is_asked_for_is_shown_as_read_and_kept_as_known(world, clerk):
    (referral,) = refer(world.nadia, account(world.nadia, "L7", phone="+33639986961"))
    with acting(world.ines.audiences):
        answers.ask_missing(case=Case.objects.get(), by=world.ines, fields=["phone", "occupants"])
    complete = reverse("refer_complete", args=[referral.public_id])
    page = clerk.get(complete).content.decode()
    assert "+33639986961" not in page
    assert "facultatif" not in page
    clerk.post(complete, {"phone": "06\xa039\xa098\xa069\xa061", "occupants": "3"})
    with acting(world.nadia.audiences):
        assert ReferralSheet.objects.values_list("phone", "occupants").get() == ("+33639986961", 3)


def test_the_pages_of_a_referral_complete_and_withdraw(world, tenant, clerk):
    (referral,) = refer(world.nadia, tenant)
    withdraw = reverse("refer_withdraw", args=[referral.public_id])
    assert "ne verra plus la fiche" in clerk.get(withdraw).content.decode()
    with acting(world.ines.audiences):
        answers.ask_missing(
            case=Case.objects.get(), by=world.ines, fields=["occupants", "balance_cents", "dated_facts"]
        )
    complete = reverse("refer_complete", args=[referral.public_id])
    for url in (reverse("tenants"), reverse("tenant", args=[tenant.public_id]), complete):
        assert "nombre d’occupants, dette à jour, faits datés" in clerk.get(url).content.decode()
    page = clerk.get(complete).content.decode()
    assert "Nombre d’occupants" in page
    assert "Téléphone" not in page
    assert "Complétez au moins un" in clerk.post(complete, {"balance_cents": "", "occupants": ""}).content.decode()
    data = {"occupants": "4", "balance_cents": "1 300,50", "fact_1": "Nouvelle fuite", "on_1": "2026-11-03"}
    assert clerk.post(complete, data).status_code == 302
    with acting(world.nadia.audiences):
        sheet = ReferralSheet.objects.get()
    assert (sheet.occupants, sheet.balance_cents) == (4, 130050)
    assert sheet.dated_facts == [{"on": "2026-11-03", "text": "Nouvelle fuite"}]
    assert clerk.get(complete).status_code == 403
    assert clerk.post(withdraw).status_code == 403


def test_what_the_sheet_says_already_is_in_the_form_that_completes_it(world, tenant, clerk):
    day = timezone.localdate()
    (referral,) = refer(world.nadia, tenant, facts=[Fact("Boîte aux lettres pleine", day), Fact("Fuite")])
    with acting(world.ines.audiences):
        answers.ask_missing(case=Case.objects.get(), by=world.ines, fields=["balance_cents", "dated_facts"])
    page = clerk.get(reverse("refer_complete", args=[referral.public_id])).content.decode()
    assert 'value="Boîte aux lettres pleine"' in page
    assert 'value="Fuite"' in page
    assert 'value="1 284,50' in page.replace("\xa0", " ").replace("\u202f", " ")


def test_a_referral_of_another_unit_is_a_page_that_does_not_exist(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    for by in (world.litigator, world.other_clerk, world.ines, world.laurent, world.admin, world.dpo):
        browser = signed_in(by)
        for name in ("refer_complete", "refer_withdraw"):
            address = reverse(name, args=[referral.public_id])
            assert browser.get(address).status_code == browser.post(address).status_code == 404
        assert browser.get(reverse("refer"), {"locataire": str(tenant.public_id)}).status_code == 404
    with acting(world.nadia.audiences):
        assert Referral.objects.get().state == ReferralState.SUBMITTED


def test_reading_a_referred_tenant_again_is_logged_before_its_name(world, tenant, clerk):
    (referral,) = refer(world.nadia, tenant)
    address = reverse("refer_withdraw", args=[referral.public_id])
    with CaptureQueriesContext(connections["log"]) as logged:
        clerk.get(address)
    (row,) = [query["sql"] for query in logged.captured_queries if "cases_readinglog" in query["sql"]]
    assert "refer_withdraw" in row
    assert str(referral.case_id) in row
    assert "VASSEUR" not in row
