"""What a report is given beside its figures: who it is from and for, targets, money, who signs. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cases.periods import Period
from reports.masking import Release


@dataclass(frozen=True)
class Cover:
    """`summary`: one sentence on what the programme does. `finding`, `lead`: the title and first sentences of the page that
    reads alone, written by the author; a plain title stands there without them. `version`: from the second on it replaces the one
    before."""

    programme: str
    issuer: str
    recipient: str
    summary: str = ""
    finding: str = ""
    lead: str = ""
    version: int = 1


@dataclass(frozen=True)
class Former:
    """The period compared with, and what was released of it."""

    period: Period
    release: Release


@dataclass(frozen=True)
class Goal:
    """What the agreement aims at, in the unit of the indicator: a share of one for percents, cents for money."""

    indicator: str
    value: Fraction


@dataclass(frozen=True)
class Line:
    """A funding line over the period, in cents; None where it is left out for secrecy. `in_euros`: whether euros are granted; where only
    measure-months are, what is granted and left has no amount."""

    name: str
    funder: str
    granted: int | None
    consumed: int | None
    in_euros: bool = True


@dataclass(frozen=True)
class Money:
    """What was granted and spent. `whole`: every line together, where their sum does not say it because one is left out."""

    lines: tuple[Line, ...]
    whole: Line | None = None


@dataclass(frozen=True)
class Signature:
    """Who answers for the report."""

    name: str
    role: str
    on: date
