"""What is delivered to a partner's unit and stays with it: the certificate of an accompaniment under way (T15)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Exists, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.documents.entitlement import agreed_among
from cases.documents_consent import Ended, ended_line
from cases.enums import PartKind
from cases.models import Accompaniment, AccompanimentCourse, Case, CommonPart, Consent
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


def gather(case: Case, recipients: Iterable[Audience], by: Acting) -> list[tuple[Audience, Certificate]]:
    """What the certificate says to each of those units to which identity and housing are open. Raises Refused unless the
    accompaniment is under way. Three statements."""
    units = {one.pk: one for one in recipients}
    contracts = CommonPart.objects.filter(case_id=case.pk, kind=PartKind.CONTRACT, issued_at__isnull=False)
    period = JSONObject(starts="starts_on", ends="ends_on")
    running = AccompanimentCourse.objects.filter(case_id=case.pk, engaged_at__isnull=False, ended_at=None)
    followed = Accompaniment.objects.annotate(
        is_running=Exists(running), contract=Subquery(contracts.order_by("-number").values(one=period)[:1])
    ).get(case=case)
    if not followed.is_running:
        raise Refused("Une attestation se donne pendant un accompagnement.")
    open_to = agreed_among(case.pk, units)
    said = {
        "household": " et ".join(name for _, name in adults_who_sign(case) if name),
        "operator": f"{by.organisation_name}, {by.unit_name}",
        "since": full_date(followed.starts_on) if followed.starts_on else "",
        "contract": _period(followed.contract),
        "referent": followed.referent_name,
        "referent_phone": followed.referent_phone,
    }
    return [
        (one, Certificate(recipient=f"{one.unit.organisation.name}, {one.unit.name}", **said))
        for pk, one in units.items()
        if pk in open_to and one.unit
    ]


def _period(contract: dict[str, str | None] | None) -> str:
    """« du 1er juin 2026 au 30 novembre 2026 »."""
    if not contract or not contract["starts"]:
        return ""
    ends = contract["ends"]
    until = f" au {full_date(date.fromisoformat(ends))}" if ends else ", sans durée fixée"
    return f"du {full_date(date.fromisoformat(contract['starts']))}{until}"


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
