"""The shapes of the parts, by kind, and their digests.

The common part speaks of housing and may be read by a landlord once it is issued and agreed; the annex never is, and
nothing of it may stand in a common part, not even that there is one (domain 4.3, 4.4).
"""

import hashlib
import json
from datetime import date
from typing import Any

from pydantic import Field

from cases.enums import PartKind, Party
from cases.models import Annex, CommonPart
from cases.parts.assessment import AssessmentAnnex, AssessmentCommon
from cases.parts.reviews import BilanAnnex, BilanCommon, MeetingAnnex, MeetingCommon
from cases.parts.said import LONGEST_TEXT, Line, Said


class Objective(Said):
    """`key` names it for good: visits say how far it is. `axis`: a key of the programme's axes."""

    key: str
    axis: str
    text: Line


class Commitment(Said):
    """What one of the parties undertakes."""

    party: Party
    text: Line


class Review(Said):
    """A meeting of the calendar, which is made by itself from the programme's rhythms."""

    kind: PartKind
    on: date


class Axis(Said):
    """An axis of the contract as the programme named it that day."""

    key: str
    label: Line


class ContractCommon(Said):
    """`months` None: open-ended. `renewal`: 0 for the first contract. `rhythm`, `places`: as the programme says them.
    `debt_cents`, `debt_on`: what is owed and when, None when it is not known or nothing is owed."""

    operator: Line
    landlord: Line = ""
    referent: Line = ""
    referent_phone: Line = ""
    months: int | None
    renewal: int = 0
    rhythm: list[Line]
    places: list[Line]
    axes: list[Axis]
    objectives: list[Objective] = []
    commitments: list[Commitment] = []
    reviews: list[Review] = []
    debt_cents: int | None = None
    debt_on: date | None = None


class ContractAnnex(Said):
    """Who the household is and where, which `housing` alone does not open (T7), and what is worked on beside housing."""

    household: list[Line] = []
    dwelling: Line = ""
    objectives: list[Line] = []
    text: str = Field(default="", max_length=LONGEST_TEXT)


SHAPES: dict[str, tuple[type[Said], type[Said]]] = {
    PartKind.ASSESSMENT: (AssessmentCommon, AssessmentAnnex),
    PartKind.CONTRACT: (ContractCommon, ContractAnnex),
    PartKind.BILAN: (BilanCommon, BilanAnnex),
    PartKind.TRIPARTITE: (MeetingCommon, MeetingAnnex),
}


def common_of(part: CommonPart) -> Any:
    """Its content, typed by its kind."""
    return SHAPES[part.kind][0].model_validate(part.content)


def annex_of(part: CommonPart, annex: Annex | None) -> Any:
    """The content of its annex; an empty one when there is none to read."""
    return SHAPES[part.kind][1].model_validate(annex.content if annex else {})


def digest_of(part: CommonPart) -> str:
    """SHA-256 of the common part as it stands: kind, number, period and content."""
    return _digest([part.kind, part.number, _day(part.starts_on), _day(part.ends_on), part.content])


def digest_of_annex(annex: Annex) -> str:
    return _digest(annex.content)


def digest_of_both(part: CommonPart, annex: Annex) -> str:
    """What household and operator sign: the two parts."""
    return _digest([digest_of(part), digest_of_annex(annex)])


def digest_signed_by(party: str, part: CommonPart, annex: Annex) -> str:
    """What that party signs: the landlord's side signs the common part alone."""
    both = party in {Party.HOUSEHOLD, Party.OPERATOR}
    return digest_of_both(part, annex) if both else digest_of(part)


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
