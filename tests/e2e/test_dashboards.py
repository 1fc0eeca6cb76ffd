"""Dashboards in the running product: a manager's and a clerk's, their filters, their tables and their definitions; each screen of both."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.screens import Screens, press
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_manager_reads_the_figures_of_the_night(visit):
    laurent = visit("Laurent")
    _opens(laurent)
    main = laurent.page.locator("main")
    expect(main).to_contain_text("Compté")
    entries = laurent.page.locator(".board-figures li", has_text="Entrées").first.locator("strong")
    assert int(str(entries.text_content())) > 0
    Screens(laurent, "manager").show("dashboard")
    laurent.page.get_by_label("Bailleur", exact=True).select_option(index=1)
    press(laurent, "Afficher")
    assert re.search(r"bailleur=[a-z-]+", laurent.page.url)
    expect(main).to_contain_text("ne sont pas comptés")
    laurent.page.get_by_role("link", name="Tout voir").click()
    assert "bailleur" not in laurent.page.url
    _reads_behind(laurent)


def test_a_clerk_reads_the_figures_of_her_agency(visit):
    nadia = visit("Nadia")
    _opens(nadia)
    expect(nadia.page.locator("main")).to_contain_text("ce que votre agence a saisi")
    Screens(nadia, "landlord").show("dashboard")
    nadia.page.get_by_label("Période", exact=True).select_option(index=1)
    press(nadia, "Afficher")
    assert re.search(r"periode=\d{4}", nadia.page.url)
    _reads_behind(nadia)


def _opens(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Tableau de bord").first.click()
    visitor.heading("Tableau de bord")


def _reads_behind(visitor: Visitor) -> None:
    """The table folded behind the first chart, opened by keys, and what a figure counts."""
    table = visitor.page.locator(".board-table").first
    expect(table.locator("table")).not_to_be_visible()
    table.locator("summary").focus()
    visitor.page.keyboard.press("Enter")
    expect(table.locator("table")).to_be_visible()
    label = visitor.page.locator(".board-figures__label").first
    label.click()
    expect(visitor.page.locator(":target dt")).to_have_text(str(label.text_content()))
