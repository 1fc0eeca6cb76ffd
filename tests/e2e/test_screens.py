"""Every role's screens in the running product: no accessibility violation, no sideways scroll, the keyboard alone.

With PICTURES_TO=docs/screenshots the pictures of the documentation are taken on the way; only then is the
demonstration as new, so run this file alone.
"""

import re
from datetime import date
from pathlib import Path
from time import time

import pypdfium2
import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import expect

from tests.e2e.screens import Screens, case_of, follow
from tests.e2e.visitor import Visitor, words

pytestmark = pytest.mark.browser
PASSWORD = "Escalier-Vert-2026"
FILE = Path(__file__).resolve().parents[1] / "data" / "impayes_gironde.csv"


def day_read_either_way() -> date:
    """The last day whose number is its month's: typed, it is the same in every order of a browser."""
    today = date.today()
    days = [date(year, number, number) for year in (today.year - 1, today.year) for number in range(1, 13)]
    return max(day for day in days if day <= today)


def test_the_entry(visit):
    visitor = visit()
    screens = Screens(visitor, "entry")
    for name, path in {
        "doors": "/compte/login/",
        "forgotten-password": "/compte/password/reset/",
        "mails": "/demo/courriels/",
        "closed-page": "/moi/page-fermee/",
    }.items():
        visitor.open(path)
        screens.show(name)


def test_a_page_that_does_not_exist(visit):
    visitor = visit()
    visitor.open("/nulle-part/")
    visitor.heading("Cette page n’existe pas, ou n’est pas ouverte pour vous")
    Screens(visitor, "entry").show("not-found")
    assert all("404" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_an_invitation_and_a_second_factor(visit):
    sacha, address = visit(), "lucie.nouvelle@pas-de-porte.example"
    sacha.enter_by_key("Sacha")
    sacha.by_key("Inviter")
    sacha.heading("Inviter quelqu’un")
    sacha.by_key("Envoyer l’invitation")
    sacha.has_focus("2 réponses manquent")
    sacha.by_key("Il manque l’adresse")
    sacha.has_focus("email")
    sacha.write(address)
    sacha.by_key("worker", "Space")
    sacha.by_key("Envoyer l’invitation")
    expect(sacha.page.locator("main")).to_contain_text(f"Invitation envoyée à {address}")
    lucie = visit()
    screens = Screens(lucie, "entry")
    lucie.open("/demo/courriels/")
    follow(lucie, "Votre invitation")
    lucie.page.locator("main a[href*='/invitation/']").click()
    lucie.heading("Le Pas de Porte vous invite")
    screens.show("invitation")
    for name, value in {"first_name": "Lucie", "last_name": "Nouvelle", "password": PASSWORD}.items():
        lucie.page.locator(f"[name={name}]").fill(value)
    lucie.button("Ouvrir mon compte").click()
    lucie.page.wait_for_url("**/ma-journee/")
    lucie.open("/compte/2fa/totp/activate/")
    lucie.heading("Confirmez que c’est vous")
    screens.show("confirm-password")
    lucie.page.locator("[name=password]").fill(PASSWORD)
    lucie.button("Confirmer").click()
    lucie.heading("Protéger votre compte en deux étapes")
    screens.show("second-factor")
    secret = lucie.page.locator("main code").inner_text()
    lucie.page.locator("[name=code]").fill(auth.format_hotp_value(auth.hotp_value(secret, int(time()) // 30)))
    lucie.button("Mettre en place").click()
    lucie.heading("Vos codes de secours")
    screens.show("recovery-codes")


def test_the_landlord_s_clerk(visit):
    nadia = visit("Nadia")
    screens = Screens(nadia, "landlord")
    screens.show("tenants")
    nadia.open("/bailleur/?q=vasseur")
    nadia.page.locator("a.row-link", has_text="Josiane").click()
    screens.show("tenant")
    nadia.link("Ouvrir le dossier").click()
    screens.show("case")
    nadia.link("Enregistrer sa demande").click()
    screens.show("stop-everything")
    nadia.open("/a-faire/")
    screens.show("todo")
    nadia.open("/annuaire/")
    screens.show("directory")
    nadia.open("/moi-meme/")
    screens.show("account")


def test_the_landlord_s_import(visit):
    nadia = visit("Nadia")
    screens = Screens(nadia, "landlord")
    nadia.open("/bailleur/importer/")
    screens.show("import")
    nadia.page.locator("input[type=file]").set_input_files(FILE)
    nadia.button("Lire le fichier").click()
    nadia.heading("Vérifier avant d’importer")
    screens.show("import-check")
    nadia.open(f"{nadia.path}?avertissements=1")
    nadia.page.locator(".edit summary").last.click()
    field, bar = nadia.page.locator("input[name=text]:focus"), nadia.page.locator(".bottom-bar")
    assert field.bounding_box()["y"] + field.bounding_box()["height"] < bar.bounding_box()["y"]
    nadia.button("Annuler, ne rien importer").click()


def test_the_landlord_s_referral(visit):
    nadia = visit()
    nadia.enter_by_key("Nadia")
    screens = Screens(nadia, "landlord")
    names = [words(name) for name in nadia.page.locator("#lignes .row-link").all_inner_texts()]
    nadia.reach(names[0])
    for _ in range(2):
        nadia.reach("Choisir ", key="ArrowDown", most=len(names))
        nadia.press("Space")
    nadia.by_key("Saisir Le Pas de Porte", most=5)
    nadia.heading("Saisir une association")
    screens.show("refer")
    nadia.by_key("Relire les fiches")
    nadia.has_focus("3 réponses manquent")
    nadia.by_key("Dites d’où vient cette saisine")
    nadia.has_focus("origin")
    nadia.press("ArrowDown")
    nadia.by_key("told_how", "ArrowDown")
    nadia.reach("told_on")
    nadia.page.keyboard.type(day_read_either_way().strftime("%d%m%Y"))
    for told in ("told same", "told same"):
        nadia.by_key(told, "Space")
    nadia.by_key("Relire les fiches")
    nadia.heading("Relire avant d’envoyer")
    screens.show("refer-preview")
    nadia.by_key("Saisir Le Pas de Porte")
    expect(nadia.page.locator("main")).to_contain_text("2 fiches pendant 60 jours")


def keeps_its_draft(ines: Visitor) -> None:
    """What is typed is kept without being sent; without a network it stays in the page, and leaves once there is one."""
    typed, said = ines.page.locator("main textarea").first, ines.page.locator("[data-draft-said]")
    typed.fill("Dit à la première rencontre")
    typed.blur()
    expect(said).to_contain_text("Enregistré à")
    ines.page.context.set_offline(True)
    typed.fill("Dit à la deuxième")
    typed.blur()
    expect(said).to_have_text("Pas de réseau : ce que vous avez écrit reste dans cette page.")
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in ines.complaints)
    ines.complaints.clear()
    ines.page.context.set_offline(False)
    expect(said).to_contain_text("Enregistré à")
    ines.page.reload()
    expect(typed).to_have_value("Dit à la deuxième")


def test_the_social_worker(visit):
    ines = visit("Inès")
    screens = Screens(ines, "operator")
    screens.show("day")
    for name, path in {
        "cases": "menages/",
        "watch": "menages/veille/",
        "received": "a-recevoir/",
        "choose-visit": "noter/",
    }.items():
        ines.open(f"/accompagnement/{path}")
        screens.show(name)
    for name, path in {"todo": "", "alert": f"{case_of(ines, 'Vasseur').split('/')[-2]}/alerter/"}.items():
        ines.open(f"/a-faire/{path}")
        screens.show(name)
    ines.open("/dispositifs/gironde/")
    screens.show("programme")
    ines.open("/dispositifs/gironde/grille/")
    screens.show("grid")
    case = case_of(ines, "Vasseur")
    screens.show("case")
    for name, path in {
        "log-visit": "noter/?autre=oui",
        "plan-visit": "planifier/",
        "note": "note/",
        "steps": "demarches/",
        "step-new": "demarches/ajouter/",
        "contact-new": "entourage/ajouter/",
        "suspend": "suspendre/",
    }.items():
        ines.open(f"{case}{path}")
        screens.show(name)


def test_the_social_worker_s_papers(visit):
    ines = visit("Inès")
    screens = Screens(ines, "operator")
    case = case_of(ines, "Vasseur")
    ines.link("Plan d’apurement et procédure").click()
    ines.heading("Mme Vasseur")
    screens.show("rent-account")
    for name, path in {
        "rent-plan": "plan/",
        "rent-stage": "etape/",
        "rent-fact": "fait/",
        "rent-suspension": "suspension/",
    }.items():
        ines.open(f"/accords/{case.split('/')[-2]}/compte/{path}")
        screens.show(name)
    for name, path in {"present": "", "present-new": "ecrire/"}.items():
        ines.open(f"/presenter/{case.split('/')[-2]}/{path}")
        screens.show(name)
    for name, path in {"reviews": "bilans-et-rencontres/", "meeting-plan": "rencontre/prevoir/"}.items():
        ines.open(f"/pieces/dossier/{case.split('/')[-2]}/{path}")
        screens.show(name)
    for name, path in {"assessment": "", "assessment-edit": "ecrire/", "assessment-budget": "budget/"}.items():
        ines.open(f"/pieces/dossier/{case.split('/')[-2]}/diagnostic/{path}")
        screens.show(name)
    ines.open(f"/pieces/dossier/{case.split('/')[-2]}/diagnostic/ecrire/")
    keeps_its_draft(ines)


def test_the_social_worker_ends_and_corrects(visit):
    ines = visit("Inès")
    screens = Screens(ines, "operator")
    case = case_of(ines, "Vasseur")
    ines.open(f"{case}fin/")
    ines.choice("outcome", "kept").click()
    ines.button("Continuer").click()
    ines.heading("Terminer l’accompagnement ?")
    screens.show("end")
    ines.open(case)
    ines.page.locator(".thread__title a").first.click()
    screens.show("visit")
    ines.link("Corriger").click()
    ines.heading("Mme Vasseur")
    screens.show("correct-visit")


def test_the_social_worker_receives_and_meets(visit):
    ines = visit()
    ines.enter_by_key("Inès")
    screens = Screens(ines, "operator")
    ines.by_key("À recevoir")
    ines.heading("À recevoir")
    ines.by_key("Ouvrir la fiche de")
    expect(ines.page.locator("h1")).not_to_have_text("À recevoir")
    screens.show("sheet")
    ines.by_key("Répondre autrement")
    ines.page.wait_for_url("**/repondre/")
    screens.show("sheet-answer")
    ines.by_key("Enregistrer la réponse")
    ines.has_focus("Une réponse manque")
    ines.by_key("Retour à la fiche")
    ines.page.wait_for_url(re.compile(r"/a-recevoir/[\w-]+/$"))
    ines.by_key("Accepter et suivre ce ménage")
    ines.page.wait_for_url("**/menages/**")
    ines.by_key("Noter une visite")
    ines.page.wait_for_url("**/noter/**")
    ines.by_key("outcome", "Space")
    ines.by_key("visit_minutes", "Space")
    ines.press("ArrowRight")
    ines.by_key("Enregistrer la visite")
    ines.heading("C’est noté.")
    screens.show("visit-kept")
    ines.by_key("Le ménage souhaite l’accompagnement")
    ines.page.wait_for_url("**/adhesion/")
    screens.show("adhesion")


def test_the_social_worker_and_agreements(visit):
    ines = visit("Inès")
    screens = Screens(ines, "operator")
    accompaniment = case_of(ines, "Ferreira").removeprefix("/accompagnement/menages/")
    ines.open(f"/accords/{accompaniment}")
    screens.show("agreements")
    ines.open(f"/pieces/dossier/{accompaniment}bilan/ecrire/")
    screens.show("bilan-edit")
    ines.open(f"/accords/{accompaniment}")
    follow(ines, "Recueillir l’accord")
    for name, answer in (("identity", "yes"), ("housing", "yes"), ("budget", "no"), ("account", "yes")):
        ines.choice(name, answer).click()
    ines.choice("months", "6").click()
    expect(ines.page.locator("#apercu")).to_contain_text("Fin automatique")
    screens.show("consent-choices")
    ines.button("Continuer").click()
    expect(ines.page.locator("#avis")).to_contain_text("Je peux dire non")
    screens.show("consent-signature")
    ines.open(f"/accords/{accompaniment}")
    follow(ines, "Retirer")
    screens.show("withdraw")
    for name, path in {"stop-everything": "tout-arreter/", "protection": "protection/"}.items():
        ines.open(f"/accords/{accompaniment}{path}")
        screens.show(name)
    ines.open(f"/accords/{accompaniment}")
    follow(ines, "Retirer")
    ines.choice("channel", "telephone").click()
    ines.button("Retirer l’accord").click()
    ines.page.locator("dialog[open]").get_by_role("button", name="Retirer l’accord").click()
    ines.heading("L’accord est retiré")
    screens.show("receipt")
    case_of(ines, "Vasseur")
    follow(ines, "Qui d’autre voit")
    screens.show("who-sees")
    follow(ines, "Donner un lien personnel")
    screens.show("link")


def test_the_manager(visit):
    laurent = visit("Laurent")
    screens = Screens(laurent, "manager")
    laurent.heading("L’équipe")
    screens.show("board")
    laurent.open("/accompagnement/menages/equipe/")
    screens.show("cases")
    laurent.open("/accompagnement/menages/reprise/")
    screens.show("takeover")
    model = laurent.page.request.get(f"{laurent.page.url}modele/").body()
    sheet = {"name": "reprise.csv", "mimeType": "text/csv", "buffer": model}
    laurent.page.locator("input[type=file]").set_input_files(sheet)
    laurent.button("Lire le fichier").click()
    laurent.heading("Vérifier avant de reprendre")
    screens.show("takeover-check")
    laurent.open("/accompagnement/a-recevoir/")
    screens.show("received")
    follow(laurent, "Lire")
    screens.show("sheet")
    laurent.open("/accompagnement/menages/equipe/?q=vasseur")
    laurent.page.locator("a.row-link").first.click()
    screens.show("case")
    accompaniment = laurent.path.removeprefix("/accompagnement/menages/")
    laurent.link("Changer l’équipe").click()
    screens.show("team")
    laurent.open(f"/accords/{accompaniment}texte/")
    screens.show("legal-text")
    laurent.open(f"/financements/menages/{accompaniment}")
    screens.show("case-funding")


def test_the_manager_s_money(visit):
    laurent = visit("Laurent")
    screens = Screens(laurent, "manager")
    laurent.link("Financements").first.click()
    laurent.heading("Financements")
    screens.show("funding")
    laurent.page.locator(".quotas a").first.click()
    screens.show("funding-line")
    laurent.open("/financements/")
    laurent.page.locator(".page-header__actions a.button--filled").click()
    screens.show("close-month")
    laurent.page.locator("main form .button--filled").click()
    laurent.heading("Financements")
    laurent.page.locator(".rows a").first.click()
    screens.show("funding-plan")
    laurent.link("Changer les montants").click()
    screens.show("funding-plan-edit")
    laurent.open("/financements/plans/nouveau/")
    screens.show("funding-plan-new")


def test_the_manager_opens_a_line_and_amends_one(visit):
    laurent = visit("Laurent")
    screens = Screens(laurent, "manager")
    laurent.link("Financements").first.click()
    laurent.link("Ouvrir une ligne").click()
    laurent.button("Ouvrir la ligne").click()
    screens.show("funding-line-open")
    laurent.open("/financements/")
    laurent.page.locator(".quotas a").first.click()
    laurent.link("Écrire un avenant").click()
    screens.show("funding-line-amend")
    laurent.page.locator("[name=price-0-euros]").fill("201,50")
    laurent.button("Voir ce que cela change").click()
    expect(laurent.page.locator("#change")).to_be_visible()
    screens.show("funding-line-amend-shown")


def test_the_manager_s_report(visit):
    laurent = visit()
    laurent.enter_by_key("Laurent")
    screens = Screens(laurent, "manager")
    laurent.by_key("Rapports")
    laurent.heading("Rapports aux financeurs")
    laurent.by_key("Rapport d’activité, deux pages")
    laurent.heading("Rapport d’activité")
    laurent.by_key("choice", "End")
    laurent.by_key("Préparer le rapport")
    laurent.has_focus("2 réponses manquent")
    expect(laurent.page.locator("main")).to_contain_text("Il manque le premier jour.")
    screens.show("report-dates")
    laurent.reach("choice")
    for _ in range(3):
        laurent.press("ArrowUp")
    assert laurent.page.locator("[name=choice]").input_value() == str(date.today().year)
    laurent.by_key("Préparer le rapport")
    expect(laurent.link("Télécharger le document")).to_be_visible(timeout=90_000)
    screens.show("report-ready")
    laurent.reach("Télécharger le document")
    with laurent.page.expect_download() as given:
        laurent.press("Enter")
    with pypdfium2.PdfDocument(given.value.path()) as report:
        assert len(report) == 2
    laurent.by_key("Revenir")
    laurent.heading("Rapport d’activité")
    screens.show("reports")


def test_the_administrator(visit):
    sacha = visit("Sacha")
    screens = Screens(sacha, "administrator")
    screens.show("organisation")
    sacha.page.locator("main a[href*='/membres/']").first.click()
    screens.show("member")
    sacha.open("/organisation/inviter/")
    screens.show("invite")
    for name, path in {"referents": "", "referent": "nouveau/"}.items():
        sacha.open(f"/organisation/referents/{path}")
        screens.show(name)
    sacha.open("/documents/a-relancer/")
    screens.show("unmade-work")
    sacha.open("/moi-meme/")
    screens.show("account")


def test_the_data_protection_officer(visit):
    paul = visit("Paul")
    screens = Screens(paul, "data-protection")
    screens.show("register")
    paul.open("/documents/registre/retrait/")
    screens.show("withdrawal")
    asks_before_leaving(paul)


def asks_before_leaving(paul: Visitor) -> None:
    """As the receipt's page does, which is shown once: until it is printed."""
    paul.page.evaluate("document.querySelector('main').dataset.shownOnce = ''")
    asked = []
    paul.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    paul.link("Registre").first.click()
    paul.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert paul.path.endswith("/retrait/")
    paul.page.evaluate("dispatchEvent(new Event('afterprint'))")
    paul.link("Registre").first.click()
    paul.page.wait_for_url("**/registre/")
    assert asked == ["beforeunload"]


def test_the_person(visit):
    vasseur = visit()
    vasseur.enter_by_key("Mme Vasseur")
    screens = Screens(vasseur, "person")
    screens.show("page")
    vasseur.open("/moi/tout-arreter/")
    screens.show("stop-everything")
    vasseur.open("/moi/")
    vasseur.by_key("Imprimer")
    expect(vasseur.link("Télécharger le document")).to_be_visible(timeout=90_000)
    screens.show("document")
    vasseur.open("/moi/")
    vasseur.by_key("Arrêter")
    vasseur.heading("Arrêter cet accord ?")
    screens.show("stop-one")
    vasseur.by_key("Retirer l’accord")
    vasseur.heading("C’est arrêté")
    screens.show("receipt")
