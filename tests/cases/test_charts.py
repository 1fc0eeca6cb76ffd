"""The rent chart: its steps, its title. No database is needed."""

from datetime import date, timedelta

import pytest

from cases.charts import HEIGHT, Balance, finding, step_chart


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
