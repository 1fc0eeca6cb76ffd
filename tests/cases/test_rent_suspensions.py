"""The suspension of the proceedings that a presentation to the committee begins by itself, and its end."""

from datetime import date, timedelta

import pytest
from django.contrib.postgres.functions import TransactionNow

from cases import proceedings
from cases.actions import rent_accounts, rent_facts, withdrawals
from cases.actions.rent_accounts import Reached
from cases.enums import ProcedureEventKind as Kind
from cases.enums import ProcedureStage
from cases.formulas.plan import Plan
from cases.models import ProcedureEvent, Task
from cases.periods import add_months
from cases.queries.rent_account import load
from tests.cases.agreements import case_of, sign
from tests.cases.operator_world import body, client_of
from tests.cases.rent_world import TODAY, address, note, page, scene, tenancy_of
from tests.factories.directory import publish_next
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db
AUTOMATIC = {"rent.suspension": {"mode": "automatic", "months": 4}}


@pytest.fixture
def referred(world):
    return scene(world)


@pytest.fixture
def automatic(world):
    publish_next("gironde", AUTOMATIC)
    return scene(world)


def suspensions(by, **where) -> list[tuple[str, date, date | None]]:
    with within(by):
        rows = ProcedureEvent.objects.filter(kind__startswith="suspension", cancelled_at=None, **where).order_by(
            "on", "id"
        )
        return [(row.kind, row.on, row.until_on) for row in rows]


def test_a_presentation_to_the_committee_suspends_the_proceedings_once(world, automatic):
    case, today = case_of(automatic, world.ines), TODAY()
    assert "Présentation en commission" in body(client_of(world.ines).get(address(case, "fait/")))
    assert note(world.ines, case, Kind.COMMITTEE, today).status_code == 302
    begun = [("suspension_granted", today, add_months(today, 4))]
    assert suspensions(world.ines) == begun
    for _ in range(2):
        proceedings.keep(today)
    assert suspensions(world.ines) == begun
    assert "Procédure suspendue jusqu’au" in page(world.ines, case)


def test_one_to_come_begins_on_its_day_and_is_over_the_day_after_its_last(world, automatic):
    case, today = case_of(automatic, world.ines), TODAY()
    session = today + timedelta(days=9)
    note(world.ines, case, Kind.COMMITTEE, session)
    proceedings.keep(today)
    assert suspensions(world.ines) == []
    assert "jour de la présentation en commission" in page(world.ines, case)
    until = add_months(session, 4)
    for day in (session, session, until):
        proceedings.keep(day)
    begun = ("suspension_granted", session, until)
    assert suspensions(world.ines) == [begun]
    for _ in range(2):
        proceedings.keep(until + timedelta(days=1))
    assert suspensions(world.ines) == [begun, ("suspension_ended", until + timedelta(days=1), None)]
    with within(world.ines):
        presented = ProcedureEvent.objects.get(kind=Kind.COMMITTEE)
        rent_accounts.cancel_event(case=case, event=presented, by=world.ines)
    assert suspensions(world.ines) == []
    proceedings.keep(until + timedelta(days=2))
    assert suspensions(world.ines) == []


def test_one_that_was_cancelled_does_not_begin_again(world, automatic):
    case, today = case_of(automatic, world.ines), TODAY()
    note(world.ines, case, Kind.COMMITTEE, today)
    with within(world.ines):
        begun = ProcedureEvent.objects.get(kind=Kind.SUSPENSION_GRANTED)
        rent_accounts.cancel_event(case=case, event=begun, by=world.ines)
    proceedings.keep(today)
    assert suspensions(world.ines) == []


def test_a_landlord_that_presents_its_tenant_suspends_its_own(world, automatic):
    case, today = tenancy_of(automatic, world.nadia), TODAY()
    with within(world.nadia):
        rent_facts.record_fact(case=case, by=world.nadia, kind=Kind.COMMITTEE, on=today + timedelta(days=1))
    proceedings.keep(today + timedelta(days=1))
    assert [kind for kind, *_ in suspensions(world.nadia)] == ["suspension_granted"]


def test_a_programme_where_it_is_asked_begins_none(world, referred):
    case, today = case_of(referred, world.ines), TODAY()
    with within(world.ines):
        rent_facts.record_fact(case=case, by=world.ines, kind=Kind.COMMITTEE, on=today)
    proceedings.keep(today)
    assert suspensions(world.ines) == []


def test_a_suspension_the_landlord_granted_is_over_too(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    until = today + timedelta(days=20)
    with within(world.nadia):
        rules = load(case, world.nadia).rules.rent.suspension
        rent_accounts.answer_suspension(case=case, by=world.nadia, rules=rules, until=until)
    for _ in range(2):
        proceedings.keep(until + timedelta(days=1))
    assert suspensions(world.nadia)[1:] == [("suspension_ended", until + timedelta(days=1), None)]
    assert "Fin de la suspension le" in page(world.nadia, case)


def test_a_case_that_closed_to_its_unit_is_left_alone(world, automatic):
    """What may no longer be recorded stops nobody else's."""
    case, today = case_of(automatic, world.ines), TODAY()
    note(world.ines, case, Kind.COMMITTEE, today + timedelta(days=3))
    sql("UPDATE cases_access SET present_until = now() - interval '1 day' WHERE case_id = %s", case.pk)
    proceedings.keep(today + timedelta(days=3))
    assert sql("SELECT count(*) FROM cases_procedureevent WHERE kind = 'suspension_granted'") == [(0,)]


def test_what_both_sides_say_of_one_presentation_begins_once(world, automatic):
    mine, tenancy, today = case_of(automatic, world.ines), tenancy_of(automatic, world.nadia), TODAY()
    sign(automatic, world.ines, also_return=True)
    note(world.ines, mine, Kind.COMMITTEE, today)
    note(world.nadia, tenancy, Kind.COMMITTEE, today)
    proceedings.keep(today)
    assert len(suspensions(world.nadia)) == 1


# --- what the other side notes ------------------------------------------------------------------------------
def open_tasks(by) -> list[str]:
    with within(by):
        rows = Task.objects.filter(author_id=by.unit_audience, source__startswith="procedure:", done_at=None)
        return sorted(row.source.split(":")[1] for row in rows)


def test_the_teams_tasks_follow_what_the_landlord_notes_while_it_was_agreed(world, referred):
    tenancy, today = tenancy_of(referred, world.nadia), TODAY()
    with within(world.nadia):
        reached = Reached(ProcedureStage.ORDER_TO_PAY, today)
        rent_accounts.record_stage(case=tenancy, by=world.nadia, reached=reached)
    proceedings.keep(today)
    assert open_tasks(world.ines) == []
    given = sign(referred, world.ines, also_return=True)
    for _ in range(2):
        proceedings.keep(today)
        assert "order_takes_effect" in open_tasks(world.ines)
    due = open_tasks(world.ines)
    with within(world.nadia):
        stopped = Reached(ProcedureStage.NONE, today)
        event = rent_accounts.record_stage(case=tenancy, by=world.nadia, reached=stopped)
    proceedings.keep(today)
    assert open_tasks(world.ines) == []
    with within(world.nadia):
        rent_accounts.cancel_event(case=tenancy, event=event, by=world.nadia)
    proceedings.keep(today)
    assert open_tasks(world.ines) == due
    for consent in given:
        with within(world.ines):
            withdrawals.withdraw(consent=consent, channel="in_person", by=world.ines)
    proceedings.keep(today)
    assert open_tasks(world.ines) == []
    assert open_tasks(world.nadia)


def test_the_teams_tasks_follow_the_plan_the_landlord_signs_and_ends(world, referred):
    """Its end leaves no open task to go by, where every other was done."""
    tenancy, today = tenancy_of(referred, world.nadia), TODAY()
    sign(referred, world.ines, also_return=True)
    with within(world.nadia):
        reached = Reached(ProcedureStage.ORDER_TO_PAY, today)
        rent_accounts.record_stage(case=tenancy, by=world.nadia, reached=reached)
    proceedings.keep(today)
    assert "order_takes_effect" in open_tasks(world.ines)
    with within(world.nadia):
        terms = Plan(60_00, add_months(today, 1), 22, 1284_50)
        plan = rent_accounts.record_plan(case=tenancy, by=world.nadia, plan=terms, signed_on=today)
    proceedings.keep(today)
    assert "order_takes_effect" not in open_tasks(world.ines)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE cases_procedureevent NO FORCE ROW LEVEL SECURITY", role=OWNER)
    noted = "UPDATE cases_procedureevent SET created_at = now() - interval '3 days' RETURNING id"
    assert len(sql(noted, role=OWNER)) == 1
    sql("ALTER TABLE cases_procedureevent FORCE ROW LEVEL SECURITY", role=OWNER)
    with within(world.ines):
        done = Task.objects.filter(author_id=world.ines.unit_audience, done_at=None)
        done.update(done_at=TransactionNow(), done_by_id=world.ines.member_audience)
    with within(world.nadia):
        rent_accounts.end_plan(case=tenancy, plan=plan, by=world.nadia)
    proceedings.keep(today)
    assert "order_takes_effect" in open_tasks(world.ines)
