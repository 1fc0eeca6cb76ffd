"""What a report shows, and what must be counted for it."""

from datetime import date

import pytest

from cases.periods import Period, month, year
from reports.cells import Address
from reports.indicators.catalogue import shipped as catalogue
from reports.masking import refuse_circles
from reports.outline import Chart, Grid, Outline, check, cuts, is_counted, shipped, tables
from tests.reports.report_scene import CATEGORIES, CELLS

PERIODS = [year(2025), Period(date(2014, 9, 1), date(2015, 6, 15)), month(date(2025, 3, 1))]


def small(**section) -> Outline:
    whole = {"key": "one", "title": "Une", **section}
    return Outline.model_validate(
        {"key": "small", "name": "Petit", "glance": {"key": "glance", "title": "Regard"}, "sections": [whole]}
    )


def test_the_shipped_outlines_say_what_the_catalogue_has():
    assert list(shipped()) == ["year", "quarter", "dashboard", "landlord"]
    assert shipped()["quarter"].glance.figures


@pytest.mark.parametrize("key", ["year", "quarter"])
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.name)
def test_every_block_is_counted_by_its_tables_and_no_table_stands_in_another(key, period):
    outline = shipped()[key]
    asked = tables(outline, period, CATEGORIES)
    refuse_circles(asked)
    for section in outline.every:
        for block in (*section.figures, *section.charts, *section.tables):
            monthly = (isinstance(block, Chart) and block.kind == "columns") or (
                isinstance(block, Grid) and block.by == "month"
            )
            crossed = {getattr(block, "by", None), getattr(block, "across", None)} - {None, "month"}
            expected = crossed <= CATEGORIES.keys() and not (monthly and period == PERIODS[2])
            assert is_counted(block, period, asked, catalogue()) is expected, (section.key, block)
    for one in asked:
        inside = [
            other
            for other in asked
            if other is not one
            and other.cell == one.cell
            and set(one.dimensions) <= set(other.dimensions)
            and set(one.periods) <= set(other.periods)
        ]
        assert inside == []


def test_what_cannot_be_counted_leaves_nothing_half_counted():
    asked = tables(shipped()["year"], year(2025), CATEGORIES, counted=CELLS - {"visits-due"})
    cells = {each.cell for each in asked}
    assert "visits-due-held" not in cells, "its share would lack what it is a share of"
    assert "visits-held" in cells
    assert tables(shipped()["year"], year(2025), CATEGORIES, counted=()) == ()


def test_a_year_by_months_is_thirteen_periods():
    outline = small(tables=[{"title": "Par mois", "indicators": ["entries", "effective-rate"], "by": "month"}])
    asked = tables(outline, year(2025), {})
    assert {each.cell: len(each.periods) for each in asked} == dict.fromkeys(
        ("entries", "visits-due-held", "visits-due"), 13
    )
    assert all(len(list(each.addresses())) == 13 for each in asked)


def test_the_cuts_of_a_period_make_it():
    name, first = cuts(PERIODS[1])[0]
    assert (name, first) == ("septembre 2014", month(date(2014, 9, 1)))
    assert cuts(PERIODS[1])[-1][1] == Period(date(2015, 6, 1), date(2015, 6, 15))
    assert cuts(month(date(2025, 3, 1))) == []
    assert len(cuts(Period(date(2023, 1, 1), date(2025, 12, 31)))) == 12


def test_one_table_serves_a_chart_and_the_total_of_it():
    outline = small(
        figures=["entries"],
        charts=[{"title": "Motifs", "kind": "bars", "by": "reason", "series": [{"indicator": "entries-crossed"}]}],
    )
    (asked,) = tables(outline, year(2025), CATEGORIES)
    assert Address("entries", year(2025)) in set(asked.addresses())
    assert [each.key for each in asked.dimensions] == ["reason"]


def test_a_share_of_its_own_total_counts_the_total_apart():
    chart = {"title": "Délai", "kind": "bars", "by": "delay", "series": [{"indicator": "time-to-housing"}]}
    (asked,) = tables(small(charts=[chart]), year(2025), CATEGORIES)
    assert asked.cell == "housing-obtained"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"figures": ["none"]}, "one, figures.0 : le catalogue ne connaît pas « none »"),
        (
            {"tables": [{"title": "T", "indicators": ["met-rate"], "by": "month"}]},
            "one, tables.0 : « met-rate » ne se croise pas par « month »",
        ),
        (
            {"charts": [{"title": "P", "kind": "doors", "series": [{"cell": "nothing", "label": "rien"}]}]},
            "one, charts.0 : le catalogue ne connaît pas « nothing »",
        ),
        ({"key": "glance", "figures": ["entries"]}, "une section est dite deux fois"),
    ],
)
def test_a_mistake_names_its_place(section, told):
    with pytest.raises(ValueError, match=told):
        check(small(**section), catalogue())


@pytest.mark.parametrize(
    "section",
    [
        {"charts": [{"title": "B", "kind": "bars", "series": [{"indicator": "entries"}]}]},
        {"charts": [{"title": "D", "kind": "doors", "series": [{"indicator": "entries"}]}]},
        {"charts": [{"title": "C", "kind": "columns", "series": [{"cell": "entries"}]}]},
        {"charts": [{"title": "C", "kind": "columns", "series": [{"indicator": "entries", "cell": "entries"}]}]},
        {"tables": [{"title": "T", "indicators": ["entries", "exits"], "by": "landlord", "across": "type"}]},
        {"tables": [{"title": "T", "indicators": ["entries"], "by": "landlord", "across": "landlord"}]},
    ],
)
def test_a_block_that_is_not_of_its_kind_is_refused(section):
    with pytest.raises(ValueError, match=r"\w+\|"):
        small(**section)
