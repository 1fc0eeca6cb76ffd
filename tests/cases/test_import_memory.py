"""From the file to the accounts, a line takes next to no memory: staged, shown, corrected, written."""

import tracemalloc

import pytest

from cases.actions import imports
from cases.documents.remaining_lines import remaining_csv
from cases.queries.imports import staged_sheet, without_lines
from cases.views.import_sheet import build
from common.context import acting
from partners.acting import Acting
from tests.harness import sql

pytestmark = pytest.mark.django_db
HEADER = "N° contrat;Nom locataire;Prénom;Date naissance;Adresse;Code postal;Commune;Loyer + charges;Solde débiteur"
#: What the database is given and gives back of a line, packed, and what tells it from the other lines.
BYTES_A_LINE = 500


def file_of(count: int) -> bytes:
    """A file of so many leases, one in ten of which is not ready."""
    rows = (
        f"L{n};NOM{n};Josiane;06/04/1993;{n}, rue du Port;33000;Bordeaux;521,45;{'beaucoup' if n % 10 == 0 else n}"
        for n in range(count)
    )
    return "\n".join([HEADER, *rows]).encode()


def peak_of(count: int, by: Acting) -> int:
    """The most bytes held at once, the file itself apart, from reading it to having written it."""
    content = file_of(count)
    with acting(by.audiences):
        tracemalloc.start()
        pk = imports.stage(content=content, name="impayes.csv", by=by).pk
        batch = without_lines().get(pk=pk)
        checked = imports.check_again(batch=batch)
        build(checked)
        remaining = len(remaining_csv(checked))
        del checked
        imports.correct(batch=batch, corrections={(3, "Prénom"): "Lucy"}, by=by)
        imports.write(batch=batch, by=by)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak - remaining


def test_a_line_takes_next_to_no_memory_from_its_file_to_its_account(world):
    peak_of(100, world.nadia)
    assert peak_of(1_800, world.nadia) - peak_of(600, world.nadia) < 1_200 * BYTES_A_LINE


def test_the_lines_of_a_large_file_are_put_aside_whole_and_in_order(world):
    """More than one piece on the way to the database, more than one page on the way back."""
    content = file_of(1_500)
    with acting(world.nadia.audiences):
        batch = imports.stage(content=content, name="impayes.csv", by=world.nadia)
        sheet = staged_sheet(batch)
        assert [(row.line, row.cells[0]) for row in sheet.rows] == [(n + 2, f"L{n}") for n in range(1_500)]
        assert [row["line"] for row in batch.staged["rows"]] == [row.line for row in sheet.rows]
        assert (sheet.rows[700].line, sheet.rows[-1].line) == (702, 1_501)
        done = imports.write(batch=batch, by=world.nadia)
    assert (done.created, done.left_out) == (1_350, 150)


def test_nothing_of_the_lines_outlives_their_way_to_the_database(world):
    with acting(world.nadia.audiences):
        imports.stage(content=file_of(1_500), name="impayes.csv", by=world.nadia)
        ((held,),) = sql("SELECT current_setting('palier.staged_1', true)")
    assert held == ""
