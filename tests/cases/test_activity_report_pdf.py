"""The two pages of a report, for a small team and a very big one: what a screen reader, a printer and an eye find."""

import io
import random
from datetime import date, datetime

import pikepdf
import pypdfium2
import pytest

from cases.charts import bar_chart
from cases.documents import activity_report as report
from cases.enums import ExitOutcome
from cases.periods import Period, month, quarter, year
from cases.queries.activity import Arrears, Earlier, Households, Minutes, Visits
from common import documents, pdf
from tests.common.test_pdf import elements, tags

LONGEST = Period(date(2024, 2, 1), date(2027, 1, 31))
PERIODS = {
    "a month": month(date(2026, 11, 20)),
    "a quarter": quarter(date(2026, 11, 20)),
    "a year": year(2026),
    "thirteen months": Period(date(2025, 9, 15), date(2026, 9, 14)),
    "three years": LONGEST,
}


def content(period: Period, *, big: bool, most: int = 1500) -> dict:
    """Every outcome and every ending at once; a team of hundreds when `big`, nothing at all otherwise.

    `most`: how many of each outcome a big one has in each part of its period, at most.
    """
    chance, most = random.Random(5), most if big else 0
    logged = {
        (part.first, outcome): chance.randint(most // 2, most)
        for part in period.parts()
        for outcome, _ in report.OUTCOMES
    }
    endings = dict.fromkeys(ExitOutcome.values, 312) if big else {}
    return report.report_content(
        period=period,
        organisation="Association départementale d’accompagnement vers et dans le logement",
        unit="Équipe de Montaubre et des communes environnantes",
        at=datetime(2026, 11, 20, 14, 5),
        visited=Visits(
            logged, {part.first: most for part in period.parts()}, 41234 * big, 39876 * big, Earlier(most, most, most)
        ),
        spent=Minutes(*(most * 1000,) * 3, presences=most * 40, unsaid=most),
        followed=Households(*(most * 4,) * 6, ended=endings, taken_over=most),
        owed=Arrears(
            *(most * 3, most * 2, most, most, most * 123456, most * 98765, most, most, most, most),
            now_dates=(date(2026, 9, 3), date(2026, 11, 19)) if big else None,
        ),
    )


def made(period: Period, *, big: bool) -> bytes:
    given = content(period, big=big)
    return pdf.make(
        report.TEMPLATE,
        given
        | {
            "title": report.title_of(period),
            "issued_at": "2026-11-20T14:06:00+01:00",
            "issued_on": "le 20 novembre 2026 à 14 h 06",
            "fingerprint": documents.fingerprint(given),
        },
    )


@pytest.fixture(scope="module")
def file():
    return pikepdf.open(io.BytesIO(made(PERIODS["a year"], big=True)))


@pytest.mark.parametrize("big", [False, True], ids=["nothing", "big"])
@pytest.mark.parametrize("name", sorted(PERIODS))
def test_it_has_two_pages_whatever_is_in_them(name, big):
    with pypdfium2.PdfDocument(made(PERIODS[name], big=big)) as opened:
        assert len(opened) == 2
        first, second = (page.get_textpage().get_text_range() for page in opened)
    assert "Le temps" in first
    assert "Empreinte du contenu" in second


def test_it_is_pdf_ua_1_with_its_title_and_language(file):
    with file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(file.docinfo["/Title"]) == "Rapport d’activité, année 2026"
    assert file.Root.MarkInfo.Marked
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert str(file.Root.Lang) == "fr"


def test_headings_come_in_order(file):
    headings = [tag for tag in tags(file) if tag in {"/H1", "/H2", "/H3"}]
    assert headings == ["/H1"] + ["/H2"] * 6


def test_every_header_says_what_it_heads(file):
    headers = [element for element in elements(file.Root.StructTreeRoot) if element.S == "/TH"]
    scopes = [str(header.A.Scope) for header in headers]
    assert set(scopes) == {"/Row", "/Column"}
    assert tags(file).count("/Table") == 5
    assert tags(file).count("/Caption") == 5


def test_every_figure_has_its_words_and_the_chart_its_numbers(file):
    figures = [str(one.Alt) for one in elements(file.Root.StructTreeRoot) if one.S == "/Figure"]
    assert all(figures)
    (chart,) = [words for words in figures if words.startswith("Barres des visites")]
    for bar in content(PERIODS["a year"], big=True)["chart"]["bars"]:
        assert f"{bar['label']} {bar['total']}" in chart
    assert "tableau de la page 2" in chart


def test_the_definition_and_what_is_missing_are_on_the_page(file):
    stream = io.BytesIO()
    file.save(stream)
    with pypdfium2.PdfDocument(stream.getvalue()) as opened:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in opened)
    assert "sur toutes les visites prévues dont le jour est passé" in text
    assert "il en manque 1 500" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "Ce rapport ne nomme personne" in text


def test_nothing_reaches_out_of_the_margins():
    with pypdfium2.PdfDocument(made(LONGEST, big=True)) as opened:
        for page in opened:
            picture = page.render(scale=1).to_pil().convert("L")
            width, height = picture.size
            margin = round(19.5 / 210 * width)
            for box in ((0, 0, margin, height), (width - margin, 0, width, height)):
                assert picture.crop(box).getextrema() == (255, 255)
            assert picture.getextrema()[0] < 60


# --- the chart ------------------------------------------------------------------------------------------------------
def test_bars_stand_on_zero_and_grow_with_what_they_count():
    chart = bar_chart([("janv.", 10, 5, 1), ("févr.", 20, 0, 0), ("mars", 0, 0, 0)], width=600)
    first, second, third = chart.bars
    assert [segment.kind for segment in first.segments] == ["held", "tried", "cancelled"]
    lowest = first.segments[0]
    assert lowest.y + lowest.height == chart.floor
    assert second.segments[0].height == pytest.approx(2 * lowest.height, abs=0.2)
    assert (third.segments, third.total) == ([], "0")
    assert 0 <= first.x < first.right < second.x < second.right < third.x < third.right <= 600


def test_without_colour_the_three_still_differ():
    (bar,) = bar_chart([("janv.", 10, 10, 10)], width=600).bars
    held, tried, cancelled = bar.segments
    assert (held.stripes, cancelled.stripes) == ([], [])
    assert len(tried.stripes) > 5
    assert all(tried.y < stripe < tried.y + tried.height for stripe in tried.stripes)


def test_a_count_without_room_is_left_to_the_table():
    (bar,) = bar_chart([("janv.", 1000, 1, 0)], width=600).bars
    assert [bool(segment.text_y) for segment in bar.segments] == [True, False]
