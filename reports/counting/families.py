"""What is counted together: one statement for each family of facts, for every period and crossing asked. Pure.

Each file of `sql/` ends with a table of facts: one row for a fact and each period it belongs to, with its household, its
categories, and a column for each cell, empty where the fact is none of that cell's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SQL = Path(__file__).parent / "sql"
#: Crossed by these, in the order of their keys.
Crossing = tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """`cells`: each with what the product can cross it by, at most what the catalogue says. `several`: of its dimensions,
    those whose column is an array. `base`: the file that says whose facts these are."""

    name: str
    cells: Mapping[str, Crossing]
    several: frozenset[str] = field(default=frozenset({"reason"}))
    base: str = "held"

    @cached_property
    def dimensions(self) -> frozenset[str]:
        return frozenset(key for crossed in self.cells.values() for key in crossed)

    def statement(self, crossings: Sequence[tuple[Crossing, Sequence[str]]], grouped: frozenset[str]) -> str:
        """One row for each (number of the crossing, period, nodes), with values and households of its cells in their order.

        `crossings`: what is crossed by, and the cells counted so. `grouped`: the dimensions that have sub-totals, which
        are in the parameters `group_of`, `group_category` and `group_name`.
        """
        parts = [self._crossed(number, crossed, cells, grouped) for number, (crossed, cells) in enumerate(crossings)]
        groups = (
            "groups AS (SELECT * FROM unnest(%(group_of)s::text[], %(group_category)s::text[], %(group_name)s::text[])"
            " AS g(dimension, category, name))"
        )
        ctes = ",\n".join([_read(self.base), _read(self.name), *([groups] if grouped else [])])
        return f"WITH {ctes}\n" + "\nUNION ALL\n".join(parts)

    def _crossed(self, number: int, crossed: Crossing, cells: Sequence[str], grouped: frozenset[str]) -> str:
        nodes = [f"{self._node(place, key, grouped)} AS d{place}" for place, key in enumerate(crossed)]
        names = [f"g.d{place}" for place in range(len(crossed))]
        joins = "".join(self._nodes(place, key, grouped) for place, key in enumerate(crossed))
        columns = [column(cell) for cell in cells]
        summed = ", ".join(f"sum(f.{each}) AS {each}" for each in columns)
        # Each household once, with all it counts for: then households are rows, and nothing is sorted to tell them apart.
        by_household = (
            f"SELECT {', '.join(['f.period', *nodes, 'f.household_id', summed])} FROM facts f{joins}"
            f" GROUP BY {', '.join(str(place + 1) for place in range(len(crossed) + 2))}"
        )
        values = ", ".join(f"sum(g.{each})::bigint" for each in columns)
        behind = ", ".join(f"count(g.{each}) FILTER (WHERE g.household_id IS NOT NULL)" for each in columns)
        return (
            f"SELECT {number}, g.period, ARRAY[{', '.join(names)}]::text[], ARRAY[{values}], ARRAY[{behind}]"
            f" FROM ({by_household}) g GROUP BY {', '.join(['g.period', *names])}"
        )

    def _node(self, place: int, key: str, grouped: frozenset[str]) -> str:
        """The column where a fact has one node of that dimension, else what `_nodes` gives."""
        return f"n{place}.node" if key in self.several or key in grouped else f"f.{column(key)}"

    def _nodes(self, place: int, key: str, grouped: frozenset[str]) -> str:
        name = column(key)
        if key in self.several:
            return f" CROSS JOIN LATERAL unnest(f.{name}) AS n{place}(node)"
        if key not in grouped:
            return ""
        more = f"SELECT x.name FROM groups x WHERE x.dimension = '{key}' AND x.category = f.{name}"
        return f" CROSS JOIN LATERAL (SELECT f.{name}::text AS node UNION ALL {more}) AS n{place}"


def column(key: str) -> str:
    """The column of a cell or a dimension."""
    return key.replace("-", "_")


def _read(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


_PLACE: Crossing = ("landlord", "type")
_STAGED: Crossing = ("landlord", "stage", "type")
_REFERRED: Crossing = ("commune", "landlord", "origin", "reason", "stage", "type")

FAMILIES = (
    Family(
        "requests",
        {
            "referrals": _REFERRED,
            "referrals-accepted": _REFERRED,
            # The reason of a refusal is written in words: it is no category.
            "referrals-not-accepted": ("landlord", "origin", "type"),
            "contacts": _PLACE,
            "contact-days": _PLACE,
            "first-meetings": _STAGED,
            "meeting-days": _STAGED,
            "meeting-attempts": _STAGED,
        },
    ),
    Family(
        "stays",
        {
            "entries": ("commune", "funding-line", "landlord", "origin", "reason", "stage", "type"),
            "entered-and-met": _STAGED,
            "entered-debt-known": _STAGED,
            "entered-with-debt": _STAGED,
            "payment-resumed": _STAGED,
            "exits": ("commune", "funding-line", "landlord", "outcome", "type"),
            "months-at-exit": ("landlord", "outcome", "type"),
            "threatened-exits": ("landlord",),
            "evictions-avoided": ("landlord",),
            "evictions": ("landlord",),
            "stock-before": ("funding-line", "landlord", "type"),
            "stock": ("funding-line", "landlord", "type"),
            "followed": ("effort-rate", "funding-line", "landlord", "reason", "type"),
            "arrears-known": _PLACE,
            "arrears-cleared": _PLACE,
            "arrears-reduced": _PLACE,
            "arrears-smaller": _PLACE,
            "arrears-not-smaller": _PLACE,
            "arrears-entry-cents": _PLACE,
            "arrears-end-cents": _PLACE,
        },
    ),
    Family(
        "visits",
        {
            "visits-held": _PLACE,
            "visits-due": ("landlord", "type", "visit-outcome"),
            "visits-due-held": _PLACE,
            "appointments-missed": ("landlord", "type", "visit-outcome"),
            "visit-minutes": _PLACE,
        },
    ),
    Family("steps", dict.fromkeys(("steps", "steps-granted", "aids-cents"), ("step-kind", "type"))),
    Family("files", {"files": ("committee", "decision"), "adjournments": ("committee",)}),
    Family("books", {"measure-months-done": ("funding-line", "landlord", "type"), "spent-cents": ("funding-line",)}),
    # What is planned is planned of a line, whatever the landlord.
    Family("lines", {"measure-months-planned": ("funding-line",), "granted-cents": ("funding-line",)}),
)
FAMILY_OF = {cell: family for family in FAMILIES for cell in family.cells}

#: What a landlord's unit counts of its own rows and of what is open to it now, in its own rights.
_LANDLORD = "landlord_held"
_SENT: Crossing = ("origin", "reason", "stage", "told", "type")
_OWED: Crossing = ("type",)
LANDLORD_FAMILIES = (
    Family(
        "landlord_referrals",
        {
            "referrals": _SENT,
            "contacts": _OWED,
            "contact-days": _OWED,
            "entries": ("origin", "reason", "stage", "type"),
            "stock-before": _OWED,
            "stock": _OWED,
            "followed": ("reason", "type"),
        },
        base=_LANDLORD,
    ),
    Family(
        "landlord_debts",
        dict.fromkeys(
            (
                "arrears-known",
                "arrears-cleared",
                "arrears-reduced",
                "arrears-smaller",
                "arrears-not-smaller",
                "arrears-entry-cents",
                "arrears-end-cents",
            ),
            _OWED,
        ),
        base=_LANDLORD,
    ),
    Family("landlord_visits", {"visits-held": _OWED}, base=_LANDLORD),
    Family("landlord_steps", {"steps": ("step-kind", "type")}, base=_LANDLORD),
)
LANDLORD_FAMILY_OF = {cell: family for family in LANDLORD_FAMILIES for cell in family.cells}
