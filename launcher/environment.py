"""The one Python environment for running, managing and testing, made from the pinned requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher import system_packages, wheels
from launcher.console import Failure, say
from launcher.locks import locked
from launcher.state import State

READY_MADE = "PALIER_ENVIRONMENT"
SOFTWARE = ("installer", "env")


@dataclass(frozen=True)
class Environment:
    """A virtual environment with every dependency installed."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def packages(self) -> Path:
        return wheels.site_packages(self.folder)


def of(state: State) -> Environment:
    """The environment of this state, made or not; PALIER_ENVIRONMENT names one that is ready instead."""
    named = os.environ.get(READY_MADE)
    return Environment(Path(named) if named else state.folder / "env")


def provide_system_packages(state: State) -> None:
    """Install what the system lacks, as root; comes before anything is made, the state folder included.

    As another user fails (Failure, code 3) with the one command to type.
    """
    missing = system_packages.missing_for_running(with_venv=not of(state).python.exists())
    system_packages.provide(missing, "Palier")


def ensure(state: State) -> Environment:
    """The environment, made or brought up to date when the requirements or Python changed."""
    target = of(state)
    if READY_MADE in os.environ:
        return target
    wanted = _digest_of(state.project / "requirements" / "dev.txt")
    if not _is_current(target, wanted):
        busy = "another command takes too long to make the environment."
        with locked(state.run / "environment.lock", 900.0, busy):
            if not _is_current(target, wanted):
                _make(state, target, wanted)
    return target


def installer(state: State) -> Path:
    """The `uv` program, installed by pip from requirements/installer.txt into an environment of its own."""
    folder = state.folder / "installer"
    requirements = state.project / "requirements" / "installer.txt"
    mark, wanted = folder / "made-from", _digest_of(requirements)
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _run(state, [sys.executable, "-m", "venv", str(folder)])
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        _run(state, [*pip, "--require-hashes", "-r", str(requirements)])
        mark.write_text(wanted)
    return folder / "bin" / "uv"


def _make(state: State, target: Environment, wanted: str) -> None:
    say("installing the Python environment (the first time takes a minute or two).")
    uv = str(installer(state))
    _mark(target).unlink(missing_ok=True)
    _run(state, [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(target.folder)])
    requirements = str(state.project / "requirements" / "dev.txt")
    _run(
        state,
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(target.python), requirements],
    )
    _mark(target).write_text(wanted)


def _run(state: State, command: list[str]) -> None:
    """Run one step of the installation, its output kept in the log; Failure with its last line otherwise."""
    dropped = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment.setdefault("UV_HTTP_TIMEOUT", "120")
    log = state.log("environment")
    with log.open("a+") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, check=False
        )
    if done.returncode:
        lines = [line.strip() for line in log.read_text().splitlines() if line.strip()]
        reason = lines[-1] if lines else "no reason given"
        raise Failure(f"the Python environment could not be installed ({reason}); see {log}.")


def _is_current(target: Environment, wanted: str) -> bool:
    mark = _mark(target)
    return mark.exists() and mark.read_text() == wanted and target.python.exists()


def _mark(target: Environment) -> Path:
    return target.folder / "made-from"


def _digest_of(requirements: Path) -> str:
    try:
        content = requirements.read_bytes()
    except FileNotFoundError as error:
        raise Failure(f"{requirements} is missing; is this a whole clone?") from error
    interpreter = f"{sys.version} {os.path.realpath(sys.executable)}"
    return hashlib.sha256(content + interpreter.encode()).hexdigest()
