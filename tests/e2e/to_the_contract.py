"""From a household that was accepted to its signed contract and its bilan, on a telephone."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

SAID_AT_HOME = "Ce que Palier garde entre nous"


def accompanies(ines: Visitor, case_page: str) -> None:
    """Two meetings, the adhesion, the contract signed by each, and the bilan that follows."""
    for _ in range(2):
        ines.open(f"{case_page}noter/")
        ines.tap(ines.choice("outcome", "held"))
        ines.tap(ines.button("Enregistrer la visite"))
        ines.heading("C’est noté.")
    ines.tap(ines.link("Le ménage souhaite l’accompagnement"))
    ines.tap(ines.button("Enregistrer l’adhésion"))
    expect(ines.page.locator("main")).to_contain_text("L’accompagnement est engagé")
    ines.tap(ines.link("Contrat d’accompagnement"))
    ines.heading("Contrat d’accompagnement")
    ines.tap(ines.link("Écrire le contrat"))
    ines.page.get_by_label("À partir du").fill(f"{date.today():%d/%m/%Y}")
    ines.page.locator("input[type=checkbox]").first.check()
    ines.page.get_by_label(re.compile("^Le ménage s’engage à")).fill("Payer le loyer courant")
    ines.page.get_by_label(re.compile("^Ce que nous avons convenu")).fill(SAID_AT_HOME)
    ines.tap(ines.button("Enregistrer et relire"))
    assert SAID_AT_HOME in ines.said
    signed_by_all(ines, {"Le bailleur": "Nadia Roussel"})
    bilan(ines, case_page)


def signed_by_all(ines: Visitor, names: dict[str, str]) -> None:
    """Each party signs with the finger, the member by her own button; then it is final."""
    page = ines.path
    for _ in range(4):
        ines.open(page)
        if not ines.link("Signer").count():
            break
        ines.tap(ines.link("Signer").first)
        party = ines.page.locator(".page-header__subtitle").inner_text()
        if party in names:
            ines.page.get_by_label("Qui signe ?").fill(names[party])
        ines.sign()
        ines.tap(ines.button("Je signe"))
        expect(ines.page.locator("main")).to_contain_text("C’est signé")
    ines.tap(ines.button("Je signe"))
    expect(ines.button("Je signe")).to_have_count(0)
    ines.tap(ines.button("Rendre définitif"))
    expect(ines.page.locator("main")).to_contain_text("C’est définitif")
    assert ines.link("Modifier").count() == 0


def bilan(ines: Visitor, case_page: str) -> None:
    """Prepared from what was logged, completed, signed."""
    ines.open(case_page)
    ines.tap(ines.link("Bilans et rencontres"))
    ines.tap(ines.button("Préparer un bilan"))
    ines.tap(ines.link("Modifier"))
    assert "2 faites en" in ines.said
    ines.page.get_by_label(re.compile("^Ce qui a été fait")).fill("Le courrier est ouvert")
    ines.tap(ines.choice("decision", "continue"))
    ines.tap(ines.button("Enregistrer et relire"))
    signed_by_all(ines, {})
