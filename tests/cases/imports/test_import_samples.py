"""The figures landlords' real exports must give, counted apart from the code that finds them."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from cases.imports import CheckedImport, LineState, check, exit_code, read_file
from partners.communes import CommuneDirectory

GIRONDE = "impayes_gironde.csv"
ROUEN = "impayes_rouen_avec_erreurs.csv"


@pytest.fixture(scope="module")
def imported(sample: Callable[[str], bytes], communes: CommuneDirectory, today: date) -> Callable[[str], CheckedImport]:
    return lambda name: check(read_file(sample(name)), communes=communes, today=today)


def doubts_by_column(checked: CheckedImport) -> Counter[str]:
    return Counter(doubt.column for doubt in checked.doubts)


def test_gironde(imported: Callable[[str], CheckedImport]) -> None:
    checked = imported(GIRONDE)

    assert len(checked.sheet.rows) == 246
    assert checked.problems == ()
    assert len(checked.duplicates) == 6
    assert len({replaced.line for replaced in checked.replaced}) == 59
    assert {replaced.column for replaced in checked.replaced} == {"Motifs repérés"}
    assert doubts_by_column(checked) == {"Solde débiteur": 9, "APL": 9, "Nb mois impayés": 34}
    assert len(checked.ready) == 246 - 2 * 6
    assert exit_code(checked) == 0


def test_rouen(imported: Callable[[str], CheckedImport], sample: Callable[[str], bytes]) -> None:
    checked = imported(ROUEN)
    planted = list(csv.DictReader(io.StringIO(sample("impayes_rouen_avec_erreurs_problems.csv").decode())))

    assert len(checked.sheet.rows) == 164
    assert len(planted) == 14
    assert [(str(problem.line), problem.column, problem.value) for problem in checked.problems] == [
        (line["line"], line["column"], line["value"]) for line in planted
    ]
    assert len(checked.duplicates) == 4
    assert len({replaced.line for replaced in checked.replaced}) == 29
    assert doubts_by_column(checked) == {
        "Solde débiteur": 3,
        "APL": 3,
        "Nb mois impayés": 28,
        "Date entrée": 1,
    }
    assert exit_code(checked) == 1


def test_a_future_birth_is_one_problem_and_the_entry_before_it_a_doubt(
    imported: Callable[[str], CheckedImport],
) -> None:
    checked = imported(ROUEN)

    assert [problem.column for problem in checked.problems if problem.line == 162] == ["Date naissance"]
    assert [doubt.column for doubt in checked.doubts if doubt.line == 162] == ["Date entrée"]


def test_lines_with_a_problem_may_be_duplicates_too(imported: Callable[[str], CheckedImport]) -> None:
    checked = imported(ROUEN)
    duplicates = {duplicate.line: duplicate.duplicate_of for duplicate in checked.duplicates}

    assert duplicates == {50: 3, 85: 84, 112: 88, 125: 113}
    assert checked.states[88] == LineState.PROBLEM
    assert checked.states[112] == LineState.DUPLICATE


def test_the_duplicates_of_gironde_are_the_leases_met_twice(
    imported: Callable[[str], CheckedImport],
) -> None:
    checked = imported(GIRONDE)
    leases = [row.cells[0] for row in checked.sheet.rows]
    twice = [lease for lease, count in Counter(leases).items() if count == 2]

    assert len(twice) == 6
    assert {(2 + leases.index(lease)) for lease in twice} == {each.duplicate_of for each in checked.duplicates}
    assert all(duplicate.same_lease for duplicate in checked.duplicates)


def test_every_commune_of_the_samples_is_known(imported: Callable[[str], CheckedImport]) -> None:
    for name in (GIRONDE, ROUEN):
        assert all(line.insee_code for line in imported(name).ready)


def test_the_first_line_of_gironde_is_typed(imported: Callable[[str], CheckedImport]) -> None:
    line = imported(GIRONDE).ready[0]

    assert (line.line, line.lease_ref, line.title, line.last_name) == (2, "L148808/6", "Mme", "GUYON")
    assert (line.born_on, line.phone) == (date(1993, 4, 6), "+33387229012")
    assert (line.commune, line.insee_code) == ("Pauillac", "33314")
    assert (line.rent_cents, line.apl_cents, line.balance_cents) == (52_145, 0, 208_504)
    assert line.reasons == ("rights_not_opened", "priority_contact")
    assert (line.stage, line.told, line.typology) == ("order_to_leave", True, "T1 bis")
