"""What one partner tells the other, once, with its receipt (domain 4.6)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.enums import AlertKind
from cases.imports.discretion import is_forbidden
from cases.models import Alert, Case
from cases.permissions import check_may_keep_tasks
from cases.queries.alerts import correspondents
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity
from partners.models import Audience

_BOTH = (AlertKind.TECHNICAL_DEFECT, AlertKind.CONTACT_WANTED)
KINDS = {
    Capacity.LANDLORD: (
        AlertKind.NEW_ARREARS,
        AlertKind.PLAN_MISSED,
        AlertKind.PROCEDURE,
        AlertKind.NEIGHBOURHOOD,
        AlertKind.AID_INTERRUPTED,
        *_BOTH,
    ),
    Capacity.OPERATOR: (AlertKind.AID_INTERRUPTED, *_BOTH),
}
FORBIDDEN = (
    "Ce texte parle de santé, d’addiction, de violence ou de justice : cela ne s’écrit pas à un partenaire. "
    "Dites-le autrement, ou téléphonez."
)


@dataclass(frozen=True)
class AlertEntry:
    """What is told: to whom (the partner's unit), of the closed list, when it happened, and 200 characters at most."""

    recipient: Audience
    kind: str
    on: date
    text: str = ""


def write(*, case: Case, by: Acting, entry: AlertEntry) -> Alert:
    """Write to the partner; it never changes. The database gives it to that unit while `housing` is open to it, and to no
    other.

    Raises NotYours unless team or manager, or the tenancy's clerk; Refused for a kind of the other side, a day to come,
    forbidden words, or a unit that is not a correspondent on that case.
    """
    check_may_keep_tasks(by, case)
    if entry.kind not in KINDS.get(Capacity(by.capacity), ()):
        raise Refused("Cette alerte ne se donne pas dans ce sens.")
    if entry.on > timezone.localdate():
        raise Refused("Une alerte dit ce qui est arrivé : sa date n’est pas à venir.")
    if is_forbidden(entry.text):
        raise Refused(FORBIDDEN)
    if entry.recipient.pk not in {one.pk for one in correspondents(case, by)}:
        raise Refused("Ce partenaire n’est pas un destinataire pour ce ménage. Rechargez la page.")
    return Alert.objects.create(
        household_id=case.household_id,
        case_id=case.pk,
        author_id=by.unit_audience,
        recipient=entry.recipient,
        kind=entry.kind,
        on=entry.on,
        text=entry.text,
    )


def receive(*, alert: Alert, by: Acting) -> None:
    """Say that it was read, now: the partner sees the day. Raises Refused when it was said before, or is not for one's
    unit."""
    received = {"received_at": TransactionNow(), "received_by_id": by.member_audience}
    mine = Alert.objects.filter(pk=alert.pk, recipient_id=by.unit_audience, received_at=None)
    if mine.update(**received) != 1:
        raise Refused("Cette alerte est déjà lue.")
