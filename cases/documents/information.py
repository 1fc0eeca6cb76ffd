"""The notice a household is given at the first contact: who comes, what it was told and by whom, and her rights.

What was collected from somebody else is told to the person at the first contact, and within one month at most (General
Data Protection Regulation, article 14; the programme's `referral.information_days`). It names nobody of the household.
"""

from dataclasses import asdict, dataclass

from django.utils import timezone

from cases.consent_words import unit_of
from cases.models import Accompaniment, Case, Referral
from cases.policies import last_sheet_day
from common import documents
from common.formatting import full_date
from common.models import Document
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Role
from partners.models import Membership

INFORMATION = "information"
TITLE = "Pourquoi une association vient vous voir"
NOT_REFERRED = "Ce ménage n’a pas été adressé par un bailleur : il n’y a pas de notice à lui remettre."

#: The closed list of what a sheet holds (decisions T11), as the person reads it.
GIVEN = (
    "votre nom, votre adresse, votre téléphone et votre courriel",
    "votre logement : depuis quand, quelle taille, combien de personnes",
    "votre loyer, votre aide au logement, votre dette et vos derniers paiements",
    "où en est la procédure, s’il y en a une",
    "pourquoi il s’inquiète pour vous, et ce qu’il a déjà essayé",
)


@dataclass(frozen=True)
class Notice:
    """Frozen, in words. `referent`, `officer` and their contacts may be empty."""

    operator: str
    unit: str
    landlord: str
    sent_on: str
    closes_on: str
    referent: str
    referent_phone: str
    officer: str
    officer_email: str
    given: tuple[str, ...] = GIVEN


def gather(case: Case, by: Acting) -> Notice:
    """The notice of that household. Raises Refused when no landlord referred it. Three statements."""
    found = Referral.objects.filter(receiving_case=case).select_related("author__unit__organisation").first()
    if found is None or found.submitted_at is None:
        raise Refused(NOT_REFERRED)
    followed = Accompaniment.objects.filter(case=case).first()
    organisation = by.membership.unit.organisation_id if by.membership else 0
    officers = Membership.objects.filter(unit__organisation_id=organisation, role=Role.DPO, ended_at=None)
    officer = officers.select_related("user").order_by("id").first()
    landlord = unit_of(found.author)
    return Notice(
        operator=by.organisation_name,
        unit=by.unit_name,
        landlord=f"{landlord.organisation.name}, {landlord.name}",
        sent_on=full_date(timezone.localtime(found.submitted_at)),
        closes_on=full_date(last_sheet_day(found.submitted_at)),
        referent=followed.referent_name if followed else "",
        referent_phone=followed.referent_phone if followed else "",
        officer=officer.user.get_full_name() if officer else "",
        officer_email=officer.user.email if officer else "",
    )


def issue_information(notice: Notice, *, case: Case, by: Acting) -> Document:
    """Ask a worker for this notice as a PDF, for `by` alone, while the case is in her lists."""
    return documents.issue(
        by=by,
        kind=INFORMATION,
        title=TITLE,
        template="documents/information-2.html",
        snapshot=asdict(notice) | {"issuer": by.organisation_name},
        case_id=case.pk,
    )
