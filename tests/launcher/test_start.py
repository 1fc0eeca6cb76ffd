"""Whole starts on a small project: what is printed, what serves, and that nothing ever stays behind."""

import json
import os
import shutil
import signal
import socket
import urllib.request

import pytest

from launcher import clusters, demonstration
from launcher.console import Failure
from launcher.processes import wait_until
from launcher.state import ensure_secrets, open_state
from tests.launcher.conftest import Place


@pytest.fixture(scope="module")
def kept(place):
    """The launcher the tests of this file look at, started when the first of them needs it."""
    found = []
    yield found
    for running in found:
        running.end(signal.SIGINT)


@pytest.fixture
def launched(place, kept):
    """A launcher that serves."""
    if not kept or kept[-1].process.poll() is not None:
        kept.append(place.launch("--port", str(_free_port())))
        assert kept[-1].url, kept[-1].process.communicate()[1]
    return kept[-1]


def test_one_url_and_everything_serves(place, launched):
    assert launched.url.startswith("http://localhost:")
    address = launched.url.replace("localhost", "127.0.0.1") + "/somewhere"
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert answer.read() == b"/somewhere"
    calls = (place.state.folder / "calls").read_text().splitlines()
    made = [
        "owner migrate --verbosity 0",
        "owner install_keys",
        "owner publish_programmes",
        "app build_static",
        "owner seed_demo",
    ]
    assert [line for line in calls if line in made] == made


def test_a_second_launcher_points_to_the_first(place, launched):
    second = place.call()
    assert (second.returncode, second.stdout) == (0, launched.url + "\n")
    refused = place.call("--reset")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "stop it before --reset" in refused.stderr
    inside = place.call("manage", "show", "PALIER_URL")
    assert (inside.returncode, inside.stdout) == (0, launched.url + "\n")


def test_a_second_launcher_says_that_the_first_is_unwell(place, launched):
    record = place.state.run / "launcher.json"
    kept = record.read_text()
    record.write_text(json.dumps(json.loads(kept) | {"url": "http://localhost:9"}))
    unhealthy = place.call()
    record.write_text(kept)
    assert (unhealthy.returncode, unhealthy.stdout) == (1, "")
    assert "does not answer" in unhealthy.stderr


def test_a_dead_worker_is_started_again(place, launched):
    assert wait_until(lambda: _runs(_children(place)["worker"][0]), 5)
    worker = _children(place)["worker"][0]
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: _children(place)["worker"][0] != worker, 5)


def test_ctrl_c_stops_everything_in_order(place, launched):
    seconds = launched.end(signal.SIGINT)
    assert launched.process.returncode == 0
    assert launched.process.stdout.read() == ""
    assert seconds < 10
    assert place.living() == []


def test_a_killed_launcher_takes_everything_along_and_the_next_start_says_so(place, launched):
    assert launched.end(signal.SIGKILL) < 10
    assert place.living() == []
    port = _free_port()
    again = place.launch("--port", str(port))
    assert again.url == f"http://localhost:{port}"
    os.kill(_supervisor(place), signal.SIGTERM)
    assert again.process.wait(10) == 1
    said = again.process.stderr.read()
    assert "did not end in order" in said
    assert "the servers ended by themselves" in said
    assert wait_until(lambda: not place.living(), 10)


def test_the_death_of_the_launcher_and_its_supervisor_together_leaves_nothing(place, launched):
    os.kill(_supervisor(place), signal.SIGKILL)
    assert launched.end(signal.SIGKILL) < 10
    assert place.living() == []


def test_reset_starts_from_nothing(tmp_path, project):
    other = Place(tmp_path / "state", project)
    try:
        before = ensure_secrets(open_state(other.state))
        (other.state.folder / "mail").mkdir()
        data = clusters.data_folder(other.state) / "pg" / "postgres"
        data.mkdir(parents=True)
        (data / "row").touch()
        running = other.launch("--reset", "--no-demo", "--port", str(_free_port()))
        assert running.url, running.process.communicate()[1]
        assert ensure_secrets(other.state) != before
        assert not (other.state.folder / "mail").exists()
        assert not (data / "row").exists()
        calls = (other.state.folder / "calls").read_text().splitlines()
        assert calls == [
            "owner migrate --verbosity 0",
            "owner install_keys",
            "owner publish_programmes",
            "app build_static",
        ]
        running.end(signal.SIGINT)
    finally:
        other.remove()


def test_a_clone_removed_and_cloned_again_in_the_same_place_starts(tmp_path, project):
    place, left = Place(tmp_path / "state", project), []
    try:
        for _ in range(2):
            made = place.call("manage", "say")
            assert made.returncode == 0, made.stderr
            left += clusters.existing_folders(place.state)
            shutil.rmtree(place.state.folder)
    finally:
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)


def test_a_taken_port_gives_the_next_one(capsys, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert demonstration.choose_port(taken) > taken
        assert f"port {taken} is taken" in capsys.readouterr().err
        monkeypatch.setattr(demonstration, "PORTS_TRIED", 1)
        with pytest.raises(Failure, match="--port"):
            demonstration.choose_port(taken)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(place) -> dict:
    return json.loads((place.state.run / "launcher.json").read_text())["children"]


def _supervisor(place) -> int:
    found = [pid for pid in place.living() if b"launcher.supervisor" in _command(pid)]
    assert len(found) == 1
    return found[0]


def _runs(pid: int) -> bool:
    """A worker may have left by itself (a broker slow to answer), and its successor not be written down yet."""
    return os.path.exists(f"/proc/{pid}/cmdline")


def _command(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()
