"""What is forgotten, and when: a sheet nobody adhered to, six months after its day 60 (decisions T11)."""

import pytest
from django.urls import reverse

from cases.models import (
    Alert,
    Annex,
    BudgetStatement,
    CommonPart,
    Contact,
    ContactStatement,
    EntryStatement,
    Evidence,
    IdentityStatement,
    ProcedureEvent,
    Referral,
    ReferralSheet,
    RepaymentPlan,
    Signature,
    Step,
    StepShared,
    Task,
    Visit,
    VisitNote,
    VisitRevision,
)
from cases.tasks import purge_unadhered
from common.context import acting
from common.models import Document, JobSlot
from tests.cases.landlord import signed_in
from tests.factories import work
from tests.factories import world as w
from tests.harness import OWNER, sql

pytestmark = pytest.mark.django_db
NAMED = (
    *(ReferralSheet, IdentityStatement, ContactStatement, VisitNote, VisitRevision, Step, StepShared, Contact, Task),
    *(Alert, RepaymentPlan, ProcedureEvent, BudgetStatement, Evidence, Signature, Annex, CommonPart),
    *(EntryStatement, Document),
)


def _referred(world, *, days: int, engaged: bool = False) -> w.Referred:
    """Accepted, visited with a note and named by the operator; sent so many days ago."""
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.visit(referred.case, world.ines, text="Note de l’équipe")
    w.identity(referred.case, referred.tenant, world.ines)
    work.of_operator(referred, world.ines, world.laurent, to=world.nadia.unit_audience)
    work.print_out(referred.case, world.ines)
    if engaged:
        w.engage(referred, world.ines)
    sql(
        "UPDATE cases_referral SET submitted_at = now() - %s * interval '1 day' WHERE id = %s",
        days,
        referred.referral.pk,
    )
    return referred


def _named(referred: w.Referred) -> dict[str, int]:
    case = referred.case.pk
    return {
        model.__name__: sql(
            f"SELECT count(*) FROM {model._meta.db_table} WHERE"
            f" {'receiving_case_id' if model is ReferralSheet else 'case_id'} = %s",
            case,
        )[0][0]
        for model in NAMED
    }


def test_six_months_after_day_60_nothing_names_the_household(world):
    forgotten = _referred(world, days=60 + 185)
    young = _referred(world, days=60 + 170)
    engaged = _referred(world, days=400, engaged=True)
    landlords = sql("SELECT count(*) FROM cases_identitystatement WHERE case_id = %s", forgotten.tenancy.pk)
    with acting(()):
        assert purge_unadhered()
        JobSlot.objects.all().delete()
        assert purge_unadhered()
    assert set(_named(forgotten).values()) == {0}
    assert min(_named(young).values()) >= 1
    assert min(_named(engaged).values()) >= 1
    assert sql("SELECT count(*) FROM cases_identitystatement WHERE case_id = %s", forgotten.tenancy.pk) == landlords
    for table, kept in ((Visit, 1), (Referral, 1)):
        column = "receiving_case_id" if table is Referral else "case_id"
        rows = sql(f"SELECT count(*) FROM {table._meta.db_table} WHERE {column} = %s", forgotten.case.pk)
        assert rows == [(kept,)]
    assert sql("SELECT sec.drift(%s)", forgotten.case.household_id) == [(0,)]


def test_the_name_in_what_was_computed_of_it_goes_too(world):
    """Nothing recomputes access when a sheet closes: its rows still hold the name, out of everybody's sight."""
    sql("ALTER TABLE cases_referral DISABLE TRIGGER gate_update", role=OWNER)
    forgotten = _referred(world, days=60 + 185)
    rows = "SELECT count(*) FROM cases_personaccess WHERE case_id = %s AND called IS NOT NULL"
    assert sql(rows, forgotten.case.pk)[0][0]
    with acting(()):
        assert purge_unadhered()
    assert sql(rows, forgotten.case.pk) == [(0,)]


def test_the_landlord_still_reads_its_page_and_may_refer_again(world):
    referred = _referred(world, days=300)
    with acting(()):
        purge_unadhered()
    page = signed_in(world.nadia).get(reverse("landlord_case", args=[referred.tenancy.public_id]))
    assert page.status_code == 200
    again = w.refer(world.nadia, world.agreement, on=referred.tenancy)
    w.accept(again, world.ines)
    with acting(world.ines.audiences):
        assert ReferralSheet.objects.filter(receiving_case=again.case).exists()
