"""What a catalogue of indicators may say: the shape of its YAML file (domain 4.10; rules 10).

A **cell** is what is counted in the facts; an **indicator** is what a report says, from one cell or two. Both are defined
once, for every programme; one that changes after a report was issued under it takes a new version. Read with `cases.programmes.reading.read`, which
tells every mistake by its line and its key.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cases.programmes.reading import read
from cases.programmes.rules import Count, Key, Strict, Text

SHIPPED = Path(__file__).parent / "catalogue.yaml"
#: The one dimension that is a cut of the period and no category: a table by months.
MONTH = "month"

Label = Annotated[str, Field(min_length=1, max_length=120)]
CellUnit = Literal["households", "events", "cents", "days", "months", "minutes", "hundredths"]
Unit = Literal["count", "percent", "cents", "days", "months", "hours"]
Kind = Literal["simple_count", "crossing", "sensitive", "ratio", "amount"]
#: How an indicator of each unit may be counted; percents come from two cells of one unit, whichever it is.
UNITS_OF: dict[Unit, set[CellUnit]] = {
    "count": {"households", "events", "hundredths"},
    "cents": {"cents"},
    "days": {"days"},
    "months": {"months"},
    "hours": {"minutes"},
}


class DimensionLabel(Strict):
    """What cells may be crossed by. `several`: a household may stand in several of its categories."""

    key: Key
    label: Label
    several: bool = False


class Tally(Strict):
    """One category of a dimension."""

    dimension: Key
    category: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]


class Cell(Strict):
    """What is counted.

    `secrecy`: an `open` cell is a simple count, whose total is never masked for the payer of the line; a `sensitive` one is
    masked even as a total. `time`: facts that have a day add up (`adds`); a stock stands at the end of the period (`end`) or on
    the day before it (`before`), `stock` naming the one it is the beginning of; what is true of a household at some time of the
    period, or compared over it, spans it (`spans`). `within`: the cell of which these are a part. `tally`: they are all those of that cell
    in one category, under another name: what tells the one tells the other.
    """

    key: Key
    label: Label
    unit: CellUnit = "households"
    secrecy: Literal["open", "sensitive"]
    time: Literal["adds", "before", "end", "spans"] = "adds"
    stock: Key | None = None
    within: Key | None = None
    tally: Tally | None = None
    dimensions: list[Key] = []

    @model_validator(mode="after")
    def a_tally_is_of_a_wider_cell(self) -> Self:
        if self.tally and not self.within:
            raise ValueError("tally|une catégorie est celle d’une autre cellule : dites laquelle (within)")
        if self.tally and self.tally.dimension in self.dimensions:
            raise ValueError("dimensions|une cellule qui est d’une seule catégorie ne se croise pas par sa dimension")
        return self

    @model_validator(mode="after")
    def a_stock_before_is_one_at_the_end(self) -> Self:
        if (self.time == "before") != (self.stock is not None):
            raise ValueError("stock|un stock de début dit de quel stock de fin il est, et lui seul")
        return self


class Relation(Strict):
    """Cells that add up to another, over the same period and in the same categories."""

    whole: Key
    parts: list[Key] = Field(min_length=1)


class Indicator(Strict):
    """What a report says. Without `denominator` it is the cell itself, else a share or a mean. A share of its own total says
    `over` which dimension the shares make a hundred.

    `of_any`: without object where nothing was counted, of none of these cells either: there is no line to spend on.
    `definition`: one plain sentence, printed with the figures. `source`: the fact it is counted from. `since`: the first day
    of which this version speaks.
    """

    key: Key
    name: Label
    definition: Text
    unit: Unit
    kind: Kind
    numerator: Key
    denominator: Key | None = None
    over: Key | None = None
    of_any: list[Key] = []
    dimensions: list[Key] = []
    source: Text
    version: Count
    since: date


class Catalogue(Strict):
    """Cells, how they hold together, and the indicators made of them."""

    dimensions: list[DimensionLabel]
    cells: list[Cell] = Field(min_length=1)
    relations: list[Relation] = []
    indicators: list[Indicator] = []

    @model_validator(mode="after")
    def every_key_is_said_once(self) -> Self:
        for name, keys in self._lists():
            seen: set[str] = set()
            for number, key in enumerate(keys):
                if key in seen:
                    raise ValueError(f"{name}.{number}.key|« {key} » est déjà défini plus haut")
                seen.add(key)
        return self

    @model_validator(mode="after")
    def what_is_named_exists(self) -> Self:
        cells, dimensions = set(self.by_key), {each.key for each in self.dimensions} | {MONTH}
        for way, key in self._cells_named():
            if key not in cells:
                raise ValueError(f"{way}|aucune cellule ne s’appelle « {key} »")
        for number, cell in enumerate(self.cells):
            if cell.tally and cell.tally.dimension not in self.by_key[cell.within or ""].dimensions:
                raise ValueError(
                    f"cells.{number}.tally|« {cell.within} » ne se croise pas par « {cell.tally.dimension} »"
                )
        for name, number, listed in self._dimensions_named():
            for key in listed:
                if key not in dimensions:
                    raise ValueError(f"{name}.{number}.dimensions|aucune dimension ne s’appelle « {key} »")
        return self

    @model_validator(mode="after")
    def nothing_is_a_part_of_itself(self) -> Self:
        wholes = {key: self._wholes(key) for key in self.by_key}
        for number, relation in enumerate(self.relations):
            if relation.whole in _all_above(wholes, relation.whole):
                raise ValueError(f"relations.{number}.whole|« {relation.whole} » finit par être une part d’elle-même")
        for number, cell in enumerate(self.cells):
            if cell.key in _all_above(wholes, cell.key):
                raise ValueError(f"cells.{number}.within|« {cell.key} » finit par être une part d’elle-même")
        return self

    @model_validator(mode="after")
    def stocks_end(self) -> Self:
        for number, cell in enumerate(self.cells):
            if cell.stock and self.by_key[cell.stock].time != "end":
                raise ValueError(f"cells.{number}.stock|« {cell.stock} » n’est pas un stock de fin de période")
        return self

    @model_validator(mode="after")
    def indicators_are_what_they_say(self) -> Self:
        for number, indicator in enumerate(self.indicators):
            if wrong := self._wrong(indicator):
                raise ValueError(f"indicators.{number}.{wrong}")
        return self

    @cached_property
    def by_key(self) -> dict[str, Cell]:
        """Its cells."""
        return {cell.key: cell for cell in self.cells}

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Its indicators, by key."""
        return {indicator.key: indicator for indicator in self.indicators}

    @cached_property
    def above(self) -> dict[str, set[str]]:
        """For each cell those that count all of what it counts, and more."""
        wholes = {key: self._wholes(key) for key in self.by_key}
        return {key: _all_above(wholes, key) for key in wholes}

    @cached_property
    def linked(self) -> dict[str, str]:
        """For each cell the first, by name, of those it holds together with."""
        first = {key: key for key in self.by_key}
        for _ in self.by_key:
            for key, wholes in self.above.items():
                first |= dict.fromkeys({key, *wholes}, min(first[each] for each in (key, *wholes)))
        return first

    def _wrong(self, indicator: Indicator) -> str:
        """« key|sentence », or nothing."""
        counted, base = self.by_key[indicator.numerator], self.by_key.get(indicator.denominator or "")
        shared = set(counted.dimensions) & set(base.dimensions if base else counted.dimensions) | {MONTH}
        if missing := [key for key in indicator.dimensions if key not in shared]:
            return f"dimensions|ce qu’il compte ne se croise pas par « {missing[0]} »"
        if base is None and (indicator.kind == "ratio" or indicator.unit == "percent"):
            return "denominator|un taux ou une moyenne se rapporte à une autre cellule"
        if (indicator.over in indicator.dimensions) != (counted == base):
            return "over|une part de son propre total, et elle seule, dit sur quelle dimension de l’indicateur"
        if base and indicator.kind != "ratio":
            return "kind|ce qui se rapporte à une autre cellule est de type ratio"
        return self._wrong_unit(indicator, counted, base) or self._wrong_kind(indicator, counted)

    def _wrong_unit(self, indicator: Indicator, counted: Cell, base: Cell | None) -> str:
        if indicator.unit == "percent":
            same = base is not None and counted.unit == base.unit
            return "" if same else "denominator|un taux rapporte deux cellules de même unité"
        counts = counted.unit in UNITS_OF[indicator.unit]
        return "" if counts else f"unit|« {indicator.numerator} » ne se compte pas ainsi"

    def _wrong_kind(self, indicator: Indicator, counted: Cell) -> str:
        crossed = [key for key in indicator.dimensions if key != MONTH]
        money = indicator.unit != "count"
        expected = {
            "simple_count": counted.secrecy == "open" and not crossed and not money,
            "crossing": counted.secrecy == "open" and bool(crossed) and not money,
            "sensitive": counted.secrecy == "sensitive" and not money,
            "amount": money,
            "ratio": True,
        }
        if expected[indicator.kind]:
            return ""
        return "kind|ce type ne va pas avec le secret de la cellule, ses croisements ou son unité"

    def _lists(self) -> Iterator[tuple[str, Iterable[str]]]:
        yield "dimensions", (each.key for each in self.dimensions)
        yield "cells", (each.key for each in self.cells)
        yield "indicators", (each.key for each in self.indicators)

    def _cells_named(self) -> Iterator[tuple[str, str]]:
        for number, cell in enumerate(self.cells):
            yield from ((f"cells.{number}.{name}", key) for name in ("stock", "within") if (key := getattr(cell, name)))
        for number, relation in enumerate(self.relations):
            yield f"relations.{number}.whole", relation.whole
            yield from ((f"relations.{number}.parts.{place}", key) for place, key in enumerate(relation.parts))
        for number, indicator in enumerate(self.indicators):
            yield f"indicators.{number}.numerator", indicator.numerator
            if indicator.denominator:
                yield f"indicators.{number}.denominator", indicator.denominator

    def _dimensions_named(self) -> Iterator[tuple[str, int, list[str]]]:
        yield from (("cells", number, each.dimensions) for number, each in enumerate(self.cells))
        yield from (("indicators", number, each.dimensions) for number, each in enumerate(self.indicators))

    def _wholes(self, key: str) -> set[str]:
        """What that cell is a part of, by `within` or by a relation."""
        within = self.by_key[key].within
        return {each.whole for each in self.relations if key in each.parts} | ({within} if within else set())


def _all_above(wholes: dict[str, set[str]], key: str) -> set[str]:
    found: set[str] = set()
    asked = list(wholes[key])
    while asked:
        if (each := asked.pop()) not in found:
            found.add(each)
            asked += wholes[each]
    return found


@cache
def shipped() -> Catalogue:
    """The catalogue the product comes with, read once."""
    return read(Catalogue, SHIPPED)
