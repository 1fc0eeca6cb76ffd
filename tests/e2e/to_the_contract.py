"""From an accepted household to its signed contract and its bilan, under the rules of its programme."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from playwright.sync_api import expect

from cases.periods import add_months
from cases.policies import PARIS
from common.formatting import day_month, full_date, plural
from tests.e2e.visitor import Visitor, words

SAID_AT_HOME = "Sa fille revient vivre avec elle en mars"
COMMITTED = "Payer le loyer courant le 5 du mois"
DONE = "Le courrier est ouvert chaque semaine"


@dataclass(frozen=True)
class Programme:
    """What its rules make of a journey, in the words of the screens. `before_contract`: meetings it asks for; `owed`:
    what is due after them; `bilans`: so many months apart, the last one on the last day of the contract's `months`;
    `other`: who signs the contract beside household and team, and `name`, with what name."""

    before_contract: int
    often: str
    owed: str
    months: int
    bilans: int
    axes: tuple[str, ...]
    other: str
    name: str

    def bilans_on(self, begins: date) -> list[date]:
        """The days of its bilans, for a contract that begins that day."""
        last = add_months(begins, self.months) - timedelta(days=1)
        return [min(add_months(begins, month), last) for month in range(self.bilans, self.months + 1, self.bilans)]


def today() -> date:
    """The day of the product's clock."""
    return datetime.now(PARIS).date()


def gironde() -> Programme:
    """Two meetings before the contract; those two are the month's."""
    return Programme(
        before_contract=2,
        often="2 visites par mois",
        owed="Aucune visite sur 2 faite ; la première est due le",
        months=6,
        bilans=3,
        axes=("Accéder au logement et s’y installer",),
        other="Le bailleur",
        name="Nadia Roussel",
    )


def rouen() -> Programme:
    """One meeting before the contract, and another to come within the same week."""
    return Programme(
        before_contract=1,
        often="2 visites par semaine",
        owed=f"1 visite sur 2 faite ; la suivante est due le {day_month(today() + timedelta(days=6))}",
        months=12,
        bilans=3,
        axes=("Entrer dans le logement", "Trouver sa place dans le quartier"),
        other="Le service social du bailleur",
        name="Hugo Ferrand",
    )


@dataclass(frozen=True)
class SignedPages:
    """Where a landlord reads what was signed, once that is agreed."""

    contract: str
    bilan: str


def says(visitor: Visitor, *sentences: str) -> None:
    """Wait until the page says each of these."""
    for sentence in sentences:
        expect(visitor.page.locator("main")).to_contain_text(sentence)


def accompanies(worker: Visitor, case_page: str, programme: Programme) -> SignedPages:
    """Met as often as the programme asks before a contract, adhered; contract and bilan written, signed by each, final."""
    for _ in range(programme.before_contract):
        worker.open(f"{case_page}noter/")
        worker.tap(worker.choice("outcome", "held"))
        worker.tap(worker.button("Enregistrer la visite"))
        worker.heading("C’est noté.")
    worker.tap(worker.link("Le ménage souhaite l’accompagnement"))
    worker.tap(worker.button("Enregistrer l’adhésion"))
    says(worker, "L’accompagnement est engagé", programme.often, programme.owed)
    return SignedPages(contract=contract(worker, programme), bilan=bilan(worker, case_page, programme))


def contract(worker: Visitor, programme: Programme) -> str:
    """Written with the household for as long as the programme says, read again, signed by those whom it says."""
    worker.tap(worker.link("Contrat d’accompagnement"))
    worker.tap(worker.link("Écrire le contrat"))
    says(worker, f"Pour {programme.months} mois, comme le dit le dispositif.", programme.often, *programme.axes)
    worker.page.locator("#contract input[type=checkbox]").first.check()
    worker.page.get_by_label("À partir du").fill(f"{today():%d/%m/%Y}")
    worker.page.get_by_label("Le ménage s’engage à").fill(COMMITTED)
    worker.page.get_by_label("Ce que nous avons convenu").fill(SAID_AT_HOME)
    worker.tap(worker.button("Enregistrer et relire"))
    last = add_months(today(), programme.months) - timedelta(days=1)
    says(worker, COMMITTED, SAID_AT_HOME, f"jusqu’au {full_date(last)}")
    return signed_by_all(worker, (programme.other, programme.name))


def signed_by_all(worker: Visitor, *others: tuple[str, str]) -> str:
    """With the finger by the household, then by those others, by a button by the worker; final. The landlord's address."""
    for party, name in (("", ""), *others):
        worker.tap(worker.link("Signer").first)
        worker.page.locator("canvas").wait_for()
        if party:
            expect(worker.page.locator(".page-header__subtitle")).to_have_text(party)
            worker.page.get_by_label("Qui signe ?").fill(name)
        worker.sign()
        worker.tap(worker.button("Je signe"))
        says(worker, "C’est signé")
    expect(worker.link("Signer")).to_have_count(0)
    worker.tap(worker.button("Je signe"))
    worker.tap(worker.button("Rendre définitif"))
    says(worker, "C’est définitif")
    assert worker.link("Modifier").count() == 0
    return worker.path.replace("/piece/", "/partie-commune/")


def bilan(worker: Visitor, case_page: str, programme: Programme) -> str:
    """Due on the programme's days; prepared from what was logged, completed with the household, signed by both."""
    worker.open(case_page)
    worker.tap(worker.link("Bilans et rencontres"))
    says(worker, f"Un bilan tous les {programme.bilans} mois")
    due = worker.page.locator(".rows li", has_text="Bilan à préparer").all_inner_texts()
    days = [f"Pour le {full_date(day)}" for day in programme.bilans_on(today())]
    assert [words(one) for one in due] == [words(f"Bilan à préparer {day}") for day in days]
    worker.tap(worker.button("Préparer un bilan"))
    worker.tap(worker.link("Compléter avec le ménage"))
    says(worker, plural(programme.before_contract, "visite"))
    worker.page.get_by_label("Ce qui a été fait").fill(DONE)
    worker.page.get_by_label("Ce que nous nous sommes dit").fill(SAID_AT_HOME)
    worker.tap(worker.choice("decision", "continue"))
    worker.tap(worker.button("Enregistrer et relire"))
    says(worker, DONE, SAID_AT_HOME)
    return signed_by_all(worker)


def is_closed_to(landlord: Visitor, tenant_page: str, signed: SignedPages) -> None:
    """Neither what was signed nor that anything was."""
    assert [landlord.status(page) for page in (signed.contract, signed.bilan)] == [404, 404]
    landlord.open(tenant_page)
    says(landlord, "Votre saisine")
    assert "Ce que le ménage a signé" not in landlord.said


def reads_the_common_parts(landlord: Visitor, tenant_page: str, signed: SignedPages) -> None:
    """From her tenant's page, the contract and the bilan without anything of their annexes."""
    for page, said in ((signed.contract, COMMITTED), (signed.bilan, DONE)):
        landlord.open(tenant_page)
        read = landlord.page.locator(f".card:has-text('Ce que le ménage a signé') a[href='{page}']")
        landlord.tap(read)
        says(landlord, said)
        assert SAID_AT_HOME not in landlord.said
        assert "annexe" not in landlord.said.casefold()
