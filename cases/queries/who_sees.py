"""What the gate answers to the two questions a person may ask (decisions T16)."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import Q

from cases.models import Access, Case, Consent, IdentityStatement, Person, PersonLink, ReferralSheet
from cases.queries.names import on_sheet
from common.context import as_if
from common.formatting import full_name
from partners.enums import AudienceKind, Capacity
from partners.models import Audience

ACCOUNT_KEY = "account"


class SeeingRow(NamedTuple):
    """One opening in force: `scopes` are Scope values, or "sheet" (the 60-day sheet) or "own" (a landlord's own
    rows) or "account" (the return direction). `waiting`: of an agreement, what opens only with the other adults'.
    `member_name` is empty but for the referent. `until` None: the landlord's own file. `consent`: public id of the
    agreement it comes from."""

    organisation: str
    unit: str
    capacity: str
    function: str
    member_name: str
    scopes: list[str]
    waiting: list[str]
    basis: str
    since: datetime
    until: datetime | None
    consent: UUID | None = None


class LookingRow(NamedTuple):
    """Readings of one day by one function of one unit, for one purpose. `function` may be a Role value."""

    day: date
    organisation: str
    unit: str
    capacity: str
    function: str
    purpose: str
    times: int


def who_sees(person: Person) -> list[SeeingRow]:
    """What is open now about that person, for herself, her team or its manager; nothing for anyone else.

    Of agreements, hers alone: what they open apart from what waits for the other adults, whose answers make no row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.who_sees(%s)", [person.public_id])
        return [SeeingRow(*row) for row in cursor.fetchall()]


def who_looked(person_public_id: UUID) -> list[LookingRow]:
    """Who has read about that person in the last twelve months, newest first; the same askers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.who_looked(%s)", [person_public_id])
        return [LookingRow(*row) for row in cursor.fetchall()]


def name_of(person: Person) -> str:
    """« Mme Josiane Vasseur » as this context may read it: newest statement, else the sheet, else nothing.

    The caller has written the reading log.
    """
    stated = IdentityStatement.objects.filter(person=person).order_by("-id").first()
    if stated:
        return full_name(stated.title, stated.first_name, stated.last_name)
    hers = Q(person=person) | Q(co_tenant_person=person)
    sheet = ReferralSheet.objects.filter(hers).order_by("-id").first()
    name = on_sheet(sheet, person.pk) if sheet else None
    return name.full if name else ""


def own_cases(person_audience: int) -> list[Case]:
    """The cases a person reads by her link, accompaniments first; empty when the link is dead."""
    accesses = Access.objects.for_audience(person_audience).select_related("case")
    return sorted((access.case for access in accesses), key=lambda case: (case.kind, -case.pk))


def consents_of(person: Person) -> list[Consent]:
    """Every consent of that person this context may read, newest first."""
    return list(
        Consent.objects.filter(person=person)
        .select_related("recipient__unit__organisation", "recipient__membership__user")
        .order_by("-id")
    )


def agreement_ended_since(moment: datetime, *, case_id: int) -> bool:
    """Whether an agreement of that case's household this context may read, given before that moment, ended after it."""
    ended = Q(ended_at__gte=moment) | Q(ended_at=None, until__gt=moment, until__lte=TransactionNow())
    household = Case.objects.filter(pk=case_id).values("household_id")
    return Consent.objects.filter(ended, household_id__in=household, given_at__lte=moment).exists()


def demonstration_audience(last_name: str) -> int | None:
    """In a demonstration: the audience of a live link of the person of that name, seen as every team's manager.

    No session has such a view; only the demonstration's button, which signs in without a link, needs it.
    """
    units = Audience.objects.filter(capacity=Capacity.OPERATOR, kind__in=[AudienceKind.UNIT, AudienceKind.MANAGER])
    with as_if(units.values_list("id", flat=True)):
        named = IdentityStatement.objects.filter(last_name__iexact=last_name).values("person_id")
        live = PersonLink.objects.filter(person_id__in=named, revoked_at=None, expires_at__gt=TransactionNow())
        return live.order_by("id").values_list("audience_id", flat=True).first()
