"""Proving again who one is: before rights are given, before a file of many people; nothing typed is lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from partners.models import Invitation, Membership
from tests.factories.directory import member, unit
from tests.harness import KEEPER, OWNER, as_role
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
INVITE, CONFIRM = "/organisation/inviter/", "/compte/reauthenticate/"


@pytest.fixture
def team():
    return unit(Capacity.OPERATOR, Capacity.LANDLORD, name="Le Pas de Porte")


@pytest.fixture
def sacha(account, team):
    """An administrator who signed in with her password."""
    user = account()
    with as_role(OWNER):
        add_member(unit=team, role=Role.ADMIN, user=user)
    return user


def sign_in(user) -> Client:
    client = Client()
    client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    return client


def later(client: Client, seconds: int = 301) -> Client:
    """That many seconds after she last proved who she is."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()
    return client


def invitation(team, email: str = "nouvelle@example.test") -> dict:
    return {"email": email, "unit": team.key, "role": "worker", "title": "Conseillère"}


def invited() -> list[str]:
    with as_role(KEEPER):
        return list(Invitation.objects.values_list("email", flat=True))


def test_within_five_minutes_of_signing_in_nothing_is_asked(sacha, team):
    client = later(sign_in(sacha), 290)
    assert client.post(INVITE, invitation(team))["Location"] == "/organisation/"
    assert invited() == ["nouvelle@example.test"]


def test_later_the_invitation_waits_for_a_proof_then_leaves_as_it_was_typed(sacha, team):
    client = later(sign_in(sacha))
    asked = client.post(INVITE, invitation(team), follow=True)
    assert "Confirmez que c’est vous" in asked.text
    assert "Rien de ce que vous faisiez n’est perdu" in asked.text
    assert not invited()
    place = asked.redirect_chain[-1][0]
    wrong = client.post(place, {"password": "Escalier-bleu-12", "next": INVITE})
    assert "Ce n’est pas votre mot de passe" in wrong.text
    assert not invited()
    done = client.post(place, {"password": PASSWORD, "next": INVITE}, follow=True)
    assert "Invitation envoyée à nouvelle@example.test" in done.text
    assert invited() == ["nouvelle@example.test"]
    assert len(mail.outbox) == 1
    client.post(place, {"password": PASSWORD, "next": INVITE}, follow=True)
    assert invited() == ["nouvelle@example.test"], "what waited is done once"


def test_what_was_wrong_in_it_is_said_then_with_what_was_typed(sacha, team):
    client = later(sign_in(sacha))
    client.post(INVITE, invitation(team, email="pas une adresse"))
    page = client.post(CONFIRM, {"password": PASSWORD, "next": INVITE}).text
    assert "Écrivez par exemple nom@organisation.fr" in page
    assert "pas une adresse" in page
    assert "Conseillère" in page
    assert f'action="{INVITE}"' in page, "what is corrected goes where it would have gone"
    assert client.post(INVITE, invitation(team))["Location"] == "/organisation/"


def test_another_session_does_not_do_what_waits_in_this_one(sacha, team):
    later(sign_in(sacha)).post(INVITE, invitation(team))
    sign_in(sacha).post(CONFIRM, {"password": PASSWORD, "next": INVITE})
    assert not invited()


def test_roles_too(sacha, team):
    ines = member(team, Role.WORKER).membership
    page, end = f"/organisation/membres/{ines.public_id}/", f"/organisation/membres/{ines.public_id}/fin/"
    client = later(sign_in(sacha))
    assert client.get(page).status_code == 200, "reading asks for nothing"
    for path, sent in ((page, {"role": "manager", "title": "Cheffe"}), (end, {})):
        assert client.post(path, sent)["Location"].startswith(CONFIRM)
    with as_role(KEEPER):
        assert Membership.objects.get(pk=ines.pk).ended_at is None
    client.post(page, {"role": "manager", "title": "Cheffe"})
    client.post(CONFIRM, {"password": PASSWORD, "next": page})
    with as_role(KEEPER):
        assert Membership.objects.get(pk=ines.pk).ended_at is not None
        assert Membership.objects.filter(user=ines.user, role="manager", ended_at=None).count() == 1


def test_too_low_a_role_is_refused_before_any_proof_is_asked(account, team):
    user = account()
    with as_role(OWNER):
        add_member(unit=team, role=Role.WORKER, user=user)
    assert later(sign_in(user)).post(INVITE, invitation(team)).status_code == 403


def test_a_recovery_code_that_proved_has_served_even_if_the_act_is_refused(sacha, team):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    client = later(sign_in(sacha))
    Authenticator.objects.create(user=sacha, type="webauthn", data={"name": "Clé USB"})
    codes = RecoveryCodes.activate(sacha).get_unused_codes()
    own = Membership.objects.get(user=sacha)
    path = f"/organisation/membres/{own.public_id}/fin/"
    client.post(path)
    refused = client.post("/compte/2fa/reauthenticate/", {"code": codes[0], "next": path})
    assert refused.status_code == 403
    assert "votre propre rôle" in refused.text
    assert codes[0] not in RecoveryCodes.activate(sacha).get_unused_codes()
    assert client.post(INVITE, invitation(team))["Location"] == "/organisation/", "and the proof stands"


def test_who_has_nothing_to_prove_herself_with_is_not_asked(signed_in, team):
    """The doors of a demonstration; elsewhere everybody has a second factor."""
    client = signed_in(member(team, Role.ADMIN))
    assert client.post(INVITE, invitation(team))["Location"] == "/organisation/"
