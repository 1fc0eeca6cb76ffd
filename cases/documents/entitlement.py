"""Whether an asker may still have a document, asked again when it is made and at each download (T15)."""

from collections.abc import Iterable

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from cases.models import Access, Case
from cases.permissions_consent import on_the_case
from common.models import Document
from partners.acting import Acting
from partners.enums import Capacity, Role

WHO_SEES = "who_sees"
ACTIVITY_REPORT = "activity_report"
RENT_SHEET = "rent_sheet"

# The same words whatever ended it: what closes a recipient's access is not told.
WITHDRAWN = "Accord retiré ou arrivé à son terme : ce dossier n’est plus ouvert pour vous."
CLOSED = "Ce dossier n’est plus ouvert pour vous."
MANAGERS_ONLY = "Le rapport d’activité est réservé à la responsable d’équipe."
ACCOUNT_ONLY = "La situation du compte est réservée à ceux qui suivent ce compte de loyer."
#: Who reads the page of a rent account.
ACCOUNT_READERS = {Capacity.OPERATOR: {Role.WORKER, Role.MANAGER}, Capacity.LANDLORD: {Role.CLERK}}
NOT_AGREED = "Le ménage a arrêté son accord entre-temps : rien n’a été remis à ce bailleur."


def agreed(case_id: int, recipient_id: int) -> bool:
    """Whether the household's agreement opens `identity` and `housing` of that case to that unit, now: what is delivered
    names the household (T7). To who is on the case."""
    return bool(agreed_among(case_id, [recipient_id]))


def agreed_among(case_id: int, recipients: Iterable[int]) -> set[int]:
    """Those of these units to which both are open. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r FROM unnest(%(units)s::bigint[]) r"
            " WHERE sec.agreed(%(case)s, r, 'identity') AND sec.agreed(%(case)s, r, 'housing')",
            {"case": case_id, "units": list(recipients)},
        )
        return {unit for (unit,) in cursor.fetchall()}


def refusal_of(document: Document, by: Acting) -> str:
    """Why `by` may no longer have it, in a sentence; empty when she may. Inside her open context."""
    if document.kind == ACTIVITY_REPORT:
        return "" if by.capacity == Capacity.OPERATOR and by.is_manager else MANAGERS_ONLY
    if document.case_id is None or (document.recipient_id and document.recipient_id == by.unit_audience):
        return ""
    if (
        document.recipient_id
        and document.state == Document.State.WAITING
        and not agreed(document.case_id, document.recipient_id)
    ):
        return NOT_AGREED
    listed = any(
        Access.objects.for_audience(audience).filter(case_id=document.case_id).exists() for audience in by.audiences
    )
    if document.kind == WHO_SEES and by.capacity != Capacity.PERSON:
        listed = listed and on_the_case(Case(pk=document.case_id), by)
    if listed:
        return _refusal_of_account(document, by) if document.kind == RENT_SHEET else ""
    return CLOSED if by.capacity in {Capacity.OPERATOR, Capacity.PERSON} else WITHDRAWN


def _refusal_of_account(document: Document, by: Acting) -> str:
    """As the account's page: who reads it, and while the other side's case it was read from still opens `housing` to her
    unit."""
    if by.role not in ACCOUNT_READERS.get(by.capacity, set()):
        return ACCOUNT_ONLY
    others = document.snapshot.get("from_cases", [])
    opened = Access.objects.for_audience(by.unit_audience or 0).filter(
        case_id__in=others, housing_until__gt=TransactionNow()
    )
    return "" if opened.count() == len(others) else WITHDRAWN
