"""Reads about agreements: who may sign, what may be proposed, what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.consent_words import label_of, unit_of
from cases.enums import EndedHow, Scope
from cases.models import (
    Accompaniment,
    AccompanimentCourse,
    Case,
    Consent,
    IdentityStatement,
    Person,
    Referral,
    ReferralSheet,
    ViolenceFlag,
)
from cases.periods import add_months
from cases.programmes.publishing import latest, rules_of
from cases.programmes.rules import ConsentRecipient, ConsentRules
from cases.queries.names import on_sheet
from common.formatting import after, full_name
from partners.acting import Acting
from partners.enums import AudienceKind, Capacity, LandlordEntity
from partners.models import Agreement, AgreementLandlord, Audience, Programme

ORAL_DAYS = 30
LONGEST_MONTHS = 12
DURATIONS = (3, 6, 12)
COLLEAGUE_NOTICE = "professionnel-nomme-2026-11"
PRESENTATION_NOTICE = "fiche-de-presentation-2026-11"
TEXT_CAPACITIES = (Capacity.OPERATOR, Capacity.SIAO, Capacity.PRESCRIBER)


@dataclass(frozen=True)
class Adult:
    """An adult of the household as the reader may name her: `name` in full, `civil` « Mme Vasseur »."""

    person: Person
    name: str
    civil: str

    @property
    def public_id(self):
        return self.person.public_id


@dataclass(frozen=True)
class Proposal:
    """What the programme proposes to share with one recipient, for how many months, under which notice.

    `return_purpose` is empty when the recipient has nothing to give in return. `planned_end`: of the
    accompaniment, which no agreement outlasts.
    """

    recipient: Audience
    scopes: tuple[str, ...]
    separate: tuple[str, ...]
    purpose: str
    return_purpose: str
    notice: str
    durations: tuple[int, ...]
    planned_end: date | None = None

    @property
    def organisation_name(self) -> str:
        return unit_of(self.recipient).organisation.name

    @property
    def recipient_label(self) -> str:
        return label_of(self.recipient)

    @property
    def offered(self) -> tuple[str, ...]:
        return self.scopes + self.separate


# --- ends --------------------------------------------------------------------------------------------------
def end_of_day(day: date) -> datetime:
    """That day at 24:00 in Paris."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day(until: datetime) -> date:
    """The last whole day before an end."""
    return timezone.localdate(until - timedelta(microseconds=1))


def end_after(months: int, planned: date | None) -> datetime:
    """When an agreement of that many months ends: never after the planned end of the accompaniment (T9)."""
    wanted = add_months(timezone.localdate(), months)
    return end_of_day(min(wanted, planned) if planned else wanted)


def planned_end(case: Case) -> date | None:
    """The planned end of the accompaniment, if one is set."""
    return Accompaniment.objects.filter(case=case).values_list("planned_end_on", flat=True).first()


# --- who signs ---------------------------------------------------------------------------------------------
def adults_of(case: Case, by: Acting, *, parties: bool = False) -> list[Adult]:
    """The adults of the household, parties first; a landlord's unit gets those it entered itself.

    Names: the newest statement the reader may see on that case, else its referral sheet. `parties`: only
    those whose agreement household facts need. One statement, two when someone's identity is not stated.
    """
    persons = Person.objects.filter(household_id=case.household_id, is_adult=True)
    if by.capacity == Capacity.LANDLORD:
        persons = persons.filter(author_id=by.unit_audience)
    if parties:
        persons = persons.filter(is_party=True)
    said = IdentityStatement.objects.filter(case=case, person=OuterRef("pk")).order_by("-id")
    fields = JSONObject(title="title", first_name="first_name", last_name="last_name")
    found = list(persons.annotate(said=Subquery(said.values(one=fields)[:1])).order_by("-is_party", "id"))
    of_sheet = {} if all(person.said for person in found) else _names_on_sheet(case)
    names = {person.pk: _names(**person.said) for person in found if person.said}
    return [
        Adult(person, *(names.get(person.pk) or of_sheet[person.pk]))
        for person in found
        if person.pk in names or person.pk in of_sheet
    ]


def names_of(case: Case, persons: Sequence[Person]) -> dict[int, tuple[str, str]]:
    """(full name, « Mme Vasseur ») of the persons the reader may name on that case, by id. Two statements."""
    names = _names_on_sheet(case)
    for said in IdentityStatement.objects.filter(case=case, person__in=persons).order_by("id"):
        names[said.person_id] = _names(said.title, said.first_name, said.last_name)
    return names


def _names_on_sheet(case: Case) -> dict[int, tuple[str, str]]:
    """The tenant and co-tenant as the referral sheet names them, for its author and for who received it."""
    names: dict[int, tuple[str, str]] = {}
    for sheet in ReferralSheet.objects.filter(Q(receiving_case=case) | Q(case=case)).order_by("id"):
        for person_id in filter(None, (sheet.person_id, sheet.co_tenant_person_id)):
            if name := on_sheet(sheet, person_id):
                names[person_id] = (name.full, name.short)
    return names


def _names(title: str, first_name: str, last_name: str) -> tuple[str, str]:
    short = full_name(title, "", last_name) if title else full_name("", first_name, last_name)
    return full_name(title, first_name, last_name), short


def open_flag(case: Case) -> ViolenceFlag | None:
    """The violence flag set on the household, for its team and manager; nobody else sees a row."""
    return ViolenceFlag.objects.filter(household_id=case.household_id, lifted_at=None).order_by("id").first()


# --- what may be proposed ----------------------------------------------------------------------------------
def proposals(case: Case, by: Acting) -> list[Proposal]:
    """What the programme of this accompaniment proposes, one per recipient; none without a programme or after its end.

    A `branch` is the landlord unit that referred the tenancy; another entity is the unit of that landlord
    which holds it in the agreement. A household that came by itself chooses among the agreement's landlords.
    """
    referral = (
        Referral.objects.filter(receiving_case=case)
        .select_related("author__unit__organisation", "agreement__programme")
        .first()
    )
    planned = Accompaniment.objects.filter(case=OuterRef("case_id")).values("planned_end_on")[:1]
    course = (
        AccompanimentCourse.objects.filter(case=case)
        .select_related("programme_version__programme")
        .annotate(planned_end=Subquery(planned))
        .first()
    )
    version = (course.programme_version if course else None) or (
        latest(referral.agreement.programme) if referral else None
    )
    if version is None or (course and course.ended_at):
        return []
    planned_end_on = course.planned_end if course else None
    returns_to = by.organisation_name if case.tenancy_id else ""
    rules = rules_of(version).consent
    return [
        _proposal(rules, entry, recipient, returns_to, planned_end_on)
        for entry in rules.recipients
        for recipient in _recipients(entry.entity, referral, version.programme, by)
    ]


def referrer_of(case: Case) -> str:
    """Who referred the household of that accompaniment, by name; empty when it came by itself."""
    found = Referral.objects.filter(receiving_case=case).select_related("author__unit__organisation").first()
    return label_of(found.author) if found else ""


def _agreement(programme: Programme, by: Acting) -> Agreement | None:
    unit = by.membership.unit_id if by.membership else None
    return Agreement.objects.filter(programme=programme, operator_unit_id=unit).first()


def _landlords(agreement: Agreement) -> list[tuple[str, Audience]]:
    entities = dict(AgreementLandlord.objects.filter(agreement=agreement).values_list("unit_id", "entity"))
    units = Audience.objects.filter(
        unit_id__in=entities, kind=AudienceKind.UNIT, capacity=Capacity.LANDLORD
    ).select_related("unit__organisation")
    return [(entities[unit_of(audience).pk], audience) for audience in units.order_by("id")]


def _recipients(entity: str, referral: Referral | None, programme: Programme, by: Acting) -> list[Audience]:
    if referral and entity == LandlordEntity.BRANCH:
        return [referral.author]
    agreement = referral.agreement if referral else _agreement(programme, by)
    if entity not in LandlordEntity.values or agreement is None:
        return []
    chosen = [audience for held, audience in _landlords(agreement) if held == entity]
    if referral is None:
        return chosen
    organisation = unit_of(referral.author).organisation_id
    return [audience for audience in chosen if unit_of(audience).organisation_id == organisation]


def _proposal(
    rules: ConsentRules, entry: ConsentRecipient, recipient: Audience, returns_to: str, planned_end_on: date | None
) -> Proposal:
    return Proposal(
        recipient=recipient,
        scopes=tuple(entry.scopes),
        separate=tuple(entry.separate),
        purpose=entry.purpose,
        return_purpose=_return_purpose(entry, returns_to) if returns_to else "",
        notice=rules.notice,
        durations=tuple(rules.durations),
        planned_end=planned_end_on,
    )


def _return_purpose(entry: ConsentRecipient, operator: str) -> str:
    said = (entry.return_purpose or "").replace("à {operator}", after("à", operator))
    return said.format(operator=operator)


def colleague_audience(email: str, by: Acting) -> Audience | None:
    """The member audience of a professional of another association, by her address in the directory."""
    return _colleagues(by).filter(membership__user__email__iexact=email.strip()).first()


def colleague_proposal(membership_public_id: UUID, case: Case, by: Acting) -> Proposal | None:
    """What may be shared with one named professional of another association: each scope is a question (T5)."""
    recipient = _colleagues(by).filter(membership__public_id=membership_public_id).first()
    if recipient is None:
        return None
    return Proposal(
        recipient=recipient,
        scopes=(Scope.IDENTITY, Scope.HOUSING, Scope.BUDGET),
        separate=(Scope.SOCIAL,),
        purpose="participer à mon accompagnement",
        return_purpose="",
        notice=COLLEAGUE_NOTICE,
        durations=DURATIONS,
        planned_end=planned_end(case),
    )


def secretary_proposal(unit_public_id: UUID, case: Case) -> Proposal | None:
    """What may be shared with a committee's secretariat: the presentation sheet alone, and nothing in return (domain 4.7)."""
    recipient = (
        Audience.objects.filter(
            kind=AudienceKind.UNIT, capacity=Capacity.COMMITTEE_SECRETARY, unit__public_id=unit_public_id
        )
        .select_related("unit__organisation", "membership")
        .first()
    )
    if recipient is None:
        return None
    return Proposal(
        recipient=recipient,
        scopes=(Scope.PRESENTATION,),
        separate=(),
        purpose="présenter ma situation à la commission",
        return_purpose="",
        notice=PRESENTATION_NOTICE,
        durations=DURATIONS,
        planned_end=planned_end(case),
    )


def _colleagues(by: Acting) -> QuerySet[Audience]:
    return (
        Audience.objects.filter(kind=AudienceKind.MEMBER, capacity=Capacity.OPERATOR, membership__ended_at=None)
        .exclude(unit_id=by.membership.unit_id if by.membership else None)
        .select_related("unit__organisation", "membership__user")
        .order_by("id")
    )


def text_recipients(by: Acting) -> list[Audience]:
    """The units a text may open a case to: never a landlord's, never one's own (T8)."""
    return list(
        Audience.objects.filter(kind=AudienceKind.UNIT, capacity__in=TEXT_CAPACITIES)
        .exclude(unit_id=by.membership.unit_id if by.membership else None)
        .select_related("unit__organisation")
        .order_by("unit__organisation__name", "unit__name", "capacity")
    )


# --- what is in force --------------------------------------------------------------------------------------
def in_force(case: Case, by: Acting, *, or_withdrawn: bool = False) -> list[Consent]:
    """The agreements in force the reader may see about that case and, for its operator, its tenancy; with those that
    were withdrawn, if asked. One statement."""
    cases = [case.pk, *([case.tenancy_id] if case.tenancy_id and by.capacity == Capacity.OPERATOR else [])]
    wanted = Q(ended_at=None, until__gt=TransactionNow())
    if or_withdrawn:
        wanted |= Q(ended_how=EndedHow.WITHDRAWN)
    return list(
        with_parties(Consent.objects.filter(wanted, case_id__in=cases))
        .select_related("person", "recipient__unit__organisation", "recipient__membership__user")
        .order_by("id")
    )


def with_parties(agreements: QuerySet[Consent]) -> QuerySet[Any]:
    """Agreements with `parties`: ids of the adults each of whom must agree to what concerns the whole household, those
    one may not name among them."""
    parties = Person.objects.filter(household_id=OuterRef("household_id"), is_adult=True, is_party=True)
    return agreements.annotate(parties=ArraySubquery(parties.order_by("id").values("pk")))


def parties_of(agreements: Sequence[Any]) -> list[int]:
    """The parties of one household, from its agreements as `with_parties` reads them; none without an agreement."""
    return agreements[0].parties if agreements else []
