"""A guest's way in and a convocation sent again, in a real browser: on a telephone and on a desk, no accessibility violation."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.browser import chromium_opened
from tests.cases.test_consent_screens import ORIGIN, WIDTHS, _answer
from tests.committees import hall as h
from tests.committees.test_guests import sent_by, token_of, work
from tests.factories.world import build_world
from tests.gate.readings import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def everybody_tries(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[[Client, str], Page]]:
    contexts = []

    def opener(client: Client, path: str) -> Page:
        context = chromium.new_context(bypass_csp=True, viewport={"width": 360, "height": 780}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: _answer(route, client))
        page.goto(ORIGIN + path)
        return page

    yield opener
    for context in contexts:
        context.close()


def check(page: Page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.set_viewport_size({"width": 360, "height": 780})


def test_a_guest_comes_in_on_her_telephone(show):
    hall = h.build(build_world())
    sent = sent_by(hall)
    page = show(Client(), reverse("guest", args=[token_of()]))
    check(page, "guest")
    page.get_by_role("button", name="Recevoir un code").click()
    check(page, "guest-asked")
    page.get_by_label("Code reçu").fill("12")
    page.get_by_role("button", name="Entrer").click()
    check(page, "guest-wrong")
    work()
    code = next(line for line in mail.outbox[-1].body.splitlines() if line.isdigit())
    page.get_by_label("Code reçu").fill(code)
    page.get_by_role("button", name="Entrer").click()
    assert str(sent.public_id) in page.content()
    check(page, "guest-in")
    page.get_by_role("button", name="Quitter").click()
    assert "La salle de lecture est fermée" in page.content()
    closed = show(Client(), reverse("guest", args=["x"]))
    check(closed, "guest-closed")
    back = show(Client(), reverse("reading_room"))
    assert "Reprenez le lien de votre convocation" in back.inner_text("main")
    check(back, "guest-without-a-cookie")


def test_a_convocation_is_sent_again_from_the_attendance(show):
    hall = h.build(build_world())
    sent = sent_by(hall)
    page = show(signed_in(hall.secretary), reverse("attendance", args=[sent.public_id]))
    check(page, "attendance")
    page.get_by_role("link", name="Renvoyer la convocation : titular state").click()
    check(page, "convocation-again")
    page.get_by_role("button", name="Renvoyer la convocation").click()
    assert "La convocation part à l’adresse" in page.content()


def test_a_member_takes_her_seat(show):
    hall = h.build(build_world())
    sent = sent_by(hall)
    page = show(signed_in(hall.account), reverse("called", args=[sent.public_id]))
    check(page, "called")
    page.get_by_role("button", name="Prendre mon siège").click()
    assert "Mme B." in page.inner_text("main").replace("\xa0", " ")
