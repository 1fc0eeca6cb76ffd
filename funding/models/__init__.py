"""Lines and their conventions, what they pay for, and the books. The policies are in `funding.gate.tables`."""

from funding.models.books import Closing, LedgerEntry
from funding.models.line import ConventionVersion, FundingLine, Intensity, LineShare, PlanVersion

__all__ = [
    "Closing",
    "ConventionVersion",
    "FundingLine",
    "Intensity",
    "LedgerEntry",
    "LineShare",
    "PlanVersion",
]
