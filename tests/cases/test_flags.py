"""The violence flag: what it closes to whom, what the team keeps, and that nothing tells of it (T14)."""

import pytest
from django.urls import reverse

from cases.actions import flags
from cases.models import (
    Accompaniment,
    Case,
    Consent,
    ContactStatement,
    IdentityStatement,
    ReferralSheet,
    ViolenceFlag,
)
from cases.queries import consents as queries
from common.refusal import NotYours, Refused
from tests.cases.agreements import browser, case_of, engaged, settled, sign
from tests.factories.world import accept, refer
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


def protect(referred, by, person=None) -> ViolenceFlag:
    case = case_of(referred, by)
    with within(by):
        return flags.set_flag(case=case, person=person or referred.tenant, by=by)


def sees(by, model, **filters) -> int:
    with within(by):
        return model.objects.filter(**filters).count()


def test_no_grant_to_a_landlord_has_effect_and_its_own_rows_stay(world):
    referred = engaged(world)
    sign(referred, world.ines)
    protect(referred, world.ines)
    for model in (Accompaniment, Consent):
        assert sees(world.nadia, model) == 0
    assert sees(world.nadia, IdentityStatement, case_id=referred.case.pk) == 0
    assert sees(world.nadia, Case) == 1
    assert sees(world.nadia, ReferralSheet) == 1


def test_lifting_gives_back_what_the_agreements_say(world):
    referred = engaged(world)
    sign(referred, world.ines)
    flag = protect(referred, world.ines)
    case = case_of(referred, world.laurent)
    with within(world.laurent):
        flags.lift_flag(flag=flag, case=case, by=world.laurent)
        flag.refresh_from_db()
        assert flag.lifted_at
        assert flag.lifted_by_id == world.laurent.member_audience
        assert queries.open_flag(case) is None
        with pytest.raises(Refused, match="déjà levée"):
            flags.lift_flag(flag=flag, case=case, by=world.laurent)
    assert sees(world.nadia, Accompaniment) == 1


@pytest.mark.django_db(transaction=True)
def test_an_agreement_signed_under_the_flag_never_opens_the_contact_to_a_landlord(world):
    referred = engaged(world)
    flag = protect(referred, world.ines)
    sign(referred, world.ines, flag_notice_read=True)
    case = case_of(referred, world.ines)
    with within(world.ines):
        flags.lift_flag(flag=flag, case=case, by=world.ines)
    assert sees(world.nadia, IdentityStatement, case_id=referred.case.pk) == 1
    assert sees(world.nadia, ContactStatement, case_id=referred.case.pk) == 0


def test_the_contact_is_the_teams_and_its_managers(world):
    referred = engaged(world)
    protect(referred, world.ines)
    assert [sees(by, ContactStatement, case_id=referred.case.pk) for by in (world.ines, world.laurent, world.marc)] == [
        1,
        1,
        0,
    ]


def test_what_the_sheet_said_is_kept_for_the_team(world):
    referred = refer(world.nadia, world.agreement, co_tenant="Karim Vasseur")
    accept(referred, world.ines)
    assert sees(world.ines, IdentityStatement) == 0
    protect(referred, world.ines)
    with within(world.ines):
        named = {row.person_id: (row.last_name, row.first_name) for row in IdentityStatement.objects.all()}
        reached = {row.person_id: row.phone for row in ContactStatement.objects.all()}
    assert named == {referred.tenant.pk: ("Vasseur", "Josiane"), referred.co_tenant.pk: ("Karim Vasseur", "")}
    assert reached == {referred.tenant.pk: "06 00 00 41 27", referred.co_tenant.pk: ""}


def test_what_the_operator_stated_itself_is_not_written_again(world):
    referred = engaged(world)
    before = sees(world.ines, IdentityStatement, author_id=world.ines.unit_audience)
    protect(referred, world.ines)
    assert sees(world.ines, IdentityStatement, author_id=world.ines.unit_audience) == before


def test_only_the_team_and_its_manager_set_and_lift(world):
    referred = engaged(world)
    case = case_of(referred, world.ines)
    for by in (world.marc, world.bea, world.nadia, world.admin):
        with within(by), pytest.raises(NotYours):
            flags.set_flag(case=case, person=referred.tenant, by=by)
    flag = protect(referred, world.laurent)
    with within(world.marc), pytest.raises(NotYours):
        flags.lift_flag(flag=flag, case=case, by=world.marc)


def test_it_is_set_once_and_for_an_adult_of_the_household(world):
    referred, other = engaged(world), engaged(world)
    with pytest.raises(Refused, match="adulte du ménage"):
        protect(referred, world.ines, person=other.tenant)
    protect(referred, world.ines)
    with pytest.raises(Refused, match="déjà protégée"):
        protect(referred, world.ines)


def test_it_is_an_error_when_access_does_not_follow(world):
    from cases.actions.consents import GateDisagrees

    referred = engaged(world)
    sign(referred, world.ines)
    sql("ALTER TABLE cases_violenceflag DISABLE TRIGGER gate_insert", role=OWNER)
    with pytest.raises(GateDisagrees):
        protect(referred, world.ines)


# --- on screen ---------------------------------------------------------------------------------------------------
def test_the_effects_are_said_before_it_is_set(world):
    referred = engaged(world)
    case = case_of(referred, world.ines)
    url = reverse("flag_set", args=[case.public_id])
    client = browser(world.ines)
    page = client.get(url).content.decode()
    assert "Rien ne lui dit pourquoi." in page
    assert "Ne rien changer" in page
    assert sees(world.ines, ViolenceFlag) == 0
    shown = client.post(url, {"person": str(referred.tenant.public_id)}, follow=True).content.decode()
    assert "Protection posée." in shown
    lift = reverse("flag_lift", args=[case.public_id])
    assert "Josiane Vasseur" in client.get(lift).content.decode()
    assert "Protection posée." not in client.post(lift, follow=True).content.decode()
    assert client.get(lift).status_code == 403


def test_who_may_open_the_pages_of_protection(world):
    referred = engaged(world)
    url = reverse("flag_set", args=[case_of(referred, world.ines).public_id])
    for by, status in ((world.laurent, 200), (world.marc, 403), (world.bea, 404), (world.nadia, 404)):
        assert browser(by).get(url).status_code == status


def test_under_protection_no_agreement_is_said_to_open_anything_to_the_landlord(world):
    referred = engaged(world)
    sign(referred, world.ines)
    url = reverse("consents", args=[case_of(referred, world.ines).public_id])
    assert "peut voir" in (before := browser(world.ines).get(url).content.decode())
    assert "tant que la protection est posée" not in before
    protect(referred, world.ines)
    under = browser(world.ines).get(url).content.decode()
    assert "peut voir" not in under
    assert "n’en voit rien tant que la protection est posée" in under


def test_a_colleague_off_the_team_reads_no_line_of_protection(world):
    referred = engaged(world)
    protect(referred, world.ines)
    page = browser(world.marc).get(reverse("consents", args=[case_of(referred, world.marc).public_id]))
    assert page.status_code == 200
    assert "rotection" not in page.content.decode()


def test_the_landlords_page_is_the_same_as_without_any_agreement(world):
    referred = engaged(world)
    with within(world.nadia):
        url = reverse("landlord_case", args=[Case.objects.get(pk=referred.tenancy.pk).public_id])
    client = browser(world.nadia)
    before = settled(client.get(url))
    sign(referred, world.ines)
    assert settled(client.get(url)) != before
    protect(referred, world.ines)
    assert settled(client.get(url)) == before
