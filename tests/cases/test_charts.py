"""The rent chart: its steps, its title. No database is needed."""

from datetime import date, timedelta

import pypdfium2
import pytest
from django.template.loader import render_to_string
from weasyprint import HTML

from cases.charts import HEIGHT, LANE, Balance, Event, finding, step_chart


def test_the_chart_has_a_zero_base_and_steps_that_meet():
    start = date(2026, 1, 1)
    cents = (60000, 100000, 208000, 128450)
    chart = step_chart([Balance(start + timedelta(days=30 * index), amount) for index, amount in enumerate(cents)])
    assert chart.scale[0].text.startswith("0")
    assert chart.scale[0].y == chart.floor
    assert chart.steps[0].x == 0
    assert all(
        round(one.x + one.width, 1) == round(two.x, 1) for one, two in zip(chart.steps, chart.steps[1:], strict=False)
    )
    assert round(chart.steps[-1].x + chart.steps[-1].width) == 100
    heights = [step.height for step in chart.steps]
    assert heights[2] == max(heights)
    assert round(heights[1] / heights[0], 2) == round(100000 / 60000, 2)
    assert all(0 <= step.y <= HEIGHT for step in chart.steps)
    assert chart.values[0].text.startswith("1")
    assert len(chart.months) <= 4


def test_one_balance_is_no_chart():
    assert step_chart([]) is None
    assert step_chart([Balance(date(2026, 1, 1), 100)]) is None
    assert step_chart([Balance(date(2026, 1, 1), 100), Balance(date(2026, 1, 1), 200)]) is None


def test_all_paid_is_drawn_too():
    chart = step_chart([Balance(date(2026, 1, 1), 0), Balance(date(2026, 2, 1), 0)])
    assert chart.finding == "Soldée"
    assert [step.height for step in chart.steps] == [0, 0]


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        ((100, 200, 300), "En hausse depuis 2 mois"),
        ((300, 400, 200, 100), "En baisse depuis 2 mois"),
        ((300, 300), "Stable"),
        ((300, 0), "Soldée"),
        ((), ""),
    ],
)
def test_the_title_is_the_finding(cents, expected):
    points = [Balance(date(2026, 1, 1) + timedelta(days=31 * index), amount) for index, amount in enumerate(cents)]
    assert finding(points).replace("\xa0", " ") == expected


# --- events ---------------------------------------------------------------------------------------------------------
START = date(2026, 1, 28)
BALANCES = [Balance(START + timedelta(days=30 * index), cents) for index, cents in enumerate((60000, 90000, 40000))]


def test_events_are_numbered_in_order_and_marked_where_they_fall():
    events = [Event(START + timedelta(days=45), "plan signé"), Event(START, "accompagnement commencé")]
    chart = step_chart(BALANCES, events=events)
    assert [(each.number, each.text, each.where) for each in chart.told] == [
        (1, "accompagnement commencé", ""),
        (2, "plan signé", ""),
    ]
    assert [mark.number for mark in chart.marks] == [1, 2]
    assert chart.marks[1].x == 50
    assert chart.height == HEIGHT + LANE
    assert all(label.y > LANE for label in chart.values)


def test_an_event_before_the_first_balance_is_told_without_a_mark():
    chart = step_chart(BALANCES, events=[Event(START - timedelta(days=1), "commandement de payer")])
    assert (chart.marks, chart.told[0].where) == ([], "avant le premier relevé")
    assert chart.height == HEIGHT


def test_an_event_after_the_last_balance_carries_the_level_on():
    chart = step_chart(BALANCES, events=[Event(START + timedelta(days=200), "assignation")])
    assert chart.steps[-1].right == 100
    assert chart.steps[-1].x < 31
    assert chart.marks[0].x <= 96


def test_marks_never_stand_on_each_other():
    events = [Event(START + timedelta(days=day), str(day)) for day in (0, 1, 2, 30, 31, 89)]
    marks = step_chart(BALANCES, events=events).marks
    for one in marks:
        for two in marks:
            assert one is two or one.y != two.y or abs(one.x - two.x) >= 13


def test_without_events_it_is_as_it_was():
    assert step_chart(BALANCES).height == HEIGHT
    assert step_chart(BALANCES, title="Dette réduite").finding == "Dette réduite"


def test_on_paper_it_counts_in_pixels_and_knows_no_variable():
    chart = step_chart(BALANCES, events=[Event(START, "signé")], width=600)
    assert chart.unit == ""
    assert round(chart.steps[-1].right) == 600
    assert chart.values[0].x == 600
    page = render_to_string("cases/step_chart.html", {"chart": chart})
    assert "var(--" not in page
    assert "%" not in page.replace('width="100%"', "").replace('x2="100%"', "")
    with pypdfium2.PdfDocument(HTML(string=page).write_pdf()) as opened:
        assert "400,00" in opened[0].get_textpage().get_text_range()
