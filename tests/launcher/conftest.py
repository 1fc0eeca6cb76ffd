"""A small project and a state of its own, so that a whole start takes seconds and needs no Django."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import clusters, wheels
from launcher.processes import wait_until
from launcher.state import State

ROOT = Path(__file__).resolve().parents[2]
DRIVER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from launcher.main import main
sys.exit(main(sys.argv[1:], Path({project!r})))
"""
MANAGE = '''
"""Stands for Django: notes what was asked of it and as whom."""
import os, sys
from pathlib import Path
arguments = sys.argv[1:]
with open(Path(os.environ["PALIER_STATE"]) / "calls", "a") as calls:
    calls.write(f"{os.environ['PALIER_ROLE']} {' '.join(arguments)}\\n")
if arguments[0] == "say":
    print("only this")
    print("aside", file=sys.stderr)
if arguments[0] == "fail":
    sys.exit(int(arguments[1]))
if arguments[0] == "show":
    print(os.environ[arguments[1]])
if arguments[0] in ("attack", "bench"):
    print(*(os.environ.get(name) for name in ("PALIER_DB_NAME", "PALIER_ENV", "PALIER_DEMO", "PALIER_ROLE")))
    print(os.environ["DJANGO_SETTINGS_MODULE"], *arguments[1:])
if arguments[0] == "wait":
    Path(arguments[1]).touch()
    while True:
        import time
        time.sleep(0.1)
'''
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
"""
CELERY = """
import os
from celery import Celery
app = Celery("sample", broker=os.environ["PALIER_BROKER_URL"])
app.conf.broker_connection_retry_on_startup = False
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "config").mkdir()
    for name, text in {
        "manage.py": MANAGE,
        "config/__init__.py": "",
        "config/wsgi.py": WSGI,
        "config/celery.py": CELERY,
    }.items():
        (folder / name).write_text(text)
    return folder


class Place:
    """One state folder and what runs on it."""

    def __init__(self, folder: Path, project: Path) -> None:
        self.state = State(folder, project)
        self.variables = {k: v for k, v in os.environ.items() if not k.startswith(("PALIER_", "DJANGO_", "PYTEST_"))}
        self.variables["PALIER_ENVIRONMENT"] = sys.prefix

    def command(self, *arguments: str) -> list[str]:
        driver = DRIVER.format(root=str(ROOT), project=str(self.state.project))
        return [sys.executable, "-c", driver, "--state", str(self.state.folder), *arguments]

    def call(self, *arguments: str, variables: dict | None = None) -> subprocess.CompletedProcess:
        variables = self.variables | (variables or {})
        return subprocess.run(
            self.command(*arguments), env=variables, capture_output=True, text=True, timeout=60, check=False
        )

    def launch(self, *arguments: str) -> "Launched":
        return Launched(self, arguments)

    def living(self) -> list[int]:
        """Every process that belongs to this state, servers included."""
        marks = (os.fsencode(self.state.folder), self.state.identity.encode())
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self._ours(pid, marks)]

    @staticmethod
    def _ours(pid: int, marks: tuple[bytes, ...]) -> bool:
        if pid == os.getpid():
            return False
        try:
            text = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
            text += os.fsencode(os.readlink(f"/proc/{pid}/cwd"))
        except OSError:
            return False
        return any(mark in text for mark in marks)

    def remove(self) -> None:
        for pid in self.living():
            os.kill(pid, signal.SIGKILL)
        for folder in clusters.existing_folders(self.state):
            shutil.rmtree(folder)


class Launched:
    """A launcher in the background; `url` once it serves."""

    def __init__(self, place: Place, arguments: tuple[str, ...]) -> None:
        self.place = place
        self.process = subprocess.Popen(
            place.command(*arguments),
            env=place.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.url = self.process.stdout.readline().strip()

    def end(self, number: int) -> float:
        """Send a signal; the seconds until nothing of the state ran any more (at most 12)."""
        start = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(12)
        wait_until(lambda: not self.place.living(), 12 - (time.monotonic() - start))
        return time.monotonic() - start


@pytest.fixture(scope="session")
def place(tmp_path_factory, project) -> Place:
    """A state shared by the tests of this session: its databases are made once."""
    made = Place(tmp_path_factory.mktemp("launcher") / "state", project)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def packages() -> Path:
    return wheels.site_packages(Path(sys.prefix))
