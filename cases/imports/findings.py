"""What checking a file finds, line by line."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Self, TypeVar

from cases.enums import ProcedureStage, Reason
from cases.imports.packed import Packed


class Choice(StrEnum):
    """Which of two lines about the same lease to keep."""

    FIRST = "first"
    LATER = "later"
    LARGEST = "largest"


class LineState(StrEnum):
    """What happens to a line: written, corrected first, compared first, or left out by a choice."""

    READY = "ready"
    PROBLEM = "problem"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that keeps its line from being written.

    `column` is the header as in the file, empty when the whole line is at fault. `value` is the cell as
    typed, `problem` a French sentence, `proposal` the text to put in the cell when one is likely.
    """

    line: int
    column: str
    value: str
    problem: str
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell worth a look, which does not keep its line from being written. Same attributes as Problem."""

    line: int
    column: str
    value: str
    warning: str
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line about the same lease, or the same person at the same address, as an earlier one."""

    line: int
    duplicate_of: int
    same_lease: bool
    choice: Choice | None = None

    @property
    def sentence(self) -> str:
        """What is the same, in French."""
        same = "Même numéro de contrat" if self.same_lease else "Mêmes nom, date de naissance et adresse"
        return f"{same} que la ligne {self.duplicate_of}."


@dataclass(frozen=True, slots=True)
class Replaced:
    """A cell whose text was not kept; what it said is nowhere."""

    line: int
    column: str


@dataclass(frozen=True, slots=True, repr=False)
class TenantLine:
    """One line without problem, typed. Money in cents; an absent text is empty, another absent value None.

    `phone` is in E.164 (+33612345678), or as typed when it could not be read. `commune` is the official name
    when `insee_code` is set, else as typed. `told` is None when the file does not say.
    """

    line: int
    lease_ref: str
    last_name: str
    postcode: str
    commune: str
    balance_cents: int
    title: str = ""
    first_name: str = ""
    born_on: date | None = None
    co_tenant: str = ""
    occupants: int | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    insee_code: str = ""
    residence: str = ""
    branch_label: str = ""
    manager_label: str = ""
    typology: str = ""
    rent_cents: int | None = None
    apl_cents: int = 0
    months_unpaid: int | None = None
    last_payment_on: date | None = None
    entered_on: date | None = None
    stage: ProcedureStage = ProcedureStage.NONE
    reasons: tuple[Reason, ...] = ()
    told: bool | None = None

    def __repr__(self) -> str:
        return f"TenantLine(line={self.line})"

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON values, dates in ISO 8601."""
        values = {name: getattr(self, name) for name in _NAMES}
        for name in _DATES:
            values[name] = values[name].isoformat() if values[name] else None
        return values | {"stage": self.stage.value, "reasons": [reason.value for reason in self.reasons]}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return the line that `to_json` wrote."""
        dates = {name: date.fromisoformat(values[name]) if values[name] else None for name in _DATES}
        lists = {
            "stage": ProcedureStage(values["stage"]),
            "reasons": tuple(Reason(reason) for reason in values["reasons"]),
        }
        return cls(**{**values, **dates, **lists})


_DATES = ("born_on", "last_payment_on", "entered_on")
_NAMES = tuple(each.name for each in fields(TenantLine))


F = TypeVar("F", Problem, Doubt, Replaced)


def packed_findings(kind: type[F]) -> Packed[F]:
    """Return an empty pack for findings of that kind."""
    return Packed(dump=attrgetter(*(each.name for each in fields(kind))), load=lambda values: kind(*values))


def packed_lines() -> Packed[TenantLine]:
    """Return an empty pack for typed lines. Its values are the line and what `to_json` gives."""
    return Packed(dump=lambda line: (line.line, line.to_json()), load=lambda values: TenantLine.from_json(values[1]))
