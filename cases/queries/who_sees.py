"""What the gate answers to the two questions a person may ask (decisions T16)."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import Q

from cases.consent_words import unit_of
from cases.enums import GrantBasis
from cases.models import Access, Case, Consent, IdentityStatement, Person, PersonLink, ReferralSheet
from cases.queries.consents import parties_of, with_parties
from cases.queries.names import on_sheet
from cases.standing import PERSONAL, Standing, standing
from common.context import as_if
from common.formatting import full_name
from partners.enums import AudienceKind, Capacity
from partners.models import Audience

ACCOUNT_KEY = "account"
AGREED = frozenset({GrantBasis.AGREEMENT.value, GrantBasis.ORAL_AGREEMENT.value})


class SeeingRow(NamedTuple):
    """One opening in force: `scopes` are Scope values, or "sheet" (the 60-day sheet) or "own" (a landlord's own
    rows) or "account" (the return direction). `waiting`: of an agreement, what opens only with the other adults'.
    `member_name` is empty but for the referent. `until` None: the landlord's own file."""

    organisation: str
    unit: str
    capacity: str
    function: str
    member_name: str
    scopes: list[str]
    basis: str
    since: datetime
    until: datetime | None
    waiting: tuple[str, ...] = ()


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

    The gate tells what she agreed to; what waits for the other adults is told apart, as far as the reader may know:
    she herself reads no other adult's agreement. Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.who_sees(%s)", [person.public_id])
        rows = [SeeingRow(*row) for row in cursor.fetchall()]
    given = list(
        with_parties(
            Consent.objects.filter(household_id=person.household_id, ended_at=None, until__gt=TransactionNow())
        ).select_related("recipient__unit__organisation")
    )
    parties = parties_of(given)
    hers = {_key(consent): standing(consent, given, parties) for consent in given if consent.person_id == person.pk}
    return [_as_it_stands(row, hers.get(_key_of(row)), several=len(parties) > 1) for row in rows]


AgreementKey = tuple[str, str, str, datetime, tuple[str, ...]]


def _key(consent: Consent) -> AgreementKey:
    unit = unit_of(consent.recipient)
    scopes = tuple(sorted(consent.scopes))
    return unit.organisation.name, unit.name, str(consent.recipient.capacity), consent.given_at, scopes


def _key_of(row: SeeingRow) -> AgreementKey:
    return row.organisation, row.unit, row.capacity, row.since, tuple(sorted(row.scopes))


def _as_it_stands(row: SeeingRow, found: Standing | None, *, several: bool) -> SeeingRow:
    """An agreement's row with what waits apart; one that is not found may wait for all that is the household's."""
    if row.basis not in AGREED:
        return row
    if found and found.is_return:
        said = [ACCOUNT_KEY]
        return row._replace(scopes=[], waiting=tuple(said)) if found.waiting else row._replace(scopes=said)
    if found:
        return row._replace(scopes=list(found.opened), waiting=found.waiting)
    waiting = tuple(scope for scope in row.scopes if several and scope not in PERSONAL)
    return row._replace(scopes=[scope for scope in row.scopes if scope not in waiting], waiting=waiting)


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
        with_parties(Consent.objects.filter(person=person))
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
