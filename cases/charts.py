"""Charts as figures ready to be drawn by a template: percentages across, pixels up. Pure.

Across everything is a percentage, so that a chart fits a telephone and a desk without shrinking its letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from common.formatting import SHORT_MONTHS, euros, grouped, plural, short_date

HEIGHT, TOP, BOTTOM = 240, 44, 32
#: Round figures, in euros, that the scale may step by.
_STEPS = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000, 20000, 50000)
_MONTHS_SHOWN = 4
#: How much of the width an amount takes on a telephone, in percent: with its cents, and whole.
_AMOUNT, _WHOLE = 38, 26


@dataclass(frozen=True)
class Balance:
    """What is owed from that day on, in cents."""

    on: date
    cents: int


@dataclass(frozen=True)
class Step:
    """One level of the debt: from `x` to `x + width` percent, its top at `y` pixels."""

    x: float
    width: float
    y: float
    height: float
    rise_from: float


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class StepChart:
    """A chart of balances. `finding` is its title; `floor` is the zero line, in pixels."""

    finding: str
    steps: list[Step]
    scale: list[Label]
    months: list[Label]
    values: list[Label]
    height: int
    floor: float


def step_chart(balances: Sequence[Balance]) -> StepChart | None:
    """The steps of a debt, zero at the base, the last level as long as the mean one. None under two balances.

    Two balances of one day: the later one of the sequence stands.
    """
    points = list({balance.on: balance for balance in balances}.values())
    if len(points) < 2:
        return None
    first, last = points[0].on, points[-1].on
    span = (last - first).days
    total = span + max(span // (len(points) - 1), 1)
    scale = _scale(max(point.cents for point in points))
    top = scale[-1] or 1
    floor = HEIGHT - BOTTOM
    levels = [floor - (floor - TOP) * point.cents / top for point in points]

    def across(day: date) -> float:
        return round((day - first).days * 100 / total, 2)

    edges = [*(across(point.on) for point in points), 100.0]
    steps = [
        Step(
            edges[i],
            round(edges[i + 1] - edges[i], 2),
            round(levels[i], 1),
            round(floor - levels[i], 1),
            round(levels[i - 1] if i else levels[i], 1),
        )
        for i in range(len(points))
    ]
    return StepChart(
        finding=finding(points),
        steps=steps,
        scale=[
            Label(euros(cents, whole=True), 0, round(floor - (floor - TOP) * cents / top, 1), "start")
            for cents in scale
        ],
        months=_months(points, across),
        values=_values(points, steps),
        height=HEIGHT,
        floor=floor,
    )


def finding(points: Sequence[Balance]) -> str:
    """What the chart shows, in words: « En baisse depuis 6 mois », « En hausse depuis 2 relevés », « Stable »."""
    if not points:
        return ""
    if points[-1].cents == 0:
        return "Soldée"
    changes = [later.cents - earlier.cents for earlier, later in pairwise(points)]
    moves = [index for index, change in enumerate(changes) if change]
    if not moves:
        return "Stable"
    falling = changes[moves[-1]] < 0
    start = next(
        (index + 1 for index in reversed(moves) if (changes[index] < 0) != falling),
        0,
    )
    days = (points[-1].on - points[start].on).days
    months = days // 30
    since = f"depuis {plural(months, 'mois', 'mois')}" if months else f"depuis le {short_date(points[start].on)}"
    return f"En {'baisse' if falling else 'hausse'} {since}"


def _scale(highest: int) -> list[int]:
    """Zero and two or three round amounts, in cents, the last at or above the highest balance."""
    step = next((step * 100 for step in _STEPS if step * 300 >= highest), max(_STEPS) * 100)
    count = max(1, -(-highest // step))
    return [step * index for index in range(count + 1)]


def _months(points: Sequence[Balance], across) -> list[Label]:
    """At most four month names, evenly taken, the first one from the left edge."""
    seen: dict[tuple[int, int], date] = {}
    for point in points:
        seen.setdefault((point.on.year, point.on.month), point.on)
    days = list(seen.values())
    every = -(-len(days) // _MONTHS_SHOWN)
    return [Label(SHORT_MONTHS[day.month - 1], across(day), HEIGHT - 8, "start") for day in days[::every]]


def _values(points: Sequence[Balance], steps: Sequence[Step]) -> list[Label]:
    """The amount of the last balance, at the right edge, and of the highest when it is another, clear of it."""
    labels = [Label(euros(points[-1].cents), 100, _above(steps, 100 - _AMOUNT, 100), "end")]
    peak = max(range(len(points)), key=lambda index: points[index].cents)
    start = min(steps[peak].x, 100 - _AMOUNT - _WHOLE)
    if points[peak].cents != points[-1].cents and steps[peak].x < 100 - _AMOUNT:
        y = _above(steps, start, start + _WHOLE)
        labels.append(Label(euros(points[peak].cents, whole=True), start, y, "start"))
    return labels


def _above(steps: Sequence[Step], left: float, right: float) -> float:
    """Just over the highest step between two places."""
    return min(step.y for step in steps if step.x < right and step.x + step.width > left) - 10


# --- visits, bar by bar -------------------------------------------------------------------------------------------
BAR_HEIGHT, BAR_TOP, BAR_BOTTOM = 210, 24, 28
_WIDEST_BAR, _BAR_SHARE = 72, 0.84
_STRIPE, _ROOM, _DIGIT = 5, 20, 8


@dataclass(frozen=True)
class Segment:
    """A part of a bar. `kind`: held (filled), tried (striped) or cancelled (outlined), so that grey is enough.
    `text_y`: where its count stands; 0 when there is no room for it. `plate`: left, top and width of what keeps the
    stripes from it."""

    kind: str
    y: float
    height: float
    text: str
    text_y: float
    plate: tuple[float, float, float]
    stripes: list[float]


@dataclass(frozen=True)
class Bar:
    """Visits of one month or quarter, from the floor up. `total_y` is where their sum stands."""

    label: str
    x: float
    width: float
    right: float
    middle: float
    total: str
    total_y: float
    segments: list[Segment]


@dataclass(frozen=True)
class BarChart:
    bars: list[Bar]
    width: int
    height: int
    floor: int
    label_y: int


def bar_chart(counts: Sequence[tuple[str, int, int, int]], *, width: int) -> BarChart:
    """One bar for each (label, held, tried, cancelled), zero at the base, in a drawing of that width in pixels."""
    floor = BAR_HEIGHT - BAR_BOTTOM
    highest = max((sum(numbers) for _, *numbers in counts), default=0) or 1
    slot = width / max(len(counts), 1)
    bar = min(slot * _BAR_SHARE, _WIDEST_BAR)
    bars = []
    for index, (label, *numbers) in enumerate(counts):
        x = slot * index + (slot - bar) / 2
        segments = _segments(numbers, (floor - BAR_TOP) / highest, floor, (x, bar))
        top = min((segment.y for segment in segments), default=floor)
        middle = x + bar / 2
        bars.append(
            Bar(
                label=label,
                x=round(x, 1),
                width=round(bar, 1),
                right=round(x + bar, 1),
                middle=round(middle, 1),
                total=grouped(sum(numbers)),
                total_y=round(top - 7, 1),
                segments=segments,
            )
        )
    return BarChart(bars, width, BAR_HEIGHT, floor, BAR_HEIGHT - 8)


def _segments(numbers: Sequence[int], scale: float, floor: int, across: tuple[float, float]) -> list[Segment]:
    found, y = [], float(floor)
    for kind, count in zip(("held", "tried", "cancelled"), numbers, strict=True):
        height = count * scale
        y -= height
        if not count:
            continue
        stripes = [round(y + at, 1) for at in range(_STRIPE, int(height), _STRIPE)] if kind == "tried" else []
        text_y = round(y + height / 2 + 5, 1) if height >= _ROOM else 0
        text = grouped(count)
        left, bar = across
        wide = min(_DIGIT * len(text) + 6, bar - 2)
        plate = round(left + (bar - wide) / 2, 1), round(text_y - 13, 1), round(wide, 1)
        found.append(Segment(kind, round(y, 1), round(height, 1), text, text_y, plate, stripes))
    return found
