"""The screens of an account in the running product, with the device that Chromium imitates."""

import pytest
from playwright.sync_api import expect

from tests.e2e.screens import Screens
from tests.e2e.test_screens import PASSWORD, follow
from tests.e2e.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
ADDRESS = "claire.nouvelle@pas-de-porte.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(visitor: Visitor) -> Visitor:
    """Her computer recognises her finger."""
    device = visitor.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return visitor


def invited(visit) -> Visitor:
    sacha = visit("Sacha")
    sacha.open("/organisation/inviter/")
    sacha.page.locator("[name=email]").fill(ADDRESS)
    sacha.choice("role", "worker").click()
    sacha.button("Envoyer l’invitation").click()
    expect(sacha.page.locator("main")).to_contain_text(f"Invitation envoyée à {ADDRESS}")
    claire = with_device(visit())
    claire.open("/demo/courriels/")
    follow(claire, "Votre invitation")
    claire.page.locator("main a[href*='/invitation/']").click()
    for name, value in {"first_name": "Claire", "last_name": "Nouvelle", "password": PASSWORD}.items():
        claire.page.locator(f"[name={name}]").fill(value)
    claire.button("Ouvrir mon compte").click()
    claire.page.wait_for_url("**/ma-journee/")
    return claire


def confirm(claire: Visitor) -> None:
    claire.heading("Confirmez que c’est vous")
    claire.page.locator("[name=password]").fill(PASSWORD)
    claire.button("Confirmer").click()


def keep_and_release(claire: Visitor, screens: Screens) -> None:
    """From the account page, on a telephone: the session is kept, then kept no longer."""
    claire.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    claire.button("Rester connectée sur ce téléphone").click()
    expect(claire.page.locator("main")).to_contain_text("Gardée sur ce téléphone")
    screens.show("session-kept")
    claire.page.get_by_role("button", name="Ne plus garder").click()
    expect(claire.page.locator("main")).not_to_contain_text("Gardée sur ce téléphone")
    expect(claire.button("Rester connectée sur ce téléphone")).to_be_hidden()


def test_a_passkey_from_its_setup_to_the_next_sign_in(visit):
    claire = invited(visit)
    screens = Screens(claire, "account")
    claire.open("/compte/2fa/")
    screens.show("second-step-ways")
    claire.page.get_by_role("link", name="Une clé d’accès, le plus sûr").click()
    confirm(claire)
    claire.heading("Ajouter une clé d’accès")
    screens.show("passkey-add")
    claire.page.locator("[name=name]").fill("Portable du bureau")
    claire.button("Ajouter cette clé").click()
    claire.heading("Vos codes de secours")
    screens.show("recovery-codes-once")
    claire.open("/compte/2fa/recovery-codes/")
    screens.show("recovery-codes-shown")
    claire.open("/compte/2fa/recovery-codes/generate/")
    screens.show("recovery-codes-new")
    claire.open("/compte/2fa/")
    expect(claire.page.locator("main")).to_contain_text("Portable du bureau")
    screens.show("second-step")
    follow(claire, "Renommer")
    screens.show("passkey-rename")
    claire.open("/compte/2fa/")
    follow(claire, "Retirer")
    screens.show("passkey-remove")
    claire.open("/moi-meme/")
    claire.button("Se déconnecter").first.click()
    claire.page.wait_for_url("**/compte/login/**")
    claire.page.locator("[name=login]").fill(ADDRESS)
    claire.page.locator("[name=password]").fill(PASSWORD)
    claire.button("Entrer").click()
    claire.heading("Deuxième étape")
    screens.show("second-step-asked")
    claire.button("Utiliser ma clé d’accès").click()
    claire.page.wait_for_url("**/ma-journee/")
    claire.open("/compte/2fa/webauthn/add/")
    claire.link("Avec une clé d’accès").click()
    screens.show("confirm-by-passkey")
    claire.button("Utiliser ma clé d’accès").click()
    claire.heading("Ajouter une clé d’accès")
    elsewhere = visit()
    elsewhere.open("/compte/login/")
    claire.open("/moi-meme/")
    expect(claire.page.locator("main")).to_contain_text("Cette session")
    screens.show("sessions")
    keep_and_release(claire, screens)
