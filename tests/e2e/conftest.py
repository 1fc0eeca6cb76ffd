"""The product as anybody starts it, and a browser for each person who uses it."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from launcher import clusters
from launcher.state import State
from tests.browser import chromium_opened
from tests.e2e.visitor import WAIT_MS, Visitor

ROOT = Path(__file__).resolve().parents[2]
#: A first start on a loaded machine: databases, static files, demonstration.
READY_SECONDS = 420
END_SECONDS = 30
#: Names, streets, telephones and passwords of the demonstration and of these tests: in no log.
MET = (
    "vasseur",
    "ferreira",
    "josiane",
    "tisserands",
    "lucie.nouvelle",
    "pas-de-porte.example",
    "00041 27",
    "escalier-vert",
)


@pytest.fixture(scope="package")
def product(tmp_path_factory) -> Iterator[str]:
    """The URL of the product, started by its own launcher on a state of its own and stopped as by Ctrl-C."""
    state = State(tmp_path_factory.mktemp("product") / "state", ROOT)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PALIER_", "DJANGO_", "PYTEST_"))}
    log = state.folder.parent / "launcher.log"
    # Pictures for the documents are of all the households there are.
    size = [] if os.environ.get("PICTURES_TO") else ["--small"]
    with log.open("w") as errors:
        launcher = subprocess.Popen(
            [sys.executable, "run.py", *size, "--state", str(state.folder), "--port", str(_free_port())],
            cwd=ROOT,
            env=kept | {"PALIER_ENVIRONMENT": sys.prefix},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        yield _first_line(launcher, log)
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(END_SECONDS) == 0, log.read_text()
        assert _told_of_anybody(state.logs) == []
    finally:
        if launcher.poll() is None:
            launcher.terminate()
            launcher.wait(END_SECONDS)
        for folder in clusters.existing_folders(state):
            shutil.rmtree(folder)


def _told_of_anybody(logs: Path) -> list[str]:
    """What the servers and the processes wrote of those whom the tests met, through every journey."""
    written = {path.name: path.read_text(errors="replace") for path in logs.iterdir()}
    assert '"route": "case"' in "".join(written.values())
    return [f"{name}: {word}" for name, text in written.items() for word in MET if word.lower() in text.lower()]


def _free_port() -> int:
    """A port of its own: two starts at the same moment must not look for the same one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _first_line(launcher: subprocess.Popen, log: Path) -> str:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and launcher.poll() is None:
        if select.select([launcher.stdout], [], [], 1.0)[0] and (url := launcher.stdout.readline().strip()):
            return url
    pytest.fail(f"the product did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; closed with the module."""
    with chromium_opened() as opened:
        expect.set_options(timeout=WAIT_MS)
        yield opened


@pytest.fixture
def visit(chromium: Browser, product: str) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser of one's own: `visit("Inès", phone=True)`. At the end, no page may have complained."""
    visitors: list[Visitor] = []

    def come(door: str = "", *, phone: bool = False) -> Visitor:
        visitors.append(Visitor(chromium, product, phone=phone))
        if door:
            visitors[-1].enter(door)
        return visitors[-1]

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.close()
    assert complaints == []
