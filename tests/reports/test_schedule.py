"""What the clock prepares: the year in January, each quarter when it is over, once, and nothing further."""

from datetime import date

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.models import AccompanimentCourse
from cases.periods import Period, quarter, year
from common.jobs import take_slot
from common.models import JobSlot, Outbox
from partners.enums import Role
from reports import schedule
from reports.actions import preparing
from reports.enums import ReportKind
from reports.models import Report
from tests.factories import world as w
from tests.factories.directory import member
from tests.harness import OWNER, as_role, sql, within

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
#: A day after this quarter, in which everything of the tests happens.
AFTER = quarter(TODAY).until + schedule.WINDOW


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2027, 1, 1), [year(2026), Period(date(2026, 10, 1), date(2026, 12, 31))]),
        (date(2027, 1, 31), [year(2026), Period(date(2026, 10, 1), date(2026, 12, 31))]),
        (date(2027, 2, 1), []),
        (date(2027, 3, 31), []),
        (date(2027, 4, 1), [Period(date(2027, 1, 1), date(2027, 3, 31))]),
        (date(2027, 5, 1), [Period(date(2027, 1, 1), date(2027, 3, 31))]),
        (date(2027, 5, 2), []),
        (date(2027, 7, 1), [Period(date(2027, 4, 1), date(2027, 6, 30))]),
    ],
)
def test_which_periods_are_due(today, due):
    assert schedule.periods_due(today) == due


@pytest.fixture
def followed(world):
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    return referred


def prepared(by) -> list[Report]:
    with within(by):
        return list(Report.objects.order_by("pk"))


def test_the_quarter_of_a_unit_that_accompanied_somebody_is_prepared_once(world, followed):
    for _ in range(2):
        schedule.prepare_due(AFTER)
    made = prepared(world.laurent)
    wanted = [year(TODAY.year)] if AFTER.month == 1 else []
    assert [Period(each.since, each.until) for each in made] == [*wanted, quarter(TODAY)]
    assert {(each.state, each.prepared_by_id) for each in made} == {("being_made", None)}
    assert made[-1].kind == ReportKind.QUARTERLY
    assert Outbox.objects.filter(task=preparing.COMPOSE).count() == len(made)
    assert prepared(world.bea_manager) == []


def test_what_a_manager_gave_up_is_not_prepared_again(world, followed):
    schedule.prepare_due(AFTER)
    with within(world.laurent):
        for report in Report.objects.all():
            preparing.abandon(report=report, by=world.laurent)
    schedule.prepare_due(AFTER)
    assert {each.state for each in prepared(world.laurent)} == {"abandoned"}


def test_what_a_manager_asked_for_is_not_prepared_again(world, followed, monkeypatch):
    monkeypatch.setattr(preparing.timezone, "localdate", lambda *_: AFTER)
    with within(world.laurent):
        preparing.prepare(programme=world.agreement.programme, period=quarter(TODAY), recipients=[], by=world.laurent)
    schedule.prepare_due(AFTER)
    assert [each.prepared_by_id for each in prepared(world.laurent) if each.kind == "quarterly"] == [
        world.laurent.member_audience
    ]


def test_an_accompaniment_that_was_over_before_is_not_reported(world, followed):
    with within(world.ines):
        ended = {"state": "follow_up", "outcome": "moved", "ended_at": TransactionNow()}
        assert AccompanimentCourse.objects.filter(case_id=followed.case.pk).update(**ended) == 1
    following = quarter(AFTER).until + schedule.WINDOW
    schedule.prepare_due(following)
    assert quarter(AFTER) not in [Period(each.since, each.until) for each in prepared(world.laurent)]


def test_a_unit_without_a_manager_waits_for_one(world, followed):
    with as_role(OWNER):
        membership = world.laurent.membership
        membership.ended_at = timezone.now()
        membership.save()
    schedule.prepare_due(AFTER)
    second = member(world.montaubre, Role.MANAGER)
    assert prepared(second) == []
    schedule.prepare_due(AFTER)
    assert prepared(second)


def test_the_slots_of_long_ago_are_forgotten(world):
    assert take_slot(schedule.JOB, "long ago")
    sql("UPDATE common_jobslot SET done_at = done_at - interval '200 days'", role=OWNER)
    schedule.prepare_due(AFTER)
    assert not JobSlot.objects.filter(slot="long ago").exists()
