"""The page that checks an import: what it shows of a file, how it is settled with and without script, and for whom."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.actions import imports
from cases.documents.remaining_lines import remaining_csv
from cases.enums import ImportState
from cases.models import ImportBatch
from cases.views.import_sheet import build, named
from common.context import acting
from common.typography import typographic_html
from tests.cases.import_scene import ROWS, accounts, batch, dropped, page_at, sheet, step
from tests.cases.landlord import plain, signed_in

pytestmark = pytest.mark.django_db
GIRONDE = "impayes_gironde.csv"


@pytest.fixture
def data(repository: Path) -> Callable[[str], bytes]:
    return lambda name: (repository / "tests" / "data" / name).read_bytes()


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def test_the_check_says_what_is_ready_and_what_is_not(world, clerk):
    page = page_at(clerk, dropped(clerk, sheet(*ROWS)))
    for words in (
        "6 lignes lues. Rien n’est encore enregistré.",
        "0 ligne prête",
        "4 lignes à corriger",
        "5 erreurs",
        "2 lignes à comparer",
        "1 doublon possible",
        "Il reste 4 points à régler",
    ):
        assert words in page
    assert accounts(world.nadia) == 0


def test_what_is_zero_is_not_counted(world, clerk):
    page = page_at(clerk, dropped(clerk, sheet("L1;A;B;33000;Bordeaux;5;;", "L2;C;D;33000;Bordeaux;6;;")))
    tally = page[page.index('<ul class="tally">') : page.index("</ul>", page.index('<ul class="tally">'))]
    assert re.findall(r"figure\">([^<]*)<", tally) == ["2 lignes prêtes"]
    alike = page_at(clerk, dropped(clerk, sheet("L1;A;B;33000;Bordeaux;5;;", "L1;A;B;33000;Bordeaux;6;;")))
    assert "2 lignes à comparer" in alike
    assert "Les 2 autres lignes vous attendront" in alike
    assert "Télécharger ces lignes" in alike
    assert "à corriger" not in alike


def test_the_lines_that_change_nothing_are_known_before_the_import(world, clerk):
    first, second = "L1;A;B;33000;Bordeaux;5;;", "L2;C;D;33000;Bordeaux;6;;"
    address = dropped(clerk, sheet(first, second))
    assert "2 nouvelles" in page_at(clerk, address)
    clerk.post(step(address, "write"))
    page = page_at(clerk, dropped(clerk, sheet(first, "L2;C;D;33000;Bordeaux;7;;", "L3;E;F;33000;Bordeaux;8;;")))
    assert "1 nouvelle, 1 mise à jour, 1 sans changement" in page
    assert "Importer 2 lignes nouvelles ou modifiées" in page


def test_a_problem_and_its_cell_lead_to_each_other_by_line_and_column(world, clerk):
    page = page_at(clerk, dropped(clerk, sheet(*ROWS)))
    assert 'data-problem="3-F"' in page
    assert 'id="p-3-F" href="#c-3-F">Ligne 3, colonne F, Solde débiteur</a>' in page
    assert 'data-cell="3-F"><a class="sheet__cell-link" id="c-3-F" href="#p-3-F"><samp>4.312,8O</samp></a>' in page
    assert "contient la lettre O à la place d’un zéro." in page


def test_equal_values_are_one_problem_with_one_answer(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    page = page_at(clerk, address)
    assert "Lignes 3 à 5, colonne G, Stade procédure" in page
    assert "Oui, pour les 3 lignes" in page
    assert 'data-problem="3-G 4-G 5-G"' in page
    answer = {"line": 3, "column": "G", "text": "Commandement de payer", "everywhere": "on"}
    clerk.post(step(address, "correct"), answer)
    page = page_at(clerk, address)
    assert "CDT PAYER" not in page
    assert "2 lignes prêtes" in page


def test_a_cell_is_edited_alone_when_asked(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    clerk.post(step(address, "correct"), {"line": 3, "column": "G", "text": "Assignation"})
    assert "Lignes 4 à 5, colonne G" in page_at(clerk, address)


@pytest.mark.parametrize(
    "answer",
    [
        {"line": "x", "column": "G", "text": ""},
        {"line": 99, "column": "G", "text": ""},
        {"line": 3, "column": "ZZ"},
        {},
    ],
)
def test_a_correction_of_no_cell_changes_nothing(world, clerk, answer):
    address = dropped(clerk, sheet(*ROWS))
    before = batch(world.nadia).staged
    assert clerk.post(step(address, "correct"), answer).status_code == 302
    assert batch(world.nadia).staged == before


def test_a_duplicate_is_chosen_and_chosen_again(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    page = page_at(clerk, address)
    for words in ("Lignes 2 et 6", "Garder la ligne 2", "Garder la ligne 6", "Garder la plus grosse dette"):
        assert words in page
    assert "VASSEUR Josiane, 1 284,50 €" in page
    assert "Vasseur Josiane, 2 000,00 €" in page
    clerk.post(step(address, "choose"), {"line": 6, "choice": "first"})
    page = page_at(clerk, address)
    assert "Vous gardez la ligne 2." in page
    assert "1 ligne prête" in page
    clerk.post(step(address, "choose"), {"line": 6, "choice": "largest"})
    assert "Vous gardez la plus grosse dette." in page_at(clerk, address)


def test_one_answer_settles_all_duplicates(world, clerk, data):
    address = dropped(clerk, data(GIRONDE))
    assert "Garder la plus grosse dette, 6 fois" in page_at(clerk, address)
    clerk.post(step(address, "choose"), {"choice": "largest"})
    page = page_at(clerk, address)
    assert "6 doublons réglés" in page
    assert "240 lignes prêtes" in page
    assert "Importer les 240 lignes prêtes" in page


def test_replaced_reasons_are_counted_and_never_shown(world, clerk, data):
    page = page_at(clerk, dropped(clerk, data(GIRONDE)))
    assert "59 motifs remplacés par « contact prioritaire »" in page
    assert "Violences conjugales" not in page


def test_warnings_are_folded_until_asked_for(world, clerk, data):
    address = dropped(clerk, data(GIRONDE))
    page = page_at(clerk, address)
    assert "52 avertissements" in page
    assert "cell-doubt" not in page
    page = page_at(clerk, f"{address}?avertissements=1")
    assert "dépasse le loyer avec charges" in page
    assert "cell-doubt" in page


def test_the_link_to_the_warnings_leads_to_them(world, clerk, data):
    page = page_at(clerk, dropped(clerk, data(GIRONDE)))
    assert 'href="?avertissements=1#avertissements"' in page
    assert '<h2 id="avertissements" tabindex="-1">' in page


def test_lines_without_problem_are_folded_and_open_on_demand(world, clerk):
    rows = [f"L{n};NOM{n};P;33000;Bordeaux;10;;" for n in range(100)]
    rows[50] = "L50;NOM50;P;33000;Bordeaux;x;;"
    address = dropped(clerk, sheet(*rows))
    page = page_at(clerk, address)
    assert "49 lignes sans problème." in page
    assert "NOM48" not in page
    assert "NOM49" in page
    opened = page_at(clerk, f"{address}?lignes=2-50")
    assert "NOM48" in opened
    assert 'action="' + step(address, "correct") + '?lignes=2-50"' in opened
    answer = clerk.post(step(address, "correct") + "?lignes=2-50", {"line": 52, "column": "F", "text": "1"})
    assert answer.url == f"{address}?lignes=2-50"


def test_many_findings_come_a_part_at_a_time(world, clerk):
    rows = [f"L{n};NOM{n};P;33000;Bordeaux;x{n};;" for n in range(60)]
    address = dropped(clerk, sheet(*rows))
    page = page_at(clerk, address)
    assert "Il reste 60 points à régler" in page
    assert page.count("data-problem=") == 40
    assert page_at(clerk, f"{address}?de=40").count("data-problem=") == 20
    assert page_at(clerk, f"{address}?de=zz&lignes=a-b").count("data-problem=") == 40


def test_a_missing_column_is_one_problem_for_the_whole_file(world, clerk):
    content = "N° contrat;Nom locataire;Code postal;Solde débiteur\nL1;A;33000;1\nL2;B;33000;2".encode()
    page = page_at(clerk, dropped(clerk, content))
    assert "Il reste 1 point à régler" in page
    assert "Lignes 2 à 3" in page
    assert "Modifier" not in page


def test_a_swap_equals_a_fresh_page(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    answer = {"line": 3, "column": "F", "text": "4312,80"}
    swapped = clerk.post(step(address, "correct"), answer, headers={"HX-Request": "true"}, follow=True)
    fresh = clerk.get(address)
    assert part(swapped.content.decode()) == part(fresh.content.decode())
    assert typographic_html(part(fresh.content.decode())) == part(fresh.content.decode())


def part(page: str) -> str:
    """What a swap replaces, without what changes at each request."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", found[0])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"a;b\n1;2", "aucun titre de colonne"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04broken", "classeur"),
    ],
)
def test_an_unreadable_file_is_a_form_error_with_its_cure(world, clerk, content, sentence):
    answer = clerk.post(reverse("import_new"), {"file": SimpleUploadedFile("a.csv", content)})
    page = plain(answer.content.decode())
    assert answer.status_code == 200
    assert "Erreur :" in page
    assert sentence in page
    with acting(world.nadia.audiences):
        assert ImportBatch.objects.count() == 0


def test_no_file_is_a_form_error(world, clerk):
    assert "Choisissez le fichier" in clerk.post(reverse("import_new"), {}).content.decode()


STEPS = ("check", "correct", "choose", "write", "abandon", "remaining")


def test_a_file_of_another_unit_is_a_page_that_does_not_exist(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    for by in (world.litigator, world.other_clerk, world.ines, world.laurent, world.admin, world.dpo):
        browser = signed_in(by)
        for name in STEPS:
            method = browser.get if name in {"check", "remaining"} else browser.post
            assert method(step(address, name)).status_code == 404
    for by in (world.ines, world.laurent, world.admin, world.dpo):
        assert signed_in(by).get(reverse("import_new")).status_code == 404
    assert batch(world.nadia).state == ImportState.CHECKED


def test_what_changes_something_is_posted(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    for name in ("correct", "choose", "write", "abandon"):
        assert clerk.get(step(address, name)).status_code == 405


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([38], "Ligne 38"),
        ([40, 41, 42], "Lignes 40 à 42"),
        ([28, 31, 45], "Lignes 28, 31 et 45"),
        ([2, 4, 6, 8, 10], "5 lignes, à partir de la 2"),
    ],
)
def test_lines_are_named_as_people_say_them(lines, words):
    assert plain(named(lines)) == words


def test_the_page_of_a_large_file_stays_small(world):
    rows = [f"L{n};NOM{n};P;33000;Bordeaux;{'CDT' if n % 2 else n};;" for n in range(3000)]
    with acting(world.nadia.audiences):
        made = imports.stage(content=sheet(*rows), name="a.csv", by=world.nadia)
        checked = imports.check_again(batch=made)
    page = build(checked)
    assert page.total == 1
    assert len([row for row in page.rows if not row.hidden]) < 100
    opened = build(checked, opened=[(2, 99999)])
    assert len([row for row in opened.rows if not row.hidden]) < 650
    assert remaining_csv(checked).count(b"\r\n") == 1501
