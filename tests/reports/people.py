"""Invented households who enter, leave, owe and pay, and every cell that may be counted of them."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

from reports.cells import Address, Dimension, Table
from tests.reports.worlds import World, catalogue_of, members, months_of, periods, sizes

BEFORE, AFTER = -1, 12


class Kind(NamedTuple):
    """Households that nothing counted tells apart. `reasons`: categories of b, several at once."""

    entered: int = 0
    left: int = AFTER
    a: str = "a0"
    result: str = "unknown"
    reasons: tuple[str, ...] = ()


A = Dimension("a", ("a0", "a1", "a2"))
GROUPED = Dimension("a", ("a0", "a1", "a2", "a3"), groups=(("pair", ("a0", "a1")),))
B = Dimension("b", ("b0", "b1"), several=True)

COUNTED: dict[str, Callable[[Kind, range], bool]] = {
    "entries": lambda kind, months: kind.entered in months,
    "exits": lambda kind, months: kind.left in months,
    "stock-before": lambda kind, months: kind.entered < months[0] <= kind.left,
    "stock": lambda kind, months: kind.entered <= months[-1] < kind.left,
    "followed": lambda kind, months: kind.entered <= months[-1] and kind.left >= months[0],
    "known": lambda kind, months: kind.entered in months and kind.result != "unknown",
    "smaller": lambda kind, months: kind.entered in months and kind.result in ("cleared", "reduced"),
    "cleared": lambda kind, months: kind.entered in months and kind.result == "cleared",
    "reduced": lambda kind, months: kind.entered in months and kind.result == "reduced",
    "same": lambda kind, months: kind.entered in months and kind.result == "same",
    "of-a0": lambda kind, months: kind.entered in months and kind.a == "a0",
}

STAYS = catalogue_of(
    {"key": "entries", "secrecy": "open"},
    {"key": "exits", "secrecy": "open"},
    {"key": "stock-before", "secrecy": "open", "time": "before", "stock": "stock"},
    {"key": "stock", "secrecy": "open", "time": "end"},
    {"key": "followed", "secrecy": "open", "time": "spans"},
    relations=[
        {"whole": "followed", "parts": ["stock-before", "entries"]},
        {"whole": "followed", "parts": ["stock", "exits"]},
    ],
)
DEBTS = catalogue_of(
    {"key": "entries", "secrecy": "open"},
    {"key": "known", "secrecy": "sensitive", "within": "entries"},
    {"key": "smaller", "secrecy": "sensitive", "within": "known"},
    *({"key": key, "secrecy": "sensitive"} for key in ("cleared", "reduced", "same")),
    relations=[
        {"whole": "known", "parts": ["smaller", "same"]},
        {"whole": "smaller", "parts": ["cleared", "reduced"]},
    ],
)
REASONS = catalogue_of(
    {"key": "entries", "secrecy": "open"}, {"key": "known", "secrecy": "sensitive", "within": "entries"}, several=["b"]
)

TALLIES = catalogue_of(
    {"key": "entries", "secrecy": "open"},
    {
        **{"key": "of-a0", "secrecy": "sensitive", "within": "entries", "dimensions": []},
        "tally": {"dimension": "a", "category": "a0"},
    },
)

STAYING = [Kind(entered, left, a) for entered, left, a in product((BEFORE, 0, 1), (0, 1, AFTER), A.categories)]
STAYING = [kind for kind in STAYING if kind.entered <= kind.left]
OWING = [
    Kind(entered, a=a, result=result)
    for entered, a, result in product((0, 1), A.categories, ("unknown", "same", "reduced", "cleared"))
]
SUBSETS = [
    tuple(each for each, kept in zip(B.categories, bits, strict=True) if kept)
    for bits in product((0, 1), repeat=len(B.categories))
]
REASONED = [
    Kind(entered, result=result, reasons=reasons)
    for entered, result, reasons in product((0, 1), ("unknown", "same"), SUBSETS[1:])
]
CHOOSING = [Kind(entered, a=a) for entered, a in product((0, 1), A.categories)]
GROUPING = [Kind(entered, a=a) for entered, a in product((0, 1), GROUPED.categories)]


def counted(dimensions: Sequence[Dimension]) -> Callable[[Kind, Address], bool]:
    """Whether a household is one of those a figure counts."""
    by_key = {each.key: each for each in dimensions}

    def is_in(kind: Kind, address: Address) -> bool:
        return COUNTED[address.cell](kind, months_of(address.period)) and all(
            node in kind.reasons if by_key[key].several else kind.a in members(by_key[key], node)
            for key, node in address.where
        )

    return is_in


WORLDS = {
    "stays": (STAYS, STAYING, (A,)),
    "debts": (DEBTS, OWING, (A,)),
    "reasons": (REASONS, REASONED, (B,)),
    "groups": (REASONS, GROUPING, (GROUPED,)),
    "tallies": (TALLIES, CHOOSING, (A,)),
}


@st.composite
def stories(draw: st.DrawFn, name: str) -> tuple[World, int, list[list[Table]]]:
    """A world of households, a threshold, and the tables of one or two reports in turn."""
    catalogue, kinds, dimensions = WORLDS[name]
    is_in = counted(dimensions)
    world = World(
        catalogue,
        {kind: draw(sizes) for kind in kinds},
        lambda address: frozenset(kind for kind in kinds if is_in(kind, address)),
    )
    crossed = [
        (key, by)
        for key, cell in sorted(catalogue.by_key.items())
        for by in ((), dimensions, dimensions)
        if {each.key for each in by} <= set(cell.dimensions)
    ]
    table = st.builds(lambda cell, over: Table(cell[0], over, cell[1]), st.sampled_from(crossed), periods(2))
    return world, 5, draw(st.lists(st.lists(table, min_size=1, max_size=2), min_size=1, max_size=2))
