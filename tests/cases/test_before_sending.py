"""Before a referral leaves: what it lacks and whose task that is; and a tenant who is referred again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions import accompaniments, answers
from cases.actions.referrals import Fact
from cases.enums import ExitOutcome, ReferralState
from cases.models import Case, Referral, ReferralSheet, TenantAccount
from cases.policies import Identity
from cases.queries import tenants as queries
from common.context import acting
from tests.cases.landlord import account, plain, refer, signed_in
from tests.factories.directory import publish_next
from tests.factories.world import visit
from tests.harness import sql

pytestmark = pytest.mark.django_db
REFER = reverse("refer")


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def key_of(by) -> str:
    with acting(by.audiences):
        return queries.recipients(by.membership.unit_id, by.unit_audience)[0].key


def posted(world, *made: TenantAccount, **changes) -> dict:
    data = {
        "locataire": [str(one.public_id) for one in made],
        "recipient": key_of(world.nadia),
        "origin": "arrears_meeting",
        "told_how": "letter",
        "told_on": timezone.localdate().isoformat(),
        "contact_name": "Nadia Roussel",
    }
    return data | {f"{one.public_id}-told": "same" for one in made} | changes


def asks(*required: tuple[str, str, str]) -> None:
    publish_next("gironde", {
        "referral.required": [{"field": field, "label": label, "given_by": by} for field, label, by in required]
    })  # fmt: skip


# --- completeness -------------------------------------------------------------------------------------------------
def test_what_is_missing_is_told_before_sending_with_whose_task_it_is(world, clerk):
    asks(
        ("email", "une adresse électronique", "household"),
        ("occupants", "le nombre d’occupants", "landlord"),
        ("rent_cents", "le loyer", "operator"),
        ("balance_cents", "la dette", "landlord"),
    )
    tenant = account(world.nadia)
    page = plain(clerk.post(REFER, posted(world, tenant, step="preview")).text)
    page = page[page.index("Complétude") :]
    assert "1 sur 4 informations" in page
    order = [page.index(said) for said in ("Le nombre d’occupants", "Une adresse électronique", "Le loyer")]
    assert order == sorted(order)
    for task in ("À vous de le donner", "L’association le demandera au ménage", "L’association le complétera"):
        assert task in page
    assert "Vous pouvez envoyer quand même. L’association vous demandera" in page
    assert "La dette</span>" not in page
    clerk.post(REFER, posted(world, tenant, step="confirm"))
    with acting(world.nadia.audiences):
        assert Referral.objects.get().state == ReferralState.SUBMITTED


def test_a_whole_sheet_says_so_and_asks_for_nothing(world, clerk):
    asks(("balance_cents", "la dette", "landlord"))
    page = plain(clerk.post(REFER, posted(world, account(world.nadia), step="preview")).text)
    assert "1 sur 1 information" in page
    assert "envoyer quand même" not in page


def test_each_sheet_of_several_has_its_own(world, clerk):
    asks(("phone", "un numéro", "landlord"))
    whole, lacking = account(world.nadia, "L1"), account(world.nadia, "L2", last_name="BENALI", phone="")
    page = plain(clerk.post(REFER, posted(world, whole, lacking, step="preview")).text)
    assert page.count("Un numéro") == 1
    assert "0 sur 1 information" in page


# --- a tenant who comes back --------------------------------------------------------------------------------------
@pytest.fixture
def came_back(world) -> TenantAccount:
    """Referred, met, accompanied, and over for long."""
    tenant = account(world.nadia)
    facts = [Fact("Boîte aux lettres pleine", timezone.localdate() - timedelta(days=9))]
    (referral,) = refer(world.nadia, tenant, facts=facts, actions=["letter", "visit"])
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referral.receiving_case_id)
        answers.accept(case=case, by=world.ines)
        visit(case, world.ines)
        adult = ReferralSheet.objects.get().person_id
        accompaniments.engage(
            case=case, by=world.ines, identities=[Identity(adult, "Vasseur", "Josiane")], starts_on=timezone.localdate()
        )
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
    # Two months later.
    sql("UPDATE cases_referralfeedback SET visible_from = visible_from - interval '61 days'")
    return tenant


def form_of(clerk: Client, tenant: TenantAccount) -> str:
    return plain(clerk.get(REFER, {"locataire": str(tenant.public_id)}).text)


def test_nothing_is_typed_again(clerk, came_back):
    page = form_of(clerk, came_back)
    assert "Vous avez déjà saisi une association pour ce locataire" in page
    assert 'value="Boîte aux lettres pleine"' in page
    assert 'value="arrears_meeting" selected' in page
    for tried in ("letter", "visit"):
        assert f'value="{tried}"' in page
        (box,) = [part for part in page.split("<input")[1:] if f'value="{tried}"' in part and 'name="actions"' in part]
        assert "checked" in box


def test_whether_she_was_told_is_asked_again(clerk, came_back):
    page = form_of(clerk, came_back)
    how = page[page.index('name="told_how"') :]
    assert 'value="letter" selected' not in how[: how.index("</select>")]
    (day,) = [part for part in page.split("<input")[1:] if 'name="told_on"' in part.split(">")[0]]
    assert 'value="' not in day.split(">")[0]


def test_to_come_back_is_normal_and_free(world, clerk, came_back):
    sent = clerk.post(REFER, posted(world, came_back, step="confirm"))
    assert sent.url == reverse("tenant", args=[came_back.public_id])
    with acting(world.nadia.audiences):
        former, again = Referral.objects.order_by("id")
        assert (former.case_id, again.state) == (again.case_id, ReferralState.SUBMITTED)
        assert former.receiving_case_id != again.receiving_case_id
        first, second = ReferralSheet.objects.order_by("id")
        assert first.person_id == second.person_id


def test_another_landlord_s_referral_is_repeated_to_nobody(world, came_back):
    theirs = account(world.other_clerk, "L9")
    with acting(world.other_clerk.audiences):
        stated = queries.describe(world.other_clerk.unit_audience, [theirs.pk])
        assert queries.former_sheets(world.other_clerk.unit_audience, stated) == {}
    with acting(world.nadia.audiences):
        stated = queries.describe(world.nadia.unit_audience, [came_back.pk])
        assert list(queries.former_sheets(world.nadia.unit_audience, stated)) == [came_back.pk]
        assert queries.former_sheets(world.other_clerk.unit_audience, stated) == {}


def test_a_first_referral_repeats_nothing(world, clerk):
    page = form_of(clerk, account(world.nadia))
    assert "déjà saisi une association" not in page
    assert 'value="arrears_meeting" selected' not in page
