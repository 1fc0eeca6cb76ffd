"""Referring tenants: who may, what it writes, what it refuses, the preview, completing and withdrawing."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import answers, referrals
from cases.actions.referrals import Fact, ToRefer
from cases.enums import FeedbackState, ReferralState
from cases.models import (
    Access,
    Case,
    ContactStatement,
    IdentityStatement,
    Person,
    Referral,
    ReferralSheet,
    RentStatement,
    TenantAccount,
)
from cases.queries import tenants as queries
from common.context import acting
from common.refusal import NotYours, Refused
from partners.enums import Role
from tests.cases.landlord import account, refer, signed_in, stated
from tests.factories.directory import member
from tests.harness import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant(world) -> TenantAccount:
    return account(world.nadia, co_tenant="M VASSEUR Paul", rent_cents=52000)


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def attempt(by, *asked: ToRefer, recipient=None, origin="arrears_meeting"):
    with acting(by.audiences):
        chosen = recipient or queries.recipients(by.membership.unit_id, by.unit_audience)[0]
        return referrals.refer(tenants=list(asked), recipient=chosen, origin=origin, by=by)


def asked(by, made: TenantAccount, **changes) -> ToRefer:
    with acting(by.audiences):
        return ToRefer(stated(by, made), **({"told_how": "letter", "told_on": timezone.localdate()} | changes))


def households() -> int:
    return sql("SELECT count(*) FROM cases_household")[0][0]


# --- what it writes --------------------------------------------------------------------------------------------------
def test_a_referral_opens_a_tenancy_with_its_parties_and_a_sheet_for_the_association(world, tenant):
    (referral,) = refer(
        world.nadia, tenant, told_by="M. Barre", facts=[Fact("Fuite d’eau", timezone.localdate())], actions=["visit"]
    )
    with acting(world.nadia.audiences):
        tenant.refresh_from_db()
        case = Case.objects.get(pk=tenant.case_id)
        assert (case.kind, case.holder_id) == ("tenancy", world.nadia.unit_audience)
        people = list(Person.objects.filter(household=case.household_id).order_by("id"))
        assert [(person.is_party, person.is_adult) for person in people] == [(True, True), (True, True)]
        named = (
            IdentityStatement.objects.filter(case=case).order_by("id").values_list("title", "last_name", "first_name")
        )
        assert list(named) == [("Mme", "VASSEUR", "Josiane"), ("M.", "VASSEUR", "Paul")]
        assert ContactStatement.objects.get(case=case).phone == "+33600004127"
        assert RentStatement.objects.get(case=case).balance_cents == 128450
        kept = Referral.objects.get(pk=referral.pk)
        assert (kept.state, kept.origin, kept.told_how) == (ReferralState.SUBMITTED, "arrears_meeting", "letter")
    with acting(world.ines.audiences):
        sheet = ReferralSheet.objects.get(receiving_case_id=referral.receiving_case_id)
        assert (sheet.last_name, sheet.co_tenant, sheet.balance_cents) == ("VASSEUR", "M VASSEUR Paul", 128450)
        assert (sheet.person_id, sheet.co_tenant_person_id) == (people[0].pk, people[1].pk)
        assert sheet.dated_facts == [{"on": timezone.localdate().isoformat(), "text": "Fuite d’eau"}]
        assert (sheet.actions_taken, sheet.reasons) == (["visit"], ["isolation"])
        assert (sheet.contact_name, sheet.told_by) == ("Nadia Roussel", "M. Barre")


def test_the_referrer_reads_sent_and_nobody_else_the_account(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.nadia.audiences):
        assert set(queries.told_of(referral)) == {FeedbackState.SENT}
        assert stated(world.nadia, tenant).state == FeedbackState.SENT
    for by in (world.ines, world.litigator, world.other_clerk):
        with acting(by.audiences):
            assert TenantAccount.objects.count() == 0
    with acting(world.litigator.audiences):
        assert Case.objects.count() == 0


def test_several_tenants_are_referred_together(world):
    made = [account(world.nadia, f"L{n}", last_name=f"NOM{n}") for n in range(4)]
    sent = refer(world.nadia, *made)
    assert len({referral.household_id for referral in sent}) == 4
    with acting(world.ines.audiences):
        assert ReferralSheet.objects.count() == 4


def test_a_refusal_leaves_nothing_of_the_selection(world):
    first, second = account(world.nadia, "L1"), account(world.nadia, "L2", last_name="BENALI")
    before = households()
    with pytest.raises(Refused, match="Benali"):
        attempt(world.nadia, asked(world.nadia, first), asked(world.nadia, second, told_how="", told_on=None))
    assert households() == before
    with acting(world.nadia.audiences):
        assert not TenantAccount.objects.exclude(case=None).exists()
        assert Referral.objects.count() == 0


# --- what it refuses --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"told_how": "", "told_on": None}, "informez-le d’abord"),
        ({"told_on": None}, "informez-le d’abord"),
        ({"told_how": "rumour"}, "informez-le d’abord"),
        ({"told_on": timezone.localdate() + timedelta(days=2)}, "à venir"),
        ({"facts": [Fact("a")] * 6}, "5 faits au plus"),
        ({"facts": [Fact("a" * 201)]}, "200 caractères"),
        ({"facts": [Fact("a", timezone.localdate() + timedelta(days=2))]}, "déjà eu lieu"),
        ({"actions": ["prayer"]}, "dans la liste"),
    ],
)
def test_what_a_clerk_may_not_say_is_refused_in_words(world, tenant, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        attempt(world.nadia, asked(world.nadia, tenant, **changes))


def test_an_empty_or_too_long_selection_is_refused(world):
    with pytest.raises(Refused, match="au moins un"):
        attempt(world.nadia)
    made = account(world.nadia)
    with pytest.raises(Refused, match="30 locataires au plus"):
        attempt(world.nadia, *[asked(world.nadia, made)] * 31)


def test_one_waits_for_an_answer_before_asking_again(world, tenant):
    refer(world.nadia, tenant)
    with pytest.raises(Refused, match="attend déjà une réponse"):
        attempt(world.nadia, asked(world.nadia, tenant))


def test_a_refusal_of_the_association_still_looks_like_waiting_until_its_date(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.ines.audiences):
        answers.not_accept(case=Case.objects.get(pk=referral.receiving_case_id), by=world.ines, reason="Hors secteur")
    with acting(world.nadia.audiences):
        assert stated(world.nadia, tenant).state == FeedbackState.RECEIVED
    with pytest.raises(Refused, match="attend déjà une réponse"):
        attempt(world.nadia, asked(world.nadia, tenant))


def test_a_minor_is_not_referred(world):
    made = account(world.nadia, born_on=timezone.localdate() - timedelta(days=365 * 10))
    with pytest.raises(Refused, match="mineur"):
        attempt(world.nadia, asked(world.nadia, made))


def test_only_associations_of_an_agreement_in_force_receive(world, tenant):
    with acting(world.nadia.audiences):
        found = queries.recipients(world.branch.id, world.nadia.unit_audience)
        assert {each.organisation for each in found} == {
            world.montaubre.organisation.name,
            world.halles.organisation.name,
        }
        assert queries.recipients(world.other_branch.id, world.other_clerk.unit_audience) == []
        halles = next(each for each in found if each.agreement.pk == world.halles_agreement.pk)
    other = account(world.other_clerk)
    with pytest.raises(Refused, match="pas de convention en cours"):
        attempt(world.other_clerk, asked(world.other_clerk, other), recipient=halles)
    litigation = account(world.litigator)
    with pytest.raises(Refused, match="pas de convention en cours"):
        attempt(world.litigator, asked(world.litigator, litigation), recipient=halles)


def test_another_unit_and_other_roles_do_not_refer(world, tenant):
    foreign = asked(world.nadia, tenant)
    with pytest.raises(Refused, match="n’est plus dans votre fichier"):
        attempt(world.litigator, foreign)
    service = member(world.branch, Role.SERVICE)
    for by in (world.ines, world.laurent, world.admin, service):
        with acting(by.audiences), pytest.raises(NotYours, match="réservé aux gestionnaires"):
            referrals.check_may_refer(by)


# --- again ----------------------------------------------------------------------------------------------------------------
def close(referral: Referral) -> None:
    """As if the 61st day had come."""
    sql(
        "UPDATE cases_referralfeedback SET visible_from = now() WHERE referral_id = %s AND state = 'closed'",
        referral.pk,
    )


def test_referring_again_once_closed_reuses_the_tenancy_and_its_people(world, tenant):
    (first,) = refer(world.nadia, tenant)
    close(first)
    with acting(world.nadia.audiences):
        assert stated(world.nadia, tenant).state == FeedbackState.CLOSED
        statements = IdentityStatement.objects.count()
        TenantAccount.objects.filter(pk=tenant.pk).update(phone="+33600000000", co_tenant="Vasseur Paul, M.")
    (second,) = refer(world.nadia, tenant)
    assert (second.case_id, second.household_id) == (first.case_id, first.household_id)
    assert second.receiving_case_id != first.receiving_case_id
    with acting(world.nadia.audiences):
        sheets = list(ReferralSheet.objects.order_by("id").values_list("person_id", "co_tenant_person_id"))
        assert sheets[0] == sheets[1]
        assert Person.objects.filter(household=first.household_id).count() == 2
        assert IdentityStatement.objects.count() == statements
        assert list(ContactStatement.objects.order_by("id").values_list("phone", flat=True)) == [
            "+33600004127",
            "+33600000000",
        ]
        assert stated(world.nadia, tenant).state == FeedbackState.SENT


def test_another_co_tenant_is_another_person(world, tenant):
    (first,) = refer(world.nadia, tenant)
    close(first)
    with acting(world.nadia.audiences):
        TenantAccount.objects.filter(pk=tenant.pk).update(co_tenant="Mme DIALLO Awa")
    refer(world.nadia, tenant)
    with acting(world.nadia.audiences):
        one, other = ReferralSheet.objects.order_by("id").values_list("co_tenant_person_id", flat=True)
        assert one != other


# --- withdrawing and completing ----------------------------------------------------------------------------------------
def test_withdrawing_closes_the_sheet_at_once(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.nadia.audiences):
        referrals.withdraw_referral(referral=referral, by=world.nadia)
        assert stated(world.nadia, tenant).state == FeedbackState.CLOSED
    with acting(world.ines.audiences):
        assert ReferralSheet.objects.count() == 0
        assert not Access.objects.filter(sheet_until__gt=timezone.now()).exists()
    with acting(world.nadia.audiences), pytest.raises(Refused, match="déjà close"):
        referrals.withdraw_referral(referral=referral, by=world.nadia)
    refer(world.nadia, tenant)


def test_a_received_referral_is_withdrawn_by_telephone_only(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.ines.audiences):
        answers.receive(case=Case.objects.get(pk=referral.receiving_case_id), by=world.ines)
    with acting(world.nadia.audiences), pytest.raises(Refused, match="Appelez-la"):
        referrals.withdraw_referral(referral=referral, by=world.nadia)


def test_what_is_asked_is_completed_and_sent_again(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referral.receiving_case_id)
        answers.ask_missing(case=case, by=world.ines, fields=["email", "occupants"])
    with acting(world.nadia.audiences):
        assert stated(world.nadia, tenant).state == FeedbackState.INCOMPLETE
        values = {"email": "j.vasseur@example.net", "occupants": 3}
        referrals.complete_referral(referral=referral, values=values, by=world.nadia)
        assert stated(world.nadia, tenant).state == FeedbackState.RECEIVED
        assert ContactStatement.objects.order_by("-id").first().email == "j.vasseur@example.net"
    with acting(world.ines.audiences):
        sheet = ReferralSheet.objects.get(receiving_case=case)
        assert (sheet.email, sheet.occupants) == ("j.vasseur@example.net", 3)
        answers.accept(case=case, by=world.ines)


def test_completing_is_refused_when_nothing_is_asked_and_for_other_columns(world, tenant):
    (referral,) = refer(world.nadia, tenant)
    with acting(world.nadia.audiences):
        with pytest.raises(Refused, match="n’attend plus"):
            referrals.complete_referral(referral=referral, values={"email": "a@b.fr"}, by=world.nadia)
        with pytest.raises(ValueError, match="last_name"):
            referrals.complete_referral(referral=referral, values={"last_name": "X"}, by=world.nadia)


# --- the pages -------------------------------------------------------------------------------------------------------------
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
    for part in ("Boîte aux lettres pleine", "12, rue des Tisserands", "Informé par courrier"):
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


def test_the_pages_of_a_referral_complete_and_withdraw(world, tenant, clerk):
    (referral,) = refer(world.nadia, tenant)
    withdraw = reverse("refer_withdraw", args=[referral.public_id])
    assert "ne verra plus la fiche" in clerk.get(withdraw).content.decode()
    with acting(world.ines.audiences):
        answers.ask_missing(
            case=Case.objects.get(), by=world.ines, fields=["occupants", "balance_cents", "dated_facts"]
        )
    complete = reverse("refer_complete", args=[referral.public_id])
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
