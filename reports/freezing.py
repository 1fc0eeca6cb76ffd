"""A release as JSON and back, for the reports after it: what was shown, and what was counted and left out. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cases.periods import Period
from reports.cells import Address, Dimension, Figure, Table
from reports.masking import THRESHOLD, Release

#: Raised by one when what is written changes; the first had no threshold of its own.
SHAPE, FIRST_SHAPE = 2, 1


def freeze(release: Release) -> dict[str, Any]:
    """JSON of that release: `thaw` makes an equal one of it."""
    return {
        "shape": SHAPE,
        "threshold": release.threshold,
        "tables": [_table(table) for table in release.tables],
        "figures": [
            [*_address(address), figure.value, figure.households, address in release.shown]
            for address, figure in sorted(release.figures.items(), key=lambda each: _order(each[0]))
        ],
        "exposed": [_address(address) for address in sorted(release.exposed, key=_order)],
    }


def thaw(said: dict[str, Any]) -> Release:
    """The release that was frozen so. ValueError for another shape."""
    if said["shape"] not in (FIRST_SHAPE, SHAPE):
        raise ValueError(f"a release of shape {said['shape']}")
    figures = {_to_address(row[:3]): (Figure(*row[3:5]), row[5]) for row in said["figures"]}
    return Release(
        tables=tuple(_to_table(table) for table in said["tables"]),
        figures={address: figure for address, (figure, _) in figures.items()},
        shown=frozenset(address for address, (_, shown) in figures.items() if shown),
        exposed=frozenset(map(_to_address, said["exposed"])),
        threshold=said.get("threshold", THRESHOLD),
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "cell": table.cell,
        "periods": [_period(period) for period in table.periods],
        "dimensions": [
            {
                "key": each.key,
                "categories": list(each.categories),
                "groups": [[name, list(members)] for name, members in each.groups],
                "several": each.several,
            }
            for each in table.dimensions
        ],
    }


def _to_table(said: dict[str, Any]) -> Table:
    dimensions = tuple(
        Dimension(
            each["key"],
            tuple(each["categories"]),
            tuple((name, tuple(members)) for name, members in each["groups"]),
            each["several"],
        )
        for each in said["dimensions"]
    )
    return Table(said["cell"], tuple(map(_to_period, said["periods"])), dimensions)


def _period(period: Period) -> list[str]:
    return [period.since.isoformat(), period.until.isoformat()]


def _to_period(said: Iterable[str]) -> Period:
    return Period(*map(date.fromisoformat, said))


def _order(address: Address) -> tuple[Any, ...]:
    return address.cell, *_period(address.period), address.where


def _address(address: Address) -> list[Any]:
    return [address.cell, _period(address.period), [list(each) for each in address.where]]


def _to_address(said: list[Any]) -> Address:
    cell, period, where = said
    return Address(cell, _to_period(period), tuple((key, category) for key, category in where))
