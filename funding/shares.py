"""Who pays what part of a month, and the guard: never more than the whole of it (domain 4.9, rules 3.3). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from common.typography import HARD
from funding.cents import said
from funding.months import Month


class OverFunded(ValueError):
    """One month would be paid for more than it costs, or twice by one line; the sentence names the month and the lines."""


@dataclass(frozen=True)
class Line:
    """A funding line: its key in the ledger, its name for people, and whose it is."""

    key: str
    label: str
    funder: str


@dataclass(frozen=True)
class Share:
    """The part of each month's cost that a line pays, above 0: Fraction(1, 2) is half. ValueError for none."""

    line: Line
    part: Fraction

    def __post_init__(self) -> None:
        if self.part <= 0:
            raise ValueError("a share pays something")


def check_shares(month: Month, shares: Iterable[Share]) -> None:
    """OverFunded when these pay more than the whole of that month, one funder's lines first, or when a line stands twice.

    `shares`: all those that bear on the month of one household and that the caller may know of together: an operator's own
    lines, or one funder's lines across measures that a reconciliation has found to be of one household.
    """
    known = sorted(shares, key=lambda share: share.line.key)
    for before, after in pairwise(known):
        if before.line.key == after.line.key:
            raise OverFunded(f"{_of(month)}, la ligne « {after.line.label} » paierait deux fois le même mois.")
    for funder in sorted({share.line.funder for share in known}):
        own = [share for share in known if share.line.funder == funder]
        _check(month, own, f"les lignes d’un même financeur ({funder})")
    _check(month, known, "les lignes")


def _check(month: Month, shares: Sequence[Share], whose: str) -> None:
    total = sum((share.part for share in shares), Fraction())
    if total > 1:
        *others, last = [f"« {share.line.label} » ({percent(share.part)})" for share in shares]
        lines = f"{', '.join(others)} et {last}" if others else last
        who = f"la ligne {lines}" if len(shares) == 1 else f"{whose} {lines}"
        paid = "paierait" if len(shares) == 1 else "paieraient ensemble"
        raise OverFunded(f"{_of(month)}, {who} {paid} {percent(total)} du coût : pas plus de 100{HARD}%.")


def percent(part: Fraction) -> str:
    """« 33,33 % »."""
    return f"{said(part * 100)}{HARD}%"


def _of(month: Month) -> str:
    return f"En {month.name}"
