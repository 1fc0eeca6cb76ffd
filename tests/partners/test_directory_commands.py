"""From an empty installation to the first administrator inside, by commands alone."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from partners.enums import Capacity, LandlordEntity, Role
from partners.models import Agreement, AgreementLandlord, Membership, Organisation, Unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "alice.ferrer@passerelle.example"
NEW_PASSWORD = "Le-palier-sent-la-cire-12"
ADMIN = ("--admin", ADDRESS, "--first-name", "Alice", "--last-name", "Ferrer")
OPERATOR = ("add_unit", "passerelle", "--name", "Pôle logement", "--organisation", "passerelle")
LANDLORD = ("add_unit", "agence-est", "--name", "Agence Est", "--organisation", "hlm-est", "--capacity", "landlord")


def manage(*words: str) -> str:
    said = StringIO()
    with as_role(OWNER):
        call_command(*words, stdout=said)
    return said.getvalue()


def operator(*more: str) -> str:
    return manage(*OPERATOR, "--organisation-name", "La Passerelle", "--capacity", "operator", *more)


def test_the_first_administrator_gets_in_by_mail_and_administers():
    assert "administers La Passerelle" in operator(*ADMIN)
    member = Membership.objects.get(user__email=ADDRESS)
    assert (member.role, member.unit.key, member.user.has_usable_password()) == (Role.ADMIN, "passerelle", False)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": NEW_PASSWORD})
    assert "Alice" in client.get(reverse("organisation")).content.decode()


def test_a_second_unit_joins_its_organisation_and_has_no_second_administrator():
    operator(*ADMIN)
    rural = ("--name", "Équipe rurale", "--organisation", "passerelle", "--capacity", "operator")
    manage("add_unit", "passerelle-rural", *rural)
    assert Organisation.objects.get().units.count() == 2
    with pytest.raises(CommandError, match="has an administrator already"):
        manage("add_unit", "passerelle-sud", *rural, *ADMIN)
    assert not Unit.objects.filter(key="passerelle-sud").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*OPERATOR, "--capacity", "operator"), "give --organisation-name"),
        (("add_unit", "a b", *OPERATOR[2:], "--capacity", "operator"), "not a slug"),
        ((*OPERATOR, "--capacity", "operator", "--admin", "alice"), "not an address"),
        ((*OPERATOR, "--capacity", "operator", "--admin", ADDRESS), "needs --first-name"),
        ((*OPERATOR, "--capacity", "person"), "invalid choice"),
    ],
)
def test_what_is_refused_leaves_nothing(words, said):
    with pytest.raises(CommandError, match=said):
        manage(*words)
    assert not Organisation.objects.exists()


def test_a_unit_is_added_once():
    operator()
    with pytest.raises(CommandError, match="already"):
        operator()


def test_landlords_refer_under_an_agreement():
    operator()
    manage(*LANDLORD, "--organisation-name", "HLM de l’Est")
    words = ("add_agreement", "gironde", "--operator", "passerelle", "--from", "2026-09-01")
    assert "agence-est → passerelle" in manage(*words, "--landlord", "agence-est:branch")
    made = AgreementLandlord.objects.get()
    assert (made.unit.key, made.entity, made.agreement.programme.key) == (
        "agence-est",
        LandlordEntity.BRANCH,
        "gironde",
    )
    for landlord, said in (
        ("agence-est:branch", "has an agreement under gironde already"),
        ("agence-est", "write UNIT:ENTITY"),
        ("inconnue:branch", "There is no unit inconnue"),
    ):
        with pytest.raises(CommandError, match=said):
            manage(*words, "--landlord", landlord)


def test_an_agreement_binds_operators_and_landlords_alone():
    operator()
    with pytest.raises(CommandError, match=f"does not hold the capacity {Capacity.LANDLORD.value}"):
        manage(
            "add_agreement",
            "rouen",
            "--operator",
            "passerelle",
            "--landlord",
            "passerelle:branch",
            "--from",
            "2026-09-01",
        )
    assert not Agreement.objects.exists()
