"""A count that was stopped and asked again while its worker is at it: the figures kept are those that were asked last."""

import pytest
from django.utils import timezone

from cases.periods import year
from common import outbox
from common.models import Outbox
from reports import gathering, making
from reports.actions import preparing
from reports.models import Report, ReportRelease
from tests.harness import within
from tests.reports import reported

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1


@pytest.fixture
def report(world):
    return reported.prepared(world.laurent, world.agreement.programme, year(LAST))


def asked_again(report: Report, by) -> None:
    with within(by):
        preparing.stop(report=reported.again(report, by), by=by)
    with within(by):
        preparing.count_again(report=reported.again(report, by), left_out=["visits"], by=by)


@pytest.mark.parametrize(("where", "name"), [(gathering, "mask"), (making, "gather")])
def test_what_the_first_worker_counted_is_not_kept(world, report, monkeypatch, where, name):
    by, told, real = world.laurent, [], getattr(where, name)

    def meanwhile(*arguments, **more):
        made = real(*arguments, **more)
        if not told:
            told.append(name)
            asked_again(report, by)
        return made

    monkeypatch.setattr(where, name, meanwhile)
    reported.work(report)
    with within(by):
        assert not ReportRelease.objects.exists()
    assert reported.again(report, by).state == "being_made"
    reported.work(report)
    with within(by):
        (release,) = ReportRelease.objects.all()
    report = reported.again(report, by)
    assert (release.number, report.state, report.left_out) == (1, "composed", ["visits"])


def test_the_first_worker_goes_no_further_and_its_failure_is_not_told(world, report, monkeypatch):
    by = world.laurent
    monkeypatch.setattr(making, "PACE_SECONDS", 0)
    (first,) = Outbox.objects.filter(task=preparing.COMPOSE, subject_id=report.pk)
    advance = making._advancing(first)
    advance(20)
    asked_again(report, by)
    with pytest.raises(making._Stopped):
        advance(30)
    making.tell_report(first, outbox.NOT_MADE)
    report = reported.again(report, by)
    assert (report.progress, report.refusal) == (0, "")


def test_a_count_that_was_given_up_and_asked_again_is_not_taken_up(world, report):
    by = world.laurent
    (first,) = Outbox.objects.filter(task=preparing.COMPOSE, subject_id=report.pk)
    asked_again(report, by)
    making.compose_report(first)
    assert reported.again(report, by).state == "being_made"
