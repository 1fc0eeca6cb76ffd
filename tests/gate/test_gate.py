"""The gate by hand: each promise once, as a person would tell it. The oracle's attacks are in tests/attack."""

import pytest
from django.db import ProgrammingError

from cases.models import (
    Access,
    Case,
    ContactStatement,
    IdentityStatement,
    ReferralFeedback,
    ReferralSheet,
    VisitNote,
)
from tests.factories.world import accept, assign, consent, engage, refer, unit_audience, visit, withdraw
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


def sees(by, model, **filters) -> int:
    with within(by):
        return model.objects.filter(**filters).count()


def test_no_context_no_row(world):
    referred = refer(world.nadia, world.agreement)
    assert Case.objects.count() == 0
    assert referred.case.pk


def test_a_sheet_opens_to_the_receiving_unit_alone(world):
    referred = refer(world.nadia, world.agreement)
    for by in (world.ines, world.marc, world.laurent):
        assert sees(by, ReferralSheet) == 1
        assert sees(by, Case, pk=referred.case.pk) == 1
    for by in (world.bea, world.rural_worker, world.litigator, world.other_clerk, world.admin, world.dpo):
        assert sees(by, ReferralSheet) == 0
        assert sees(by, Case) == 0
    assert sees(world.nadia, ReferralSheet) == 1
    assert sees(world.nadia, Case, pk=referred.case.pk) == 0


def test_after_acceptance_the_sheet_is_the_teams_and_the_managers(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    assert [sees(by, ReferralSheet) for by in (world.ines, world.laurent, world.marc)] == [1, 1, 0]


def test_notes_are_the_teams(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    visit(referred.case, world.ines, text="A retrouvé l’échéancier.")
    assert [sees(by, VisitNote) for by in (world.ines, world.marc, world.laurent, world.nadia, world.bea)] == [
        1,
        0,
        0,
        0,
        0,
    ]
    assign(referred.case, world.marc, world.laurent)
    assert sees(world.marc, VisitNote) == 1


def test_a_worker_does_not_put_herself_on_a_team(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    with pytest.raises(ProgrammingError, match="row-level security"):
        assign(referred.case, world.marc, world.marc)


def test_consent_opens_and_withdrawal_closes_at_the_next_request(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    engage(referred, world.ines)
    landlord = unit_audience(world.branch, "landlord")
    assert sees(world.nadia, IdentityStatement, case_id=referred.case.pk) == 0
    grant = consent(referred.case, referred.tenant, landlord, world.ines, "identity", "housing")
    assert sees(world.nadia, IdentityStatement, case_id=referred.case.pk) == 1
    assert sees(world.nadia, ContactStatement, case_id=referred.case.pk) == 1
    assert sees(world.litigator, IdentityStatement) == 0
    withdraw(grant, world.ines)
    assert sees(world.nadia, IdentityStatement, case_id=referred.case.pk) == 0
    assert sees(world.nadia, Case, pk=referred.case.pk) == 0
    assert sql("SELECT sec.drift(%s)", referred.case.household_id) == [(0,)]


def test_the_referrer_reads_neutral_states(world):
    referred = refer(world.nadia, world.agreement)
    with within(world.nadia):
        states = set(ReferralFeedback.objects.values_list("state", flat=True))
    assert states == {"sent"}
    accept(referred, world.ines)
    visit(referred.case, world.ines, outcome="absent")
    with within(world.nadia):
        assert set(ReferralFeedback.objects.values_list("state", flat=True)) == {
            "sent",
            "received",
            "contacted",
        }
    engage(referred, world.ines)
    with within(world.nadia):
        assert "engaged" in set(ReferralFeedback.objects.values_list("state", flat=True))


def test_two_operators_do_not_know_of_each_other(world):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    second = refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    accept(second, world.bea)
    assert sees(world.bea, Case) == 1
    assert sees(world.ines, Case) == 1
    assert sees(world.ines, Access, case_id=second.case.pk) == 0
