"""Two beats on one database: each scheduled effect happens once a slot, even when both fire at the same moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery.beat import Scheduler
from celery.schedules import crontab
from django.conf import settings
from django.db import connection, connections

from cases import digest, proceedings, reminders, reviews, tasks
from committees import tasks as committee_tasks
from common import jobs, outbox
from common.jobs import once_each
from common.models import JobSlot
from config.celery import app
from launcher import testing
from partners.session_store import SessionStore
from reports import schedule
from reports.counting import nightly

pytestmark = pytest.mark.django_db(transaction=True)
#: What each scheduled task does once it has its slot, and where to stand to count it.
EFFECTS = {
    "common.tasks.sweep_outbox": (outbox, "sweep"),
    "cases.tasks.open_due_access": (tasks, "keep"),
    "cases.tasks.purge_unadhered": (tasks, "keep"),
    "cases.tasks.end_follow_up": (tasks, "close_follow_ups"),
    "cases.tasks.purge_import_batches": (tasks, "keep"),
    "cases.tasks.remind_unanswered": (reminders, "remind"),
    "cases.tasks.ask_daily_digests": (digest, "ask"),
    "cases.tasks.prepare_bilans": (reviews, "schedule"),
    "cases.tasks.keep_proceedings": (proceedings, "keep"),
    "reports.tasks.prepare_reports": (schedule, "prepare_due"),
    "reports.tasks.count_cells": (nightly, "count_waiting"),
    "committees.tasks.purge_committees": (committee_tasks, "purge"),
    "partners.tasks.purge_sessions": (SessionStore, "clear_expired"),
}
PATIENCE_SECONDS = 20


class Beats:
    """Two beats, each with its schedule and its thread; what they send is worked on at once, where it is sent."""

    def __init__(self, superuser) -> None:
        self.superuser = superuser
        self.effects = 0
        self.go_on = threading.Event()

    def effect(self, *arguments) -> None:
        """Stands for the work: lasts until the other beat has met it, or is done."""
        self.effects += 1
        assert self.go_on.wait(PATIENCE_SECONDS)

    def fire(self, name: str) -> list[bool]:
        """Both send that entry; the work of the first ends only when the second is in it, held up by it, or gone."""
        self._away_from_the_end_of_a_slot()
        with ThreadPoolExecutor(2) as pool:
            sent = [pool.submit(_send, name) for _ in range(2)]
            end = time.monotonic() + PATIENCE_SECONDS
            while self.effects + sum(one.done() for one in sent) + self._held_up() < 2 and time.monotonic() < end:
                time.sleep(0.01)
            self.go_on.set()
            return sorted(one.result(PATIENCE_SECONDS) for one in sent)

    def _held_up(self) -> int:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return self.superuser.execute(waiting).fetchone()[0]

    def _away_from_the_end_of_a_slot(self) -> None:
        (left,) = self.superuser.execute("SELECT 30 - extract(epoch FROM now()) % 30").fetchone()
        if left < 2:
            time.sleep(float(left) + 0.1)


def _send(name: str) -> bool:
    try:
        scheduler = Scheduler(app=app)
        return scheduler.apply_async(scheduler.schedule[name], advance=False).get(disable_sync_subtasks=False)
    finally:
        connections.close_all()


@pytest.fixture
def superuser():
    with testing.connect("postgres", connection.settings_dict["NAME"]) as found:
        found.autocommit = True
        yield found


@pytest.fixture
def beats(superuser):
    app.loader.import_default_modules()
    app.conf.task_always_eager = True
    yield Beats(superuser)
    app.conf.task_always_eager = False


@pytest.fixture
def without_slots(superuser):
    """The table of slots without what makes a slot one's own."""
    superuser.execute("ALTER TABLE common_jobslot DROP CONSTRAINT job_slot_once")
    yield
    superuser.execute("DELETE FROM common_jobslot")
    superuser.execute("ALTER TABLE common_jobslot ADD CONSTRAINT job_slot_once UNIQUE (job, slot)")


def entries() -> list[str]:
    """All but the sign of life, which each worker is to give each time."""
    return sorted(set(settings.CELERY_BEAT_SCHEDULE) - {"sign-of-life"})


def stand_in(beats: Beats, monkeypatch, name: str) -> None:
    owner, attribute = EFFECTS[settings.CELERY_BEAT_SCHEDULE[name]["task"]]
    monkeypatch.setattr(owner, attribute, beats.effect)


@pytest.mark.parametrize("name", entries())
def test_two_beats_at_the_same_moment_do_it_once(beats, monkeypatch, name):
    stand_in(beats, monkeypatch, name)
    assert beats.fire(name) == [False, True]
    assert beats.effects == 1
    assert JobSlot.objects.count() == 1


@pytest.mark.parametrize("name", entries())
def test_without_the_unique_slot_both_would_do_it(beats, without_slots, monkeypatch, name):
    stand_in(beats, monkeypatch, name)
    assert beats.fire(name) == [True, True]
    assert beats.effects == 2


def test_what_is_daily_is_offered_often_enough_to_survive_a_beat_that_starts_again():
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        schedule = entry["schedule"]
        if isinstance(schedule, crontab):
            assert schedule.hour == set(range(24)), name
        else:
            assert schedule <= 60, name


def test_the_real_work_takes_its_slot_once_and_the_next_slot_again(db):
    app.loader.import_default_modules()
    for name in entries():
        task = app.tasks[settings.CELERY_BEAT_SCHEDULE[name]["task"]]
        assert (task(), JobSlot.objects.count()) == (True, 1), name
        JobSlot.objects.all().delete()


def test_work_that_fails_gives_its_slot_back():
    done = []

    @once_each(timedelta(days=1))
    def work() -> None:
        done.append(1)
        if len(done) == 1:
            raise LookupError

    with pytest.raises(LookupError):
        work()
    assert JobSlot.objects.count() == 0
    assert (work(), work(), len(done)) == (True, False, 2)


def test_work_of_parts_keeps_its_slot_when_it_fails():
    """Its parts that were done stay done; the next slot does the others."""

    @once_each(timedelta(days=1), together=False)
    def work() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        work()
    assert not work()


def test_a_slot_is_a_whole_period_by_the_database_s_clock():
    assert jobs.take_turn("weekly", timedelta(days=1))
    assert JobSlot.objects.get().slot.endswith("T00:00:00Z")
    assert not jobs.take_turn("weekly", timedelta(days=1))
    assert jobs.take_turn("another", timedelta(days=1))


def test_slots_of_more_than_a_week_ago_are_forgotten():
    for job, slot in (("daily", "2020-01-01T00:00:00Z"), ("other", "2020-01-01T00:00:00Z"), ("daily", "2999-01-01")):
        JobSlot.objects.create(job=job, slot=slot)
    assert jobs.take_turn("daily", timedelta(days=1))
    kept = set(JobSlot.objects.values_list("job", "slot"))
    assert ("daily", "2020-01-01T00:00:00Z") not in kept
    assert {("other", "2020-01-01T00:00:00Z"), ("daily", "2999-01-01")} < kept
