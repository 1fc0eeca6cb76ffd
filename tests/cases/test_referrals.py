"""Referring tenants: who may, what it writes, what it refuses, again, withdrawing and completing."""

from datetime import timedelta

import pytest
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
from tests.cases.landlord import account, households, refer, stated
from tests.factories.directory import member
from tests.harness import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant(world) -> TenantAccount:
    return account(world.nadia, co_tenant="M VASSEUR Paul", rent_cents=52000)


def attempt(by, *asked: ToRefer, recipient=None, origin="arrears_meeting"):
    with acting(by.audiences):
        chosen = recipient or queries.recipients(by.membership.unit_id, by.unit_audience)[0]
        return referrals.refer(tenants=list(asked), recipient=chosen, origin=origin, by=by)


def asked(by, made: TenantAccount, **changes) -> ToRefer:
    with acting(by.audiences):
        return ToRefer(stated(by, made), **({"told_how": "letter", "told_on": timezone.localdate()} | changes))


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
