"""The one Python environment for running, managing and testing, made from the pinned requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import processes, system_packages, wheels
from launcher.console import Failure, say
from launcher.locks import locked
from launcher.state import State

READY_MADE = "PALIER_ENVIRONMENT"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
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
    uv, settings = str(installer(state)), uv_settings(state, os.environ)
    _mark(target).unlink(missing_ok=True)
    _run(state, [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(target.folder)])
    requirements = str(state.project / "requirements" / "dev.txt")
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(target.python), requirements]
    _run(state, sync, settings)
    _mark(target).write_text(wanted)


def _run(state: State, command: list[str], extra: dict[str, str] | None = None) -> None:
    """Run one step of the installation with its output in the log; Failure with its reason when it fails."""
    dropped = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
    variables = {name: value for name, value in os.environ.items() if name not in dropped} | (extra or {})
    log = state.log("environment")
    code, lines = processes.run_logged(command, environment=variables, log=log, folder=state.project)
    if code:
        told = [line for line in lines if line.lower().startswith(("error", "cause"))] or lines[-1:]
        reason = " / ".join(told) or "no reason given"
        raise Failure(f"the Python environment could not be installed ({reason}); see {log}.")


def uv_settings(state: State, inherited: Mapping[str, str]) -> dict[str, str]:
    """Settings for `uv` where the caller gave none: the machine's certificates, and pip's package index.

    A machine behind a mirror has told pip so; `uv` does not read pip's configuration.
    """
    pip = [str(state.folder / "installer" / "bin" / "python"), "-m", "pip", "config", "list"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    configured = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        configured[name.rpartition(".")[2]] = value.strip("'")
    settings = {"UV_HTTP_TIMEOUT": "120"}
    if SYSTEM_CERTIFICATES.exists():
        settings["UV_SYSTEM_CERTS"] = "1"
    for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if option in configured:
            settings[variable] = configured[option]
    return {name: value for name, value in settings.items() if name not in inherited}


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
