"""What is delivered to a partner's unit and stays with it: the certificate of an accompaniment under way (T15)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.utils import timezone

from cases.documents.entitlement import agreed
from cases.documents_consent import Ended, ended_line
from cases.enums import PartKind
from cases.models import Accompaniment, Case, CommonPart, Consent
from cases.queries.parts import adults_who_sign
from common import documents
from common.formatting import full_date
from common.models import Document
from common.refusal import Refused
from partners.acting import Acting
from partners.models import Audience

CERTIFICATE = "certificate"
NOT_AGREED = "Le ménage n’a pas accepté que ce bailleur lise ses coordonnées et son logement, ou l’a arrêté : rien ne peut lui être remis."


@dataclass(frozen=True)
class Certificate:
    """Frozen, in words; `contract` is empty before a contract is signed."""

    household: str
    operator: str
    recipient: str
    since: str
    contract: str
    referent: str
    referent_phone: str


def gather(case: Case, recipient: Audience, by: Acting) -> Certificate:
    """What the certificate says. Raises Refused unless identity and housing are open to that unit. Five statements."""
    if not agreed(case.pk, recipient.pk) or recipient.unit is None:
        raise Refused(NOT_AGREED)
    followed = Accompaniment.objects.get(case=case)
    signed = (
        CommonPart.objects.filter(case=case, kind=PartKind.CONTRACT, issued_at__isnull=False)
        .order_by("-number")
        .first()
    )
    contract = ""
    if signed and signed.starts_on:
        until = f" au {full_date(signed.ends_on)}" if signed.ends_on else ", sans durée fixée"
        contract = f"du {full_date(signed.starts_on)}{until}"
    return Certificate(
        household=" et ".join(name for _, name in adults_who_sign(case) if name),
        operator=f"{by.organisation_name}, {by.unit_name}",
        recipient=f"{recipient.unit.organisation.name}, {recipient.unit.name}",
        since=full_date(followed.starts_on) if followed.starts_on else "",
        contract=contract,
        referent=followed.referent_name,
        referent_phone=followed.referent_phone,
    )


def deliver(content: Certificate, *, case: Case, recipient: Audience, by: Acting) -> Document:
    """Ask a worker for it as a PDF, which that unit then keeps for good; asked again before it is stored."""
    return documents.issue(
        by=by,
        kind=CERTIFICATE,
        title=f"Attestation d’accompagnement : {content.household}",
        template="documents/certificate-1.html",
        snapshot=asdict(content) | {"issuer": by.organisation_name},
        case_id=case.pk,
        recipient_id=recipient.pk,
    )


def received(by: Acting) -> list[Document]:
    """What was delivered to this unit, the latest first."""
    found = Document.objects.defer("content", "snapshot").filter(recipient_id=by.unit_audience)
    return list(found.filter(state=Document.State.READY).order_by("-finished_at")[:LONGEST])


LONGEST = 200


def ended_lines(consents: Iterable[Consent]) -> list[Ended]:
    """Each agreement as its receipt tells it, with what was delivered to its recipient and stays there. One statement."""
    consents = list(consents)
    delivered = (
        Document.objects.filter(
            recipient_id__in=[consent.recipient_id for consent in consents],
            case_id__in=[consent.case_id for consent in consents],
            state=Document.State.READY,
        )
        .order_by("finished_at")
        .values_list("recipient_id", "case_id", "title", "finished_at")
    )
    kept: dict[tuple[int | None, int | None], list[str]] = {}
    for recipient, case, title, at in delivered:
        day = full_date(timezone.localtime(at))
        kept.setdefault((recipient, case), []).append(f"{title}, reçu le {day}.")
    return [ended_line(consent, kept.get((consent.recipient_id, consent.case_id), [])) for consent in consents]
