"""The second factor: asked for once it is in place, demanded of every professional in production."""

import os
import subprocess
import sys
from contextlib import suppress
from itertools import product as combined

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.conf import settings as product
from django.test import Client
from django.urls import NoReverseMatch, reverse

from partners.enums import Capacity, Role
from tests.factories.directory import member, unit
from tests.matrix.routes import routes
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SETUP, SET_UP_CODES = "/compte/2fa/", "/compte/2fa/totp/activate/"
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
    client.get(SET_UP_CODES)
    secret = client.session["mfa.totp.secret"]
    answer = client.post(SET_UP_CODES, {"code": clock.code_of(secret)}, follow=True)
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


@pytest.mark.parametrize(("late", "opens"), [(30, True), (60, False)])
def test_a_code_still_opens_one_step_after_it_was_read(account, clock, late, opens):
    account()
    secret = set_up(sign_in(), clock)
    client = sign_in()
    code = clock.code_of(secret)
    clock.now += late
    client.post(SECOND_STEP, {"code": code})
    assert enters(client) is opens


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
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


#: What opens before a second factor is in place, and why.
OPEN = {
    **dict.fromkeys(["mfa_index", "mfa_activate_totp", "mfa_add_webauthn"], "setting it up"),
    "account_reauthenticate": "proving who she is, which setting it up asks for",
    "account_logout": "leaving",
    **dict.fromkeys(["healthz", "readyz"], "probes say nothing of anybody"),
    **dict.fromkeys(
        [
            "person_link",
            "person_link_expired",
            "person_page",
            "person_print",
            "person_withdraw",
            "person_stop_everything",
            "person_receipt",
            "person_receipt_print",
            "person_leave",
        ],
        "a household's own page, which her link opens and her account does not",
    ),
}
WAYS = (
    {},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_ACCEPT": "application/json"},
)


def addresses() -> dict[str, str]:
    """An address of every named route."""
    found = {}
    for name, route in routes().items():
        words = ("11111111-2222-4333-8444-555555555555", "abc123", "7", "part_both")
        for arguments in combined(words, repeat=len(route.arguments)):
            with suppress(NoReverseMatch):
                found[name] = reverse(name, args=arguments)
                break
    assert set(found) == set(routes())
    return found


def test_required_nothing_opens_before_it_is_set_up(required):
    """Every route, by GET and by POST, as a page, as a fragment and as data; addresses that do not exist too."""
    client = Client()
    client.force_login(member(unit(Capacity.OPERATOR, Capacity.LANDLORD), Role.WORKER).membership.user)
    every = addresses()
    opened = set()
    for name, address in (every | {"": "/nulle-part/"}).items():
        for headers in WAYS:
            for ask in (client.get, client.post) if name not in OPEN else (client.get,):
                answer = ask(address, **headers)
                to_setup = answer.headers.get("HX-Redirect" if "HTTP_HX_REQUEST" in headers else "Location") == SETUP
                empty = answer.content == b""
                if not (to_setup and empty):
                    opened.add(name)
    assert opened == set(OPEN)
    assert len(every) > 100


def test_required_a_household_s_page_is_still_not_hers(required):
    client = Client()
    client.force_login(member(unit(Capacity.OPERATOR), Role.WORKER).membership.user)
    assert client.get("/moi/").status_code in {302, 404}


def test_required_setting_it_up_opens_the_rest(account, required, clock):
    account()
    client = sign_in()
    assert "Protégez d’abord votre compte" in client.get("/", follow=True).text
    assert "Confirmez que c’est vous" in client.get(SET_UP_CODES, follow=True).text
    set_up(client, clock)
    assert enters(client)


def test_required_one_may_leave_without_it(account, required):
    account()
    client = sign_in()
    client.post("/compte/logout/")
    assert client.get("/")["Location"] == "/compte/login/"


def test_in_demonstration_it_is_a_choice(account):
    account()
    assert enters(sign_in())


#: What an installation says of itself.
INSTALLED = {
    "PALIER_URL": "https://palier.example",
    "PALIER_HOSTS": "palier.example",
    "PALIER_PROXIES": "1",
    "PALIER_SMTP_HOST": "mail.example",
    "PALIER_MAIL_FROM": "Palier <palier@palier.example>",
}


def production_says(**variables: str) -> subprocess.CompletedProcess:
    """Load the product's own settings in another process, with these variables."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | INSTALLED | variables
    script = (
        "from django.conf import settings as s;"
        "print(s.PRODUCTION, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECOND_FACTOR_REQUIRED)"
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


def test_production_settings_keep_the_session_to_this_host_and_ask_for_a_second_factor():
    loaded = production_says(PALIER_ENV="production", PALIER_DEMO="")
    assert loaded.stdout.split() == ["True", "__Host-palier", "True", "True"], loaded.stderr


def test_production_refuses_to_do_without_a_second_factor():
    refused = production_says(PALIER_ENV="production", PALIER_DEMO="", PALIER_MFA_REQUIRED="0")
    assert refused.returncode != 0
    assert "PALIER_MFA_REQUIRED" in refused.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PALIER_ENV": "", "PALIER_DEMO": ""}, "True"),
        ({"PALIER_ENV": "", "PALIER_DEMO": "1"}, "False"),
        ({"PALIER_ENV": "test", "PALIER_DEMO": ""}, "False"),
        ({"PALIER_ENV": "", "PALIER_DEMO": "1", "PALIER_MFA_REQUIRED": "1"}, "True"),
    ],
)
def test_outside_demonstration_and_tests_it_is_required(variables, said):
    assert production_says(**variables).stdout.split()[-1] == said
