"""Key figures, charts and tables of a report, as data: each figure as printed, and as a number unless it is left out. Pure.

Every number here is read through the release (`Release.value`), so that what is left out is nowhere: neither in a total, nor
in a difference, nor in the words that stand for a chart.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from cases.periods import Period
from common.formatting import euros, grouped
from common.typography import HARD
from reports.cells import Address, Dimension, Where
from reports.indicators.catalogue import MONTH, Catalogue, Indicator
from reports.masking import Release
from reports.outline import Categories, Chart, Grid, Series, cuts
from reports.readings import LEFT_OUT, Reading, printed, read

#: A figure that was not counted: there is nothing to say of it. And one that is left out.
NOT_COUNTED, NOT_PRINTED = {"text": "–", "value": None}, {"text": LEFT_OUT, "value": None}
WHOLE, ALL_MONTHS = "Ensemble", "Toute la période"
SEVERAL = "Un ménage peut compter dans plusieurs lignes : elles ne s’ajoutent pas."
UNNAMED = "Les catégories qui manquent ne sont pas publiées : trop peu de ménages, ou elles permettraient d’en déduire d’autres."
Said = dict[str, Any]


@dataclass(frozen=True)
class Sources:
    """What figures are read from. `former`: the period compared with, and what was released of it."""

    catalogue: Catalogue
    categories: Mapping[str, Categories]
    period: Period
    release: Release
    former: tuple[Period, Release] | None = None

    def indicator(self, key: str, where: Where = (), period: Period | None = None) -> Said:
        """As printed, over the period or a part of it."""
        said = self.catalogue.indicator[key]
        return as_said(said, read(self.catalogue, said, self.release, period or self.period, where))

    def before(self, key: str, where: Where = ()) -> Said | None:
        """Over the former period; None where there is none, or it was not counted then."""
        if not self.former:
            return None
        period, release = self.former
        said = self.catalogue.indicator[key]
        try:
            return as_said(said, read(self.catalogue, said, release, period, where))
        except KeyError:
            return None

    def adds_up(self, key: str, by: str, *, is_former: bool = False) -> bool:
        """Whether the categories of that dimension make up the indicator of them all: not where one has something to divide and nothing
        to divide it by, as a line whose grant is no amount."""
        said = self.catalogue.indicator[key]
        if not said.denominator or said.over == by:
            return True
        period, release = (self.former if is_former else None) or (self.period, self.release)
        for node in self.categories[by].dimension.categories:
            try:
                counted, base = (
                    release.value(Address(cell, period, ((by, node),))) for cell in (said.numerator, said.denominator)
                )
            except KeyError:
                continue
            if counted and base == 0:
                return False
        return True

    def is_compared(self, key: str, by: str) -> bool:
        """Whether the former report crossed it by that dimension, in whichever categories were found then."""
        said = self.catalogue.indicator[key]
        over = frozenset({by} - {said.over})
        return {(said.numerator, frozenset({by})), (said.denominator or said.numerator, over)} <= self._crossed_before

    @cached_property
    def _crossed_before(self) -> set[tuple[str, frozenset[str]]]:
        """(cell, what it is crossed by) of what was counted over the former period, shown or not."""
        if not self.former:
            return set()
        period, release = self.former
        return {(at.cell, frozenset(key for key, _ in at.where)) for at in release.figures if at.period == period}

    def series(self, one: Series, where: Where = (), period: Period | None = None) -> Said:
        """An indicator or a cell."""
        if one.indicator:
            return self.indicator(one.indicator, where, period)
        counted = self.release.value(Address(one.cell or "", period or self.period, where))
        if counted is None:
            return NOT_PRINTED
        is_money = self.catalogue.by_key[one.cell or ""].unit == "cents"
        return {"text": euros(counted) if is_money else grouped(counted), "value": counted}

    def column(self, one: Series) -> dict[str, str]:
        if one.indicator:
            said = self.catalogue.indicator[one.indicator]
            return {"label": one.label or said.name, "unit": said.unit}
        return {"label": capital(one.label or ""), "unit": "cents" if self._cell(one).unit == "cents" else "count"}

    def heading(self, key: str) -> str:
        """What the rows of a table are: « Mois », « Origine de la saisine »."""
        if key == MONTH:
            return "Mois"
        label = next(each.label for each in self.catalogue.dimensions if each.key == key)
        return capital(label.partition(":")[0].strip())

    def _cell(self, one: Series) -> Any:
        return self.catalogue.by_key[one.cell or ""]


def as_said(indicator: Indicator, reading: Reading) -> Said:
    """A reading as JSON: its number no finer than it is useful, whole where it is whole."""
    if reading.value is None:
        return {"text": reading.text, "value": None}
    exact = round(reading.value, 4 if indicator.unit == "percent" else 0 if indicator.unit == "cents" else 2)
    return {"text": reading.text, "value": int(exact) if exact == int(exact) else float(exact)}


def tile(sources: Sources, key: str, goals: Mapping[str, Fraction]) -> dict[str, Any]:
    """A key figure, beside that of the former period and the target."""
    said = sources.catalogue.indicator[key]
    return {
        "indicator": key,
        "label": said.name,
        "unit": said.unit,
        "now": sources.indicator(key),
        "before": sources.before(key),
        "goal": aimed(said, goals[key]) if key in goals else None,
    }


def aimed(indicator: Indicator, value: Fraction) -> Said:
    """A target, as its indicator is printed."""
    return as_said(indicator, Reading(printed(indicator, value), value))


def chart(sources: Sources, asked: Chart, names: tuple[str, str]) -> dict[str, Any]:
    """A chart as the table behind it, and the words that stand for it. `names`: how the period and the former one are called."""
    notes = [asked.note] if asked.note else []
    looks: list[str] = [each.look for each in asked.series]
    if asked.kind == "doors":
        block = _of_parts(sources, asked)
    elif asked.kind == "columns":
        block = _by_month(sources, [sources.column(each) for each in asked.series], _each(sources.series, asked.series))
    else:
        block = _by_category(sources, asked.series[0], asked.by or "", names)
        looks = ["fill", "outline"][: len(block["columns"])]
    listed = _listed(block)
    notes += _notes(listed, has_several=listed.pop("several", False))
    return {
        "kind": asked.kind,
        "title": asked.title,
        "note": " ".join(notes),
        "looks": looks,
        "alt": _told(asked.title, listed),
        **_heard(block),
        **listed,
    }


def table(sources: Sources, asked: Grid, names: tuple[str, str]) -> dict[str, Any]:
    """A table: rows in the order of the categories, what they are parts of after them."""
    series = [Series(indicator=key) for key in asked.indicators]
    if asked.across:
        block = _crossed(sources, asked)
    elif asked.by == MONTH:
        block = _by_month(sources, [sources.column(each) for each in series], _each(sources.series, series))
    elif len(series) == 1:
        block = _by_category(sources, series[0], asked.by, names)
    else:
        say = _each(sources.series, series)
        whole = _whole(say(), [sources.adds_up(key, asked.by) for key in asked.indicators])
        block = _rows_of(sources, asked.by, [sources.column(each) for each in series], say, whole)
    listed = _listed(block)
    notes = _notes(listed, has_several=listed.pop("several", False))
    return {"title": asked.title, "note": " ".join(notes), **_heard(block), **listed}


def _each(say: Callable[..., Said], series: list[Series]) -> Callable[..., list[Said]]:
    return lambda where=(), period=None: [say(each, where, period) for each in series]


def _of_parts(sources: Sources, asked: Chart) -> dict[str, Any]:
    rows = [row(capital(each.label or ""), [sources.series(each)]) | {"look": each.look} for each in asked.series]
    return {"first": "Ménages", "columns": [{"label": "Nombre", "unit": "count"}], "rows": rows}


def _by_month(sources: Sources, columns: list[dict[str, str]], say: Callable[..., list[Said]]) -> dict[str, Any]:
    rows = [row(capital(name), say((), part)) for name, part in cuts(sources.period)]
    return {"first": "Mois", "columns": columns, "rows": [*rows, row(ALL_MONTHS, say(), "total")]}


def _by_category(sources: Sources, one: Series, by: str, names: tuple[str, str]) -> dict[str, Any]:
    """One indicator, this period beside the former one where that was crossed by the same dimension. A category that was not found
    then had nobody: it is said as one that was left out (docs/adr/0029)."""
    key, column = one.indicator, sources.column(one)
    if key is None or not sources.is_compared(key, by):
        only = _whole([sources.series(one)], [key is None or sources.adds_up(key, by)])
        return _rows_of(sources, by, [column], lambda where=(): [sources.series(one, where)], only)

    def say(where: Where = ()) -> list[Said]:
        return [sources.indicator(key, where), sources.before(key, where) or NOT_PRINTED]

    columns = [column | {"label": name} for name in names]
    whole = _whole(say(), [sources.adds_up(key, by), sources.adds_up(key, by, is_former=True)])
    return _rows_of(sources, by, columns, say, whole)


def _whole(cells: list[Said], added: list[bool]) -> list[Said]:
    """The figures of all the rows together, but for those that the rows do not make up."""
    return [cell if adds_up else NOT_COUNTED for cell, adds_up in zip(cells, added, strict=True)]


def _rows_of(
    sources: Sources, by: str, columns: list[dict[str, str]], say: Callable[[Where], list[Said]], whole: list[Said]
) -> dict[str, Any]:
    """`whole`: the figures of the last row, which is left out where it has none."""
    dimension = sources.categories[by].dimension
    rows = [row(name, say(((by, node),)), level) for node, name, level in _nodes(sources, dimension)]
    return {
        "first": sources.heading(by),
        "columns": columns,
        "rows": rows if all(cell is NOT_COUNTED for cell in whole) else [*rows, row(WHOLE, whole, "total")],
        "several": dimension.several,
        "found": {"rows"},
    }


def _crossed(sources: Sources, asked: Grid) -> dict[str, Any]:
    """One indicator by two dimensions, with every margin; or by a dimension and the months."""
    (key,), across = asked.indicators, asked.across or ""
    unit = sources.catalogue.indicator[key].unit

    def say(where: Where = (), period: Period | None = None) -> list[Said]:
        if across == MONTH:
            parts = [part for _, part in cuts(sources.period)]
            return [*(sources.indicator(key, where, part) for part in parts), sources.indicator(key, where)]
        below = [((across, node),) for node, _, _ in _nodes(sources, sources.categories[across].dimension)]
        places = [tuple(sorted((*where, *each))) for each in (*below, ())]
        return [sources.indicator(key, place, period) for place in places]

    if across == MONTH:
        labels = [*(name for name, _ in cuts(sources.period)), ALL_MONTHS]
    else:
        labels = [*(name for _, name, _ in _nodes(sources, sources.categories[across].dimension)), WHOLE]
    columns = [{"label": capital(label), "unit": unit} for label in labels]
    block = _by_month(sources, columns, say) if asked.by == MONTH else _rows_of(sources, asked.by, columns, say, say())
    return block | {"found": block.get("found", set()) | ({"columns"} if across != MONTH else set())}


def _nodes(sources: Sources, dimension: Dimension) -> list[tuple[str, str, str]]:
    """(category or sub-total, its label, its level): each sub-total after its categories, those of none last."""
    labels = sources.categories[dimension.key].labels
    found: list[tuple[str, str, str]] = []
    for part in dimension.parts(None):
        inner = dimension.parts(part)
        found += [(each, labels[each], "inner") for each in inner]
        found.append((part, labels[part], "group" if inner else "row"))
    return [(node, capital(label), level) for node, label, level in found]


def _listed(block: Mapping[str, Any]) -> dict[str, Any]:
    """Without the categories of which no figure is shown. Those of a block are the ones that were found: to name one among what is
    left out would say that it is not nothing (docs/adr/0029)."""
    found, rows, columns = block.get("found", set()), block["rows"], block["columns"]
    if "rows" in found:
        rows = list(_rows_shown(rows))
    if "columns" in found:
        last = len(columns) - 1
        kept = [at for at in range(last + 1) if at == last or any(_is_shown(each["cells"][at]) for each in rows)]
        columns = [columns[at] for at in kept]
        rows = [each | {"cells": [each["cells"][at] for at in kept]} for each in rows]
    return {key: said for key, said in block.items() if key != "found"} | {"rows": rows, "columns": columns}


def _notes(listed: Mapping[str, Any], *, has_several: bool) -> list[str]:
    """What its rows do not say by themselves. That some are missing is said where what is printed adds up to less than its total."""
    if has_several:
        return [SEVERAL]
    parts = [each for each in listed["rows"] if each["level"] in ("row", "group")]
    whole = next((each for each in listed["rows"] if each["level"] == "total"), None)
    if not parts or whole is None:
        return []
    for at, column in enumerate(listed["columns"]):
        values = [each["cells"][at]["value"] for each in parts]
        total = whole["cells"][at]["value"]
        if (
            column["unit"] == "count"
            and all(isinstance(each, int) for each in (total, *values))
            and sum(values) < total
        ):
            return [UNNAMED]
    return []


def _rows_shown(rows: list[Said]) -> Iterator[Said]:
    """A sub-total stays with one of its categories."""
    has_inner = False
    for each in rows:
        is_kept = each["level"] == "total" or any(map(_is_shown, each["cells"]))
        if is_kept or (each["level"] == "group" and has_inner):
            yield each
        has_inner = each["level"] == "inner" and (is_kept or has_inner)


def _is_shown(cell: Said) -> bool:
    return cell["value"] is not None


def row(label: str, cells: list[Said], level: str = "row") -> dict[str, Any]:
    return {"label": label, "level": level, "cells": cells}


def _told(title: str, block: Mapping[str, Any]) -> str:
    """The chart in words: its title, then every figure of it."""
    several = len(block["columns"]) > 1
    told = []
    for each in block["rows"]:
        said = zip(block["columns"], each["cells"], strict=True)
        figures = ", ".join(f"{column['label']} {cell['text']}" if several else cell["text"] for column, cell in said)
        told.append(f"{each['label']}{HARD}: {figures}")
    return f"{title}. {'. '.join(told)}."


def is_left_out(block: Mapping[str, Any]) -> bool:
    """Whether a figure of that chart or table is left out."""
    return any(cell["text"] == LEFT_OUT for each in block["rows"] for cell in each["cells"])


def _heard(block: Mapping[str, Any]) -> dict[str, bool]:
    """`silent`: there is nothing to draw, and no row worth reading, since all but its totals is left out, or since everything
    is nought, which is `empty`."""
    parts = [cell for each in block["rows"] if each["level"] != "total" for cell in each["cells"]]
    empty = not any(cell["value"] or cell["text"] == LEFT_OUT for cell in parts)
    return {"silent": empty or all(cell["value"] is None for cell in parts), "empty": empty}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
