"""Every row about a household carries its household, its case and the unit that wrote it.

One table per scope (decisions T6); the policies are in `cases.gate.tables`.
"""

from cases.models.access import Access, AccessLock, PersonAccess, ReadingLog
from cases.models.accompaniment import Accompaniment, AccompanimentCourse, TeamMember
from cases.models.base import Authored
from cases.models.consent import Consent, Evidence, Grant, PersonLink, ViolenceFlag
from cases.models.household import Case, ContactStatement, Household, IdentityStatement, Person
from cases.models.referral import Referral, ReferralAnswer, ReferralFeedback, ReferralSheet
from cases.models.rent import RentStatement
from cases.models.tenants import AccountStatement, ImportBatch, TenantAccount
from cases.models.visit import Visit, VisitNote, VisitShared, VisitTime

__all__ = [
    "Access",
    "AccessLock",
    "Accompaniment",
    "AccompanimentCourse",
    "AccountStatement",
    "Authored",
    "Case",
    "Consent",
    "ContactStatement",
    "Evidence",
    "Grant",
    "Household",
    "IdentityStatement",
    "ImportBatch",
    "Person",
    "PersonAccess",
    "PersonLink",
    "ReadingLog",
    "Referral",
    "ReferralAnswer",
    "ReferralFeedback",
    "ReferralSheet",
    "RentStatement",
    "TeamMember",
    "TenantAccount",
    "ViolenceFlag",
    "Visit",
    "VisitNote",
    "VisitShared",
    "VisitTime",
]
