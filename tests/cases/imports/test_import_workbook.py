import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from cases.imports import Field, UnreadableFile, check, read_file
from cases.imports import workbook as workbook_module
from partners.communes import CommuneDirectory

HEADER = ["REF_BAIL", "NOM", "DDN", "SOLDE", "CP", "VILLE", "Motifs", "Informé"]
LINE: list[Any] = [
    148808,
    "BÈGUE",
    date(1974, 8, 22),
    2085.04,
    33560,
    "Carbon-Blanc",
    "Santé / Incurie",
    True,
]


def workbook(*rows: list[Any], title: str = "Impayés") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same archive with some parts added or replaced; keys with __ for / and _dot_ for a point."""
    names = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
        for name, data in names.items():
            new.writestr(name, data)
    return packed.getvalue()


def test_cells_become_the_texts_an_office_would_type() -> None:
    sheet = read_file(workbook(HEADER, LINE))

    assert sheet.rows[0].cells == (
        "148808",
        "BÈGUE",
        "22/08/1974",
        "2085.04",
        "33560",
        "Carbon-Blanc",
        "contact prioritaire / incurie",
        "1",
    )
    assert sheet.rows[0].line == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.1 + 0.2, "0.30"),
        (datetime(2026, 11, 3, 14, 30), "03/11/2026"),
        (False, "0"),
        ("x ", "x"),
    ],
)
def test_kinds_of_values(value: Any, text: str) -> None:
    assert read_file(workbook(["NOM", "SOLDE"], [value, 1])).rows[0].cells[0] == text


def test_a_workbook_is_checked_like_a_text(communes: CommuneDirectory, today: date) -> None:
    checked = check(read_file(workbook(HEADER, LINE)), communes=communes, today=today)

    assert checked.problems == ()
    assert checked.ready[0].balance_cents == 208_504
    assert [(replaced.line, replaced.column) for replaced in checked.replaced] == [(2, "Motifs")]


def test_the_lost_zero_of_a_postcode_is_proposed(communes: CommuneDirectory, today: date) -> None:
    line = [*LINE[:4], 1000, "Bourg-en-Bresse", *LINE[6:]]

    problems = check(read_file(workbook(HEADER, line)), communes=communes, today=today).problems

    assert [(problem.column, problem.proposal) for problem in problems] == [("CP", "01000")]


def test_blank_rows_and_untitled_columns_are_left_out() -> None:
    sheet = read_file(workbook(["Impayés"], [], HEADER, [], [*LINE, "note"], LINE))

    assert [row.line for row in sheet.rows] == [5, 6]
    assert sheet.blank_lines == 1
    assert sheet.rows[0].surplus == 0


def test_the_first_visible_sheet_with_a_known_header_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Notice", "Lisez ceci"])
    hidden = book.create_sheet("Ancien")
    hidden.append(["NOM", "SOLDE"])
    hidden.append(["CACHÉ", 1])
    hidden.sheet_state = "hidden"
    tenants = book.create_sheet("Locataires")
    tenants.append(["NOM", "SOLDE"])
    tenants.append(["BÈGUE", 1])

    assert read_file(saved(book)).rows[0].cells == ("BÈGUE", "1")


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(workbook(HEADER, LINE), xl__worksheets__sheet9_dot_xml=b" " * 3_000_000)
    monkeypatch.setattr(workbook_module, "MAX_UNPACKED", 2_000_000)

    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFile, match="trop grand"):
        read_file(bomb)


def test_a_large_part_that_is_no_sheet_is_refused() -> None:
    bomb = repacked(workbook(HEADER, LINE), xl__theme__other_dot_xml=b" " * 6_000_000)

    with pytest.raises(UnreadableFile, match="trop grand"):
        read_file(bomb)


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_PARTS", 3)

    with pytest.raises(UnreadableFile, match="trop grand"):
        read_file(workbook(HEADER, LINE))


def test_entities_are_refused() -> None:
    content = workbook(HEADER, LINE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet

    with pytest.raises(UnreadableFile, match="ne s’ouvre pas"):
        read_file(repacked(content, xl__worksheets__sheet1_dot_xml=declared))


def test_a_cell_at_the_end_of_the_sheet_does_not_fill_the_memory() -> None:
    far = openpyxl.Workbook()
    far.active.append(["NOM", "SOLDE"])
    far.active["XFD1048576"] = "x"

    with pytest.raises(UnreadableFile, match="trop grand"):
        read_file(saved(far))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_refused_with_a_sentence(part: str) -> None:
    key = part.replace("/", "__").replace(".", "_dot_")

    with pytest.raises(UnreadableFile, match="CSV UTF-8") as refusal:
        read_file(repacked(workbook(HEADER, LINE), **{key: b"<broken"}))

    assert refusal.value.__context__ is None


def test_another_archive_is_no_workbook() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", "<office/>")

    with pytest.raises(UnreadableFile, match="n’est pas un classeur Excel"):
        read_file(packed.getvalue())


def test_every_truncation_is_refused_or_read() -> None:
    content = workbook(HEADER, LINE)
    for length in range(4, len(content), 97):
        with pytest.raises(UnreadableFile):
            read_file(content[:length])


def test_a_formula_never_calculated_is_read_as_empty() -> None:
    sheet = read_file(workbook(["NOM", "SOLDE"], ["BÈGUE", "=1+1"]))

    assert sheet.rows[0].cells[sheet.positions[Field.BALANCE]] == ""
