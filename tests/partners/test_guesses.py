"""Thousands of guesses enter nowhere, few of them are even looked at, and the owner gets in again.

From one address and from many: passwords, codes of the application, recovery codes, birth dates of a personal link,
tokens of invitations. `GUESSES=10000` in the environment asks for that many (four minutes).
"""

import os
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.template.response import SimpleTemplateResponse
from django.test import Client

from cases.actions import person_links
from cases.middleware import PERSON_KEY
from cases.models import Case
from partners.actions import invitations
from partners.enums import Capacity, Role
from partners.models import User
from partners.views import invitation
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import OWNER, sql, within
from tests.partners.conftest import PASSWORD
from tests.partners.test_second_factor import SECOND_STEP, Clock

pytestmark = pytest.mark.django_db(transaction=True)
GUESSES = int(os.environ.get("GUESSES", "2000"))
SHARES = {"password": 0.4, "code": 0.2, "recovery code": 0.2, "birth date": 0.1, "invitation": 0.1}
EMAIL = "camille.noel@example.test"
LOGIN = "/compte/login/"


class Tally:
    """Guesses made, guesses that were compared with the secret, entries."""

    def __init__(self) -> None:
        self.made, self.compared, self.entered = Counter(), Counter(), Counter()
        self.calls = 0

    def count(self, monkeypatch, owner, name: str) -> None:
        """Count the calls of what compares, which answers as it always does."""
        original = getattr(owner, name)

        def counted(*args, **kwargs):
            self.calls += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    @contextmanager
    def guess(self, kind: str) -> Iterator[None]:
        """One guess of that kind."""
        before = self.calls
        yield
        self.made[kind] += 1
        self.compared[kind] += self.calls > before

    def line(self) -> str:
        parts = [f"{kind} {self.made[kind]} made, {self.compared[kind]} compared" for kind in SHARES]
        return f"guesses: {sum(self.made.values())}, entered: {sum(self.entered.values())} ({'; '.join(parts)})"


def share(kind: str) -> int:
    return round(GUESSES * SHARES[kind])


def address(number: int, *, many: bool) -> str:
    """One address, or one of two hundred."""
    return f"198.51.100.{number % 200 + 1}" if many else "203.0.113.7"


def guess_passwords(tally: Tally) -> None:
    client = Client()
    for number in range(share("password")):
        place, guessed = address(number, many=number % 2 == 0), f"Escalier-bleu-{number}"
        with tally.guess("password"):
            client.post(LOGIN, {"login": EMAIL, "password": guessed}, REMOTE_ADDR=place)
        tally.entered["password"] += "_auth_user_id" in client.session


def guess_codes(tally: Tally, kind: str, code) -> None:
    """By somebody who has the password: in sessions of twenty addresses, each after signing in."""
    clients = []
    for number in range(20):
        client = Client(REMOTE_ADDR=address(number, many=True))
        client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
        clients.append(client)
    for number in range(share(kind)):
        client = clients[number % 20]
        with tally.guess(kind):
            client.post(SECOND_STEP, {"code": code()})
        tally.entered[kind] += "_auth_user_id" in client.session


def household_s_link(world) -> str:
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    w.identity(referred.case, referred.tenant, world.ines, born_on=date(1978, 3, 14))
    with within(world.ines):
        case = Case.objects.get(pk=referred.case.pk)
        return person_links.make_link(case=case, person=referred.tenant, by=world.ines).token


def guess_birth_dates(tally: Tally, token: str) -> None:
    client = Client()
    for number in range(share("birth date")):
        born = date(1950, 1, 1) + timedelta(days=number)
        with tally.guess("birth date"):
            client.post(f"/moi/lien/{token}/", {"born_on": f"{born:%d/%m/%Y}"}, REMOTE_ADDR=address(number, many=True))
        tally.entered["birth date"] += PERSON_KEY in client.session


def guess_invitations(tally: Tally) -> None:
    client = Client()
    for number in range(share("invitation")):
        with tally.guess("invitation"):
            answer = client.get(f"/invitation/{secrets.token_urlsafe(32)}/", REMOTE_ADDR=address(number, many=True))
        tally.entered["invitation"] += answer.status_code not in (410, 429)


class Later:
    """The clock of the rate limits: it stands still unless it is moved. The rest of `time` is time's own."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now

    def __getattr__(self, name: str):
        return getattr(time, name)


@pytest.mark.serial
def test_guesses_give_nothing(account, world, monkeypatch, capsys):
    user, tally, later, clock = account(EMAIL), Tally(), Later(), Clock()
    monkeypatch.setattr(ratelimit, "time", later)
    monkeypatch.setattr(auth, "time", clock)
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")  # pages nobody reads
    random.seed(7)
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    tally.count(monkeypatch, User, "check_password")
    tally.count(monkeypatch, auth.TOTP, "validate_code")
    tally.count(monkeypatch, RecoveryCodes, "validate_code")
    tally.count(monkeypatch, invitation, "invited_by_token")

    guess_passwords(tally)
    later.now += 301
    guess_codes(tally, "code", lambda: f"{random.randrange(10**6):06}")
    later.now += 301
    guess_codes(tally, "recovery code", lambda: f"{random.randrange(10**8):08}")
    guess_birth_dates(tally, household_s_link(world))
    ((left,),) = sql("SELECT tries_left FROM cases_personlink")
    tally.compared["birth date"] = 5 - left
    guess_invitations(tally)
    with capsys.disabled():
        print(f"\n{tally.line()}")
    assert sum(tally.made.values()) == GUESSES
    assert sum(tally.entered.values()) == 0
    assert [tally.compared[kind] for kind in ("password", "code", "recovery code")] == [5, 5, 5], "in five minutes"
    assert tally.compared["birth date"] == 5, "then the link is closed for good, and the team makes another"

    # The owner: neither the password nor the second step is closed for longer than five minutes.
    owner = Client(REMOTE_ADDR="192.0.2.9")
    owner.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    owner.post(SECOND_STEP, {"code": clock.code_of(secret)})
    assert "_auth_user_id" not in owner.session
    later.now += 301
    owner.post(SECOND_STEP, {"code": clock.code_of(secret)})
    assert "_auth_user_id" in owner.session
    assert Authenticator.objects.filter(user=user).count() == 2
    assert not mail.outbox


def test_a_new_password_by_mail_opens_at_once_what_guesses_closed(account):
    account(EMAIL)
    client = Client()
    for _ in range(6):
        client.post(LOGIN, {"login": EMAIL, "password": "Escalier-bleu-12"})
    assert "Trop d’essais" in client.post(LOGIN, {"login": EMAIL, "password": PASSWORD}).text
    client.post("/compte/password/reset/", {"email": EMAIL})
    link = re.search(r"(/compte/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    place = client.get(link)["Location"]
    new = "Un-autre-palier-7"
    client.post(place, {"password1": new, "password2": new})
    assert client.post(LOGIN, {"login": EMAIL, "password": new})["Location"] == "/"


# --- invitations --------------------------------------------------------------------------------------------------
def asked(token: str, place: str = "203.0.113.90", **data) -> int:
    client = Client(REMOTE_ADDR=place)
    address_of = f"/invitation/{token}/"
    return (client.post(address_of, data) if data else client.get(address_of)).status_code


def test_ten_tokens_that_never_were_close_invitations_to_their_address(account, monkeypatch):
    later = Later()
    monkeypatch.setattr(ratelimit, "time", later)
    token = invited()
    assert [asked(secrets.token_urlsafe(32)) for _ in range(9)] == [410] * 9
    assert asked(token) == 200
    assert asked(secrets.token_urlsafe(32), first_name="Lucie") == 410
    assert {asked(token), asked(secrets.token_urlsafe(32)), asked(token, first_name="Lucie")} == {429}
    assert asked(token, "203.0.113.91") == 200
    later.now += 61
    assert asked(token) == 200


def test_a_link_that_is_over_is_no_guess(account, monkeypatch):
    monkeypatch.setattr(ratelimit, "time", Later())
    token = invited()
    sql("UPDATE partners_invitation SET cancelled_at = now()", role=OWNER)
    assert {asked(token, "203.0.113.92") for _ in range(12)} == {410}


def invited() -> str:
    """The token of an invitation just sent."""
    team = unit(Capacity.OPERATOR)
    sacha = member(team, Role.ADMIN)
    with within(sacha):
        invitations.invite(by=sacha, unit=team, role=Role.WORKER, title="", email="lucie@example.test")
    return re.search(r"/invitation/([^/\s]+)/", mail.outbox[-1].body)[1]
