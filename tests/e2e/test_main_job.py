"""The main job, from the landlord's file to the withdrawal, through the screens of the running product."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.to_the_contract import accompanies, gironde, is_closed_to, reads_the_common_parts, rouen
from tests.e2e.visitor import Visitor, words

pytestmark = pytest.mark.browser
FILE = Path(__file__).resolve().parents[1] / "data" / "impayes_gironde.csv"
MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
DAY = re.compile(rf"\b(1er|\d{{1,2}}) ({MONTH})( \d{{4}})?|\d{{2}}/\d{{2}}/\d{{4}}|\b\d{{1,2}} h \d{{2}}\b")
NOTE = "Rencontrée chez elle. Parle d’un crédit chez Finadet et de son fils."
#: What an agreement on identity and housing shows a landlord (decisions T7), in the order of its page.
SHOWN = ["Nom", "Adresse", "Téléphone", "Courriel", "Ménage", "Association", "Suivi par", "Accompagnement"]
SHOWN += ["Début", "Fin prévue", "Fin", "Visites"]
ALWAYS_SHOWN = {"Nom", "Adresse", "Ménage", "Association", "Suivi par", "Accompagnement", "Début", "Visites"}
FORBIDDEN = ("Finadet", "crédit", "absent", "45 min", "minutes", "Loyer, ", "Relais des Halles", "service social")


@dataclass
class Tenant:
    """One of those Nadia refers, as her file names him, and where each finds him."""

    first_name: str
    last_name: str
    landlord_page: str = ""
    case_page: str = ""
    opened_page: str = ""

    @property
    def name(self) -> re.Pattern[str]:
        return re.compile(rf"{re.escape(self.first_name)} {re.escape(self.last_name)}", re.IGNORECASE)


def told_and_alone() -> list[Tenant]:
    """Those of the file who were told, live without a co-tenant and bear a name of their own."""
    with FILE.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    names = Counter(row["Nom locataire"].casefold() for row in rows)
    return [
        Tenant(row["Prénom"].strip(), row["Nom locataire"].strip())
        for row in rows
        if row["Locataire informé (O/N)"] == "O"
        and not row["Co-titulaire"]
        and names[row["Nom locataire"].casefold()] == 1
    ]


def to_refer_and_alone(landlord: Visitor) -> list[Tenant]:
    """Those on the landlord's page who are to be referred and live without a co-tenant."""
    rows = landlord.page.locator("#lignes tr", has_text="À orienter").filter(has_not_text=" et ")
    names = [words(name).rpartition(" ") for name in rows.locator("a.row-link").all_inner_texts()]
    return [Tenant(first_name, last_name) for last_name, _, first_name in names]


def test_the_main_job(visit):
    nadia = visit("Nadia")
    imports_the_file(nadia)
    tenants = refers(nadia, "Le Pas de Porte", told_and_alone(), 2)
    ines = visit("Inès", phone=True)
    receives(ines, tenants)
    first, second = tenants
    meets(ines, first)
    before = landlord_page(nadia, first)
    assert "Rien n’est ouvert par un accord du ménage." in before
    preview = records_the_agreement(ines, first, nadia)
    sees_what_was_agreed(nadia, first, preview)
    withdrawal_page = nadia.page.get_by_role("link", name=re.compile("Enregistrer le retrait")).get_attribute("href")
    assert withdrawal_page
    withdraws(ines, first)
    takes_the_receipt(ines)
    assert without_days(landlord_page(nadia, first)) == without_days(before)
    assert nadia.status(first.opened_page) == 404
    assert nadia.status(withdrawal_page) == 404
    signed = accompanies(ines, second.case_page, gironde())
    is_closed_to(nadia, second.landlord_page, signed)
    records_the_agreement(ines, second, nadia)
    reads_the_common_parts(nadia, second.landlord_page, signed)


def test_the_same_under_another_programme(visit):
    """Denser visits, a longer contract, another signer; identity alone opens nothing of what was signed."""
    hugo = visit("Hugo")
    hugo.open("/bailleur/")
    (tenant,) = refers(hugo, "Relais des Halles", to_refer_and_alone(hugo), 1)
    david = visit("David", phone=True)
    receives(david, [tenant])
    signed = accompanies(david, tenant.case_page, rouen())
    agrees(david, tenant, {"identity": "yes", "housing": "no", "budget": "no", "account": "no"})
    is_closed_to(hugo, tenant.landlord_page, signed)
    agrees(david, tenant, {"identity": "yes", "housing": "yes", "budget": "no", "account": "yes"})
    reads_the_common_parts(hugo, tenant.landlord_page, signed)


# --- the landlord's clerk ----------------------------------------------------------------------------------------
def imports_the_file(nadia: Visitor) -> None:
    tenants_before = count_of_tenants(nadia)
    nadia.link("Importer").click()
    nadia.page.locator("input[type=file]").set_input_files(FILE)
    nadia.button("Lire le fichier").click()
    nadia.heading("Vérifier avant d’importer")
    said = nadia.said
    assert "246 lignes lues. Rien n’est encore enregistré." in said
    assert "59 motifs remplacés par « contact prioritaire »" in said
    assert "Garder la plus grosse dette, 6 fois" in said
    check = nadia.path
    assert count_of_tenants(nadia) == tenants_before
    nadia.open(check)
    nadia.button("Garder la plus grosse dette, 6 fois").click()
    nadia.button("Importer les 240 lignes prêtes").click()
    nadia.heading("240 lignes importées")
    assert count_of_tenants(nadia) == tenants_before + 240
    assert nadia.page.get_by_text("Violences").count() == 0


def count_of_tenants(nadia: Visitor) -> int:
    nadia.open("/bailleur/")
    return int(words(nadia.page.locator(".tabs__count").first.inner_text()).replace(" ", ""))


def refers(nadia: Visitor, operator: str, candidates: list[Tenant], count: int) -> list[Tenant]:
    """Ticks so many of these, says how and when, reads the sheets again and sends them."""
    chosen = []
    for row in nadia.page.locator("#lignes tr").all():
        known = [each for each in candidates if each.name.search(words(row.inner_text()))]
        if known and row.locator("input:enabled").count():
            row.locator("input").check()
            known[0].landlord_page = row.locator("a.row-link").get_attribute("href") or ""
            chosen.append(known[0])
        if len(chosen) == count:
            break
    assert len(chosen) == count
    nadia.button(f"Saisir {operator}").click()
    nadia.heading("Saisir une association")
    nadia.page.get_by_label("D’où vient cette saisine ?").select_option("arrears_meeting")
    nadia.page.get_by_label(re.compile("^Comment .* informé")).select_option("letter")
    nadia.page.get_by_label("Quel jour ?").first.fill(date.today().isoformat())
    nadia.page.get_by_role("button", name=re.compile("^Relire l")).click()
    nadia.heading("Relire avant d’envoyer")
    assert all(tenant.name.search(nadia.said) for tenant in chosen)
    nadia.button(f"Saisir {operator}").click()
    for tenant in chosen:
        nadia.open(tenant.landlord_page)
        assert "Réponse attendue" in nadia.said
        nadia.link("Ouvrir le dossier").click()
        tenant.landlord_page = nadia.path
    return chosen


def landlord_page(nadia: Visitor, tenant: Tenant) -> str:
    nadia.open(tenant.landlord_page)
    return nadia.said


def without_days(text: str) -> str:
    return DAY.sub("(date)", text)


def facts_of(place: Locator) -> list[tuple[str, str]]:
    names = place.locator("dl.facts > dt").all_inner_texts()
    values = place.locator("dl.facts > dd").all_inner_texts()
    return [(words(name), words(value)) for name, value in zip(names, values, strict=True)]


def sees_what_was_agreed(nadia: Visitor, tenant: Tenant, preview: list[tuple[str, str]]) -> None:
    """Exactly what the person was shown before she signed, and nothing of what she told."""
    said = landlord_page(nadia, tenant)
    card = nadia.page.locator(".card", has=nadia.page.get_by_role("heading", name="Ce que le ménage vous montre"))
    shown = facts_of(card)
    assert shown == preview
    names = [name for name, _ in shown]
    assert names == [name for name in SHOWN if name in names]
    assert set(names) >= ALWAYS_SHOWN
    assert dict(shown)["Visites"].startswith("1 faite en ")
    assert "Inès Caron" in dict(shown)["Suivi par"]
    assert [word for word in FORBIDDEN if word.casefold() in said.casefold()] == []
    assert nadia.status(tenant.opened_page) == 200


# --- the social worker, on her telephone -----------------------------------------------------------------------
def receives(ines: Visitor, tenants: list[Tenant]) -> None:
    """Opens each sheet, with its countdown, and accepts it."""
    for tenant in tenants:
        ines.open("/accompagnement/a-recevoir/")
        row = ines.page.locator("tbody tr", has_text=tenant.name)
        expect(row).to_contain_text("60 jours")
        ines.tap(row.get_by_role("button", name=re.compile("Ouvrir")))
        expect(ines.page.locator("h1")).to_have_text(tenant.name)
        assert re.search(r"jour [01] sur 60", ines.said, re.IGNORECASE)
        ines.tap(ines.button("Accepter et suivre ce ménage"))
        expect(ines.page.locator("h1")).to_have_text(tenant.name)
        tenant.case_page = ines.path
        assert tenant.case_page.startswith("/accompagnement/menages/")


def meets(ines: Visitor, tenant: Tenant) -> None:
    """An attempt in two taps, a visit in six and its note, which counts once, then the adhesion."""
    ines.open(f"{tenant.case_page}noter/")
    with ines.counted() as taps:
        ines.tap(ines.choice("outcome", "absent"))
        assert not ines.page.locator("[data-spoken]").is_visible()
        assert ines.page.locator("[data-proposed] :checked").count() == 0
        ines.tap(ines.button("Enregistrer la visite"))
        ines.heading("C’est noté.")
    assert taps.count == 2
    ines.open(tenant.case_page)
    expect(ines.page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()
    with ines.counted() as taps:
        ines.tap(ines.link("Noter une visite"))
        ines.tap(ines.choice("outcome", "held"))
        ines.tap(ines.choice("visit_minutes", "45"))
        ines.tap(ines.choice("themes", "rent"))
        ines.page.get_by_label(re.compile("^Note")).fill(NOTE)
        with ines.page.expect_request(lambda request: request.method == "POST") as sent:
            ines.tap(ines.button("Enregistrer la visite"))
        ines.heading("C’est noté.")
    assert taps.count <= 6
    receipt = ines.page.url
    again = ines.context.request.post(
        sent.value.url, data=sent.value.post_data or "", headers={"Content-Type": sent.value.headers["content-type"]}
    )
    assert again.url.split("?")[0] == receipt.split("?")[0]
    assert "Cette visite était déjà arrivée." in words(again.text())
    ines.open(receipt)
    with ines.counted() as taps:
        ines.tap(ines.link("Le ménage souhaite l’accompagnement"))
        ines.tap(ines.button("Enregistrer l’adhésion"))
        expect(ines.page.locator("h1")).to_have_text(tenant.name)
    assert taps.count == 2
    assert ines.page.get_by_text(NOTE).count() == 1


def records_the_agreement(ines: Visitor, tenant: Tenant, nadia: Visitor) -> list[tuple[str, str]]:
    """The usual set in eight taps and a signature; returns what the person was shown before signing."""
    accompaniment = tenant.case_page.rstrip("/").rpartition("/")[2]
    tenant.opened_page = f"/accords/locataire/{accompaniment}/"
    assert nadia.status(tenant.opened_page) == 404
    return agrees(ines, tenant, {"identity": "yes", "housing": "yes", "budget": "no", "account": "yes"})


def agrees(ines: Visitor, tenant: Tenant, answers: dict[str, str]) -> list[tuple[str, str]]:
    """Each of these answers, a duration and a signature, a tap each; what the person was shown before signing."""
    ines.open(f"/accords/{tenant.case_page.rstrip('/').rpartition('/')[2]}/")
    with ines.counted() as taps:
        ines.tap(ines.page.get_by_role("link", name=re.compile("^(Recueillir l’|Changer un )accord")))
        ines.heading("Votre accord")
        assert ines.page.locator("#accord input:checked").count() == 0
        for name, answer in answers.items():
            ines.tap(ines.choice(name, answer))
        ines.tap(ines.choice("months", "6"))
        expect(ines.page.locator("#apercu")).to_contain_text("Fin automatique le")
        if answers["housing"] == "yes":
            expect(ines.page.locator("#apercu")).to_contain_text("faite")
        preview = facts_of(ines.page.locator("#apercu"))
        ines.tap(ines.button("Continuer"))
        expect(ines.page.locator("#avis")).to_contain_text("Je peux dire non")
        ines.sign()
        ines.tap(ines.button("Je signe"))
        ines.heading("C’est signé.")
    assert taps.count == len(answers) + 4
    return preview


def withdraws(ines: Visitor, tenant: Tenant) -> None:
    accompaniment = tenant.case_page.rstrip("/").rpartition("/")[2]
    ines.open(f"/accords/{accompaniment}/")
    line = ines.page.locator(".rows li", has_text="Habitat des Deux Vallées")
    ines.tap(line.get_by_role("link", name=re.compile("Retirer")))
    ines.heading("Retirer un accord")
    ines.tap(ines.choice("channel", "in_person"))
    ines.tap(ines.page.locator(".bottom-bar").get_by_role("button", name="Retirer l’accord"))
    ines.tap(ines.page.get_by_role("dialog").get_by_role("button", name="Retirer l’accord"))
    ines.heading("L’accord est retiré")
    assert "Habitat des Deux Vallées" in ines.said


def takes_the_receipt(ines: Visitor) -> None:
    assert re.search(r"Récépissé [\w-]+", ines.said)
    ines.tap(ines.link("Ouvrir le PDF"))
    downloads(ines)


def downloads(visitor: Visitor) -> None:
    """The worker prepares the document while its page waits; then it is a PDF."""
    get = visitor.link("Télécharger le document")
    expect(get).to_be_visible(timeout=90_000)
    with visitor.page.expect_download() as got:
        get.click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")


# --- the others ---------------------------------------------------------------------------------------------------
def test_the_person_reads_who_sees_what_and_takes_it_on_paper(visit):
    vasseur = visit("Mme Vasseur", phone=True)
    vasseur.heading("Qui peut voir quoi sur moi, et qui a regardé")
    assert "Habitat des Deux Vallées" in vasseur.said
    assert "Inès Caron" in vasseur.said
    vasseur.tap(vasseur.button("Imprimer"))
    downloads(vasseur)


@pytest.mark.parametrize(
    ("door", "path"),
    [("Paul", "/documents/registre/"), ("Sacha", "/organisation/"), ("Laurent", "/accompagnement/equipe/")],
)
def test_the_others_open_their_page(visit, door, path):
    visitor = visit(door)
    assert visitor.path == path
    assert visitor.page.locator("h1").count() == 1
