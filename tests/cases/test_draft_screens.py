"""The page of two versions in a real browser: it is told first, and nothing typed there is left without a question."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser import answer_static, chromium_opened
from tests.cases.operator_world import client_of, engaged
from tests.factories.world import build_world, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORIGIN = "http://testserver"
FIRST = {"starts_on": "1/12/2026", "more_daily": "Payer le loyer courant"}


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium_opened() as chromium:
        yield chromium.new_page(bypass_csp=True, viewport={"width": 360, "height": 780})


def _serve(page: Page, client: Client) -> None:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            answer_static(route, path.removeprefix("/static/"))
            return
        sent, kind = route.request.post_data_buffer or b"", route.request.headers.get("content-type", "")
        found = client.post(path, sent, content_type=kind) if route.request.method == "POST" else client.get(path)
        route.fulfill(status=found.status_code, body=found.content, content_type=found["Content-Type"])

    page.route("**/*", answer)


def test_two_versions_are_told_first_and_neither_is_left_without_a_question(page):
    world = build_world()
    case = engaged(world)[1]
    visit(case, world.ines)
    ines, path = client_of(world.ines), reverse("contract_edit", args=[case.public_id])
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    _serve(page, ines)
    page.goto(ORIGIN + path)
    assert ines.post(path, FIRST).status_code == 302
    page.get_by_label("À partir du").fill("1/12/2026")
    page.get_by_label("Autres objectifs").first.fill("Ouvrir l’énergie")
    page.get_by_role("button", name="Enregistrer et relire").click()
    expect(page.get_by_text("Rien n’a été remplacé.")).to_be_in_viewport()
    assert page.title().startswith("Deux versions")
    assert page.evaluate("document.activeElement.innerText").startswith("Rien n’a été remplacé.")
    page.get_by_role("link", name="revenir à ce qui est enregistré").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Autres objectifs").first).to_have_value("Ouvrir l’énergie")
