"""A report made by a real Celery worker, which is killed in the middle of it, or stopped by who asked."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connections

from cases.actions import activity_reports
from cases.documents import activity_report as report
from cases.periods import year
from common import outbox
from common.context import acting
from common.models import Document, Outbox
from common.tasks import run_outbox, sweep_outbox
from tests.cases.activity_scene import TODAY, build
from tests.cases.operator_world import client_of
from tests.harness import within

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]
ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


class Workers:
    """Celery workers of one child each, on a queue of their own and on this test's database."""

    def __init__(self, log: Path) -> None:
        self.queue, self.log = f"test-{uuid4()}", log
        self.started: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", self.queue]
        with self.log.open("ab") as output:
            self.started.append(
                subprocess.Popen(
                    [*command, "--concurrency", "1", "--loglevel", "INFO", "--hostname", f"{uuid4()}@%h"],
                    cwd=ROOT,
                    env=os.environ | {"PALIER_DB_NAME": connections["default"].settings_dict["NAME"]},
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            )
        return self.started[-1]

    def publish(self, outbox_id) -> None:
        run_outbox.apply_async((str(outbox_id),), queue=self.queue)

    def child_of(self, worker: subprocess.Popen) -> int:
        """The process that does the work."""
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        return int(children[-1])


@pytest.fixture
def workers(tmp_path, monkeypatch) -> Iterator[Workers]:
    found = Workers(tmp_path / "worker.log")
    monkeypatch.setattr(outbox, "publish", found.publish)
    yield found
    for worker in found.started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def document(world, workers) -> Document:
    """The report of the year, asked by Laurent for a team that works."""
    build(world, households=3)
    with acting(world.laurent.audiences):
        return activity_reports.ask(period=year(TODAY().year), by=world.laurent)


def now(document, world) -> Document:
    with within(world.laurent):
        return Document.objects.get(pk=document.pk)


def is_drawn(document, world) -> bool:
    """Whether the worker has gathered the figures and is at the pages."""
    found = now(document, world)
    assert found.state == Document.State.WAITING
    return found.progress >= report.LAYOUT


def check_made_once(document, world) -> None:
    with within(world.laurent):
        (made,) = Document.objects.all()
    assert made.pk == document.pk
    assert report.period_asked(made.snapshot) == year(TODAY().year)
    assert made.snapshot["tiles"]
    with pikepdf.open(io.BytesIO(bytes(made.content))) as file:
        assert len(file.pages) == 2
    (row,) = Outbox.objects.all()
    assert (row.outcome, row.attempts) == (outbox.DONE, 2)


def test_a_killed_child_leaves_it_to_the_next_one(world, workers, document):
    worker = workers.start()
    wait_for(lambda: is_drawn(document, world))
    os.kill(workers.child_of(worker), signal.SIGKILL)
    wait_for(lambda: now(document, world).state == Document.State.READY)
    wait_for(lambda: Outbox.objects.get().outcome != "")
    check_made_once(document, world)


def test_a_killed_worker_leaves_it_to_another_once_its_lease_is_over(world, workers, document):
    worker = workers.start()
    wait_for(lambda: is_drawn(document, world))
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    left = now(document, world)
    assert (left.state, left.content, left.snapshot) == ("waiting", None, report.asked(year(TODAY().year)))
    Outbox.objects.update(next_at=TransactionNow())
    workers.start()
    sweep_outbox()
    wait_for(lambda: now(document, world).state == Document.State.READY)
    wait_for(lambda: Outbox.objects.get().outcome != "")
    check_made_once(document, world)


def test_it_is_stopped_in_the_middle_of_the_work(world, workers, document):
    workers.start()
    wait_for(lambda: is_drawn(document, world))
    answer = client_of(world.laurent).post(f"/documents/{document.public_id}/arreter/")
    assert answer.status_code == 302
    wait_for(lambda: Outbox.objects.get().outcome != "")
    left = now(document, world)
    assert (left.state, left.content, left.digest) == (Document.State.STOPPED, None, "")
    assert left.snapshot == report.asked(year(TODAY().year))
    assert Outbox.objects.get().outcome == outbox.DONE
