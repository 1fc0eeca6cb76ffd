"""What happens to people at their desk: a session that ends while they write, a step back, a page read again."""

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
NOTE = "Une longue note, tapée dans l’escalier."


def at_a_visit(ines: Visitor) -> None:
    """Inès writes a note, and her session ends."""
    ines.page.clock.install()
    ines.open("/accompagnement/menages/?q=leroux")
    ines.page.locator("a.row-link").first.click()
    ines.link("Noter une visite").click()
    ines.choice("outcome", "held").click()
    ines.page.get_by_label("Note").first.fill(NOTE)
    ines.context.clear_cookies(name="palier")
    ines.page.clock.fast_forward("31:00")
    ines.button("Enregistrer la visite").click()


def test_what_was_typed_outlives_the_session(visit):
    ines = visit("Inès")
    at_a_visit(ines)
    band = ines.page.locator("[data-session-over]")
    expect(band).to_contain_text("Votre connexion a pris fin")
    with ines.context.expect_page() as opened:
        band.get_by_role("link").click()
    opened.value.locator(".doors button", has_text="Inès").click()
    opened.value.wait_for_url("**/ma-journee/")
    ines.button("Enregistrer la visite").click()
    ines.heading("C’est noté.")
    assert NOTE in ines.said


def test_it_is_not_sent_in_the_name_of_somebody_else(visit):
    ines = visit("Inès")
    at_a_visit(ines)
    expect(ines.page.locator("[data-session-over]")).to_be_visible()
    with ines.context.expect_page() as opened:
        ines.page.locator("[data-session-over] a").click()
    opened.value.locator(".doors button", has_text="Nadia").click()
    opened.value.wait_for_url("**/bailleur/")
    ines.button("Enregistrer la visite").click()
    expect(ines.page.locator("[data-session-over]")).to_have_count(1)
    assert ines.path.endswith("/noter/")


def test_a_page_that_a_form_led_to_is_read_again_without_sending(visit):
    nadia = visit("Nadia")
    nadia.page.locator("#lignes tr", has=nadia.page.locator("input:enabled")).first.locator("input").check()
    nadia.button("Saisir Le Pas de Porte").click()
    nadia.page.get_by_label("D’où vient cette saisine ?").select_option("arrears_meeting")
    nadia.page.locator("[name=told_how]").select_option("letter")
    nadia.page.locator("[name=told_on]").fill("2026-01-05")
    for told in nadia.page.locator("input[value=yes], input[value=same]").all():
        told.check(force=True)
    nadia.button("Relire la fiche avant de l’envoyer").click()
    nadia.heading("Relire avant d’envoyer")
    nadia.open("/bailleur/")
    nadia.page.go_back()
    nadia.heading("Saisir une association")
