"""A small world most tests start from, and the front doors through which households enter it."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from cases.enums import (
    AccompanimentState,
    AnswerState,
    GivenHow,
    GrantBasis,
    ReferralOrigin,
    ToldHow,
    VisitOutcome,
)
from cases.models import (
    Accompaniment,
    AccompanimentCourse,
    Case,
    Consent,
    ContactStatement,
    Grant,
    IdentityStatement,
    Person,
    Referral,
    ReferralAnswer,
    ReferralSheet,
    RentStatement,
    TeamMember,
    Visit,
    VisitNote,
    VisitTime,
)
from cases.programmes.publishing import latest
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.models import Agreement, Audience, Unit
from tests.factories.directory import agreement, member, unit
from tests.harness import within

_numbers = itertools.count(1)


@dataclass
class World:
    """`nadia` refers for `branch`; `ines` and `marc` work, `laurent` manages at `montaubre`; `bea` at `halles`.

    `branch` and `litigation` are two units of one landlord; `other_branch` is another landlord's.
    """

    branch: Unit
    litigation: Unit
    other_branch: Unit
    montaubre: Unit
    rural: Unit
    halles: Unit
    nadia: Acting
    litigator: Acting
    other_clerk: Acting
    ines: Acting
    marc: Acting
    laurent: Acting
    rural_worker: Acting
    bea: Acting
    bea_manager: Acting
    admin: Acting
    dpo: Acting
    agreement: Agreement
    halles_agreement: Agreement


def build_world() -> World:
    """Directory of the small world."""
    branch = unit(Capacity.LANDLORD, name="Habitat des Deux Vallées")
    litigation = unit(Capacity.LANDLORD, name="Contentieux", organisation=branch.organisation)
    other_branch = unit(Capacity.LANDLORD, name="Toits du Sud")
    montaubre = unit(Capacity.OPERATOR, name="Le Pas de Porte")
    rural = unit(Capacity.OPERATOR, name="Rural", organisation=montaubre.organisation)
    halles = unit(Capacity.OPERATOR, name="Relais des Halles")
    return World(
        branch=branch,
        litigation=litigation,
        other_branch=other_branch,
        montaubre=montaubre,
        rural=rural,
        halles=halles,
        nadia=member(branch, Role.CLERK, first_name="Nadia", last_name="Roussel"),
        litigator=member(litigation, Role.CLERK),
        other_clerk=member(other_branch, Role.CLERK),
        ines=member(montaubre, Role.WORKER, first_name="Inès", last_name="Caron"),
        marc=member(montaubre, Role.WORKER),
        laurent=member(montaubre, Role.MANAGER, first_name="Laurent", last_name="Dubreuil"),
        rural_worker=member(rural, Role.WORKER),
        bea=member(halles, Role.WORKER),
        bea_manager=member(halles, Role.MANAGER),
        admin=member(montaubre, Role.ADMIN),
        dpo=member(montaubre, Role.DPO),
        agreement=agreement(montaubre, branch, litigation),
        halles_agreement=agreement(halles, branch),
    )


@dataclass
class Referred:
    """A tenancy, its referral, and the case the operator received."""

    tenancy: Case
    case: Case
    referral: Referral
    tenant: Person
    co_tenant: Person | None


def tenancy(by: Acting) -> Case:
    """A household with its tenancy, held by the landlord unit of `by`."""
    return _open(by)


def own_accompaniment(by: Acting) -> Case:
    """A household that came to the operator by itself."""
    return _open(by)


def _open(by: Acting) -> Case:
    with within(by), connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_case(%s)", [by.unit_audience])
        (case_id,) = cursor.fetchone()
        return Case.objects.get(pk=case_id)


def person(case: Case, by: Acting, *, party: bool = True) -> Person:
    with within(by):
        return Person.objects.create(
            household_id=case.household_id, author_id=by.unit_audience, is_adult=True, is_party=party
        )


def content(case: Case, by: Acting) -> dict:
    """The columns every content row has."""
    return {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}


def refer(
    by: Acting,
    agreement: Agreement,
    *,
    last_name: str = "Vasseur",
    first_name: str = "Josiane",
    on: Case | None = None,
    co_tenant: str = "",
) -> Referred:
    """A referral submitted by the landlord, from a new tenancy or one it holds."""
    with within(by):
        held = on or tenancy(by)
        if on:
            known = Person.objects.filter(household_id=on.household_id, author_id=by.unit_audience)
            tenant, partner, *_ = [*known.order_by("id"), None]
        else:
            tenant, partner = _named(held, by, last_name, first_name), person(held, by) if co_tenant else None
        recipient = Audience.objects.get(unit_id=agreement.operator_unit_id, capacity="operator", kind="unit")
        told = {"told_how": ToldHow.LETTER, "told_on": timezone.localdate() - timedelta(days=3)}
        referral = Referral.objects.create(
            **content(held, by),
            agreement=agreement,
            recipient=recipient,
            origin=ReferralOrigin.ARREARS_MEETING,
            **told,
        )
        ReferralSheet.objects.create(
            **content(held, by),
            referral=referral,
            person=tenant,
            co_tenant_person=partner,
            last_name=last_name,
            first_name=first_name,
            co_tenant=co_tenant,
            postcode="33000",
            commune="Bordeaux",
            balance_cents=128450,
            balance_on=timezone.localdate(),
            stage="reminder",
            phone="06 00 00 41 27",
            **told,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.submit_referral(%s)", [referral.pk])
            (case_id,) = cursor.fetchone()
        referral.refresh_from_db()
    return Referred(held, Case(pk=case_id, household_id=held.household_id), referral, tenant, partner)


def _named(held: Case, by: Acting, last_name: str, first_name: str) -> Person:
    tenant = person(held, by)
    IdentityStatement.objects.create(**content(held, by), person=tenant, last_name=last_name, first_name=first_name)
    ContactStatement.objects.create(**content(held, by), person=tenant, phone="06 00 00 41 27")
    return tenant


def answer(referred: Referred, by: Acting, state: str = AnswerState.ACCEPTED, **fields) -> ReferralAnswer:
    with within(by):
        return ReferralAnswer.objects.create(
            **content(referred.case, by),
            referral_id=referred.referral.pk,
            state=state,
            answered_by_id=by.member_audience,
            received_at=TransactionNow(),
            answered_at=TransactionNow(),
            **fields,
        )


def accept(referred: Referred, by: Acting) -> TeamMember:
    """Accepted by a worker, who becomes the referent."""
    with within(by):
        answer(referred, by)
        Accompaniment.objects.create(**content(referred.case, by), referent_name=by.person_name)
        version = latest(referred.referral.agreement.programme)
        AccompanimentCourse.objects.create(**content(referred.case, by), programme_version=version)
        return assign(referred.case, by, by, is_referent=True)


def assign(case: Case, worker: Acting, by: Acting, **fields) -> TeamMember:
    with within(by):
        return TeamMember.objects.create(
            **content(case, by),
            member_id=worker.member_audience,
            membership_id=worker.membership.id,
            assigned_by_id=by.member_audience,
            starts_at=fields.pop("starts_at", TransactionNow()),
            **fields,
        )


def engage(referred: Referred, by: Acting) -> None:
    """Adhesion, with the identity stated by the operator."""
    with within(by):
        AccompanimentCourse.objects.filter(case_id=referred.case.pk).update(
            state=AccompanimentState.ENGAGED, engaged_at=TransactionNow()
        )
        identity(referred.case, referred.tenant, by)


def identity(case: Case, of: Person, by: Acting, last_name: str = "Vasseur", first_name: str = "Josiane", **fields):
    with within(by):
        ContactStatement.objects.create(
            **content(case, by), person=of, phone="06 00 00 41 27", address="12, rue des Tisserands"
        )
        return IdentityStatement.objects.create(
            **content(case, by), person=of, last_name=last_name, first_name=first_name, **fields
        )


def visit(case: Case, by: Acting, outcome: str = VisitOutcome.HELD, text: str = "", on: date | None = None) -> Visit:
    with within(by):
        made = Visit.objects.create(
            **content(case, by),
            on=on or timezone.localdate(),
            outcome=outcome,
            logged_by_id=by.member_audience,
        )
        VisitTime.objects.create(**content(case, by), visit=made, worker_id=by.member_audience, visit_minutes=45)
        if text:
            VisitNote.objects.create(**content(case, by), visit=made, written_by_id=by.member_audience, text=text)
        return made


def rent(case: Case, by: Acting, cents: int = 128450, on: date | None = None) -> RentStatement:
    with within(by):
        return RentStatement.objects.create(
            **content(case, by), on=on or timezone.localdate(), balance_cents=cents, source="typed"
        )


def consent(
    case: Case,
    of: Person,
    to: Audience | int,
    by: Acting,
    *scopes: str,
    days: int = 180,
    basis: str = GrantBasis.AGREEMENT,
    granted: list[str] | None = None,
) -> Grant:
    """A consent of that person about that case, for a recipient audience, with its grant (of `granted` scopes)."""
    recipient = to if isinstance(to, Audience) else Audience.objects.get(pk=to)
    with within(by):
        until = timezone.now() + timedelta(days=days)
        given = Consent.objects.create(
            **content(case, by),
            person=of,
            recipient=recipient,
            scopes=list(scopes),
            purpose="suivre ma dette",
            notice_version="gironde-2026-11",
            given_how=GivenHow.SCREEN,
            until=until,
            recorded_by_id=by.member_audience,
        )
        return Grant.objects.create(
            **content(case, by),
            consent=given,
            person=of,
            recipient=recipient,
            recipient_kind=recipient.kind,
            recipient_capacity=recipient.capacity,
            scopes=granted or list(scopes),
            until=until,
            basis=basis,
        )


def withdraw(grant: Grant, by: Acting) -> None:
    with within(by):
        assert Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=TransactionNow()) == 1
        assert Consent.objects.filter(pk=grant.consent_id).update(ended_at=TransactionNow(), ended_how="withdrawn") == 1


def unit_audience(of: Unit, capacity: str, kind: str = "unit") -> Audience:
    return Audience.objects.get(unit=of, capacity=capacity, kind=kind)
