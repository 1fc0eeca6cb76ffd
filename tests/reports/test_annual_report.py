"""What an annual report says of its figures, and that what is left out is nowhere in it."""

import json
import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cases.periods import Period, month, quarter, year
from reports.cells import Figure
from reports.documents import blocks, drawing, method
from reports.documents.annual_report import TEMPLATE, report_content
from reports.documents.files import context_of, data_of
from reports.documents.given import Cover, Former, Goal, Line, Money, Signature
from reports.documents.workbook import workbook
from reports.indicators.catalogue import shipped
from reports.masking import Release
from reports.outline import Categories, tables
from reports.outline import shipped as outlines
from reports.readings import LEFT_OUT, as_printed, printed
from tests.reports.report_scene import AT, CATEGORIES, CELLS, MONEY, content_of

COVER = Cover("Garder son toit", "Le Pas de Porte", "la DDETS de l’Aubrane")
NOW, BEFORE = year(2025), year(2024)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def blocks_of(content: dict) -> list[dict]:
    return [
        one for section in (content["glance"], *content["sections"]) for one in (*section["charts"], *section["tables"])
    ]


def chance_release(period: Period, chance: random.Random, outline: str = "year") -> Release:
    """Figures that never meet elsewhere, of which chance shows some."""
    asked = tables(outlines()[outline], period, CATEGORIES)
    addresses = sorted({each for table in asked for each in table.addresses()}, key=str)
    numbers = chance.sample(range(1_000_000, 10_000_000), len(addresses))
    figures = {address: Figure(number, number) for address, number in zip(addresses, numbers, strict=True)}
    share = chance.random()
    return Release(asked, figures, frozenset(each for each in addresses if chance.random() < share))


def written(now: Release, before: Release, outline: str = "year", **more) -> dict:
    return report_content(
        **{
            "outline": outlines()[outline],
            "catalogue": shipped(),
            "categories": CATEGORIES,
            "period": NOW,
            "release": now,
            "former": Former(BEFORE, before),
            "cover": COVER,
            "as_of": AT,
        }
        | more
    )


def altered(release: Release, chance: random.Random) -> Release:
    """The same with other figures where they are left out."""
    other = {
        address: figure if address in release.shown else Figure(chance.randrange(9), chance.randrange(9))
        for address, figure in release.figures.items()
    }
    return replace(release, figures=other)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), outline=st.sampled_from(["year", "quarter"]))
def test_the_content_does_not_depend_on_what_is_left_out(seed, outline):
    chance = random.Random(seed)
    now, before = chance_release(NOW, chance, outline), chance_release(BEFORE, chance, outline)
    goals = [Goal("effective-rate", Fraction(3, 4)), Goal("entries", Fraction(200))]
    first = written(now, before, outline, goals=goals)
    assert data_of(first) == data_of(written(altered(now, chance), altered(before, chance), outline, goals=goals))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_category_that_is_left_out_whole_is_as_one_that_nobody_has(seed, data):
    """Categories are those that were found: a row of « n. p. » would say that somebody stands in it."""
    chance = random.Random(seed)
    key = data.draw(st.sampled_from(sorted(key for key, each in CATEGORIES.items() if len(each.labels) > 1)))
    node = data.draw(st.sampled_from(CATEGORIES[key].dimension.categories))
    fewer = CATEGORIES | {key: _without(CATEGORIES[key], node)}
    found = [_hiding(chance_release(period, chance), key, node) for period in (NOW, BEFORE)]
    nobody = [
        replace(one, tables=tables(outlines()["year"], period, fewer))
        for one, period in zip(found, (NOW, BEFORE), strict=True)
    ]
    said = data_of(written(*found))
    assert said == data_of(written(*nobody, categories=fewer))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_what_was_not_found_before_is_as_what_was_left_out_then(seed, data):
    """« 8, before: – » beside « 8, before: n. p. » would say that the first had nobody, and the second somebody."""
    chance = random.Random(seed)
    key = data.draw(st.sampled_from(sorted(key for key, each in CATEGORIES.items() if len(each.labels) > 1)))
    node = data.draw(st.sampled_from(CATEGORIES[key].dimension.categories))
    now, before = chance_release(NOW, chance), _hiding(chance_release(BEFORE, chance), key, node)
    not_found = replace(
        before,
        tables=tables(outlines()["year"], BEFORE, CATEGORIES | {key: _without(CATEGORIES[key], node)}),
        figures={at: figure for at, figure in before.figures.items() if (key, node) not in at.where},
    )
    assert data_of(written(now, before)) == data_of(written(now, not_found))


def test_what_adds_up_to_less_than_its_total_says_that_categories_are_missing():
    outcomes = CATEGORIES["outcome"].dimension.categories
    asked = tables(outlines()["year"], NOW, CATEGORIES)
    addresses = {each for table in asked for each in table.addresses()}
    figures = {each: Figure(len(outcomes) * 7 if not each.where else 7, 7) for each in addresses}
    every, fewer = (
        _exits(content_of(release=Release(asked, figures, frozenset(shown)), former=None, money=None))
        for shown in (addresses, {each for each in addresses if ("outcome", outcomes[0]) not in each.where})
    )
    assert (len(every["rows"]), every["note"]) == (len(outcomes) + 1, "")
    assert (len(fewer["rows"]), fewer["note"]) == (len(outcomes), blocks.UNNAMED)


def _exits(content: dict) -> dict:
    return next(one for one in blocks_of(content) if one["title"] == "À l’issue de l’accompagnement")


def _without(categories: Categories, node: str) -> Categories:
    kept = tuple(each for each in categories.dimension.categories if each != node)
    return Categories(replace(categories.dimension, categories=kept), categories.labels)


def _hiding(release: Release, key: str, node: str) -> Release:
    return replace(release, shown=frozenset(each for each in release.shown if (key, node) not in each.where))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_figure_left_out_is_in_the_page_the_charts_the_data_or_the_workbook(seed):
    chance = random.Random(seed)
    now, before = chance_release(NOW, chance), chance_release(BEFORE, chance)
    content = written(now, before)
    page = render_to_string(TEMPLATE, context_of(content, at=timezone.now(), is_sealed=True))
    texts = [page, data_of(content).decode(), cells_of(workbook(content, at=timezone.now()))]
    said = "\n".join(texts).replace("\u202f", "").replace("\xa0", "").replace(",", "")
    for release in (now, before):
        for address, figure in release.figures.items():
            if address not in release.shown:
                assert str(figure.value) not in said, address


def cells_of(book: bytes) -> str:
    opened = load_workbook(BytesIO(book))
    return " ".join(str(cell.value) for sheet in opened for row in sheet.iter_rows() for cell in row)


def test_every_figure_that_is_shown_is_printed_once_counted():
    """The other way round: what hides nothing prints every category of every chart and table."""
    content = content_of()
    texts = [cell["text"] for block in blocks_of(content) for row in block["rows"] for cell in row["cells"]]
    assert texts.count(LEFT_OUT) < len(texts) / 2
    assert all(cell["value"] is not None or cell["text"] in (LEFT_OUT, "–", "sans objet") for cell in all_said(content))


def all_said(content: dict) -> list[dict]:
    found = [cell for block in blocks_of(content) for row in block["rows"] for cell in row["cells"]]
    for section in (content["glance"], *content["sections"]):
        found += [one[at] for one in section["figures"] for at in ("now", "before", "goal") if one[at]]
    return found


def test_the_content_is_json_and_its_data_reads_back():
    content = content_of(120)
    assert json.loads(data_of(content)) == content


def test_a_chart_is_told_in_words_with_every_figure_of_it():
    for chart in [one for one in blocks_of(content_of()) if "alt" in one]:
        for row in chart["rows"]:
            assert row["label"] in chart["alt"]
            assert all(cell["text"] in chart["alt"] for cell in row["cells"])


def test_the_former_period_and_the_target_stand_beside_each_key_figure():
    content = content_of()
    (rate,) = [one for one in content["glance"]["figures"] if one["indicator"] == "effective-rate"]
    assert plain(rate["goal"]["text"]) == "75 %"
    assert rate["before"]["text"]
    assert content["names"] == ["2025", "2024"]


def test_a_chart_or_a_table_of_nothing_says_so_and_one_that_is_left_out_says_another_thing():
    asked = tables(outlines()["year"], NOW, CATEGORIES)
    addresses = {each for table in asked for each in table.addresses()}
    nothing = dict.fromkeys(addresses, Figure(0, 0))
    shown, hidden = (
        blocks_of(content_of(release=Release(asked, nothing, frozenset(which)), former=None, money=None))
        for which in (addresses, ())
    )
    assert {(one["silent"], one["empty"]) for one in shown} == {(True, True)}
    assert {(one["silent"], one["empty"]) for one in hidden} == {(True, False)}
    page = render_to_string("documents/report_silent.html", {"block": shown[0]})
    assert "Rien à compter sur la période." in page
    assert "trop peu de ménages" in render_to_string("documents/report_silent.html", {"block": hidden[0]})


def test_what_was_not_counted_before_is_a_dash_and_not_a_zero():
    now = chance_release(NOW, random.Random(1))
    content = written(now, Release((), {}, frozenset()))
    assert all(one["before"] is None for one in content["glance"]["figures"])
    assert all(len(block["columns"]) < 3 for block in blocks_of(content) if block.get("kind") == "bars")


def test_a_section_that_is_not_counted_is_left_out_and_said():
    asked = tables(outlines()["year"], NOW, CATEGORIES, counted=CELLS - {"files", "adjournments"})
    addresses = {each for table in asked for each in table.addresses()}
    figures = {address: Figure(20, 20) for address in addresses}
    content = written(Release(asked, figures, frozenset(addresses)), Release((), {}, frozenset()))
    assert "committees" not in [section["key"] for section in content["sections"]]
    (said,) = [point["text"] for point in content["method"] if point["title"] == "Ce qui n’est pas compté"]
    assert "« Les commissions »" in said
    assert "Dossiers ajournés" not in said, "the section is named, not each of its figures"


def test_a_month_has_no_months_and_does_not_complain_of_it():
    march = month(date(2025, 3, 1))
    content = content_of(60, "quarter", march, former=None)
    assert not [block for block in blocks_of(content) if block["first"] == "Mois"]
    assert not [point for point in content["method"] if "mois par mois" in point["text"]]


def test_a_comment_on_no_section_is_refused():
    with pytest.raises(ValueError, match="nowhere"):
        written(chance_release(NOW, random.Random(1)), Release((), {}, frozenset()), comments={"nowhere": "Bonjour"})


def test_a_comment_is_paragraphs_without_what_paper_cannot_hold():
    comments = {"visits": "Un\x00 deux.\r\n\r\n  Trois\tquatre \u2028cinq.  \n\n\n"}
    content = written(chance_release(NOW, random.Random(1)), Release((), {}, frozenset()), comments=comments)
    (visits,) = [section for section in content["sections"] if section["key"] == "visits"]
    assert visits["comment"] == ["Un deux.", "Trois quatre cinq."]


@pytest.mark.parametrize(
    ("key", "aim", "reached", "told"),
    [
        ("effective-rate", Fraction(3, 4), Fraction(8, 10), "+ 5 points"),
        ("effective-rate", Fraction(3, 4), Fraction(74, 100), "− 1 point"),
        ("effective-rate", Fraction(3, 4), Fraction(7512, 10000), "atteint"),
        ("entries", Fraction(40), Fraction(38), "− 2"),
        ("time-to-meeting", Fraction(15), Fraction(33, 2), "+ 1,5 jour"),
        ("time-to-meeting", Fraction(12), Fraction(49, 4), "+ 0,3 jour"),
        ("time-to-meeting", Fraction(12), Fraction(241, 20), "+ 0,1 jour"),
        ("cost-per-household", Fraction(200_000), Fraction(232_050), "+ 320,50 €"),
        ("cost-per-household", Fraction(83_333), Fraction(250_000, 3), "atteint"),
    ],
)
def test_the_gap_is_that_of_what_is_printed(key, aim, reached, told):
    assert plain(method.gap(shipped().indicator[key], aim, reached)) == told


@given(st.sampled_from(sorted(shipped().indicator)), st.fractions(0, 1000), st.fractions(0, 1000))
def test_a_goal_is_reached_when_both_are_printed_alike(key, aim, reached):
    said = shipped().indicator[key]
    is_said_alike = as_printed(said, aim) == as_printed(said, reached)
    assert (method.gap(said, aim, reached) == "atteint") == is_said_alike
    if printed(said, aim) == printed(said, reached):
        assert is_said_alike


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=5))
def test_what_is_left_of_the_lines_adds_up(lines):
    money = method.money_of(Money(tuple(Line(f"L{at}", "F", *each) for at, each in enumerate(lines))))
    rows = money["rows"]
    for row in rows:
        assert row["granted"]["value"] - row["consumed"]["value"] == row["left"]["value"]
    if len(lines) > 1:
        *each, total = rows
        for key in ("granted", "consumed", "left"):
            assert total[key]["value"] == sum(row[key]["value"] for row in each)


def test_every_indicator_printed_is_defined_once():
    content = content_of()
    defined = [one["indicator"] for one in content["definitions"]]
    printed = {one["indicator"] for section in (content["glance"], *content["sections"]) for one in section["figures"]}
    assert len(defined) == len(set(defined))
    assert printed <= set(defined)
    assert all(one["definition"] and one["source"] and one["version"] for one in content["definitions"])


def test_a_report_without_signature_is_a_draft():
    page = render_to_string(TEMPLATE, context_of(content_of(60, signature=None), at=timezone.now(), is_sealed=False))
    assert "Projet, non signé" in page
    assert "n’est pas scellé" in page


def test_what_people_type_stays_text():
    hostile = "<script>alert(1)</script>{{ 7 }}"
    names = {"cover": Cover(hostile, hostile, hostile, hostile, hostile, hostile), "comments": {"visits": hostile}}
    content = content_of(60, **names, signature=Signature(hostile, hostile, date(2026, 1, 14)))
    page = render_to_string(TEMPLATE, context_of(content, at=timezone.now(), is_sealed=True))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


# --- drawings -----------------------------------------------------------------------------------------------------
def chart_of(kind: str, *values: int | None) -> dict:
    looks = ["lit", "fill", "outline"] if kind == "doors" else ["fill"]
    said = [{"text": LEFT_OUT if value is None else str(value), "value": value} for value in values]
    rows = [
        {"label": f"Janvier {at}", "level": "row", "cells": [each], "look": looks[at % len(looks)]}
        for at, each in enumerate(said)
    ]
    return {"kind": kind, "title": "T", "note": "", "looks": looks, "columns": [{"label": "Nombre"}], "rows": rows}


def shapes_of(chart: dict, kind: str) -> list[dict]:
    return [shape for shape in drawing.draw(chart)["shapes"] if shape["kind"] == kind]


def test_there_is_a_door_for_each_household_up_to_fifty():
    assert len(shapes_of(chart_of("doors", 8, 12, 10), "path")) == 30
    assert shapes_of(chart_of("doors", 20, 20, 11), "path") == []
    assert len(shapes_of(chart_of("doors", 20, 20, 10), "path")) == 50


@pytest.mark.parametrize("kind", ["bars", "columns", "doors"])
def test_what_is_left_out_is_hatched_at_one_length_whatever_is_beside_it(kind):
    def hatches(*values):
        chart = chart_of(kind, *values)
        boxes = [(each["width"], each["height"]) for each in shapes_of(chart, "box") if each["stroke"] == drawing.SOFT]
        return boxes, len(shapes_of(chart, "line"))

    assert hatches(3, None, 7) == hatches(900, None, 2)
    assert len(hatches(3, None, 7)[0]) == 1


@given(
    st.sampled_from(["bars", "columns", "doors"]), st.lists(st.none() | st.integers(0, 10**7), min_size=1, max_size=13)
)
def test_everything_is_drawn_inside_the_drawing(kind, values):
    drawn = drawing.draw(chart_of(kind, *(values[:3] if kind == "doors" else values)))
    for shape in drawn["shapes"]:
        for key in ("x", "x1", "x2"):
            assert 0 <= float(shape.get(key, 0)) <= drawn["width"]
        for key in ("y", "y1", "y2"):
            assert -3 <= float(shape.get(key, 0)) <= drawn["height"]
        if shape["kind"] == "box":
            assert float(shape["x"]) + float(shape["width"]) <= drawn["width"] + 1


def test_a_long_label_is_wrapped_and_never_cut():
    long = "Groupement interdépartemental d’accompagnement vers et dans le logement"
    assert " ".join(drawing.wrapped(long)) == long
    assert all(len(line) <= 32 for line in drawing.wrapped(long))


# --- the workbook -------------------------------------------------------------------------------------------------
def test_numbers_are_numbers_and_texts_are_never_formulas():
    hostile = '=HYPERLINK("http://evil.example","cliquez")'
    names = {key: replace(one, labels=dict.fromkeys(one.labels, hostile)) for key, one in CATEGORIES.items()}
    lines = replace(MONEY, lines=tuple(replace(each, name=hostile, funder="+1+1") for each in MONEY.lines))
    content = content_of(
        120, categories=names, money=lines, cover=Cover("@SUM(A1)", hostile, "-1"), signature=None, comments={}
    )
    book = load_workbook(BytesIO(workbook(content, at=timezone.now())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert [cell for cell in cells if str(cell.value).startswith("=")]
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[:1] in ("=", "+", "-", "@"))


def test_each_section_is_a_sheet_and_money_is_in_euros():
    content = content_of(period=quarter(date(2025, 3, 1)), outline="quarter")
    book = load_workbook(BytesIO(workbook(content, at=timezone.now())))
    assert book.sheetnames[0] == "Rapport"
    assert book.sheetnames[-1] == "Définitions"
    assert {"La période en un regard", "Les visites", "Crédits", "Objectifs"} <= set(book.sheetnames)
    assert 70_950 in [cell.value for row in book["Crédits"].iter_rows() for cell in row]


def test_two_sections_of_one_long_name_are_two_sheets():
    content = content_of(60)
    for section in content["sections"]:
        section["title"] = "Les ménages accompagnés dans leur logement : entrées / sorties"
    book = load_workbook(BytesIO(workbook(content, at=timezone.now())))
    assert len(set(book.sheetnames)) == len(book.sheetnames)
