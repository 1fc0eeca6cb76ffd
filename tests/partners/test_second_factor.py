"""The second factor: asked for once it is in place, demanded of every professional in production."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.conf import settings as product
from django.test import Client

from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SETUP = "/compte/2fa/totp/activate/"
SECOND_STEP = "/compte/2fa/authenticate/"


class Clock:
    """The clock of the codes: a code serves once, so each one is of the next half minute."""

    def __init__(self) -> None:
        self.now = 1_790_000_000

    def time(self) -> int:
        return self.now

    def code_of(self, secret: str) -> str:
        self.now += 30
        return auth.format_hotp_value(auth.hotp_value(secret, self.now // 30))


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(auth, "time", made)
    return made


def sign_in() -> Client:
    client = Client()
    client.post("/compte/login/", {"login": "camille.noel@example.test", "password": PASSWORD})
    return client


def set_up(client: Client, clock: Clock) -> str:
    """Set up the application after saying the password again, and return its secret."""
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    client.get(SETUP)
    secret = client.session["mfa.totp.secret"]
    answer = client.post(SETUP, {"code": clock.code_of(secret)}, follow=True)
    assert "Vos codes de secours" in answer.text
    return secret


def enters(client: Client) -> bool:
    return "Vous n’avez de rôle dans aucun service" in client.get("/").text


def test_once_in_place_a_password_is_not_enough(account, clock):
    account()
    secret = set_up(sign_in(), clock)
    client = sign_in()
    assert client.get("/")["Location"] == "/compte/login/"
    assert "Deuxième étape" in client.get(SECOND_STEP).text
    wrong = client.post(SECOND_STEP, {"code": "000000"}).text
    assert "Erreur" in wrong
    assert "Ce code n’est pas le bon." in wrong
    assert client.get("/")["Location"] == "/compte/login/"
    client.post(SECOND_STEP, {"code": clock.code_of(secret)})
    assert enters(client)


def test_a_recovery_code_serves_once(account, clock):
    user = account()
    set_up(sign_in(), clock)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = sign_in(), sign_in()
    first.post(SECOND_STEP, {"code": code})
    assert enters(first)
    second.post(SECOND_STEP, {"code": code})
    assert second.get("/")["Location"] == "/compte/login/"


def test_a_new_password_by_link_does_not_drop_it(account, clock):
    user = account()
    set_up(sign_in(), clock)
    user.set_password("Un-autre-palier-7")
    user.save(update_fields=["password"])
    client = Client()
    client.post("/compte/login/", {"login": user.email, "password": "Un-autre-palier-7"})
    assert client.get("/")["Location"] == "/compte/login/"


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True


@pytest.mark.parametrize(
    "path", ["/", "/organisation/", "/moi-meme/", "/communes/?q=bor", "/compte/password/change/", "/nulle-part/"]
)
def test_in_production_nothing_opens_before_it_is_set_up(account, production, path):
    account()
    assert sign_in().get(path)["Location"] == SETUP


def test_in_production_setting_it_up_opens_the_rest(account, production, clock):
    account()
    client = sign_in()
    assert "Confirmez que c’est vous" in client.get(SETUP, follow=True).text
    set_up(client, clock)
    assert enters(client)


def test_in_production_one_may_leave_without_it(account, production):
    account()
    client = sign_in()
    client.post("/compte/logout/")
    assert client.get("/")["Location"] == "/compte/login/"


def test_in_demonstration_it_is_a_choice(account):
    account()
    assert enters(sign_in())


def production_says(**variables: str) -> subprocess.CompletedProcess:
    """Load the product's own settings in another process, with these variables."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | variables
    script = (
        "from django.conf import settings as s; print(s.PRODUCTION, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=product.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_the_demonstration():
    refused = production_says(PALIER_ENV="production", PALIER_DEMO="1")
    assert refused.returncode != 0
    assert "PALIER_DEMO" in refused.stderr


def test_production_settings_keep_the_session_to_this_host():
    loaded = production_says(PALIER_ENV="production", PALIER_DEMO="")
    assert loaded.stdout.split() == ["True", "__Host-palier", "True"], loaded.stderr
