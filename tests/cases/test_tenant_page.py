"""One tenant of the clerk's file: the last months, what she is called, what may be done, and for whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from cases.enums import FeedbackState
from cases.models import Case, TenantAccount
from cases.queries import tenant_names
from cases.queries import tenants as queries
from cases.views import tenants as views
from common.context import acting
from common.formatting import full_date
from partners.enums import Role
from tests.cases.landlord import account, page_of, plain, refer, signed_in, stated, statement
from tests.factories.directory import member
from tests.harness import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


# --- the last months -------------------------------------------------------------------------------------------------------
def test_the_last_months_are_steps_over_zero(world):
    today = timezone.localdate()
    rising = views.trend([(today - timedelta(days=60), 10000), (today - timedelta(days=30), 20000), (today, 40000)])
    assert rising.kind == "up"
    assert rising.path == "M0.0 17.0H32.0V12.0H64.0V2.0H96"
    assert rising.said.startswith("En hausse")
    assert views.trend([(today - timedelta(days=30), 100), (today, 50)]).kind == "down"
    assert views.trend([(today - timedelta(days=30), 0), (today, 0)]).kind == ""
    assert views.trend([(today, 100)]) is None


def test_one_balance_a_month_is_read_the_last_one(world):
    made = account(world.nadia)
    first = timezone.localdate().replace(day=1)
    month = (first - timedelta(days=1)).replace(day=5)
    statement(world.nadia, made, month, 100)
    statement(world.nadia, made, month + timedelta(days=3), 200)
    statement(world.nadia, made, first - timedelta(days=400), 300)
    with acting(world.nadia.audiences):
        balances = queries.monthly_balances([made.pk], timezone.localdate())
    assert balances == {made.pk: [(month + timedelta(days=3), 200), (timezone.localdate(), 128450)]}


@pytest.mark.parametrize(
    ("co_tenant", "shown"),
    [
        ("", "Ferreira Rui"),
        ("MME FERREIRA Ana", "Ferreira Rui et Ana"),
        ("Camille Durand", "Ferreira Rui et Camille Durand"),
    ],
)
def test_a_couple_is_named_once(co_tenant, shown):
    assert tenant_names.listed(TenantAccount(last_name="FERREIRA", first_name="Rui", co_tenant=co_tenant)) == shown


@pytest.mark.parametrize(
    ("co_tenant", "shown"),
    [
        ("", "M. Rui Ferreira"),
        ("MME FERREIRA Ana", "Rui et Ana Ferreira"),
        ("Camille Durand", "Rui Ferreira et Camille Durand"),
    ],
)
def test_on_their_page_the_same_people_are_called_as_people_say(world, clerk, co_tenant, shown):
    made = account(world.nadia, title="M", last_name="FERREIRA", first_name="Rui", co_tenant=co_tenant)
    assert plain(tenant_names.called(made)) == shown
    (referral,) = refer(world.nadia, made)
    with acting(world.nadia.audiences):
        case = referral.case
    pages = [reverse("tenant", args=[made.public_id]), reverse("landlord_case", args=[case.public_id])]
    for address in pages:
        assert f"<h1>{shown}</h1>" in plain(clerk.get(address).content.decode())


def test_without_a_first_name_a_couple_is_called_by_what_is_known():
    couple = TenantAccount(last_name="FERREIRA", co_tenant="MME FERREIRA Ana")
    assert tenant_names.called(couple) == "Ferreira et Ana Ferreira"


# --- one tenant -----------------------------------------------------------------------------------------------------------
def test_a_tenant_shows_its_rows_and_what_may_be_done(world, clerk):
    made = account(world.nadia, rent_cents=52000, residence="Les Tilleuls")
    address = reverse("tenant", args=[made.public_id])
    statement(world.nadia, made, timezone.localdate() - timedelta(days=40), 90000)
    page = plain(clerk.get(address).content.decode())
    for words in (
        "Mme Josiane Vasseur",
        "Les Tilleuls",
        "520,00 €",
        "1 284,50 €",
        "900,00 €",
        "À orienter",
        "isolement",
    ):
        assert words in page
    assert f"Saisir {world.montaubre.organisation.name}" in page
    assert "Ouvrir le dossier" not in page
    (referral,) = refer(world.nadia, made)
    page = plain(clerk.get(address).content.decode())
    with acting(world.nadia.audiences):
        tenancy = Case.objects.get(pk=referral.case_id)
    assert reverse("landlord_case", args=[tenancy.public_id]) in page
    assert reverse("refer_withdraw", args=[referral.public_id]) in page
    assert "Réponse attendue" in page


def test_who_reads_the_account_is_said_as_it_is(world, clerk):
    made = account(world.nadia)
    address = reverse("tenant", args=[made.public_id])
    assert "personne d’autre ne le lit" in clerk.get(address).content.decode()
    refer(world.nadia, made)
    page = plain(clerk.get(address).content.decode())
    assert "personne d’autre ne le lit" not in page
    assert "La fiche de saisine a donné au Pas de Porte" in page
    assert f"la dette au {plain(full_date(made.balance_on))}." in page
    assert "ne lui est ouverte que par un accord du locataire" in page


def test_the_file_does_not_contradict_the_referral(world, clerk):
    made = account(world.nadia, told=False)
    address = reverse("tenant", args=[made.public_id])
    assert "ou le fichier ne le dit pas" in clerk.get(address).content.decode()
    refer(world.nadia, made)
    assert "ou le fichier ne le dit pas" not in clerk.get(address).content.decode()


def test_a_tenant_not_told_says_what_to_do_first(world, clerk):
    made = account(world.nadia, told=False)
    page = clerk.get(reverse("tenant", args=[made.public_id])).content.decode()
    assert "Informez d’abord ce locataire" in page
    assert "à informer" in page_of(clerk)


def test_a_tenant_of_another_unit_is_a_page_that_does_not_exist(world, clerk):
    made = account(world.nadia)
    refer(world.nadia, made)
    unknown = signed_in(world.nadia).get(reverse("tenant", args=[uuid4()]))
    assert unknown.status_code == 404
    for by in (world.litigator, world.other_clerk, world.ines, world.marc, world.laurent, world.admin, world.dpo):
        assert signed_in(by).get(reverse("tenant", args=[made.public_id])).status_code == 404
    for by in (world.ines, world.laurent, world.admin, world.dpo):
        assert signed_in(by).get(reverse("tenants")).status_code == 404
    assert "vasseur" not in page_of(signed_in(world.litigator)).lower()


@pytest.mark.parametrize("name", ["tenants", "import_new", "refer"])
def test_another_role_of_the_same_unit_is_told_so(world, rf: RequestFactory, name):
    request = rf.get(reverse(name))
    request.acting = member(world.branch, Role.SERVICE)
    request.user = request.acting.membership.user
    request.session, request.resolver_match = {}, resolve(reverse(name))
    answer = resolve(reverse(name)).func(request)
    assert answer.status_code == 403
    assert "réservé aux gestionnaires" in answer.content.decode()
    request.acting = world.ines
    with pytest.raises(Http404):
        resolve(reverse(name)).func(request)


def test_the_state_of_a_tenant_is_that_of_its_latest_referral(world):
    made = account(world.nadia)
    (first,) = refer(world.nadia, made)
    sql("UPDATE cases_referralfeedback SET visible_from = now() WHERE referral_id = %s AND state = 'closed'", first.pk)
    refer(world.nadia, made)
    with acting(world.nadia.audiences):
        assert stated(world.nadia, made).state == FeedbackState.SENT
        assert queries.latest_referral(first.case_id).pk != first.pk
