"""Cost plans and what pays for them, as data (domain 4.9): the real plans beside this file, with their inconsistencies.

What does not add up is shown, never corrected; only a plan that is declared balanced has to be.
"""

from pathlib import Path

from cases.programmes.reading import read
from funding.plans.differences import Difference, DifferenceKind, Remark, RemarkKind, differences, remarks
from funding.plans.shape import CostLine, InKind, NotBalanced, Plan, PrintedTotal, Resource

__all__ = [
    "CostLine",
    "Difference",
    "DifferenceKind",
    "InKind",
    "NotBalanced",
    "Plan",
    "PrintedTotal",
    "Remark",
    "RemarkKind",
    "Resource",
    "differences",
    "published",
    "remarks",
]


def published() -> list[Plan]:
    """The plans of real programmes, by key."""
    return [read(Plan, path) for path in sorted(Path(__file__).parent.glob("*.yaml"))]
