"""A committee's Thursday in the running product, with the keyboard alone: prepared, held, closed; and each of its screens."""

import re
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.screens import Screens
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser
COMMITTEE = "Commission unique d’orientation"
#: Those of the demonstration's single orientation commission.
FILES = 46


def test_forty_six_files_are_prepared_held_and_closed_by_keyboard(visit):
    claire = visit()
    screens = Screens(claire, "committee")
    claire.enter_by_key("Claire")
    screens.show("committees")
    claire.by_key(COMMITTEE)
    claire.heading(COMMITTEE)
    _takes_its_files_back(claire)
    screens.show("committee")
    _types_a_paper(claire, screens)
    _plans(claire, screens)
    _puts_in_order(claire, screens)
    _convenes(claire)
    _notes_who_is_there(claire, screens)
    _holds(claire, screens)
    _closes(claire, screens)
    assert claire.complaints == []


def _takes_its_files_back(claire: Visitor) -> None:
    """The session that was convened is cancelled: its files are to be put on another agenda."""
    claire.by_key(" à ")
    expect(claire.page.locator("h1")).to_contain_text("Séance du")
    claire.by_key("Annuler la séance", most=400)
    claire.by_key("Annuler la séance")
    claire.heading(COMMITTEE)
    expect(claire.page.locator("main")).to_contain_text(f"{FILES} dossiers sont de nouveau à inscrire")


def _types_a_paper(claire: Visitor, screens: Screens) -> None:
    claire.by_key("Saisir un dossier papier")
    claire.heading("Saisir un dossier papier")
    screens.show("paper-form")
    for label, text in (("Comment le dire", "M. Z., un adulte seul"), ("Nom du ménage", "M. Zola")):
        claire.reach(label)
        claire.write(text)
    claire.by_key("Déposer le dossier")
    claire.has_focus("Une réponse manque")
    claire.page.locator("input[name=agreed_on]").fill(date.today().isoformat())
    claire.by_key("Déposer le dossier")
    claire.heading(COMMITTEE)
    claire.by_key("M. Z., un adulte seul")
    claire.heading("M. Z., un adulte seul")
    screens.show("file")
    claire.by_key("Retirer ce dossier")
    claire.by_key("Retirer le dossier")
    claire.heading(COMMITTEE)


def _plans(claire: Visitor, screens: Screens) -> None:
    claire.by_key("Sièges, titulaires et suppléants")
    claire.heading("Sièges")
    screens.show("seats")
    claire.by_key(COMMITTEE)
    claire.heading(COMMITTEE)
    claire.by_key("Prévoir une séance")
    claire.heading("Prévoir une séance")
    screens.show("session-plan")
    soon = claire.page.evaluate("new Date(Date.now() + 10 * 60000).toLocaleString('sv').slice(0, 16)")
    on, at = soon.split(" ")
    claire.page.locator("input[name=on]").fill(on)
    claire.page.locator("input[name=at]").fill(at)
    claire.by_key("Prévoir la séance")
    expect(claire.page.locator("h1")).to_contain_text("Séance du")


def _puts_in_order(claire: Visitor, screens: Screens) -> None:
    screens.show("session-empty")
    claire.by_key("Inscrire les dossiers cochés", most=FILES + 120)
    expect(claire.page.locator("tr[data-row]")).to_have_count(FILES)
    headings = claire.page.locator("tr[data-row] th").all_inner_texts()
    claire.page.locator("tr[data-row]").nth(3).focus()
    for _ in range(3):
        claire.press("Alt+ArrowUp")
    expect(claire.page.locator("[data-agenda-status]")).to_have_text("Ordre enregistré.")
    claire.page.reload()
    moved = claire.page.locator("tr[data-row] th").all_inner_texts()
    assert moved == [headings[3], *headings[:3], *headings[4:]]
    screens.show("session")


def _convenes(claire: Visitor) -> None:
    claire.by_key("Convoquer les membres")
    claire.by_key("Convoquer les membres")
    expect(claire.page.locator("main")).to_contain_text("lisent les fiches à partir de maintenant")


def _notes_who_is_there(claire: Visitor, screens: Screens) -> None:
    claire.by_key("Ouvrir la séance")
    claire.heading("Présences")
    expect(claire.page.locator("main")).to_contain_text("Le quorum n’est pas atteint")
    screens.show("attendance")
    claire.by_key("Tous ceux attendus sont là", most=200)
    expect(claire.page.locator("main")).to_contain_text("Quorum atteint")
    claire.by_key("Enregistrer et commencer", most=200)
    expect(claire.page.locator("h1")).to_contain_text("1. ")


def _holds(claire: Visitor, screens: Screens) -> None:
    """Each file: a key chooses, Entrée decides and brings the next."""
    screens.show("sitting")
    for number in range(1, FILES + 1):
        expect(claire.page.locator("h1")).to_contain_text(re.compile(rf"^{number}\. "))
        if number == 2:
            _hears_everybody(claire)
        claire.press("6" if number % 10 == 0 else "1")
        if number % 10 == 0:
            claire.reach("Motif")
            claire.write("Il manque un justificatif de ressources.")
        expect(claire.page.locator("[data-kept]")).to_contain_text("Enregistré à")
        claire.press("Enter")
    expect(claire.page.locator(".sitting__name")).to_contain_text(f"Vus : {FILES} sur {FILES}")


def _hears_everybody(claire: Visitor) -> None:
    """What is typed beside opinions stays; a decision chosen by mistake is taken back."""
    claire.reach("Motif")
    claire.write("À relire")
    claire.by_key("Tous favorables", most=200)
    expect(claire.page.locator("#avis")).to_contain_text("9 favorables")
    expect(claire.page.get_by_label("Motif")).to_have_value("À relire")
    claire.press("1")
    expect(claire.page.locator("[data-kept]")).to_contain_text("Enregistré à")
    claire.by_key("Ne rien décider", most=200)
    expect(claire.page.locator("main")).to_contain_text("Plus rien n’est décidé pour ce dossier.")


def _closes(claire: Visitor, screens: Screens) -> None:
    claire.by_key("Suspendre", most=200)
    expect(claire.page.locator("h1")).to_contain_text("Séance du")
    expect(claire.page.locator("main")).to_contain_text(f"{FILES} décidés")
    claire.by_key("Terminer la séance", most=400)
    claire.by_key("Terminer la séance")
    expect(claire.page.locator("main")).to_contain_text("La séance est terminée")
    screens.show("session-closed")
    claire.by_key("Signer le compte rendu")
    claire.by_key("Signer le compte rendu")
    expect(claire.page.locator("main")).to_contain_text("Les membres ne lisent plus les fiches")
    claire.by_key(COMMITTEE)
    claire.heading(COMMITTEE)
    # Four were adjourned: they may be presented again.
    expect(claire.page.locator("a.link-target", has_text=re.compile("^(M|Mme)"))).to_have_count(4)


WITH_THE_HOUSEHOLD = "Commission de suivi individuel"
WORDS = "Je suis prête, je voudrais garder l’école des enfants"


def test_a_household_answers_at_its_urgent_session(visit):
    """Called at short notice; its presence, its answer and its words noted; then what waited for them."""
    claire = visit("Claire")
    screens = Screens(claire, "committee")
    claire.tap(claire.link(WITH_THE_HOUSEHOLD))
    claire.heading(WITH_THE_HOUSEHOLD)
    expect(claire.page.locator("main")).to_contain_text("en urgence")
    screens.show("urgent-committee")
    claire.tap(claire.page.locator("a.link-target", has_text=" à ").first)
    screens.show("urgent-session")
    claire.tap(claire.button("Ouvrir la séance"))
    claire.heading("Présences")
    claire.tap(claire.button("Tous ceux attendus sont là"))
    claire.tap(claire.button("Enregistrer et commencer"))
    expect(claire.page.locator("h1")).to_contain_text("Dossier ")
    expect(claire.page.locator("main")).to_contain_text("Sa présence n’est pas encore notée.")
    screens.show("sitting-awaited")
    claire.tap(claire.link("Noter sa réponse"))
    claire.heading("Ce que dit le ménage")
    claire.tap(claire.button("Enregistrer la réponse"))
    claire.has_focus("2 réponses manquent")
    screens.show("household-answer")
    claire.page.get_by_label("Là", exact=True).check(force=True)
    claire.page.get_by_label("D’accord pour « Valider l’étape »").check()
    claire.page.get_by_label("Ses mots").fill(WORDS)
    claire.tap(claire.button("Enregistrer la réponse"))
    expect(claire.page.locator("#avis")).to_contain_text("d’accord pour « Valider l’étape »")
    # The landlord is in the room.
    expect(claire.page.locator("body")).not_to_contain_text(WORDS)
    expect(claire.page.locator("h1")).to_contain_text("1. ")
    screens.show("sitting-household-agrees")
    claire.page.locator(".choice", has_text="Valider l’étape").click()
    claire.tap(claire.page.locator(".sitting__decision .button--main"))
    # The household that has just answered is still there.
    expect(claire.page.locator("h1")).to_contain_text("Dossier ")
    claire.tap(claire.link("Suspendre"))
    expect(claire.page.locator("main")).to_contain_text("cette page ne montre que le numéro de chaque dossier")
    screens.show("session-of-households")
    assert claire.complaints == []


def test_a_year_is_planned_and_a_scan_is_joined(visit, tmp_path):
    claire = visit("Claire")
    screens = Screens(claire, "committee")
    claire.tap(claire.link("Comité d’orientation et de suivi"))
    claire.heading("Comité d’orientation et de suivi")
    expect(claire.page.locator("main")).to_contain_text("Salle du conseil")
    screens.show("quarterly-committee")
    claire.tap(claire.link("Prévoir une séance"))
    screens.show("session-plan-year")
    claire.page.go_back()
    claire.tap(claire.page.locator("a.link-target", has_text="Mme A."))
    scan = tmp_path / "formulaire.png"
    Image.new("RGB", (600, 800), "white").save(scan)
    screens.show("file-without-scan")
    claire.page.locator("input[type=file]").set_input_files(scan)
    claire.tap(claire.button("Joindre le formulaire"))
    expect(claire.page.locator("main")).to_contain_text("Télécharger le formulaire numérisé")
    screens.show("file-scanned")
    with claire.page.expect_download() as download:
        claire.tap(claire.link("Télécharger le formulaire numérisé"))
    assert download.value.suggested_filename.endswith(".jpg")
    assert claire.complaints == []
