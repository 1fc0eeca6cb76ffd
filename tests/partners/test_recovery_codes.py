"""Recovery codes: shown once, made anew after a proof, and a word when few are left."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.partners.conftest import PASSWORD
from tests.partners.test_second_factor import SECOND_STEP, Clock, enters, set_up, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
CODES, GENERATE = "/compte/2fa/recovery-codes/", "/compte/2fa/recovery-codes/generate/"


@pytest.fixture
def clock(monkeypatch) -> Clock:
    from allauth.mfa.totp.internal import auth

    made = Clock()
    monkeypatch.setattr(auth, "time", made)
    return made


def prove(client: Client) -> None:
    client.post("/compte/reauthenticate/", {"password": PASSWORD})


def codes_of(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def use(code: str) -> Client:
    client = sign_in()
    client.post(SECOND_STEP, {"code": code})
    return client


def shown(page: str) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", page)


def test_they_are_shown_once(account, clock):
    """`set_up` follows to the page that shows them: from then on nobody reads them again."""
    user = account()
    client = sign_in()
    set_up(client, clock)
    again = client.get(CODES)
    assert "Ils ont été montrés une fois" in again.text
    assert not any(code in again.text for code in codes_of(user))
    assert client.get(f"{CODES}download/").status_code == 404


def test_new_ones_ask_for_a_proof_and_end_the_old_ones(account, clock):
    user = account()
    set_up(sign_in(), clock)
    old = codes_of(user)
    client = use(old[0])
    assert "Confirmez que c’est vous" in client.get(GENERATE, follow=True).text
    assert client.post(GENERATE).status_code == 302
    assert codes_of(user) == old[1:]
    prove(client)
    page = client.post(GENERATE, follow=True).text
    new = shown(page)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert "Imprimer" in page
    assert user.email in page
    assert not enters(use(old[1]))
    assert enters(use(new[0]))


def test_using_one_says_what_is_left(account, clock):
    user = account()
    set_up(sign_in(), clock)
    codes = codes_of(user)
    assert "Il en reste 9" in use(codes[0]).get("/moi-meme/").text
    quiet = use(codes[1])
    quiet.get("/")
    assert "codes de secours" not in quiet.get("/moi-meme/").text
    for code in codes[2:7]:
        use(code)
    few = use(codes[7]).get("/").text
    assert "Vous avez utilisé un code de secours. Il en reste 2." in few


def test_few_left_is_said_on_both_pages_until_there_are_more(account, clock):
    user = account()
    set_up(sign_in(), clock)
    codes = codes_of(user)
    for code in codes[:6]:
        use(code)
    client = use(codes[6])
    client.get("/")
    assert "Il en reste 3" in client.get("/moi-meme/").text
    assert "tag--todo" in client.get("/compte/2fa/").text
    for code in codes[7:]:
        use(code)
    assert "Il n’en reste plus" in client.get("/moi-meme/").text
    prove(client)
    client.post(GENERATE)
    assert "tag--todo" not in client.get("/compte/2fa/").text
    assert "Il en reste 10" in client.get("/compte/2fa/").text
    assert "codes de secours" not in client.get("/moi-meme/").text
