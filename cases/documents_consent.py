"""The receipt of a withdrawal: what ended, when, for whom, and what they keep (T15). Frozen, and no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cases.consent_words import TO_HER, label_of, opens, turned
from cases.models import Consent
from common.formatting import HARD, full_date
from partners.enums import Capacity

TITLE = "Récépissé : accord retiré"

CONTINUES = (
    "Votre accompagnement continue.",
    "Vous n’avez pas à donner de raison.",
    "Vous pourrez donner un nouvel accord quand vous voudrez.",
)
KEPT_BY_LANDLORD = (
    "Le bailleur garde ce qu’il a écrit lui-même : votre compte, votre loyer, sa demande d’accompagnement.",
    "Il garde les dates de sa demande : envoyée, reçue, premier contact, accompagnement engagé ou close.",
    "Il garde les documents qu’il a déjà signés ou reçus. Ils ne seront plus mis à jour.",
    "Il ne garde rien de ce qu’il lisait à l’écran.",
)
KEPT_BY_OTHERS = (
    "Le service garde ce qu’il a écrit lui-même.",
    "Il garde les documents qu’il a déjà signés ou reçus. Ils ne seront plus mis à jour.",
    "Il ne garde rien de ce qu’il lisait à l’écran.",
)
KEPT_BY_COMMITTEE = (
    "La commission garde ce qu’elle a déjà décidé, et ses comptes rendus, où votre dossier est un numéro.",
    "Ni elle ni ses membres ne lisent plus votre fiche de présentation.",
)
KEPT_BY_OPERATOR = (
    "L’association garde ses propres notes.",
    "Elle ne lit plus l’état de votre compte chez votre bailleur.",
)
KEPT_BY = {Capacity.LANDLORD: KEPT_BY_LANDLORD, Capacity.COMMITTEE_SECRETARY: KEPT_BY_COMMITTEE}


@dataclass(frozen=True)
class Ended:
    """One agreement that ended: who no longer sees, what was open, since when it was."""

    recipient: str
    opened: str
    since: str
    keeps: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """`ended` is empty when everything was stopped without being shown: the receipt then says so."""

    number: str
    person_name: str
    when: str
    channel: str
    received_by: str
    ended: tuple[Ended, ...]
    continues: tuple[str, ...] = CONTINUES


def receipt_content(
    *,
    number: str,
    person_name: str,
    at: datetime,
    channel: str,
    received_by: str,
    ended: Iterable[Ended],
) -> Receipt:
    """What the receipt says. `at`: the instant of the withdrawal, shown to the second in Paris.

    `channel`: the words for how the request arrived. `received_by`: the unit that entered it.
    """
    return Receipt(
        number=number,
        person_name=person_name,
        when=to_the_second(at),
        channel=channel,
        received_by=received_by,
        ended=tuple(ended),
    )


def ended_line(consent: Consent, received: Iterable[str] = ()) -> Ended:
    """One agreement as its receipt tells it to the person. Its recipient comes with its unit. `received`: what was
    delivered to it, a sentence each."""
    recipient = consent.recipient
    returned = consent.recipient_id == consent.author_id
    keeps = KEPT_BY_OPERATOR if returned else KEPT_BY.get(Capacity(recipient.capacity), KEPT_BY_OTHERS)
    return Ended(
        recipient=label_of(recipient),
        opened=turned(opens(consent), TO_HER),
        since=full_date(timezone.localdate(consent.given_at)),
        keeps=(*keeps, *received),
    )


def to_the_second(at: datetime) -> str:
    """« le 20 novembre 2026 à 10 h 12 min 05 s »."""
    local = timezone.localtime(at)
    hour = f"{local.hour}{HARD}h{HARD}{local.minute:02d}{HARD}min{HARD}{local.second:02d}{HARD}s"
    return f"le {full_date(local.date())} à {hour}"
