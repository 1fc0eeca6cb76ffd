"""Passkeys, with the device that Chromium imitates, under the product's own policy."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import answer_static, chromium_opened
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "http://localhost:8000"
ADD, STEP, CONFIRM = "/compte/2fa/webauthn/add/", "/compte/2fa/authenticate/", "/compte/2fa/webauthn/reauthenticate/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(client: Client) -> Client:
    client.post("/compte/login/", {"login": "camille.noel@example.test", "password": PASSWORD})
    return client


def prove(client: Client) -> None:
    client.post("/compte/reauthenticate/", {"password": PASSWORD})


# --- without a device ------------------------------------------------------------------------------------------------
JUNK = [
    "",
    "{",
    "[]",
    "3",
    "null",
    '"abc"',
    "{}",
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": []}',
    '{"id": "é", "rawId": 3, "type": "x", "response": {"clientDataJSON": "%%", "attestationObject": "AAAA"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},'
    ' "response": {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA"}}',
]


@pytest.mark.parametrize("junk", JUNK)
def test_what_no_device_says_is_refused_in_words(account, junk):
    account()
    client = sign_in(Client())
    prove(client)
    client.get(ADD)
    refused = client.post(ADD, {"name": "Portable", "credential": junk})
    assert refused.status_code == 200
    assert "Cette clé d’accès n’a pas été reconnue" in refused.text
    assert not Authenticator.objects.exists()


@pytest.fixture
def keyed(account) -> Callable[..., Authenticator]:
    """Gives the account a passkey of that name, whose secret nobody has."""

    def make(name: str = "Portable du bureau", email: str = "camille.noel@example.test") -> Authenticator:
        user = account(email)
        return Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": CREDENTIAL}
        )

    return make


#: The public part of a passkey, as a browser gave it.
CREDENTIAL = json.loads((Path(__file__).resolve().parent / "passkey.json").read_text())


@pytest.mark.parametrize("junk", JUNK)
def test_as_a_second_step_neither(keyed, junk):
    keyed()
    client = sign_in(Client())
    assert "Utiliser ma clé d’accès" in client.get(STEP).text
    refused = client.post(STEP, {"credential": junk})
    assert refused.status_code == 200
    assert "Cette clé d’accès n’a pas été reconnue" in refused.text
    assert client.get("/")["Location"] == "/compte/login/"


def test_another_s_passkey_is_not_there(keyed, account):
    other = keyed(email="autre@example.test")
    account()
    client = sign_in(Client())
    prove(client)
    for verb in ("edit", "remove"):
        for ask in (client.get, client.post):
            assert ask(f"/compte/2fa/webauthn/keys/{other.pk}/{verb}/", {"name": "Prise"}).status_code == 404
    other.refresh_from_db()
    assert other.data["name"] == "Portable du bureau"


# --- with the device -------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


class Person:
    """A browser with a device that answers at once. `complaints`: what the policy refused, what scripts threw."""

    def __init__(self, browser: Browser) -> None:
        self.client, self.complaints = Client(HTTP_HOST="localhost:8000"), []
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self._answer)
        self.device = self.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        options = {"options": DEVICE}
        self.key = self.device.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]

    def _heard(self, message) -> None:
        # Fonts and icons of the address bar are not played here.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _answer(self, route: Route) -> None:
        """The test client plays the server: the database is the test's own transaction."""
        asked = route.request
        path = asked.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            answer_static(route, path.removeprefix("/static/"))
            return
        headers = {"HTTP_USER_AGENT": asked.headers.get("user-agent", "")}
        if asked.method == "POST":
            data = {name: values[-1] for name, values in parse_qs(asked.post_data or "").items()}
            answer = self.client.post(path, data, **headers)
        else:
            answer = self.client.get(path, **headers)
        if answer.status_code == 302:
            # A browser does not ask again through the route where a redirection leads: a page that leads there does.
            route.fulfill(
                body=f'<meta http-equiv="refresh" content="0;url={answer["Location"]}">', content_type="text/html"
            )
            return
        kept = ("Content-Type", "Content-Security-Policy")
        route.fulfill(
            status=answer.status_code,
            body=answer.content,
            headers={name: answer[name] for name in kept if name in answer},
        )

    def open(self, path: str) -> None:
        self.page.goto(ORIGIN + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


@pytest.fixture
def person(browser: Browser, settings) -> Iterator[Person]:
    settings.PUBLIC_URL = ORIGIN
    made = Person(browser)
    yield made
    made.context.close()
    assert made.complaints == []


def add_passkey(person: Person, name: str = "") -> None:
    prove(person.client)
    person.open(ADD)
    if name:
        person.page.locator("[name=name]").fill(name)
    person.press("Ajouter cette clé")
    person.says("La clé d’accès est en place")


@pytest.mark.browser
def test_add_sign_out_sign_in(account, person, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account()
    sign_in(person.client)
    person.open("/")
    person.says("Protégez d’abord votre compte")
    person.page.get_by_role("link", name="Une clé d’accès, le plus sûr").click()
    person.says("Confirmez que c’est vous")
    person.page.locator("[name=password]").fill(PASSWORD)
    person.press("Confirmer")
    person.says("Ajouter une clé d’accès")
    expect(person.page.locator("[name=name]")).to_have_value("Chrome sur Linux")
    person.page.locator("[name=name]").fill("Portable du bureau")
    person.page.keyboard.press("Enter")
    person.says("Vos codes de secours")
    assert mail.outbox[-1].subject == "Clé d’accès ajoutée"
    assert "Portable" not in mail.outbox[-1].body
    person.open("/compte/2fa/")
    person.says("Portable du bureau")
    person.client.post("/compte/logout/")
    person.open("/compte/login/")
    person.page.locator("[name=login]").fill("camille.noel@example.test")
    person.page.locator("[name=password]").fill(PASSWORD)
    person.press("Se connecter")
    person.says("Confirmez avec votre clé d’accès")
    person.says("Code de secours")
    assert person.client.get("/moi-meme/").status_code == 302
    person.press("Utiliser ma clé d’accès")
    person.says("Vous n’avez de rôle dans aucun service")


@pytest.mark.browser
def test_rename_then_remove(account, person):
    account()
    sign_in(person.client)
    add_passkey(person)
    person.open("/compte/2fa/")
    person.page.get_by_role("link", name="Renommer Chrome sur Linux").click()
    person.page.locator("[name=name]").fill("Téléphone")
    person.press("Enregistrer le nom")
    person.says("Téléphone")
    person.page.get_by_role("link", name="Retirer Téléphone").click()
    person.press("Retirer cette clé")
    person.says("La clé d’accès est retirée")
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
    assert mail.outbox[-1].subject == "Clé d’accès retirée"


@pytest.mark.browser
def test_the_last_one_stays_while_one_is_required(account, person, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account()
    sign_in(person.client)
    add_passkey(person)
    key = Authenticator.objects.get(type="webauthn")
    remove = f"/compte/2fa/webauthn/keys/{key.pk}/remove/"
    person.open(remove)
    person.says("C’est votre seule deuxième étape")
    assert person.page.get_by_role("button", name="Retirer cette clé").count() == 0
    answer = person.client.post(remove, follow=True)
    assert "C’est votre seule deuxième étape" in answer.text
    assert Authenticator.objects.filter(pk=key.pk).exists()
    Authenticator.objects.create(user=key.user, type="webauthn", data={"name": "Clé USB", "credential": CREDENTIAL})
    person.open(remove)
    person.press("Retirer cette clé")
    person.says("La clé d’accès est retirée")
    assert person.path == "/compte/2fa/"


@pytest.mark.browser
def test_a_device_that_does_not_answer_leaves_the_other_ways_open(account, person):
    account()
    sign_in(person.client)
    add_passkey(person)
    person.client.post("/compte/logout/")
    sign_in(person.client)
    person.open(STEP)
    # Nobody waits a minute for a device: the answer is what the browser says then.
    refusing = "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    person.page.evaluate(refusing)
    person.press("Utiliser ma clé d’accès")
    person.says("L’appareil n’a pas répondu")
    expect(person.page.get_by_role("button", name="Utiliser ma clé d’accès")).to_be_focused()
    expect(person.page.locator("[name=code]")).to_be_visible()


@pytest.mark.browser
def test_confirming_with_it_brings_back_to_what_was_asked(account, person):
    account()
    sign_in(person.client)
    add_passkey(person)
    person.client.post("/compte/logout/")
    sign_in(person.client)
    person.open(STEP)
    person.press("Utiliser ma clé d’accès")
    person.says("Vous n’avez de rôle dans aucun service")
    person.open("/compte/2fa/totp/activate/")
    person.says("Confirmez que c’est vous")
    person.page.get_by_role("link", name="Avec une clé d’accès").click()
    assert person.path == CONFIRM
    person.press("Utiliser ma clé d’accès")
    person.says("Protéger votre compte en deux étapes")


@pytest.mark.browser
@pytest.mark.parametrize("asked", [ADD, STEP, CONFIRM])
def test_nothing_is_sent_before_the_script_is_there(account, person, asked):
    account()
    sign_in(person.client)
    add_passkey(person)
    if asked == STEP:
        person.client.post("/compte/logout/")
        sign_in(person.client)
    person.page.route("**/passkey.js*", lambda route: route.abort())
    person.open(asked)
    expect(person.page.locator("form[data-passkey] button[type=submit]")).to_be_disabled()


@pytest.mark.browser
def test_the_same_device_is_not_added_twice(account, person):
    account()
    sign_in(person.client)
    add_passkey(person)
    person.open(ADD)
    person.press("Ajouter cette clé")
    person.says("Cet appareil a déjà une clé d’accès")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
