"""A lost second factor: the operator takes it away, nothing opens by that alone, and nobody is left unaware."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from partners.enums import Capacity, Role
from partners.models import Session
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN = "/compte/login/"
NEW_PASSWORD = "Le-palier-sent-la-cire-12"


@pytest.fixture
def team():
    return unit(Capacity.OPERATOR, name="Le Pas de Porte")


@pytest.fixture
def ines(team):
    """A worker with a password, an application, recovery codes and a session."""
    found = member(team, Role.WORKER, last_name="Caron")
    user = found.membership.user
    user.set_password(PASSWORD)
    with as_role(OWNER):
        user.save()
    auth.TOTP.activate(user, auth.generate_totp_secret())
    RecoveryCodes.activate(user)
    Client().force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def reset(email: str) -> str:
    said = StringIO()
    call_command("reset_second_factor", email, stdout=said)
    return said.getvalue()


def test_nothing_of_the_account_opens_it_any_more_but_its_mailbox(ines, settings):
    user = ines.membership.user
    assert Session.objects.filter(user=user).exists()
    reset(user.email.upper())
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.filter(user=user).exists()
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/compte/password/reset/", {"email": user.email})
    link = re.search(r"(/compte/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    place = client.get(link)["Location"]
    client.post(place, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    settings.SECOND_FACTOR_REQUIRED = True
    client.post(LOGIN, {"login": user.email, "password": NEW_PASSWORD})
    assert client.get("/accompagnement/ma-journee/")["Location"] == "/compte/2fa/"


def test_she_and_the_administrators_are_told_and_nobody_else(ines, team):
    sacha = member(unit(Capacity.SIAO, organisation=team.organisation), Role.ADMIN).membership.user
    member(unit(Capacity.OPERATOR), Role.ADMIN)
    member(team, Role.MANAGER)
    user = ines.membership.user
    assert sacha.email in reset(user.email)
    assert {tuple(sent.to): sent.subject for sent in mail.outbox} == {
        (user.email,): "Votre deuxième étape a été retirée",
        (sacha.email,): "Une deuxième étape a été retirée",
    }
    to_her, to_sacha = sorted(mail.outbox, key=lambda sent: sent.to != [user.email])
    assert "/compte/password/reset/" in to_her.body
    assert "Pas de Porte" not in to_her.body
    assert user.email in to_sacha.body


def test_a_lone_administrator_s_own_is_said_to_the_operator(team):
    user = member(team, Role.ADMIN).membership.user
    auth.TOTP.activate(user, auth.generate_totp_secret())
    assert "No other administrator" in reset(user.email)
    assert len(mail.outbox) == 1


def test_it_leaves_a_line_in_the_log_without_her_name(ines, caplog):
    user = ines.membership.user
    with caplog.at_level("WARNING", logger="partners"):
        reset(user.email)
    assert f"account {user.pk}: 2 second factors and 1 sessions removed" in caplog.text
    assert user.email not in caplog.text


def test_an_account_without_one_keeps_its_password(team):
    user = member(team, Role.WORKER).membership.user
    before = user.password
    with pytest.raises(CommandError, match="pas de deuxième étape"):
        reset(user.email)
    user.refresh_from_db()
    assert (user.password, mail.outbox) == (before, [])
    with pytest.raises(CommandError, match="no account"):
        reset("personne@nulle.part")
