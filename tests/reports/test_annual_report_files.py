"""The files of an annual report, as a reader, an archivist and a spreadsheet find them."""

import hashlib
import io
import json
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cases.periods import Period
from reports.cells import Dimension
from reports.documents import files as made
from reports.documents.annual_report import report_content
from reports.documents.given import Cover, Goal
from reports.indicators.catalogue import shipped
from reports.outline import Categories, tables
from reports.outline import shipped as outlines
from reports.published.results import published
from tests.common.pdf_words import overlaps_of
from tests.common.test_pdf import elements, tags
from tests.common.test_seal import checked, is_valid
from tests.reports.report_scene import AT, content_of
from tests.reports.test_annual_report import COVER, blocks_of, plain
from tests.reports.test_published import released

ISSUED = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
CAUSES = {
    "unexpected-expense": "dépense imprévue",
    "health": "motif de santé, selon l’opérateur",
    "rights-not-opened": "droits non ouverts",
    "over-indebtedness": "surendettement",
}


@pytest.fixture(scope="module")
def content() -> dict:
    return content_of()


@pytest.fixture(scope="module")
def files(content) -> made.Files:
    return made.files(content, at=ISSUED)


@pytest.fixture(scope="module")
def reading(files):
    return pikepdf.open(io.BytesIO(files.reading))


@pytest.fixture(scope="module")
def archive(files):
    return pikepdf.open(io.BytesIO(files.archive))


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as opened:
        return plain("\n".join(page.get_textpage().get_text_range() for page in opened)).replace("\r\n", " ")


# --- what was published -------------------------------------------------------------------------------------------
def test_epernay_is_printed_as_it_was_published():
    results = next(each for each in published() if each.key == "epernay")
    release = released(results)
    reason = Categories(Dimension("reason", tuple(CAUSES), several=True), CAUSES)
    counted = {each.cell for each in results.figures}
    asked = tables(outlines()["year"], results.period, {"reason": reason}, counted=counted)
    assert {each.cell for each in asked} == counted - {"entered-and-met"}, "no share of households met (outline.yaml)"
    said = report_content(
        outline=outlines()["year"],
        catalogue=shipped(),
        categories={"reason": reason},
        period=results.period,
        release=release,
        cover=COVER,
        as_of=AT,
        goals=[Goal("entries", Fraction(20))],
    )
    printed = made.files(said, at=ISSUED)
    text = text_of(printed.reading)
    for one in results.printed:
        if one.indicator == "met-rate":
            continue  # reproduced from the same figures in test_published.py
        if one.category:
            assert f"{CAUSES[one.category][:1].upper()}{CAUSES[one.category][1:]} {one.reads}" in text
        else:
            name = shipped().indicator[one.indicator].name
            assert f"{one.reads} {name}" in text or f"{one.reads}\n{name}" in text, (one.reads, name)
    assert "n. p." not in text.replace("« n. p. »", "").replace("n. p. : non publié", "")
    assert "du 1ᵉʳ septembre 2014 au 15 juin 2015" in text


# --- to read ------------------------------------------------------------------------------------------------------
def test_the_copy_to_read_is_pdf_ua_1(reading, content):
    with reading.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(reading.docinfo["/Title"]) == content["title"]
    assert reading.Root.MarkInfo.Marked
    assert reading.Root.ViewerPreferences.DisplayDocTitle
    assert str(reading.Root.Lang) == "fr"


def test_headings_come_in_order(reading):
    levels = [int(tag[2]) for tag in tags(reading) if tag[:2] == "/H" and tag[2:].isdigit()]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_chart_has_its_figures_in_words(reading, content):
    said = [str(one.Alt) for one in elements(reading.Root.StructTreeRoot) if one.S == "/Figure"]
    assert said[0] == "Palier"
    charts = [one for one in blocks_of(content) if "alt" in one]
    assert [plain(each) for each in said[1:]] == [plain(one["alt"]) for one in charts]


def test_each_chart_and_table_is_a_table_with_its_headers(reading, content):
    found = tags(reading)
    charts = [one for one in blocks_of(content) if "alt" in one]
    beside = len(["lines", "goals", "definitions"])
    assert found.count("/Caption") == len(blocks_of(content)) + beside
    assert found.count("/Table") >= found.count("/Caption"), "one that goes on over pages is said again on each"
    assert found.count("/Figure") == 1 + len(charts)
    headers = [str(one.A.Scope) for one in elements(reading.Root.StructTreeRoot) if one.S == "/TH"]
    assert set(headers) == {"/Row", "/Column"}


def test_the_contents_lead_to_pages(reading):
    links = [one for one in elements(reading.Root.StructTreeRoot) if one.S == "/Link"]
    assert len(links) > 10


def test_no_word_is_written_over_another(files):
    assert overlaps_of(files.reading) == []


def test_it_says_its_digest_and_when_it_was_frozen(files):
    text = text_of(files.reading)
    assert files.digest in text.replace(" ", "")
    assert "Chiffres arrêtés le 14 janvier 2026 à 10 h 05" in text
    assert "Page 2 sur" in text


# --- to keep ------------------------------------------------------------------------------------------------------
def test_the_copy_to_keep_says_it_is_pdf_a_3_and_has_its_colours(archive):
    with archive.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    (intent,) = archive.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert archive.pdf_version == "1.7"
    assert archive.Root.get("/Version", "/1.7") == "/1.7"
    assert "/ID" in archive.trailer
    assert "/Encrypt" not in archive.trailer


def test_its_data_and_its_workbook_are_attached_as_data(archive, files, content):
    assert set(archive.attachments) == {made.DATA, made.BOOK}
    assert len(archive.Root.AF) == 2
    kinds = {}
    for spec in archive.Root.AF:
        assert spec.AFRelationship == "/Data"
        assert spec.EF.F.Params.Size
        kinds[str(spec.UF)] = str(spec.EF.F.Subtype)
    assert kinds == {
        made.DATA: "/application/json",
        made.BOOK: "/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    data = archive.attachments[made.DATA].get_file().read_bytes()
    assert hashlib.sha256(data).hexdigest() == files.digest == made.digest_of(content)
    assert json.loads(data) == content
    assert archive.attachments[made.BOOK].get_file().read_bytes() == files.workbook


def test_every_font_is_embedded_and_nothing_runs(archive):
    for page in archive.pages:
        for font in page.Resources.Font.values():
            (descendant,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
            assert "/ToUnicode" in font
    assert "/OpenAction" not in archive.Root
    assert "/JavaScript" not in archive.Root.get("/Names", {})


def test_annotations_are_printed_and_none_is_hidden(archive):
    flags = {int(each.get("/F", 0)) for page in archive.pages for each in page.get("/Annots", [])}
    assert all(flag & 4 and not flag & 3 for flag in flags)


def test_it_is_sealed_and_a_changed_byte_is_found(files):
    from common import seal

    here = seal.installed()
    assert files.sealed
    found = checked(files.archive, here)
    assert found.bottom_line
    assert found.coverage.name == "ENTIRE_FILE"
    middle = len(files.archive) // 2
    changed = files.archive[:middle] + bytes([files.archive[middle] ^ 1]) + files.archive[middle + 1 :]
    assert not is_valid(changed, here)


def test_without_a_certificate_it_is_not_sealed_and_says_so(settings, content):
    settings.SEAL_FILE = settings.SEAL_FOLDER = None
    bare = made.files(content, at=ISSUED)
    assert not bare.sealed
    assert b"/ETSI.CAdES.detached" not in bare.archive
    assert "n’est pas scellé" in text_of(bare.reading)


def test_both_copies_say_the_same(files):
    assert text_of(files.reading) == text_of(files.archive)


# --- to reckon with -----------------------------------------------------------------------------------------------
def test_the_workbook_says_what_the_paper_says(files, content):
    book = load_workbook(io.BytesIO(files.workbook))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    for block in blocks_of(content):
        for row in block["rows"]:
            for column, cell in zip(block["columns"], row["cells"], strict=True):
                value = cell["text"] if cell["value"] is None else cell["value"]
                assert (value / 100 if column["unit"] == "cents" and cell["value"] is not None else value) in values


def test_the_share_done_rises(content):
    shares: list[int] = []
    made.files(content, at=ISSUED, on_step=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == made.SEALED


def test_a_report_of_hardly_anything_is_still_a_report():
    period = Period(AT.date(), AT.date())
    said = report_content(
        outline=outlines()["quarter"],
        catalogue=shipped(),
        categories={},
        period=period,
        release=released(published()[0]),
        cover=Cover("Rien", "A", "B"),
        as_of=AT,
    )
    text = text_of(made.files(said, at=timezone.now()).reading)
    assert "Projet, non signé" in text
