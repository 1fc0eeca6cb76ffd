"""Figures for Prometheus: what is counted, by several processes, and that no label tells of anyone."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core.checks import WARNING, Tags, run_checks
from django.db import DatabaseError, connection, transaction
from django.test import Client
from prometheus_client import generate_latest

from common import checks, context, metrics, outbox
from common.models import Outbox
from common.tasks import run_outbox, sign_of_life
from config.celery import sign_of_beat, sign_of_worker
from tests.config.production import ROOT
from tests.harness import sql

pytestmark = pytest.mark.django_db
LABELS = {"route", "method", "status", "le", "state", "of"}
VALUE = re.compile(r"^[a-z_:]+$|^[A-Z]+$|^\d{3}$|^[\d.]+$|^\+Inf$")
#: A web process in miniature: answers requests with the product's own middleware, and ends.
PROCESS = """
import django, sys
django.setup()
from django.test import Client as Made
def Client():
    return Made(headers={"host": "localhost"})
for _ in range(int(sys.argv[1])):
    assert Client().get("/healthz").status_code == 200
    Client().get("/menages/Canarivasseur/?q=Canarivasseur")
"""


@pytest.fixture
def folder(tmp_path, settings, monkeypatch) -> Path:
    settings.METRICS_FOLDER = str(tmp_path)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


def figures() -> dict[str, float]:
    text = generate_latest(metrics.registry()).decode()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if not line.startswith("#")
    }


def serving(folder: Path, count: int) -> subprocess.Popen:
    variables = os.environ | {"PALIER_METRICS_FOLDER": str(folder), "PALIER_DB_NAME": connection.settings_dict["NAME"]}
    return subprocess.Popen([sys.executable, "-c", PROCESS, str(count)], cwd=ROOT, env=variables)


def test_requests_of_several_processes_add_up(folder):
    running = [serving(folder, count) for count in (2, 3)]
    assert [process.wait(60) for process in running] == [0, 0]
    found = figures()
    assert found['palier_requests_total{method="GET",route="healthz",status="200"}'] == 5
    assert found['palier_requests_total{method="GET",route="none",status="404"}'] == 5
    assert found['palier_request_seconds_count{method="GET",route="healthz"}'] == 5
    assert found['palier_request_seconds_bucket{le="10.0",method="GET",route="healthz"}'] == 5
    labels = {pair for name in found for pair in re.findall(r'(\w+)="([^"]*)"', name)}
    assert {name for name, _ in labels} <= LABELS
    assert [value for _, value in labels if not VALUE.match(value)] == []
    assert "anari" not in str(found)


def test_nothing_is_counted_without_a_folder(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert settings.METRICS_FOLDER == ""
    Client().get("/healthz")
    sign_of_beat()
    assert list(tmp_path.iterdir()) == []


def test_background_work_by_state_and_age(world, folder, monkeypatch):
    monkeypatch.setattr(run_outbox, "delay", lambda *arguments: None)
    rows = [outbox.ask("try", by=world.ines, subject_id=1) for _ in range(6)]
    now = TransactionNow()
    Outbox.objects.filter(pk=rows[0].pk).update(created_at=now - timedelta(seconds=90))
    Outbox.objects.filter(pk=rows[1].pk).update(attempts=1, next_at=now + timedelta(minutes=5))
    Outbox.objects.filter(pk=rows[2].pk).update(attempts=1, next_at=now - timedelta(minutes=5))
    for row, outcome in zip(rows[3:], ("done", "refused", "dead"), strict=True):
        Outbox.objects.filter(pk=row.pk).update(done_at=now, outcome=outcome)
    found = figures()
    states = {state: found[f'palier_jobs{{state="{state}"}}'] for state in (*metrics.STATES, *metrics.OUTCOMES)}
    assert states == {"waiting": 1, "held": 1, "again": 1, "done": 1, "refused": 1, "dead": 1}
    assert 90 <= found["palier_outbox_oldest_seconds"] < 91


def test_what_is_left_of_the_context_s_key(db, folder, settings):
    sql("UPDATE sec.key SET not_after = now() + interval '20 days' WHERE kid = %s", settings.CONTEXT_KEY_ID)
    assert figures()["palier_context_key_seconds"] == 20 * 86400
    settings.CONTEXT_KEY_ID = "k-unknown"
    assert figures()["palier_context_key_seconds"] == float("-inf")


@pytest.mark.parametrize(
    ("left", "said"),
    [("15 days", []), ("13 days 1 hour", ["in 13 days"]), ("-1 day", ["in 0 days"]), (None, ["does not hold the key"])],
)
def test_a_check_warns_before_the_key_ends(db, settings, left, said):
    if left is None:
        settings.CONTEXT_KEY_ID = "k-unknown"
    else:
        sql("UPDATE sec.key SET not_after = now() + %s::interval WHERE kid = %s", left, settings.CONTEXT_KEY_ID)
    found = [one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == checks.KEY_ENDS]
    assert [one.level for one in found] == [WARNING] * len(said)
    assert all(words in one.msg and "prepare" in one.hint for one, words in zip(found, said, strict=True))
    assert [one for one in run_checks() if one.id == checks.KEY_ENDS] == []


@pytest.mark.parametrize("asked", ["SELECT absent.key_ends('k')", "SELECT sec.key_of_the_future('k')"])
def test_a_database_without_its_gate_is_not_warned_of(monkeypatch, asked):
    monkeypatch.setattr(checks, "key_seconds_left", lambda: sql(asked))
    with transaction.atomic():
        assert checks.key_lasts(["default"]) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("asked", ["SELECT misspelt", "SELECT sec.key_ends('k'", "SELECT 1 / 0"])
def test_a_fault_of_the_product_is_not_taken_for_a_missing_gate(monkeypatch, asked):
    monkeypatch.setattr(checks, "key_seconds_left", lambda: sql(asked))
    with transaction.atomic():
        with pytest.raises(DatabaseError):
            checks.key_lasts(["default"])
        transaction.set_rollback(True)


def test_a_database_that_does_not_answer_is_said_to(monkeypatch):
    gone = connection.copy()
    gone.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    monkeypatch.setattr(context, "connection", gone)
    (said,) = checks.key_lasts(["default"])
    assert (said.id, said.level) == (checks.NO_ANSWER, WARNING)
    assert "does not answer" in said.msg


def test_the_last_sign_of_beat_and_worker(world, folder):
    assert figures()['palier_last_sign_seconds{of="beat"}'] == float("inf")
    sign_of_beat()
    sign_of_worker()
    aged(folder / f"worker-celery@{socket.gethostname()}.life", 3600)
    found = figures()
    assert 0 <= found['palier_last_sign_seconds{of="beat"}'] < 5
    assert 3600 <= found['palier_last_sign_seconds{of="worker"}'] < 3605
    assert found["palier_workers"] == 0


@pytest.mark.parametrize(("silent", "told"), [(600, 600), (3 * 3600, 0)])
def test_a_living_worker_does_not_hide_one_that_died_lately(folder, silent, told):
    for name in ("celery@one", "celery@two"):
        metrics.note_life(metrics.WORKER, name)
    aged(folder / "worker-celery@one.life", silent)
    found = figures()
    assert told <= found['palier_last_sign_seconds{of="worker"}'] < told + 5
    assert found["palier_workers"] == 1


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_each_of_two_real_workers_gives_its_own_sign(folder):
    """Both are asked for it; one is killed and is missed, the other ends as it should and is not."""
    workers = {name: worker(folder, name) for name in ("one", "two")}
    marks = {name: folder / f"worker-{name}@here.life" for name in workers}
    try:
        until(lambda: all(mark.exists() for mark in marks.values()))
        os.killpg(workers["one"].pid, signal.SIGKILL)
        for mark in marks.values():
            aged(mark, 600)
        until(lambda: marks["two"].stat().st_mtime > time.time() - 60)
        found = figures()
        assert (found["palier_workers"], found['palier_last_sign_seconds{of="worker"}'] >= 600) == (1, True)
        workers["two"].terminate()
        workers["two"].wait(30)
        assert [marks[name].exists() for name in ("one", "two")] == [True, False]
    finally:
        for one in workers.values():
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait(20)


def worker(folder: Path, name: str) -> subprocess.Popen:
    """A real worker that takes signs, and nothing of what others do here."""
    variables = os.environ | {"PALIER_METRICS_FOLDER": str(folder), "PALIER_DB_NAME": connection.settings_dict["NAME"]}
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", "signs", "--concurrency", "1"]
    return subprocess.Popen(
        [*command, "--hostname", f"{name}@here"],
        cwd=ROOT,
        env=variables,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def until(condition: Callable[[], bool]) -> None:
    """Ask for signs until that is so."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "no sign"
        sign_of_life.delay()
        time.sleep(0.5)


def aged(mark: Path, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(mark, (then, then))


@pytest.mark.parametrize("up", [True, False])
def test_the_figures_are_served_on_a_private_address(folder, up):
    database = connection.settings_dict["NAME"] if up else "no_such_database"
    variables = os.environ | {"PALIER_METRICS_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    variables["PALIER_DB_NAME"] = database
    command = [sys.executable, "manage.py", "serve_metrics", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True)
    try:
        line = json.loads(server.stderr.readline())
        said = line["message"]
        assert (line["level"], line["logger"]) == ("info", "common.management.commands.serve_metrics")
        assert said.startswith("serving on 127.0.0.1:")
        with urllib.request.urlopen(f"http://{said.split()[-1]}/metrics", timeout=20) as answer:
            text = answer.read().decode()
        assert ("palier_jobs{" in text) == up
        assert f"palier_database_up {float(up)}" in text
        assert "palier_last_sign_seconds" in text
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0


def test_the_web_serves_no_figures():
    assert Client().get("/metrics").status_code == 404
