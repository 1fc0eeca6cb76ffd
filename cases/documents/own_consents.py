"""A person's agreements as she reads them, and the receipt of what she stopped (T15)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from cases.consent_words import TO_HER, opens, turned
from cases.documents.deliveries import ended_lines
from cases.documents.who_sees import sees
from cases.documents_consent import TITLE, Receipt, receipt_content
from cases.enums import EndedHow, GivenHow, WithdrawalChannel
from cases.models import Consent
from cases.queries.consents import label_of, last_day
from cases.queries.who_sees import SeeingRow
from common import documents
from common.formatting import full_date
from common.models import Document
from partners.acting import Acting

RECEIPT = "receipt"


@dataclass(frozen=True)
class OwnConsent:
    """One agreement: to whom, what she agreed to (`agreed`), what of it is seen now and on which condition (`sees`,
    with its verb), what it closes after « ne … plus »; why; its dates. `ended` is empty while it is in force."""

    public_id: str
    recipient: str
    agreed: str
    sees: str
    closes: str
    purpose: str
    given: str
    until: str
    ended: str
    to_confirm: bool

    @property
    def stop_label(self) -> str:
        """What the button says to a screen reader."""
        return f"Arrêter l’accord donné à {self.recipient}"


def own_consent(consent: Consent, now: datetime, seeing: Iterable[SeeingRow] = ()) -> OwnConsent:
    """One agreement in words. `now` decides whether its date has passed; `seeing`: what the gate says is open now."""
    agreed = turned(opens(consent), TO_HER)
    row = next((row for row in seeing if row.consent == consent.public_id), None)
    return OwnConsent(
        public_id=str(consent.public_id),
        recipient=label_of(consent.recipient),
        agreed=agreed,
        sees=f"peut voir {sees(row)}" if row else "ne voit rien en ce moment",
        closes=agreed.replace(", ", " ni ").replace(" et ", " ni "),
        purpose=consent.purpose,
        given=full_date(timezone.localtime(consent.given_at)),
        until=full_date(last_day(consent.until)),
        ended=_ended(consent, now),
        to_confirm=consent.given_how == GivenHow.ORAL,
    )


def _ended(consent: Consent, now: datetime) -> str:
    if consent.ended_at is None:
        return "" if consent.until > now else f"terminé le {full_date(last_day(consent.until))}"
    day = full_date(timezone.localtime(consent.ended_at))
    return {
        EndedHow.WITHDRAWN: f"arrêté le {day}",
        EndedHow.REPLACED: f"remplacé le {day}",
        EndedHow.EXIT: f"terminé le {day}, à la fin de l’accompagnement",
    }[EndedHow(consent.ended_how)]


def split(
    consents: Iterable[Consent], now: datetime, seeing: Sequence[SeeingRow] = ()
) -> tuple[list[OwnConsent], list[OwnConsent]]:
    """Those in force, then those that have ended. `seeing`: what the gate says is open now."""
    said = [own_consent(consent, now, seeing) for consent in consents]
    return [line for line in said if not line.ended], [line for line in said if line.ended]


def receipt(consents: Sequence[Consent], *, number: str, person_name: str) -> Receipt | None:
    """The receipt of that number among a person's agreements; None when it ended nothing of hers."""
    ended = [consent for consent in consents if consent.receipt_number == number]
    if not ended or ended[0].ended_at is None:
        return None
    by_link = ended[0].ended_channel == WithdrawalChannel.LINK
    return receipt_content(
        number=number,
        person_name=person_name,
        at=ended[0].ended_at,
        channel="par votre lien personnel" if by_link else str(WithdrawalChannel(ended[0].ended_channel).label),
        received_by="vous-même" if by_link else "un professionnel",
        ended=ended_lines(ended),
    )


def issue_receipt(content: Receipt, *, by: Acting) -> Document:
    """Ask a worker for the receipt as a PDF. It stays hers whatever follows."""
    return documents.issue(
        by=by,
        kind=RECEIPT,
        title=TITLE,
        template="documents/receipt-1.html",
        snapshot=asdict(content) | {"issuer": by.organisation_name},
    )
