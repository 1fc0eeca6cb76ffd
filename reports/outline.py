"""What a report shows, as data: sections of key figures, charts and tables, and a place for a comment (domain 4.10). Pure.

An outline names indicators of the catalogue and what they are crossed by; it holds no figure and knows no programme. `tables`
gives what must be counted and masked for it; what cannot be counted is left out of the report, which says so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from cases.periods import WEEK, Period
from cases.programmes.reading import read
from cases.programmes.rules import Key, Strict, Text
from reports.cells import Dimension, Table
from reports.indicators import catalogue as indicators
from reports.indicators.catalogue import MONTH, Catalogue, Label

SHIPPED = Path(__file__).parent / "outline.yaml"
#: Key figures that stand side by side on a page.
MOST_FIGURES = 12


class Series(Strict):
    """What is drawn: an indicator, or a cell as it is counted. `look`: filled, outlined or lit (a door whose debt is cleared)."""

    indicator: Key | None = None
    cell: Key | None = None
    label: Label | None = None
    look: Literal["fill", "outline", "lit"] = "fill"

    @model_validator(mode="after")
    def is_of_one_thing(self) -> Self:
        if (self.indicator is None) == (self.cell is None):
            raise ValueError("indicator|une série est un indicateur ou une cellule, jamais les deux")
        if self.cell and not self.label:
            raise ValueError("label|une cellule n’a pas de nom imprimé : donnez-le")
        return self


class Chart(Strict):
    """`bars`: one series by the categories of `by`. `columns`: one or two series by month, the outlined one behind; on a screen, side
    by side where none is outlined.
    `doors`: cells that make a whole, one door a household, or shares of a bar where they are more than fifty."""

    title: Label
    kind: Literal["bars", "columns", "doors"]
    series: list[Series] = Field(min_length=1, max_length=4)
    by: Key | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def is_crossed_as_its_kind_says(self) -> Self:
        if (self.kind == "bars") != (self.by is not None):
            raise ValueError("by|seules des barres se rangent selon une dimension")
        if (self.kind == "bars" and len(self.series) > 1) or (self.kind == "columns" and len(self.series) > 2):
            raise ValueError("series|une série pour des barres, deux au plus pour des colonnes")
        if self.kind == "doors" and any(each.cell is None for each in self.series):
            raise ValueError("series|les portes comptent des cellules qui font un tout")
        return self


class Grid(Strict):
    """A table: its indicators by the categories of `by` (« month » for the months of the period), or the only one of them
    also `across` a second dimension."""

    title: Label
    indicators: list[Key] = Field(min_length=1, max_length=5)
    by: Key
    across: Key | None = None

    @model_validator(mode="after")
    def crosses_one_indicator(self) -> Self:
        if self.across and (len(self.indicators) > 1 or self.across == self.by):
            raise ValueError("across|un tableau croisé dit un seul indicateur, selon deux dimensions")
        return self


class Section(Strict):
    """`money`: the uses of the funding lines are shown in it."""

    key: Key
    title: Label
    intro: Text | None = None
    figures: Annotated[list[Key], Field(max_length=MOST_FIGURES)] = []
    charts: list[Chart] = []
    tables: list[Grid] = []
    money: bool = False


class Outline(Strict):
    """`glance` is the first inner page, which reads alone."""

    key: Key
    name: Label
    glance: Section
    sections: list[Section] = Field(min_length=1)

    @property
    def with_money(self) -> bool:
        """Whether a section is left that tells of it; the first page alone does not."""
        return any(section.money for section in self.sections)

    @property
    def every(self) -> tuple[Section, ...]:
        return (self.glance, *self.sections)


class Outlines(Strict):
    outlines: list[Outline] = Field(min_length=1)


class Need(NamedTuple):
    """What must be counted: a cell, crossed by these dimensions, over the period and, `monthly`, its months."""

    cell: str
    dimensions: frozenset[str]
    monthly: bool


LINE = "funding-line"
GRANTED, SPENT = "granted-cents", "spent-cents"
#: What a section with money needs, line by line.
MONEY = tuple(Need(cell, frozenset({LINE}), False) for cell in (GRANTED, SPENT))


@dataclass(frozen=True)
class Categories:
    """A dimension of this programme, and how each of its categories and sub-totals is printed.

    ValueError when one has no label.
    """

    dimension: Dimension
    labels: Mapping[str, str]

    def __post_init__(self) -> None:
        if missing := [node for node in self.dimension.nodes if node is not None and not self.labels.get(node)]:
            raise ValueError(f"{self.dimension.key}: no label for {', '.join(missing)}")


@cache
def shipped() -> dict[str, Outline]:
    """The outlines the product comes with, by key: « year » and « quarter » on paper, « dashboard » and « landlord » on a screen."""
    found = {each.key: each for each in read(Outlines, SHIPPED).outlines}
    for outline in found.values():
        check(outline, indicators.shipped())
    return found


def check(outline: Outline, catalogue: Catalogue) -> None:
    """ValueError, in French, for what the catalogue does not have or cannot cross."""
    keys = [section.key for section in outline.every]
    if len(keys) != len(set(keys)):
        raise ValueError("une section est dite deux fois")
    for section in outline.every:
        for what, block in _named(section):
            for indicator, cell, crossed in _asked(block):
                if (indicator and indicator not in catalogue.indicator) or (cell and cell not in catalogue.by_key):
                    raise ValueError(f"{section.key}, {what} : le catalogue ne connaît pas « {indicator or cell} »")
                known = (
                    {MONTH, *catalogue.by_key[cell].dimensions}
                    if cell
                    else {*catalogue.indicator[indicator or ""].dimensions}
                )
                if missing := sorted(crossed - known):
                    raise ValueError(
                        f"{section.key}, {what} : « {indicator or cell} » ne se croise pas par « {missing[0]} »"
                    )


def cuts(period: Period) -> list[tuple[str, Period]]:
    """The months of a period (its quarters when it is long) with their printed names, cut at its ends; none for a month or
    less, whose weeks are too short to be told."""
    if period.grain == WEEK:
        return []
    parts = period.parts()
    ends = [part.first - timedelta(days=1) for part in parts[1:]] + [period.until]
    return [(part.name, Period(max(part.first, period.since), end)) for part, end in zip(parts, ends, strict=True)]


def tables(
    outline: Outline,
    period: Period,
    categories: Mapping[str, Categories],
    *,
    counted: Collection[str] | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Table, ...]:
    """What must be counted and masked for a report of that period.

    `categories`: by dimension, those this programme has; what is crossed by another is left out. `counted`: the cells that can
    be counted, all of the catalogue's by default; a key figure, a chart or a table that needs another is left out whole. No
    table stands within another one.
    """
    catalogue = catalogue or indicators.shipped()
    able = set(catalogue.by_key if counted is None else counted)
    cut = [each for _, each in cuts(period)]
    asked: dict[tuple[str, frozenset[str]], bool] = {}
    for section in outline.every:
        for wanted in [*(needs(block, catalogue) for _, block in _named(section)), *_money(outline, section)]:
            if all(
                need.cell in able and need.dimensions <= categories.keys() and (cut or not need.monthly)
                for need in wanted
            ):
                for need in wanted:
                    at = need.cell, need.dimensions
                    asked[at] = asked.get(at, False) or need.monthly
    return tuple(
        Table(cell, (period, *(cut if monthly else [])), tuple(categories[key].dimension for key in sorted(crossed)))
        for (cell, crossed), monthly in asked.items()
        if not any(cell == other and crossed < more and longer >= monthly for (other, more), longer in asked.items())
    )


def needs(block: "str | Chart | Grid", catalogue: Catalogue) -> list[Need]:
    """What that key figure (by its indicator), chart or table is made of."""
    found = []
    for indicator, cell, crossed in _asked(block):
        monthly, dimensions = MONTH in crossed, frozenset(crossed - {MONTH})
        if cell:
            found.append(Need(cell, dimensions, monthly))
            continue
        said = catalogue.indicator[indicator or ""]
        found.append(Need(said.numerator, dimensions, monthly))
        if said.denominator:
            found.append(Need(said.denominator, dimensions - {said.over or ""}, monthly))
    return found


def is_counted(block: "str | Chart | Grid", period: Period, counted: Iterable[Table], catalogue: Catalogue) -> bool:
    """Whether those tables hold all that it shows of that period."""
    counted, months = list(counted), {each for _, each in cuts(period)}
    return all(
        any(
            need.cell == table.cell
            and need.dimensions <= {each.key for each in table.dimensions}
            and {period, *(months if need.monthly else ())} <= set(table.periods)
            and (months or not need.monthly)
            for table in counted
        )
        for need in needs(block, catalogue)
    )


def _named(section: Section) -> Iterator[tuple[str, "str | Chart | Grid"]]:
    yield from ((f"figures.{number}", key) for number, key in enumerate(section.figures))
    yield from ((f"charts.{number}", chart) for number, chart in enumerate(section.charts))
    yield from ((f"tables.{number}", grid) for number, grid in enumerate(section.tables))


def _money(outline: Outline, section: Section) -> list[tuple[Need, ...]]:
    """The first page shows what another section has."""
    return [MONEY] if section.money and section is not outline.glance else []


def _asked(block: "str | Chart | Grid") -> Iterator[tuple[str | None, str | None, set[str]]]:
    """(indicator, cell, what it is crossed by)."""
    if isinstance(block, str):
        yield block, None, set()
    elif isinstance(block, Chart):
        crossed = {MONTH} if block.kind == "columns" else {block.by} if block.by else set()
        yield from ((each.indicator, each.cell, crossed) for each in block.series)
    else:
        yield from ((key, None, {block.by, *([block.across] if block.across else [])}) for key in block.indicators)
