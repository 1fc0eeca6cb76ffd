"""What a funder's clerk reads in the frozen contents of the reports that her unit holds, as counts of facts.

She knows what the outlines show and how indicators are defined: both are printed. She undoes the percentages.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from cases.periods import Period
from reports.indicators.catalogue import MONTH, Indicator, shipped
from reports.masking import THRESHOLD
from reports.outline import Chart, Grid, Outline
from reports.readings import LEFT_OUT
from tests.reports.worlds import MOST


class Read(NamedTuple):
    """So many facts of a cell, between these two, over a period; `category`: its printed name in `by`, None for all of them. `report`: the
    number of the report that says so."""

    report: int
    cell: str
    period: Period
    by: str | None
    category: str | None
    least: int
    most: int


def read_all(contents: list[tuple[Outline, Mapping[str, Any]]]) -> list[Read]:
    """All that these reports say, in the order in which they were issued."""
    found: list[Read] = []
    for number, (outline, content) in enumerate(contents):
        counts = list(_counts(number, outline, content))
        known = {each.cell: each.least for each in counts if each.category is None and each.least == each.most}
        found += [_somebody(each, known) if each.most == MOST else each for each in counts]
        found += _shares(number, content, known)
    return list(dict.fromkeys(found))


def period_of(content: Mapping[str, Any]) -> Period:
    said = content["period"]
    return Period(date.fromisoformat(said["since"]), date.fromisoformat(said["until"]))


def _sections(outline: Outline, content: Mapping[str, Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    asked = {each.key: each for each in outline.every}
    for said in (content["glance"], *content["sections"]):
        yield asked[said["key"]], said


def _counts(number: int, outline: Outline, content: Mapping[str, Any]) -> Iterator[Read]:
    period = period_of(content)
    for asked, said in _sections(outline, content):
        for tile in said["figures"]:
            indicator = shipped().indicator[tile["indicator"]]
            if indicator.denominator is None and indicator.unit == "count":
                yield from _said(Read(number, indicator.numerator, period, None, None, 0, MOST), tile["now"])
        for block in (*asked.charts, *asked.tables):
            for shown in (*said["charts"], *said["tables"]):
                if shown["title"] == block.title:
                    yield from _block(number, period, block, shown)


def _block(number: int, period: Period, block: Chart | Grid, shown: Mapping[str, Any]) -> Iterator[Read]:
    """Rows by category; the three doors of the debts. Months of simple counts tell no more than their sum: a table by category can be cut
    into months of any sums that make its own."""
    if isinstance(block, Chart) and block.kind == "doors":
        for each, row in zip(block.series, shown["rows"], strict=True):
            yield from _said(Read(number, each.cell or "", period, None, None, 0, MOST), row["cells"][0])
        return
    by = block.by
    if by in (None, MONTH) or next(each.several for each in shipped().dimensions if each.key == by):
        return
    keys = [each.indicator for each in block.series] if isinstance(block, Chart) else block.indicators
    for place, key in enumerate(keys):
        cell = shipped().indicator[key or ""].numerator
        for row in shown["rows"]:
            category = None if row["level"] == "total" else row["label"]
            yield from _said(Read(number, cell, period, by, category, 0, MOST), row["cells"][place])


def _said(of: Read, said: Mapping[str, Any]) -> Iterator[Read]:
    """That figure with what is printed there; nothing for a category that is left out."""
    scale = 100 if shipped().by_key[of.cell].unit == "hundredths" else 1
    if said["value"] is not None:
        value = round(said["value"] * scale)
        yield of._replace(least=value, most=value)
    elif said["text"] == LEFT_OUT and of.category is None:
        yield of


def _somebody(each: Read, known: Mapping[str, int]) -> Read:
    """A total that is left out is not nothing where it is one of many: nothing is said of these."""
    wholes = shipped().above[each.cell]
    is_of_many = not wholes or (
        all(known.get(whole, THRESHOLD) >= THRESHOLD for whole in wholes) and wholes & known.keys()
    )
    return each._replace(least=1) if is_of_many else each


def _shares(number: int, content: Mapping[str, Any], known: Mapping[str, int]) -> Iterator[Read]:
    """« 67 % » of what is printed elsewhere is one of few counts."""
    period = period_of(content)
    for said in (content["glance"], *content["sections"]):
        for tile in said["figures"]:
            indicator: Indicator = shipped().indicator[tile["indicator"]]
            of, value = known.get(indicator.denominator or ""), tile["now"]["value"]
            if indicator.unit == "percent" and not indicator.over and of and value is not None:
                fitting = [n for n in range(of + 1) if float(round(Fraction(n, of), 4)) == value]
                assert fitting, tile
                yield Read(number, indicator.numerator, period, None, None, min(fitting), max(fitting))
