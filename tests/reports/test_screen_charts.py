"""Charts of a screen: what is drawn says the block's figures, in percent across, and fits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.views.charts import FOOT, HEAD, LONGEST, TALL, drawn


def block(kind: str, rows: list[tuple[str, list[int | None]]], looks: list[str], **more) -> dict:
    columns = [{"label": f"Série {number}", "unit": "count"} for number, _ in enumerate(looks)]
    if kind == "doors":
        columns = columns[:1]
    return {
        "kind": kind,
        "title": "Un titre",
        "note": "Une note",
        "alt": "Un titre.",
        "looks": looks,
        "silent": False,
        "first": "Catégorie",
        "columns": columns,
        "rows": [
            {
                "label": label,
                "level": "row",
                "look": looks[place % len(looks)],
                "cells": [{"text": str(value) if value is not None else "–", "value": value} for value in values],
            }
            for place, (label, values) in enumerate(rows)
        ],
        **more,
    }


def test_nothing_counted_is_said_and_not_drawn():
    assert drawn(block("bars", [("a", [0]), ("b", [None])], ["fill"]))["shape"] == "nothing"
    assert drawn(block("columns", [("Janvier 2026", [0, 0])], ["outline", "fill"]))["shape"] == "nothing"
    assert drawn(block("doors", [("a", [0]), ("b", [0])], ["lit", "fill"]))["shape"] == "nothing"
    assert drawn(block("bars", [("a", [1])], ["fill"], silent=True))["shape"] == "nothing"


counts = st.one_of(st.none(), st.integers(0, 10**9))


@given(rows=st.lists(st.tuples(st.text(max_size=60), counts, counts), min_size=1, max_size=20))
def test_bars_are_as_long_as_their_figures(rows):
    made = drawn(block("bars", [(name, [now, before]) for name, now, before in rows], ["fill", "outline"]))
    values = [value for _, *pair in rows for value in pair if value]
    if made["shape"] == "nothing":
        assert not values
        return
    bars = [bar for row in made["bars"] for bar in row["bars"]]
    assert max(float(bar["width"]) for bar in bars) == LONGEST
    assert all(0 <= float(bar["width"]) <= LONGEST for bar in bars)
    shown = [(bar["look"], bar["text"]) for bar in bars]
    said = [
        (look, str(value) if value is not None else "–")
        for _, now, before in rows
        if now or before
        for look, value in (("fill", now), ("outline", before))
        if value or look == "fill"
    ]
    assert shown == said
    assert bool(made["legend"]) == any(before for *_, before in rows)


@given(
    values=st.lists(st.tuples(counts, counts), min_size=1, max_size=12),
    looks=st.sampled_from([["fill"], ["outline", "fill"], ["fill", "lit"]]),
)
def test_columns_stand_on_the_floor_inside_the_width(values, looks):
    names = ["Janvier 2026", "Février 2026", "Mars 2026"] * 4
    rows = [(name, list(pair[: len(looks)])) for name, pair in zip(names, values, strict=False)]
    made = drawn(block("columns", rows, looks))
    if made["shape"] == "nothing":
        return
    assert made["height"] == HEAD + TALL + FOOT
    for one in made["shapes"]:
        assert float(one["x"]) >= 0
        assert float(one["x"]) + float(one["width"]) <= 100.01
        assert abs(float(one["y"]) + float(one["height"]) - made["floor"]) < 0.02
    assert len(made["shapes"]) == sum(bool(value) for _, row in rows for value in row)
    assert len(made["months"]) == len(rows)
    assert any(not one["minor"] for one in made["shapes"]), "a telephone shows one figure at least"


def test_columns_side_by_side_do_not_cover_each_other():
    made = drawn(block("columns", [("Janvier 2026", [4, 2]), ("Février 2026", [1, 3])], ["fill", "lit"]))
    ends = sorted((float(one["x"]), float(one["x"]) + float(one["width"])) for one in made["shapes"])
    assert all(left[1] <= right[0] for left, right in pairwise(ends))
    assert [each["text"] for each in made["legend"]] == ["série 0", "série 1"]
    assert [each["short"] for each in made["months"]] == ["J", "F"]


def test_doors_up_to_fifty_and_shares_beyond():
    few = drawn(block("doors", [("Éteintes", [8]), ("Réduites", [12])], ["lit", "fill"]))
    assert (few["shape"], few["doors"]) == ("doors", ["lit"] * 8 + ["fill"] * 12)
    many = drawn(block("doors", [("Éteintes", [30]), ("Réduites", [0]), ("Accrues", [90])], ["lit", "fill", "outline"]))
    assert many["shape"] == "parts"
    assert [(one["look"], one["x"], one["width"]) for one in many["shares"]] == [
        ("lit", "0", "25"),
        ("outline", "25", "75"),
    ]
    assert [one["figure"] for one in many["legend"]] == ["30", "0", "90"]


def test_the_note_stands_over_the_chart_and_not_under_its_table():
    made = drawn(block("bars", [("a", [3])], ["fill"]))
    assert made["note"] == "Une note"
    assert made["behind"]["note"] == ""
    assert made["behind"]["rows"] == made["rows"]
