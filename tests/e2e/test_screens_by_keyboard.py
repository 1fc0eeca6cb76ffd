"""The keyboard alone, where nobody touches the screen in the walks either. After the main job, which imports the same file first."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.screens import case_of

pytestmark = pytest.mark.browser
FILE = Path(__file__).resolve().parents[1] / "data" / "impayes_gironde.csv"


def test_the_keyboard_opens_a_household_from_the_door(visit):
    ines = visit()
    ines.open("/compte/login/")
    ines.reach("Inès")
    ines.press("Enter")
    ines.page.wait_for_url("**/ma-journee/")
    ines.reach("Ménages")
    ines.press("Enter")
    ines.heading("Mes ménages")
    ines.reach("Vasseur")
    ines.press("Enter")
    expect(ines.page.locator("h1")).to_contain_text("Vasseur")


def test_the_keyboard_records_an_agreement(visit):
    ines = visit("Inès")
    case_of(ines, "Vasseur")
    ines.reach("Recueillir un accord")
    ines.press("Enter")
    ines.heading("Votre accord")
    for name in ("identity", "housing", "budget", "account", "months"):
        ines.reach(f" {name} ")
        ines.press("Space")
    ines.reach("Continuer")
    ines.press("Enter")
    expect(ines.page.locator("#avis")).to_contain_text("Je peux dire non")
    ines.reach("La personne a dit oui")
    ines.press("Enter")
    ines.reach("Enregistrer l’accord oral")
    ines.press("Enter")
    ines.heading("C’est noté.")


def test_the_keyboard_confirms_an_import(visit):
    nadia = visit("Nadia")
    nadia.open("/bailleur/importer/")
    nadia.page.locator("input[type=file]").set_input_files(FILE)
    nadia.reach("Lire le fichier")
    nadia.press("Enter")
    nadia.heading("Vérifier avant d’importer")
    nadia.reach("Garder la plus grosse dette, 6 fois")
    nadia.press("Space")
    # Another walk may have imported that file before.
    ends = {"Importer les 240 lignes prêtes": "importée", "Terminer sans rien changer": "Rien n’a changé"}
    first, again = (nadia.button(label) for label in ends)
    expect(first.or_(again)).to_be_visible()
    chosen = next(label for label in ends if nadia.button(label).count())
    nadia.reach(chosen, most=300)
    nadia.press("Enter")
    expect(nadia.page.locator("h1")).to_contain_text(ends[chosen])
