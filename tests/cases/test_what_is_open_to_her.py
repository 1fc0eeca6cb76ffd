"""« Qui peut voir quoi, qui a regardé »: nothing another adult agreed to, without her, can be guessed from the answer."""

import pytest

from cases.models import ViolenceFlag
from cases.queries.who_sees import LookingRow, SeeingRow, who_looked, who_sees
from partners.acting import Acting
from tests.factories.world import (
    Referred,
    World,
    accept,
    consent,
    content,
    engage,
    person,
    refer,
    unit_audience,
    withdraw,
)
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db
HOUSEHOLD_SCOPES = ("housing", "budget")


@pytest.fixture
def referred(world) -> Referred:
    made = refer(world.nadia, world.agreement)
    accept(made, world.ines)
    engage(made, world.ines)
    return made


@pytest.fixture
def other(world, referred):
    """The other adult, who signs for herself."""
    return person(referred.case, world.ines)


@pytest.fixture
def litigation(world):
    return unit_audience(world.litigation, "landlord")


def asked(world: World, referred: Referred) -> list[SeeingRow]:
    with within(world.ines):
        return who_sees(referred.tenant)


def to_litigation(world: World, referred: Referred) -> list[tuple[set[str], set[str]]]:
    rows = [row for row in asked(world, referred) if row.unit == world.litigation.name]
    return [(set(row.scopes), set(row.waiting)) for row in rows]


def test_another_adults_agreement_makes_no_row(world, referred, other, litigation):
    before = asked(world, referred)
    consent(referred.case, other, litigation, world.ines, "identity", *HOUSEHOLD_SCOPES)
    assert asked(world, referred) == before


@pytest.mark.parametrize("hers", [("housing",), ("identity",), ("identity", "housing")])
def test_identity_of_another_adult_changes_nothing_of_hers(world, referred, other, litigation, hers):
    consent(referred.case, referred.tenant, litigation, world.ines, *hers)
    before = asked(world, referred)
    consent(referred.case, other, litigation, world.ines, "identity")
    assert asked(world, referred) == before


def test_what_waits_is_told_apart_and_its_row_is_always_there(world, referred, other, litigation):
    consent(referred.case, referred.tenant, litigation, world.ines, "housing")
    assert to_litigation(world, referred) == [(set(), {"housing"})]
    theirs = consent(referred.case, other, litigation, world.ines, "housing", "budget")
    # Every adult agreed to her housing; the budget is none of hers.
    assert to_litigation(world, referred) == [({"housing"}, set())]
    withdraw(theirs, world.ines)
    assert to_litigation(world, referred) == [(set(), {"housing"})]


def test_one_of_two_others_changes_nothing(world, referred, other, litigation):
    person(referred.case, world.ines)
    consent(referred.case, referred.tenant, litigation, world.ines, "identity", "housing")
    before = asked(world, referred)
    consent(referred.case, other, litigation, world.ines, "housing")
    assert asked(world, referred) == before


def test_how_long_the_other_agreed_for_is_not_told(world, referred, other, litigation):
    consent(referred.case, referred.tenant, litigation, world.ines, "housing", days=180)
    (before,) = (row.until for row in asked(world, referred) if row.consent)
    consent(referred.case, other, litigation, world.ines, "housing", days=20)
    assert [row.until for row in asked(world, referred) if row.consent] == [before]


def test_the_account_waits_apart_too(world, referred, other):
    consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    (row,) = (row for row in asked(world, referred) if row.consent)
    assert (row.scopes, row.waiting) == ([], ["account"])
    consent(referred.tenancy, other, world.ines.unit_audience, world.ines, "housing")
    (row,) = (row for row in asked(world, referred) if row.consent)
    assert (row.scopes, row.waiting) == (["account"], [])


def test_what_has_no_effect_is_not_told_as_open(world, referred, litigation):
    consent(referred.case, referred.tenant, litigation, world.ines, "identity")
    assert to_litigation(world, referred) == [({"identity"}, set())]
    with within(world.ines):
        ViolenceFlag.objects.create(
            **content(referred.case, world.ines), person=referred.tenant, set_by_id=world.ines.member_audience
        )
    assert to_litigation(world, referred) == []


def test_a_stranger_is_told_nothing(world, referred, litigation):
    consent(referred.case, referred.tenant, litigation, world.ines, "identity")
    for by in (world.bea, world.nadia, world.marc):
        with within(by):
            assert who_sees(referred.tenant) == []


# --- who has looked ----------------------------------------------------------------------------------------------
def read_by(by: Acting, *cases, days_ago: int = 0) -> None:
    row = "INSERT INTO cases_readinglog (id, at, membership_id, unit_id, capacity, purpose, route, case_ids, basis)"
    row += " VALUES (gen_random_uuid(), now() - make_interval(days => %s), %s, %s, %s, 'case', 'case', %s, '')"
    given = (by.membership.id, by.membership.unit_id, by.capacity.value, [case.pk for case in cases])
    sql(row, days_ago, *given, role=OWNER)


def looked(world: World, referred: Referred) -> list[LookingRow]:
    with within(world.ines):
        return who_looked(referred.tenant.public_id)


def test_a_reading_by_another_adults_agreement_is_about_that_adult(world, referred, other):
    elsewhere = unit_audience(world.other_branch, "landlord")
    consent(referred.case, other, elsewhere, world.ines, "identity")
    read_by(world.other_clerk, referred.case)
    assert looked(world, referred) == []


def test_readings_of_those_who_hold_are_told(world, referred):
    read_by(world.nadia, referred.tenancy, days_ago=40)
    read_by(world.ines, referred.case, days_ago=40)
    assert {row.unit for row in looked(world, referred)} == {world.branch.name, world.montaubre.name}


def test_a_reading_by_her_agreement_is_told_also_after_it_ended(world, referred, litigation):
    given = consent(referred.case, referred.tenant, litigation, world.ines, "identity")
    sql("UPDATE cases_grant SET valid_from = now() - interval '3 days'")
    for days_ago in (5, 1):
        read_by(world.litigator, referred.case, days_ago=days_ago)
    withdraw(given, world.ines)
    assert [(row.unit, row.times) for row in looked(world, referred)] == [(world.litigation.name, 1)]
