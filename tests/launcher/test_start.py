"""Whole starts on a small project: what is printed, what serves, and that nothing ever stays behind."""

import json
import os
import signal
import socket
import urllib.request

import pytest

from launcher.processes import wait_until


@pytest.fixture
def launched(place):
    """A launcher that serves, stopped after the test."""
    running = place.launch("--port", "18080")
    assert running.url, running.process.communicate()[1]
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGINT)


def test_one_url_everything_serves_and_ctrl_c_leaves_nothing(place, launched):
    with urllib.request.urlopen(launched.url + "/somewhere", timeout=5) as answer:
        assert answer.read() == b"/somewhere"
    calls = (place.state.folder / "calls").read_text().splitlines()
    assert [line for line in calls if "seed_demo" not in line][-3:] == [
        "owner migrate --verbosity 0",
        "owner install_keys",
        "app build_static",
    ]
    seconds = launched.end(signal.SIGINT)
    assert launched.process.returncode == 0
    assert launched.process.stdout.read() == ""
    assert seconds < 10
    assert place.living() == []


def test_a_second_launcher_points_to_the_first(place, launched):
    second = place.call()
    assert (second.returncode, second.stdout) == (0, launched.url + "\n")
    refused = place.call("--reset")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "stop it before --reset" in refused.stderr
    inside = place.call("manage", "show", "PALIER_URL")
    assert (inside.returncode, inside.stdout) == (0, launched.url + "\n")
    record = place.state.run / "launcher.json"
    kept = record.read_text()
    record.write_text(json.dumps(json.loads(kept) | {"url": "http://localhost:9"}))
    unhealthy = place.call()
    record.write_text(kept)
    assert (unhealthy.returncode, unhealthy.stdout) == (1, "")
    assert "does not answer" in unhealthy.stderr


def test_a_killed_launcher_takes_everything_along_and_the_next_start_says_so(place, launched):
    assert launched.end(signal.SIGKILL) < 10
    assert place.living() == []
    again = place.launch("--port", "18080")
    assert again.url == "http://localhost:18080"
    again.end(signal.SIGTERM)
    assert "did not end in order" in again.process.stderr.read()
    assert again.process.returncode == 0


def test_the_death_of_the_launcher_and_its_supervisor_together_leaves_nothing(place, launched):
    supervisor = [pid for pid in place.living() if b"launcher.supervisor" in _command(pid)]
    assert len(supervisor) == 1
    os.kill(supervisor[0], signal.SIGKILL)
    assert launched.end(signal.SIGKILL) < 10
    assert place.living() == []


def test_a_dead_worker_is_started_again_and_dead_servers_end_the_launcher(place, launched):
    record = json.loads((place.state.run / "launcher.json").read_text())
    worker = record["children"]["worker"][0]
    os.kill(worker, signal.SIGKILL)

    def replaced():
        now = json.loads((place.state.run / "launcher.json").read_text())["children"]["worker"][0]
        return now != worker

    assert wait_until(replaced, 5)
    supervisor = next(pid for pid in place.living() if b"launcher.supervisor" in _command(pid))
    os.kill(supervisor, signal.SIGTERM)
    assert launched.process.wait(10) == 1
    assert "the servers ended by themselves" in launched.process.stderr.read()
    assert wait_until(lambda: not place.living(), 10)


def test_a_taken_port_gives_the_next_one(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        running = place.launch("--port", str(taken))
        running.end(signal.SIGINT)
    assert running.url.startswith("http://localhost:")
    assert running.url != f"http://localhost:{taken}"
    assert f"port {taken} is taken" in running.process.stderr.read()


def _command(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()
