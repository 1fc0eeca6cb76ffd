"""Every row about a household carries its household, its case and the unit that wrote it.

One table per scope (decisions T6); the policies are in `cases.gate.tables`.
"""

from cases.models.access import Access, AccessLock, PersonAccess, ReadingLog
from cases.models.accompaniment import Accompaniment, AccompanimentCourse, EntryStatement, Suspension, TeamMember
from cases.models.base import Authored
from cases.models.consent import Consent, Evidence, Grant, PersonLink, ViolenceFlag
from cases.models.household import Case, ContactStatement, Household, IdentityStatement, Person
from cases.models.parts import Annex, BudgetStatement, CommonPart, Signature
from cases.models.referral import Referral, ReferralAnswer, ReferralFeedback, ReferralSheet
from cases.models.rent import ProcedureEvent, RentStatement, RepaymentPlan
from cases.models.steps import Alert, Contact, Step, StepShared, Task
from cases.models.tenants import AccountStatement, ImportBatch, TenantAccount
from cases.models.visit import EarlierActivity, Visit, VisitNote, VisitRevision, VisitShared, VisitTime

__all__ = [
    "Access",
    "AccessLock",
    "Accompaniment",
    "AccompanimentCourse",
    "AccountStatement",
    "Alert",
    "Annex",
    "Authored",
    "BudgetStatement",
    "Case",
    "CommonPart",
    "Consent",
    "Contact",
    "ContactStatement",
    "EarlierActivity",
    "EntryStatement",
    "Evidence",
    "Grant",
    "Household",
    "IdentityStatement",
    "ImportBatch",
    "Person",
    "PersonAccess",
    "PersonLink",
    "ProcedureEvent",
    "ReadingLog",
    "Referral",
    "ReferralAnswer",
    "ReferralFeedback",
    "ReferralSheet",
    "RentStatement",
    "RepaymentPlan",
    "Signature",
    "Step",
    "StepShared",
    "Suspension",
    "Task",
    "TeamMember",
    "TenantAccount",
    "ViolenceFlag",
    "Visit",
    "VisitNote",
    "VisitRevision",
    "VisitShared",
    "VisitTime",
]
