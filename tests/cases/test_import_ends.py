"""How an import ends: written, given up, found again; what is left of it, and the tenants it leads to."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from cases.documents.remaining_lines import inert
from cases.enums import ImportState
from cases.models import ImportBatch, TenantAccount
from cases.views.import_sheet import titles_said
from common.context import acting
from tests.cases.import_scene import HEADER, ROWS, accounts, batch, dropped, page_at, sheet, step
from tests.cases.landlord import account, plain, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def test_ready_lines_go_without_the_others(world, clerk):
    address = dropped(clerk, sheet(*ROWS, "L7;NEUF;Paul;33000;Bordeaux;5;;"))
    page = page_at(clerk, address)
    assert "Importer la ligne prête" in page
    assert "Les 6 autres lignes vous attendront ici pendant 24 heures" in page
    answer = clerk.post(step(address, "write"), follow=True)
    done = plain(answer.content.decode())
    assert "1 ligne importée" in done
    assert "1 nouveau locataire" in done
    assert "6 lignes n’ont pas été importées : à corriger ou à comparer." in done
    assert accounts(world.nadia) == 1
    assert batch(world.nadia, ImportState.WRITTEN).staged == {}


def a_day_passes(by) -> None:
    """What was written before this was so in another transaction."""
    with acting(by.audiences):
        assert TenantAccount.objects.update(updated_at=F("updated_at") - timedelta(days=1))


def test_what_was_imported_leads_to_its_tenants_to_refer(world, clerk):
    account(world.nadia, "L0", last_name="Ancien")
    a_day_passes(world.nadia)
    address = dropped(clerk, sheet("L7;NEUF;Paul;33000;Bordeaux;5;;", "L8;AUTRE;Anne;33000;Bordeaux;9;;"), "nov.csv")
    done = plain(clerk.post(step(address, "write"), follow=True).content.decode())
    assert "2 locataires à orienter dans ce fichier" in done
    link = f"{reverse('tenants')}?etat=a-orienter&amp;import={batch(world.nadia, ImportState.WRITTEN).public_id}"
    assert f'href="{link}"' in done
    listed = page_at(clerk, link.replace("&amp;", "&"))
    assert "Locataires du fichier « nov.csv », importé" in listed
    assert "Neuf Paul" in listed
    assert "Autre Anne" in listed
    assert "Ancien" not in listed
    found = page_at(clerk, link.replace("&amp;", "&") + "&q=neuf")
    assert "Neuf Paul" in found
    assert "Autre Anne" not in found


def test_who_owes_nothing_is_not_to_refer_after_an_import(world, clerk):
    address = dropped(clerk, sheet("L7;NEUF;Paul;33000;Bordeaux;0;;", "L8;AUTRE;Anne;33000;Bordeaux;9;;"))
    done = plain(clerk.post(step(address, "write"), follow=True).content.decode())
    assert "1 locataire à orienter dans ce fichier" in done


def test_the_same_file_again_changes_nothing_and_leads_to_its_tenants_to_refer(world, clerk):
    account(world.nadia, "L0", last_name="Ancien")
    a_day_passes(world.nadia)
    rows = sheet("L7;NEUF;Paul;33000;Bordeaux;5;;", "L8;AUTRE;Anne;33000;Bordeaux;9;;")
    clerk.post(step(dropped(clerk, rows), "write"))
    address = dropped(clerk, rows)
    page = page_at(clerk, address)
    assert "2 sans changement" in page
    assert "Terminer sans rien changer" in page
    said = plain(clerk.post(step(address, "write"), follow=True).content.decode())
    assert "Rien n’a changé" in said
    assert "2 lignes sans changement : tout était déjà importé." in said
    with acting(world.nadia.audiences):
        last = ImportBatch.objects.latest("id")
        ImportBatch.objects.filter(pk=last.pk).update(written_at=F("written_at") + timedelta(hours=1))
    again = page_at(clerk, address)
    assert "2 locataires à orienter dans ce fichier" in again
    assert "3 locataires à orienter dans toute votre liste" in again
    listed = page_at(clerk, re.search(r'href="([^"]*import=[^"]*)"', again)[1].replace("&amp;", "&"))
    assert "Neuf Paul" in listed
    assert "Ancien" not in listed


def test_an_import_that_is_not_one_shows_the_whole_list(world, clerk):
    account(world.nadia, "L0", last_name="Ancien")
    waiting = dropped(clerk, sheet("L7;NEUF;Paul;33000;Bordeaux;5;;")).rstrip("/").rsplit("/", 1)[1]
    for unknown in ("bidon", uuid4(), waiting):
        listed = page_at(clerk, f"{reverse('tenants')}?import={unknown}")
        assert "Ancien" in listed
        assert "Locataires du fichier" not in listed


def test_importing_twice_is_refused_on_the_page(world, clerk):
    address = dropped(clerk, sheet(ROWS[0]))
    clerk.post(step(address, "write"))
    answer = clerk.post(step(address, "write"), follow=True)
    assert "déjà importé" in answer.content.decode()
    assert accounts(world.nadia) == 1


def test_giving_up_writes_nothing_and_forgets_the_lines(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    answer = clerk.post(step(address, "abandon"), follow=True)
    assert "Ces lignes n’ont pas été importées" in answer.content.decode()
    assert accounts(world.nadia) == 0
    assert batch(world.nadia, ImportState.ABANDONED).staged == {}
    assert clerk.get(address).url == reverse("import_new")
    assert clerk.get(step(address, "remaining")).status_code == 404


def test_an_unfinished_import_is_found_again(world, clerk):
    address = dropped(clerk, sheet(*ROWS), "novembre.csv")
    page = page_at(clerk, reverse("import_new"))
    assert "novembre.csv" in page
    assert address in page


def test_lines_to_correct_are_downloaded_and_never_run(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    answer = clerk.get(step(address, "remaining"))
    assert answer["Content-Disposition"] == 'attachment; filename="lignes-a-corriger.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*HEADER.split(";"), "Ligne", "À corriger"]
    assert [row[-2] for row in rows[1:]] == ["2", "3", "4", "5", "6", "7"]
    assert rows[-1][1] == "'=cmd()"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "contient la lettre O" in rows[2][-1]


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-45,00", "@SUM(A1)", "\tx", " =1"])
def test_a_cell_that_would_run_begins_with_an_apostrophe(cell):
    assert inert(cell) == f"'{cell}"
    assert inert("L-1") == "L-1"


def test_the_downloaded_lines_can_be_dropped_again(world, clerk):
    address = dropped(clerk, sheet(*ROWS))
    content = clerk.get(step(address, "remaining")).content
    page = page_at(clerk, dropped(clerk, content, "lignes-a-corriger.csv"))
    assert "6 lignes lues" in page
    assert "2 colonnes ignorées" in page
    assert "« Ligne », « À corriger »" in page


def test_many_columns_that_are_not_read_are_named_in_part():
    assert titles_said(["A", "B"]) == "« A », « B »"
    assert titles_said(list("ABCDEFGH")) == "« A », « B », « C », « D », « E », « F » et 2\u00a0autres"


# --- what is left, and the same file again ------------------------------------------------------------------------------
CORRECTED = {"line": 3, "column": "F", "text": "4312,80"}


def test_the_lines_left_out_wait_with_their_corrections(world, clerk):
    address = dropped(clerk, sheet(*ROWS, "L7;NEUF;Paul;33000;Bordeaux;5;;"), "nov.csv")
    clerk.post(step(address, "correct"), CORRECTED)
    done = clerk.post(step(address, "write"), follow=True).content.decode()
    assert "6 lignes attendent d’être réglées" in plain(done)
    left = reverse("import_check", args=[batch(world.nadia).public_id])
    assert left in done
    assert step(left, "remaining") in done
    page = page_at(clerk, left)
    assert "6 lignes lues" in page
    assert "4312,80" in page
    assert "Ligne 7, colonne B" in page
    lines = clerk.get(step(left, "remaining")).content.decode()
    assert ["NEUF" in lines, "BENALI" in lines] == [False, True]
    clerk.post(step(left, "correct"), {"line": 3, "column": "G", "text": "Commandement de payer"})
    clerk.post(step(left, "write"))
    assert accounts(world.nadia) == 2
    clerk.post(reverse("import_abandon", args=[batch(world.nadia).public_id]))
    assert "attendent d’être réglées" not in page_at(clerk, address)


def test_nothing_waits_of_a_file_without_line_left_out(world, clerk):
    address = dropped(clerk, sheet(ROWS[0]))
    done = plain(clerk.post(step(address, "write"), follow=True).content.decode())
    assert "ce qui est déjà importé n’est pas doublé" in done
    assert "à corriger</span>" not in done
    with acting(world.nadia.audiences):
        assert not ImportBatch.objects.filter(state=ImportState.CHECKED).exists()


def test_the_same_file_again_is_found_with_its_corrections(world, clerk):
    content = sheet(*ROWS)
    address = dropped(clerk, content)
    clerk.post(step(address, "correct"), CORRECTED)
    assert dropped(clerk, content, "autre-nom.csv") == address
    page = page_at(clerk, address)
    assert "avec ce qui y est déjà réglé" in page
    assert "4312,80" in page
    assert dropped(clerk, content + b"\n") != address


def test_the_same_file_begins_again_once_given_up_imported_or_another_agency_s(world, clerk):
    content = sheet(*ROWS, "L7;NEUF;Paul;33000;Bordeaux;5;;")
    given_up = dropped(clerk, content)
    assert dropped(signed_in(world.other_clerk), content) != given_up
    clerk.post(step(given_up, "abandon"))
    again = dropped(clerk, content)
    assert again != given_up
    clerk.post(step(again, "write"))
    rest = dropped(clerk, content)
    assert rest != again
    assert "6 lignes lues" in page_at(clerk, rest)
    clerk.post(step(rest, "abandon"))
    assert "7 lignes lues" in page_at(clerk, dropped(clerk, content))
