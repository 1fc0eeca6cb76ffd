"""The charts of a screen, from the same blocks as those of a report: across everything is a percentage, so that letters keep their size on
a telephone, and colours are the page's own. Pure.

Numbers are texts with a point, whatever the language of the page. What is drawn is said beside it, in words and in the table behind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.formatting import MONTHS, grouped
from reports.dashboards import is_nothing
from reports.documents.drawing import MOST_DOORS, short_month

#: How much of the width the longest bar takes: its figure stands after it, on a telephone too.
LONGEST = 68.0
#: How high columns are, what stands above them and under them, in pixels.
TALL, HEAD, FOOT = 150, 24, 26
#: How much of its slot a column takes, and how wide a letter of a figure is beside a slot of a telephone, in pixels.
SHARE, LETTER, TELEPHONE = 0.84, 9.0, 280.0
#: How high a column is that holds its figure, and how much of its half one of two takes.
INSIDE, GAP = 24, 0.96
Block = Mapping[str, Any]


def drawn(block: Block) -> dict[str, Any]:
    """That chart with its `shape` (bars, columns, doors, parts or nothing), what its template writes one by one, and the table `behind`
    it, whose note stands over the chart."""
    block = {**block, "behind": {**block, "note": ""}}
    if block["silent"] or is_nothing(block):
        return {**block, "shape": "nothing"}
    if block["kind"] == "columns":
        return {**block, "shape": "columns", **_columns(block)}
    if block["kind"] == "bars":
        return {**block, "shape": "bars", **_bars(block)}
    return {**block, **_parts(block)}


# --- bars ------------------------------------------------------------------------------------------------------------
def _bars(block: Block) -> dict[str, Any]:
    """A row for each category in which something was counted, the former period under this one where it has something."""
    columns = [number for number, _ in enumerate(block["columns"]) if not number or _has_any(block, number)]
    rows = [
        row
        for row in block["rows"]
        if row["level"] in ("row", "inner") and any(row["cells"][n]["value"] for n in columns)
    ]
    highest = max(row["cells"][n]["value"] or 0 for row in rows for n in columns)
    looks = ("fill", "outline")
    bars = [
        {
            "label": row["label"],
            "bars": [
                {
                    "look": looks[n],
                    "width": _said(LONGEST * (row["cells"][n]["value"] or 0) / highest),
                    "text": row["cells"][n]["text"],
                }
                for n in columns
                if not n or row["cells"][n]["value"]
            ],
        }
        for row in rows
    ]
    legend = [{"look": looks[n], "text": block["columns"][n]["label"]} for n in columns] if len(columns) > 1 else []
    return {"bars": bars, "legend": legend}


def _has_any(block: Block, number: int) -> bool:
    return any(row["cells"][number]["value"] for row in block["rows"])


# --- columns ---------------------------------------------------------------------------------------------------------
def _columns(block: Block) -> dict[str, Any]:
    """A column a month; of two series, the outlined one behind the other, or one beside the other. A figure that a telephone has no
    room for is `minor`, but the highest one."""
    rows = [row for row in block["rows"] if row["level"] == "row"]
    highest = max(cell["value"] or 0 for row in rows for cell in row["cells"])
    looks: list[str] = list(block["looks"])
    beside = len(looks) > 1 and "outline" not in looks
    top = max(range(len(rows)), key=lambda place: max(cell["value"] or 0 for cell in rows[place]["cells"]))
    widest = max(len(cell["text"]) for row in rows for cell in row["cells"])
    crowded = widest * LETTER * (2 if beside else 1) > TELEPHONE * SHARE / len(rows)
    slot = 100 / len(rows)
    shapes: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        one = Slot(slot * (place + (1 - SHARE) / 2), slot * SHARE, TALL / highest, crowded and place != top)
        shapes += _beside(row, looks, one) if beside else _behind(row, looks, one)
    months = [
        {"x": _said(slot * (place + 0.5)), "long": short_month(row["label"]), "short": _letter(row["label"])}
        for place, row in enumerate(rows)
    ]
    legend = [
        {"look": look, "text": column["label"].lower()} for look, column in zip(looks, block["columns"], strict=True)
    ]
    return {
        "shapes": shapes,
        "months": months,
        "legend": legend if len(looks) > 1 else [],
        "height": HEAD + TALL + FOOT,
        "floor": HEAD + TALL,
        "foot": HEAD + TALL + 20,
    }


@dataclass(frozen=True)
class Slot:
    """Where the columns of a month stand and how wide they are, in percent; how high one of a figure is, in pixels."""

    x: float
    wide: float
    scale: float
    minor: bool

    def column(self, cell: Block, look: str, x: float, wide: float) -> dict[str, Any]:
        tall = cell["value"] * self.scale
        return {
            "look": look,
            "x": _said(x),
            "middle": _said(x + wide / 2),
            "width": _said(wide),
            "y": _said(HEAD + TALL - tall),
            "height": _said(tall),
            "text": cell["text"],
            "minor": self.minor,
            "y_text": _said(HEAD + TALL - tall - 7),
            "tone": "strong",
        }


def _behind(row: Block, looks: Sequence[str], at: Slot) -> Iterator[dict[str, Any]]:
    """The outlined one first, with its figure above; the filled one in front, with its own inside where there is room."""
    order = sorted(range(len(looks)), key=lambda number: looks[number] != "outline")
    for rank, number in enumerate(order):
        cell = row["cells"][number]
        if not cell["value"]:
            continue
        made = at.column(cell, looks[number], at.x, at.wide)
        if rank:
            has_room = cell["value"] * at.scale > INSIDE
            made |= {"y_text": _said(float(made["y"]) + 18), "tone": "inside", "text": cell["text"] if has_room else ""}
        elif len(order) > 1:
            made["tone"] = "soft"
        yield made


def _beside(row: Block, looks: Sequence[str], at: Slot) -> Iterator[dict[str, Any]]:
    wide = at.wide / len(looks)
    for number, look in enumerate(looks):
        cell = row["cells"][number]
        if cell["value"]:
            yield at.column(cell, look, at.x + wide * number, wide * GAP)


def _letter(name: str) -> str:
    """« J » for « Janvier 2026 », « T3 » for a quarter: what a telephone has room for."""
    word = name.partition(" ")[0].lower()
    return word[:1].upper() if word in MONTHS else short_month(name)[:2]


# --- parts of a whole ------------------------------------------------------------------------------------------------
def _parts(block: Block) -> dict[str, Any]:
    """One door a household; past fifty, shares of a bar."""
    counts = [(row["look"], row["cells"][0]["value"] or 0) for row in block["rows"]]
    whole = sum(count for _, count in counts)
    legend = [
        {"look": row["look"], "figure": row["cells"][0]["text"], "text": row["label"].lower()} for row in block["rows"]
    ]
    if whole <= MOST_DOORS:
        return {"shape": "doors", "legend": legend, "doors": [look for look, count in counts for _ in range(count)]}
    shares, x = [], 0.0
    for look, count in counts:
        if count:
            shares.append({"look": look, "x": _said(x), "width": _said(100 * count / whole)})
        x += 100 * count / whole
    return {"shape": "parts", "legend": legend, "shares": shares, "whole": grouped(whole)}


def _said(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
