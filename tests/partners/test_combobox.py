"""The field for a commune, by keyboard and screen reader, in a real browser."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from partners.communes import communes_of_2026
from tests.browser import answer_static, chromium_opened

pytestmark = pytest.mark.browser
ORIGIN = "http://palier.test"
FRAME = """<!DOCTYPE html><html lang="fr"><head><title>Commune</title>
<link rel="stylesheet" href="/static/css/tokens.css"><link rel="stylesheet" href="/static/css/forms.css">
<link rel="stylesheet" href="/static/css/combobox.css"><script src="/static/js/combobox.js" defer></script></head>
<body><main><h1>Commune</h1><form>{}<p><label for="postcode">Code postal</label><input id="postcode"></p></form>
</main></body></html>"""


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/communes/"):
        typed = route.request.url.partition("q=")[2].replace("%20", " ").replace("%C3%A9", "é")
        if typed == "panne":
            route.fulfill(status=500)
            return
        rows = [
            {
                "code": each.insee_code,
                "name": each.name,
                "postcodes": each.postcodes,
                "department": each.department,
            }
            for each in communes_of_2026().search(typed)
        ]
        route.fulfill(body=json.dumps({"communes": rows}), content_type="application/json")
    elif path.startswith("/static/"):
        answer_static(route, path.removeprefix("/static/"))
    else:
        markup = render_to_string("components/combobox.html", {"name": "commune", "fills": "postcode"})
        route.fulfill(body=FRAME.format(markup), content_type="text/html; charset=utf-8")


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium_opened() as browser:
        opened = browser.new_page(viewport={"width": 360, "height": 780})
        opened.route("**/*", _serve)
        opened.goto(f"{ORIGIN}/")
        yield opened


def test_arrows_choose_enter_takes_escape_closes(page: Page):
    field = page.get_by_role("combobox", name="Commune")
    code = page.locator("[data-combobox-code]")
    field.type("évreux")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Évreux 27000, Eure")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_contain_text("proposée")
    assert Axe().run(page).response["violations"] == []
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Évreux")
    expect(code).to_have_value("27229")
    expect(page.locator("#postcode")).to_have_value("27000")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.type(" nord")
    expect(code).to_have_value("")
    field.fill("evr")
    expect(options.first).to_be_visible()
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("evr")


def test_a_commune_of_many_postcodes_fills_none(page: Page):
    field = page.get_by_role("combobox", name="Commune")
    field.type("bordeaux")
    page.get_by_role("option").first.click()
    expect(field).to_have_value("Bordeaux")
    expect(page.locator("#postcode")).to_have_value("")


def test_nothing_found_and_no_answer_are_said(page: Page):
    field = page.get_by_role("combobox", name="Commune")
    field.type("zzzz")
    expect(page.get_by_role("status")).to_have_text("Aucune commune à ce nom.")
    field.fill("panne")
    expect(page.get_by_role("status")).to_contain_text("Écrivez le nom en entier")
    expect(field).to_have_value("panne")
