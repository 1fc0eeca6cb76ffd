"""« État des mois-mesures »: what a funder is handed of a closed month is what stands in the books, by file numbers."""

import io

import openpyxl
import pytest
from django.urls import reverse

from cases.models import Case
from cases.reading import Purpose
from funding.actions import lines as actions
from funding.models import FundingLine
from tests.cases.agreements import browser
from tests.cases.test_proof_before_files import with_password
from tests.committees.hall import unforced
from tests.funding.books import FIRST, SECOND, Books, convention, priced
from tests.funding.picture import closed_before
from tests.gate.readings import readings
from tests.harness import OWNER, sql, within


@pytest.fixture
def books(world):
    made = Books(world)
    made.line("=state")
    return made


def address(books: Books, month) -> str:
    return reverse("line_statement", args=[books.lines["=state"].public_id, month.year, month.month])


def rows(answer) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Mois-mesures"]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_it_holds_what_stands_in_the_books_and_nobody_s_name(books, world):
    case, other = books.followed("Vasseur"), books.followed("Lemoine")
    books.pays(case, "=state", "0.5")
    books.pays(other, "=state")
    books.close(FIRST)
    with readings() as seen:
        answer = browser(world.laurent).get(address(books, FIRST))
    assert [(row["purpose"], sorted(row["case_ids"])) for row in seen.rows] == [
        (Purpose.EXPORT, sorted([case.pk, other.pk]))
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="etat-{FIRST}.xlsx"'
    assert answer["Cache-Control"] == "no-store"
    *_, one, two, total = rows(answer)
    with within(books.by):
        assert {one[0], two[0]} == set(Case.objects.filter(pk__in=[case.pk, other.pk]).values_list("number", flat=True))
    assert sorted([one[9], two[9]]) == [97.5, 195]
    assert (total[0], total[6], total[9]) == ("Ensemble", 2, 292.5)
    said = str(rows(answer))
    for name in ("Vasseur", "VASSEUR", "Lemoine", "LEMOINE", "Josiane"):
        assert name not in said


def test_what_was_typed_is_never_a_formula(books, world):
    books.close(FIRST)
    sheet = openpyxl.load_workbook(io.BytesIO(browser(world.laurent).get(address(books, FIRST)).content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert any(str(cell.value).startswith("=state") for row in sheet.iter_rows() for cell in row)


def test_it_names_the_convention_under_which_the_month_was_closed(books, world):
    books.pays(books.followed(), "=state")
    books.close(FIRST)
    with within(books.by):
        actions.amend(line=FundingLine.objects.get(), convention=convention(card=priced("200")), by=books.by)
    closed_before("1 day")
    unforced("funding_conventionversion")
    sql("UPDATE funding_conventionversion SET published_at = now() - interval '2 days' WHERE number = 1", role=OWNER)
    books.close(SECOND)
    for month, number in ((FIRST, 1), (SECOND, 2)):
        assert f"convention version {number}" in str(rows(browser(world.laurent).get(address(books, month))))


def test_corrections_of_months_before_are_lines_of_their_own(books, world):
    books.pays(books.followed(), "=state")
    books.close(FIRST)
    with within(books.by):
        line = FundingLine.objects.get()
        actions.amend(line=line, convention=convention(card=priced("200")), by=books.by)
    books.close(SECOND)
    found = rows(browser(world.laurent).get(address(books, SECOND)))
    assert [(row[1], row[2], row[9]) for row in found[-4:-1]] == [
        (FIRST.name, "Reprise", -195),
        (FIRST.name, "Nouveau compte", 200),
        (SECOND.name, "Compte", 200),
    ]
    assert found[-1][9] == 205


def test_a_month_that_is_not_closed_or_another_s_line_is_no_file(books, world):
    books.pays(books.followed(), "=state")
    assert browser(world.laurent).get(address(books, FIRST)).status_code == 404
    books.close(FIRST)
    assert browser(world.bea_manager).get(address(books, FIRST)).status_code == 404
    assert browser(world.ines).get(address(books, FIRST)).status_code == 403


def test_it_waits_for_a_proof_and_nothing_is_noted_as_read(books, world):
    books.pays(books.followed(), "=state")
    books.close(FIRST)
    laurent = with_password(browser(world.laurent), world.laurent)
    with readings() as seen:
        assert laurent.get(address(books, FIRST))["Location"].startswith("/compte/reauthenticate/")
    assert seen.rows == []
