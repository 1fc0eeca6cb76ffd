"""The directory: read before any context exists, written only by the owner and the keeper's functions."""

from partners.models.agreement import (
    Agreement,
    AgreementLandlord,
    Grid,
    GridVersion,
    Programme,
    ProgrammeVersion,
    Referent,
)
from partners.models.organisation import Audience, Organisation, Unit, UnitCapacity
from partners.models.people import Invitation, Membership, User
from partners.models.session import Session
from partners.models.territory import Commune, CommunePostcode

__all__ = [
    "Agreement",
    "AgreementLandlord",
    "Audience",
    "Commune",
    "CommunePostcode",
    "Grid",
    "GridVersion",
    "Invitation",
    "Membership",
    "Organisation",
    "Programme",
    "ProgrammeVersion",
    "Referent",
    "Session",
    "Unit",
    "UnitCapacity",
    "User",
]
