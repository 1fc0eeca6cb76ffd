"""Figures for Prometheus: what is counted, by several processes, and that no label tells of anyone."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.test import Client
from prometheus_client import generate_latest

from common import metrics, outbox
from common.models import Outbox
from common.tasks import run_outbox
from config.celery import sign_of_beat, sign_of_worker
from tests.config.production import ROOT

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


def test_the_last_sign_of_beat_and_worker(world, folder):
    assert figures()['palier_last_sign_seconds{of="beat"}'] == float("inf")
    sign_of_beat()
    sign_of_worker()
    hour_ago = time.time() - 3600
    os.utime(folder / "worker.life", (hour_ago, hour_ago))
    found = figures()
    assert 0 <= found['palier_last_sign_seconds{of="beat"}'] < 5
    assert 3600 <= found['palier_last_sign_seconds{of="worker"}'] < 3605


@pytest.mark.parametrize("up", [True, False])
def test_the_figures_are_served_on_a_private_address(folder, up):
    database = connection.settings_dict["NAME"] if up else "no_such_database"
    variables = os.environ | {"PALIER_METRICS_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    variables["PALIER_DB_NAME"] = database
    command = [sys.executable, "manage.py", "serve_metrics", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
    try:
        said = server.stdout.readline()
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
