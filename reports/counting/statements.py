"""Sending what is asked as statements, one for each family of facts, and reading what comes back. The rights are those of the cursor."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reports.counting.asked import Asked
from reports.counting.families import Crossing, Family


class Row(NamedTuple):
    """One figure that is not nothing. `place`: as `CellFigure.place`."""

    cell: str
    since: date
    until: date
    place: str
    value: int
    households: int


def parameters_of(asked: Asked) -> dict[str, Any]:
    """Its periods and sub-totals, as the statements name them."""
    groups = [(key, category, name) for key, name, members in asked.groups for category in members]
    return {
        "numbers": list(range(len(asked.periods))),
        "since": [period.since for period in asked.periods],
        "until": [period.until for period in asked.periods],
        "group_of": [key for key, _, _ in groups],
        "group_category": [category for _, category, _ in groups],
        "group_name": [name for _, _, name in groups],
    }


def rows_of(cursor: Any, asked: Asked, family_of: Mapping[str, Family], parameters: Mapping[str, Any]) -> list[Row]:
    """All that is asked, with the rights of that cursor; one statement a family. `parameters`: whose facts."""
    grouped = frozenset(key for key, _, _ in asked.groups)
    rows: list[Row] = []
    for family, crossings in _by_family(asked, family_of):
        cursor.execute(family.statement(crossings, grouped), {**parameters, **parameters_of(asked)})
        rows += _rows(asked, crossings, cursor.fetchall())
    return rows


def _by_family(
    asked: Asked, family_of: Mapping[str, Family]
) -> Iterator[tuple[Family, list[tuple[Crossing, list[str]]]]]:
    """The families that are asked for, each with its crossings and the cells counted so."""
    found: dict[str, dict[Crossing, list[str]]] = defaultdict(lambda: defaultdict(list))
    families = {}
    for cell, crossed in asked.crossings:
        family = family_of[cell]
        families[family.name] = family
        for keys in crossed:
            found[family.name][keys].append(cell)
    for name, crossings in found.items():
        yield families[name], sorted(crossings.items())


def _rows(asked: Asked, crossings: Sequence[tuple[Crossing, list[str]]], found: Iterable[Any]) -> Iterator[Row]:
    for number, period, nodes, values, behind in found:
        keys, cells = crossings[number]
        place = "&".join(f"{key}={node}" for key, node in zip(keys, nodes, strict=True))
        since, until = asked.periods[period].since, asked.periods[period].until
        for cell, value, households in zip(cells, values, behind, strict=True):
            if value or households:
                yield Row(cell, since, until, place, value or 0, households)
