"""A report composed, and its files made, by a real Celery worker that is killed in the middle of it: finished once."""

import os
import signal

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.periods import year
from common import outbox
from common.models import Outbox
from common.tasks import sweep_outbox
from reports.actions import issuing, preparing
from reports.models import Report, ReportFile, ReportRelease
from tests.cases.test_activity_report_worker import Workers, wait_for, workers
from tests.harness import within
from tests.reports import reported
from tests.reports.shelf import Shelf

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"]), pytest.mark.serial]
LAST = timezone.localdate().year - 1
assert workers


def now(report: Report, by) -> Report:
    return reported.again(report, by)


def row_of(task: str) -> Outbox:
    return Outbox.objects.get(task=task)


def check_made_once(task: str, attempts: int) -> None:
    wait_for(lambda: row_of(task).outcome != "")
    assert (row_of(task).outcome, row_of(task).attempts) == (outbox.DONE, attempts)


def killed_at_work(found: Workers, task: str, *, child: bool) -> None:
    """Kill -9 of who does it, once it is at work; another takes it."""
    worker = found.start()
    wait_for(lambda: row_of(task).attempts == 1)
    if child:
        os.kill(found.child_of(worker), signal.SIGKILL)
        return
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    Outbox.objects.filter(task=task).update(next_at=TransactionNow())
    found.start()
    sweep_outbox()


@pytest.mark.parametrize("child", [True, False], ids=["child", "worker"])
def test_what_a_killed_worker_leaves_is_composed_once(world, workers, child):
    by, programme = world.laurent, world.agreement.programme
    report = reported.prepared(by, programme, year(LAST))
    killed_at_work(workers, preparing.COMPOSE, child=child)
    wait_for(lambda: now(report, by).state == "composed")
    check_made_once(preparing.COMPOSE, 2)
    with within(by):
        (release,) = ReportRelease.objects.all()
    assert release.number == 1


def test_the_files_of_a_killed_worker_are_made_once(world, workers):
    by, funder = world.laurent, Shelf(world).helene
    checked = reported.checked(by, world.agreement.programme, year(LAST), funder)
    with within(by):
        issuing.sign(report=checked, by=by)
    before = now(checked, by)
    killed_at_work(workers, issuing.MAKE_FILES, child=False)
    check_made_once(issuing.MAKE_FILES, 2)
    with within(by):
        assert sorted(ReportFile.objects.values_list("kind", flat=True)) == ["archive", "reading", "table"]
        issuing.issue(report=now(checked, by), by=by)
    after = now(checked, by)
    assert (after.snapshot, after.digest) == (before.snapshot, before.digest)
