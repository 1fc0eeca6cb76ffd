"""Front doors of agreements, files and links."""

from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.enums import GrantBasis
from cases.models import (
    AccountStatement,
    Case,
    Consent,
    Grant,
    Person,
    PersonLink,
    RentStatement,
    TenantAccount,
    ViolenceFlag,
)
from tests.attack.doors import Unnoticed, both, door, expect
from tests.attack.stage import Stage, landlord
from tests.factories import world as w
from tests.harness import as_role, sql, within

# Agreements -------------------------------------------------------------------------------------------------------------


def _consents(stage: Stage) -> tuple[Case, Person, Grant]:
    case, _, tenant = both(stage, "withdrawn")
    given = w.consent(case, tenant, landlord(stage), stage.world.ines, "identity", "housing")
    return case, tenant, given


@door("cases_grant", "cases_consent")
def she_agrees(stage: Stage) -> int:
    case, _, given = _consents(stage)
    with within(stage.world.nadia):
        expect(Grant.objects.filter(pk=given.pk).count() == 1, "the recipient does not read the grant")
        expect(Consent.objects.filter(pk=given.consent_id).count() == 1, "the recipient does not read the consent")
    return case.household_id


@door("cases_grant", "cases_consent")
def she_withdraws(stage: Stage) -> int:
    case, _, given = _consents(stage)
    w.withdraw(given, stage.world.ines)
    left = sql("SELECT count(*) FROM public.cases_grant WHERE id = %s AND effective_until IS NOT NULL", given.pk)
    expect(left == [(0,)], "what was withdrawn has effect")
    left = sql(
        "SELECT count(*) FROM public.cases_consent WHERE id = %s AND effective_until IS NOT NULL", given.consent_id
    )
    expect(left == [(0,)], "what was withdrawn is shown as having effect")
    return case.household_id


@door("cases_grant", "cases_consent")
def everything_stops(stage: Stage) -> int:
    case, tenant, _ = _consents(stage)
    with within(stage.world.ines), connection.cursor() as cursor:
        cursor.execute("SELECT sec.stop_everything(%s, 'letter', 'R-1')", [tenant.public_id])
    left = sql("SELECT count(*) FROM public.cases_grant WHERE person_id = %s AND ended_at IS NULL", tenant.pk)
    expect(left == [(0,)], "a grant stands")
    left = sql("SELECT count(*) FROM public.cases_consent WHERE person_id = %s AND ended_at IS NULL", tenant.pk)
    expect(left == [(0,)], "a consent stands")
    return case.household_id


@door("cases_grant")
def a_text_will_open(stage: Stage) -> int:
    case, _, _ = both(stage, "withdrawn")
    by = stage.world.laurent
    with within(by):
        Grant.objects.create(
            **w.content(case, by),
            basis=GrantBasis.TEXT_CCAPEX,
            notice="Séance du 3 décembre",
            recipient=w.unit_audience(stage.world.halles, "operator"),
            recipient_kind="unit",
            recipient_capacity="operator",
            scopes=["identity"],
            valid_from=timezone.now() + timedelta(days=3),
            until=timezone.now() + timedelta(days=30),
        )
    due = sql(
        "SELECT count(*) FROM sec.due WHERE household_id = %s AND at > now() + interval '2 days'", case.household_id
    )
    expect(due[0][0] >= 1, "its first day is due on no day")
    return case.household_id


@door("cases_violenceflag")
def a_flag_is_set(stage: Stage) -> int:
    case, _, _ = _consents(stage)
    _flag(stage, case)
    return case.household_id


@door("cases_violenceflag")
def a_flag_is_lifted(stage: Stage) -> int:
    case, _, _ = _consents(stage)
    _flag(stage, case)
    with within(stage.world.ines):
        ViolenceFlag.objects.filter(case_id=case.pk).update(lifted_at=TransactionNow())
    return case.household_id


def _flag(stage: Stage, case: Case) -> None:
    by = stage.world.ines
    with within(by):
        tenant = Person.objects.filter(household_id=case.household_id).order_by("id")[0]
        ViolenceFlag.objects.create(**w.content(case, by), person=tenant, set_by_id=by.member_audience)


# Rent, files, links ---------------------------------------------------------------------------------------------------------


@door("cases_rentstatement")
def the_operator_writes_a_balance(stage: Stage) -> int:
    _, tenancy, tenant = both(stage, "withdrawn")
    by = stage.world.ines
    w.consent(tenancy, tenant, by.unit_audience, by, "housing")
    w.rent(tenancy, by)
    return tenancy.household_id


@door("cases_tenantaccount", "cases_rentstatement")
def an_account_is_referred(stage: Stage) -> int:
    """Its balances become statements of the tenancy."""
    account, tenancy = _account(stage)
    with within(stage.world.nadia):
        TenantAccount.objects.filter(pk=account.pk).update(case_id=tenancy.pk)
        expect(RentStatement.objects.filter(case_id=tenancy.pk).count() == 1, "its balance did not follow")
    return tenancy.household_id


@door("cases_accountstatement", "cases_rentstatement")
def a_balance_arrives(stage: Stage) -> int:
    account, tenancy = _account(stage)
    by = stage.world.nadia
    with within(by):
        TenantAccount.objects.filter(pk=account.pk).update(case_id=tenancy.pk)
        day = timezone.localdate() - timedelta(days=1)
        AccountStatement.objects.create(account=account, author_id=by.unit_audience, on=day, balance_cents=7)
        expect(RentStatement.objects.filter(case_id=tenancy.pk, on=day).count() == 1, "the balance did not follow")
    return tenancy.household_id


@door("cases_accountstatement", "cases_rentstatement")
def a_balance_is_corrected(stage: Stage) -> int:
    account, tenancy = _account(stage)
    with within(stage.world.nadia):
        TenantAccount.objects.filter(pk=account.pk).update(case_id=tenancy.pk)
        AccountStatement.objects.filter(account=account).update(balance_cents=99)
        expect(RentStatement.objects.filter(case_id=tenancy.pk, balance_cents=99).count() == 1, "an old balance stands")
    return tenancy.household_id


def _account(stage: Stage) -> tuple[TenantAccount, Case]:
    tenancy = w.tenancy(stage.world.nadia)
    with within(stage.world.nadia):
        return TenantAccount.objects.filter(case_id=None, statements__isnull=False).order_by("id")[0], tenancy


@door("cases_importbatch")
def a_file_is_forgotten(stage: Stage) -> int:
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("UPDATE public.cases_importbatch SET created_at = now() - interval '2 days'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_import_batches()")
        (gone,) = cursor.fetchone()
    expect(gone > 0, "an unconfirmed file is kept")
    return stage.households["own_row"][0]


def _make_link(stage: Stage, case: Case, person: Person) -> int:
    by = stage.world.ines
    with within(by), connection.cursor() as cursor:
        cursor.execute("SELECT sec.make_link(%s, %s, %s, 'another')", [by.unit_audience, case.pk, person.pk])
        return PersonLink.objects.get(token_digest="another").pk


@door("cases_personlink", "cases_person")
def a_link_is_made(stage: Stage) -> int:
    case, _, tenant = both(stage, "withdrawn")
    _make_link(stage, case, tenant)
    return case.household_id


@door("cases_personlink")
def a_link_is_revoked(stage: Stage) -> int:
    case, _, tenant = both(stage, "withdrawn")
    number = _make_link(stage, case, tenant)
    with within(stage.world.ines):
        PersonLink.objects.filter(pk=number).update(revoked_at=TransactionNow())
    return case.household_id


@door("cases_accesslock")
def a_lock_is_missing(stage: Stage) -> int:
    """Two recomputations of that household would not wait for each other: nothing may be written."""
    case, _, tenant = both(stage, "withdrawn")
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.cases_accesslock WHERE household_id = %s", [case.household_id])
    try:
        with transaction.atomic():
            w.consent(case, tenant, landlord(stage), stage.world.ines, "identity")
    except DatabaseError as refusal:
        expect("lock rows" in str(refusal), f"it was refused otherwise: {refusal}")
        return case.household_id
    raise Unnoticed("it was written without its lock")
