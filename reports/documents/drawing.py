"""The charts of a report as shapes a template writes one by one: the same on every printer, grey ones too. Pure.

Drawn from the content alone, so that what is left out has nothing to be drawn from: it is hatched, always at the same length.
Nothing is under 9.5 pt; a chart is as wide as the page between its margins.
"""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from common.formatting import MONTHS, SHORT_MONTHS
from reports.readings import LEFT_OUT

#: 170 mm between the margins, in CSS pixels.
WIDTH = 642
INK, SOFT, LINE = "#18231E", "#47544C", "#738077"
FILL, PALE, LIT, BRASS, PAPER = "#1D5041", "#E8ECE4", "#E2A52B", "#744C00", "#FFFFFF"
#: How tall columns are, and on the page that must hold everything at once.
TALL, LOW = 132, 104
#: Beyond so many households, doors are no longer counted at a glance.
MOST_DOORS = 50
Shape = dict[str, Any]
Content = Mapping[str, Any]


def drawn(content: Content) -> dict[str, Any]:
    """The same content, with the drawing of each of its charts, and two by two those that are drawn."""

    def section(one: Content, tall: int = TALL) -> dict[str, Any]:
        charts = [{**chart, "drawing": None if chart["silent"] else draw(chart, tall)} for chart in one["charts"]]
        return {**one, "charts": charts}

    glance, sections = section(content["glance"], LOW), [section(one) for one in content["sections"]]
    told = [chart for one in (glance, *sections) for chart in one["charts"] if not chart["silent"]]
    pairs = [told[at : at + 2] for at in range(0, len(told), 2)]
    return {**content, "glance": glance, "sections": sections, "pairs": pairs}


def draw(chart: Content, tall: int = TALL) -> dict[str, Any]:
    """Width, height and shapes, in CSS pixels from the upper left corner. `tall`: the highest column of months."""
    if chart["kind"] == "columns":
        height, shapes = _columns(chart, tall)
    else:
        height, shapes = _bars(chart) if chart["kind"] == "bars" else _parts(chart)
    return {"width": WIDTH, "height": round(height), "shapes": shapes}


# --- shapes -----------------------------------------------------------------------------------------------------
def _said(pixels: float) -> str:
    """With a point, whatever the language of the page."""
    return f"{round(pixels, 1):g}"


def _box(x: float, y: float, width: float, height: float, *, fill: str = PAPER, stroke: str = "") -> Shape:
    """A box with its outline inside it."""
    inset = 0.5 if stroke else 0
    return {
        "kind": "box",
        "x": _said(x + inset),
        "y": _said(y + inset),
        "width": _said(max(width - 2 * inset, 0.5)),
        "height": _said(max(height - 2 * inset, 0.5)),
        "fill": fill,
        "stroke": stroke,
    }


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE) -> Shape:
    numbers = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return {"kind": "line", "stroke": stroke, **{key: _said(value) for key, value in numbers.items()}}


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, bold: bool = False) -> Shape:
    return {
        "kind": "text",
        "x": _said(x),
        "y": _said(y),
        "text": text,
        "anchor": anchor,
        "fill": fill,
        "weight": 600 if bold else 400,
    }


def _door(x: float, y: float, wide: float, look: str) -> Shape:
    """A door of that width, arched, inside its outline."""
    round_, high = wide / 2 - 1, wide * _HIGH
    path = f"M{_said(x + 1)} {_said(y + high)}V{_said(y + 1 + round_)}a{_said(round_)} {_said(round_)} 0 0 1 {_said(2 * round_)} 0V{_said(y + high)}Z"
    return {"kind": "path", "path": path, "fill": _fill(look), "stroke": _stroke(look)}


def _fill(look: str) -> str:
    return {"fill": FILL, "lit": LIT}.get(look, PAPER)


def _stroke(look: str) -> str:
    return {"fill": FILL, "lit": BRASS}.get(look, LINE)


def _hatched(x: float, y: float, width: float, height: float) -> Iterator[Shape]:
    """What is left out: stripes, whatever it is worth."""
    yield _box(x, y, width, height, stroke=SOFT)
    step = 7
    for start in range(step, int(width + height), step):
        left, right = max(0.0, start - height), min(width, float(start))
        yield _line(x + left, y + start - left, x + right, y + start - right, SOFT)


# --- bars -------------------------------------------------------------------------------------------------------
_NAMES, _ROOM, _BAR, _THIN, _GAP, _LEADING = 222, 84, 18, 14, 9, 16


def _bars(chart: Content) -> tuple[float, list[Shape]]:
    """One row a category, the former period in outline under this one."""
    rows = [row for row in chart["rows"] if row["level"] in ("row", "inner")]
    highest = max((cell["value"] or 0 for row in rows for cell in row["cells"]), default=0) or 1
    scale = (WIDTH - _NAMES - _ROOM) / highest
    y, shapes = 0.0, list[Shape]()
    if len(chart["columns"]) > 1:
        shapes += _legend(
            [(column["label"], look) for column, look in zip(chart["columns"], chart["looks"], strict=True)]
        )
        y = 28
    top = y
    for row in rows:
        lines = wrapped(row["label"])
        tall = max(_BAR + _THIN * (len(row["cells"]) - 1) + 2 * (len(row["cells"]) - 1), _LEADING * len(lines))
        for number, line in enumerate(lines):
            shapes.append(_text(_NAMES - 12, y + 13.5 + _LEADING * number, line, anchor="end"))
        at = y
        for number, (cell, look) in enumerate(zip(row["cells"], chart["looks"], strict=True)):
            thick = _THIN if number else _BAR
            shapes += _bar(at, thick, cell, scale, look)
            at += thick + 2
        y += tall + _GAP
    return y, [*shapes, _line(_NAMES, top - 2, _NAMES, y - _GAP + 4, INK)]


def _bar(y: float, thick: float, cell: Content, scale: float, look: str) -> Iterator[Shape]:
    long = 0.0
    if cell["text"] == LEFT_OUT:
        long = 58
        yield from _hatched(_NAMES, y, long, thick)
    elif cell["value"]:
        long = max(cell["value"] * scale, 2)
        yield _box(_NAMES, y, long, thick, fill=_fill(look), stroke=INK if look == "outline" else "")
    colour, bold = (SOFT, False) if look == "outline" else (INK, True)
    yield _text(_NAMES + long + 7, y + thick / 2 + 4.8, cell["text"], fill=colour, bold=bold)


def wrapped(label: str) -> list[str]:
    """A label in lines that fit beside its bar."""
    return textwrap.wrap(label, width=32, break_on_hyphens=True) or [""]


def _legend(names: list[tuple[str, str]], y: float = 0) -> Iterator[Shape]:
    """Each name after its look, from the left."""
    x = 0.0
    for name, look in names:
        yield _box(x, y + 2, 12, 12, fill=_fill(look), stroke=_stroke(look) if look != "fill" else "")
        yield _text(x + 18, y + 12.5, name, bold=True)
        x += 18 + 7.4 * len(name) + 22


# --- columns ----------------------------------------------------------------------------------------------------
_FOOT, _HEAD, _SHARE, _HATCH = 24, 20, 0.88, 36


def _columns(chart: Content, tall: int) -> tuple[float, list[Shape]]:
    """One column a month, the outlined series behind the filled one; zero at the base."""
    rows = [row for row in chart["rows"] if row["level"] == "row"]
    highest = max((cell["value"] or 0 for row in rows for cell in row["cells"]), default=0) or 1
    scale, floor = tall / highest, float(_HEAD + tall)
    slot = WIDTH / max(len(rows), 1)
    wide = min(slot * _SHARE, 72)
    order = sorted(range(len(chart["looks"])), key=lambda number: chart["looks"][number] != "outline")
    shapes = list[Shape]()
    for place, row in enumerate(rows):
        x = slot * place + (slot - wide) / 2
        cells = [(row["cells"][number], chart["looks"][number]) for number in order]
        shapes += _column(x, wide, floor, scale, cells)
        shapes.append(_text(x + wide / 2, floor + 17, short_month(row["label"]), anchor="middle", fill=SOFT))
    return floor + _FOOT, [*shapes, _line(0, floor, WIDTH, floor, INK)]


def _column(x: float, wide: float, floor: float, scale: float, cells: list[tuple[Content, str]]) -> Iterator[Shape]:
    """The first cell is behind, with its figure above it; the second in front, with its own inside, where there is room."""
    middle, top = x + wide / 2, floor
    for number, (cell, look) in enumerate(cells):
        if cell["text"] == LEFT_OUT:
            if not number:
                yield from _hatched(x, floor - _HATCH, wide, _HATCH)
                yield _text(middle, floor - _HATCH - 6, LEFT_OUT, anchor="middle")
                top = floor - _HATCH
            continue
        if cell["value"] is None:
            continue
        tall = cell["value"] * scale
        if tall:
            yield _box(
                x,
                floor - tall,
                wide,
                tall,
                fill=PALE if look == "outline" else FILL,
                stroke=LINE if look == "outline" else "",
            )
        if not number:
            top = floor - tall
            colour = SOFT if len(cells) > 1 else INK
            yield _text(middle, top - 6, cell["text"], anchor="middle", fill=colour, bold=len(cells) == 1)
        elif tall >= 22:
            yield _text(middle, floor - tall + 16, cell["text"], anchor="middle", fill=PAPER, bold=True)


def short_month(name: str) -> str:
    """« Janvier 2025 » → « janv. », « 3ᵉ trimestre 2025 » → « T3 2025 »: what stands under a column."""
    word, _, rest = name.partition(" ")
    if word.lower() in MONTHS:
        return SHORT_MONTHS[MONTHS.index(word.lower())]
    return f"T{word[:1]} {rest.rpartition(' ')[2]}"


# --- parts of a whole -------------------------------------------------------------------------------------------
#: Doors a row and how wide one is, for few households and for many; how high beside its width.
_FEW, _MANY, _HIGH = (13, 34), (20, 25), 1.4


def _parts(chart: Content) -> tuple[float, list[Shape]]:
    """One door a household; past fifty, shares of a bar; where one is left out, a bar each."""
    rows = chart["rows"]
    counts = [row["cells"][0]["value"] for row in rows]
    if None in counts:
        return _bars({**chart, "looks": ["fill"]})
    legend = [(f"{row['cells'][0]['text']} {row['label'].lower()}", row["look"]) for row in rows]
    if sum(counts) > MOST_DOORS:
        height, shapes = _stack(rows, counts)
    else:
        looks = [row["look"] for row, number in zip(rows, counts, strict=True) for _ in range(number)]
        a_row, wide = _FEW if len(looks) <= 2 * _FEW[0] else _MANY
        down = wide * _HIGH + 9
        shapes = [
            _door(WIDTH / a_row * (at % a_row), down * (at // a_row), wide, look) for at, look in enumerate(looks)
        ]
        height = down * -(-len(looks) // a_row)
    return height + 24, [*shapes, *_legend(legend, height + 4)]


def _stack(rows: list[Content], counts: list[int]) -> tuple[float, list[Shape]]:
    scale, x, shapes = WIDTH / sum(counts), 0.0, list[Shape]()
    for row, number in zip(rows, counts, strict=True):
        if number:
            long = number * scale
            shapes.append(
                _box(min(x, WIDTH - 2), 0, max(long - 2, 1), 44, fill=_fill(row["look"]), stroke=_stroke(row["look"]))
            )
            x += long
    return 50, shapes
