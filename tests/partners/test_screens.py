"""Every screen of accounts in a real browser, at both widths: no accessibility violation, no sideways scroll."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from common.typography import typographic_html
from partners.enums import Capacity, Role
from tests.browser import answer_static, chromium_opened
from tests.factories.directory import member, unit
from tests.partners.conftest import PASSWORD
from tests.partners.test_invitations import invite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORIGIN = "http://testserver"
WIDTHS = (360, 1440)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[[Client, str], Page]]:
    """Opens a page of the product as that client sees it; style sheets and scripts are the product's."""
    contexts = []

    def opener(client: Client, path: str) -> Page:
        context = browser.new_context(bypass_csp=True, viewport={"width": WIDTHS[0], "height": 780})
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: _answer(route, client))
        page.goto(ORIGIN + path)
        return page

    yield opener
    for context in contexts:
        context.close()


def _answer(route: Route, client: Client) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/static/"):
        answer_static(route, path.removeprefix("/static/"))
        return
    answer = client.get(path, follow=True)
    route.fulfill(status=answer.status_code, body=answer.content, content_type=answer["Content-Type"])


def check(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3"
            " && n.data.trim())).filter((e) => parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.outerHTML)"
        )
        assert small == []


def check_typography(client: Client, path: str) -> None:
    page = client.get(path, follow=True).text
    assert typographic_html(page) == page


@pytest.mark.parametrize(
    "path",
    [
        "/compte/login/",
        "/compte/password/reset/",
        "/compte/password/reset/done/",
        "/compte/password/reset/key/1-abc/",
        "/compte/password/reset/key/done/",
        "/compte/inactive/",
        "/invitation/inconnue/",
        "/demo/courriels/",
    ],
)
def test_signed_out(show, settings, path):
    settings.DEMONSTRATION = True
    client = Client()
    check(show(client, path))
    check_typography(client, path)


def test_administration(show, signed_in):
    team = unit(Capacity.OPERATOR, Capacity.LANDLORD, name="Le Pas de Porte")
    sacha, ines = member(team, Role.ADMIN), member(team, Role.WORKER, title="Conseillère")
    invite(sacha, team)
    client = signed_in(sacha)
    paths = (
        "/organisation/",
        "/organisation/?q=personne-de-ce-nom",
        "/organisation/inviter/",
        f"/organisation/membres/{ines.membership.public_id}/",
        f"/organisation/membres/{sacha.membership.public_id}/",
        "/moi-meme/",
    )
    for path in paths:
        check(show(client, path))
        check_typography(client, path)


def test_a_dialog_starts_on_the_safe_answer(show, signed_in):
    team = unit(Capacity.OPERATOR)
    sacha, ines = member(team, Role.ADMIN), member(team, Role.WORKER)
    page = show(signed_in(sacha), f"/organisation/membres/{ines.membership.public_id}/")
    page.get_by_role("button", name="Mettre fin à son rôle").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Garder ce rôle"
    check(page)
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_an_invitation_in_its_four_states(show, account):
    team = unit(Capacity.OPERATOR, name="Le Pas de Porte")
    sacha, other = member(team, Role.ADMIN), account()
    known = account("connue@example.test")
    new, old = invite(sacha, team), invite(sacha, team, email=known.email)
    stranger, herself = Client(), Client()
    stranger.force_login(other)
    herself.force_login(known)
    for client, token in ((Client(), new), (stranger, new), (Client(), old), (herself, old)):
        check(show(client, f"/invitation/{token}/"))
        check_typography(client, f"/invitation/{token}/")
    assert len(mail.outbox) == 2


def test_second_factor(show, account):
    account()
    client = Client()
    client.post("/compte/login/", {"login": "camille.noel@example.test", "password": PASSWORD})
    check(show(client, "/compte/2fa/totp/activate/"))  # asks for the password again
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    for path in ("/compte/2fa/totp/activate/", "/compte/2fa/", "/compte/password/change/", "/compte/logout/", "/"):
        check(show(client, path))


def test_errors_are_summed_up_and_focused(show, account):
    client = Client()
    answer = client.post("/compte/login/", {"login": "", "password": ""})
    assert re.search(r"<title>\s*Erreur", answer.text)
    page = show(client, "/compte/login/")
    page.set_content(answer.text)
    assert page.locator("[data-error-summary] a").count() == 2


def test_the_pages_of_refusal(show, signed_in):
    worker = member(unit(Capacity.OPERATOR), Role.WORKER)
    check(show(signed_in(worker), "/organisation/"))
