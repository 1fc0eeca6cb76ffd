"""Charts as figures ready to be drawn by a template: percentages across, pixels up. Pure.

Across everything is a percentage, so that a chart fits a telephone and a desk without shrinking its letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from common.formatting import SHORT_MONTHS, euros, full_date, grouped, plural, short_date

HEIGHT, TOP, BOTTOM = 240, 44, 32
#: Round figures, in euros, that the scale may step by.
_STEPS = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000, 20000, 50000)
_MONTHS_SHOWN = 4
#: How much of the width an amount takes on a telephone, in percent: with its cents, and whole.
_AMOUNT, _WHOLE = 38, 26
#: A row of numbered marks, in pixels, and how near two of them may stand on one row: on a telephone, in percent; on paper,
#: as much as a row is high.
LANE, _APART = 28, 13
#: What a document prints, where the variables of the screen are not known.
ON_SCREEN = {"ink": "var(--ink)", "soft": "var(--ink-soft)", "line": "var(--line)", "mark": "var(--fir)"}
ON_SCREEN |= {"fill": "var(--fir-tint)", "ground": "var(--sheet)"}
ON_PAPER = {
    "ink": "#18231E",
    "soft": "#4A5650",
    "line": "#C9D0CC",
    "mark": "#1D5041",
    "fill": "#DDEBE3",
    "ground": "#FFFFFF",
}


@dataclass(frozen=True)
class Balance:
    """What is owed from that day on, in cents."""

    on: date
    cents: int


@dataclass(frozen=True)
class Event:
    """What happened on a day, in a few words."""

    on: date
    text: str


@dataclass(frozen=True)
class Mark:
    """The numbered circle of an event, on the rail above the steps."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Told:
    """An event in the reading order under the title. `where`: why it has no mark; "" when it has one."""

    number: int
    on: str
    text: str
    where: str


@dataclass(frozen=True)
class Step:
    """One level of the debt: from `x` to `right`, its top at `y` pixels."""

    x: float
    width: float
    y: float
    height: float
    rise_from: float

    @property
    def right(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class StepChart:
    """A chart of balances. `finding` is its title; `floor` is the zero line, in pixels; across is in `unit`, percent on a
    screen, pixels on paper. `marks` are the events that fall in it, `told` all of them."""

    finding: str
    steps: list[Step]
    scale: list[Label]
    months: list[Label]
    values: list[Label]
    height: int
    floor: float
    marks: list[Mark]
    told: list[Told]
    unit: str
    colours: dict[str, str]


def step_chart(
    balances: Sequence[Balance],
    *,
    events: Sequence[Event] = (),
    title: str = "",
    width: int | None = None,
    tall: int = HEIGHT,
) -> StepChart | None:
    """The steps of a debt, zero at the base, the last level as long as the mean one. None under two balances.

    Two balances of one day: the later one of the sequence stands. An event after the last balance carries its level on to
    that day; one before the first is told and has no mark. `title` instead of the finding of the balances alone; `width` in
    pixels for a document; `tall` without the row of marks above it.
    """
    points = list({balance.on: balance for balance in balances}.values())
    if len(points) < 2:
        return None
    events = sorted(events, key=lambda event: event.on)
    total = _days(points, events)
    whole = width or 100

    def across(day: date) -> float:
        return round((day - points[0].on).days * whole / total, 2)

    marks = _marks(points[0].on, events, across, whole)
    rail = int(max((mark.y for mark in marks), default=-LANE / 2) + LANE / 2)
    height, floor = tall + rail, tall + rail - BOTTOM
    scale = _scale(max(point.cents for point in points))
    rise = (floor - TOP - rail) / (scale[-1] or 1)
    steps = _levels(points, [*(across(point.on) for point in points), float(whole)], floor, rise)
    return StepChart(
        finding=title or finding(points),
        steps=steps,
        scale=[Label(euros(cents, whole=True), 0, round(floor - rise * cents, 1), "start") for cents in scale],
        months=_months(points, across, height),
        values=_values(points, steps, whole),
        height=height,
        floor=floor,
        marks=marks,
        told=_told(points[0].on, events),
        unit="" if width else "%",
        colours=ON_PAPER if width else ON_SCREEN,
    )


def _days(points: Sequence[Balance], events: Sequence[Event]) -> int:
    """How many days it shows: the last level lasts as long as the mean one, or to the last event."""
    first, last = points[0].on, points[-1].on
    span = (last - first).days
    after = [(event.on - first).days + 1 for event in events]
    return max(span + max(span // (len(points) - 1), 1), *after, 1)


def _levels(points: Sequence[Balance], edges: Sequence[float], floor: float, rise: float) -> list[Step]:
    tops = [floor - rise * point.cents for point in points]
    return [
        Step(
            edges[i],
            round(edges[i + 1] - edges[i], 2),
            round(top, 1),
            round(floor - top, 1),
            round(tops[i - 1] if i else top, 1),
        )
        for i, top in enumerate(tops)
    ]


def _marks(first: date, events: Sequence[Event], across: Callable[[date], float], whole: float) -> list[Mark]:
    """One for each event from the first balance on, numbered in order; those too near stand on another row."""
    rows: list[float] = []
    found = []
    for number, event in enumerate(events, start=1):
        if event.on < first:
            continue
        x = min(max(across(event.on), whole * 0.04), whole * 0.96)
        row = next((at for at, taken in enumerate(rows) if x - taken >= min(whole * _APART / 100, LANE)), len(rows))
        rows[row : row + 1] = [x]
        found.append(Mark(number, round(x, 2), LANE * row + LANE / 2))
    return found


def _told(first: date, events: Sequence[Event]) -> list[Told]:
    before = "avant le premier relevé"
    return [
        Told(number, full_date(event.on), event.text, before if event.on < first else "")
        for number, event in enumerate(events, start=1)
    ]


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


def _months(points: Sequence[Balance], across: Callable[[date], float], height: int) -> list[Label]:
    """At most four month names, evenly taken, the first one from the left edge."""
    seen: dict[tuple[int, int], date] = {}
    for point in points:
        seen.setdefault((point.on.year, point.on.month), point.on)
    days = list(seen.values())
    every = -(-len(days) // _MONTHS_SHOWN)
    return [Label(SHORT_MONTHS[day.month - 1], across(day), height - 8, "start") for day in days[::every]]


def _values(points: Sequence[Balance], steps: Sequence[Step], whole: float) -> list[Label]:
    """The amount of the last balance, at the right edge, and of the highest when it is another, clear of it."""
    amount, short = whole * _AMOUNT / 100, whole * _WHOLE / 100
    labels = [Label(euros(points[-1].cents), whole, _above(steps, whole - amount, whole), "end")]
    peak = max(range(len(points)), key=lambda index: points[index].cents)
    start = min(steps[peak].x, whole - amount - short)
    if points[peak].cents != points[-1].cents and steps[peak].x < whole - amount:
        y = _above(steps, start, start + short)
        labels.append(Label(euros(points[peak].cents, whole=True), round(start, 2), y, "start"))
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
