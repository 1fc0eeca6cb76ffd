"""What only the system's package manager provides: installed as root, else named in one command."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from launcher.console import Failure, say

MISSING = 3
PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing_for_running(*, with_venv: bool) -> list[str]:
    """The packages that running Palier lacks: Pango for documents, and Python's venv when asked for."""
    missing = [package for library, package in PANGO.items() if not _loads(library)]
    if with_venv and not _has_venv():
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return missing


def browser() -> str | None:
    """The path of the system's Chromium, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def provide(packages: Sequence[str], purpose: str) -> None:
    """Install packages as root; as another user fails (Failure, code 3) with the one command to type."""
    if not packages:
        return
    if os.geteuid() != 0:
        command = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        raise Failure(f"{purpose} needs packages of the system; type: {command}", MISSING)
    say(f"installing {', '.join(packages)} ({purpose}).")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
    # The list of packages may be partly out of reach; only the installation decides.
    _run(["apt-get", *options, "update"], environment)
    done = _run(["apt-get", *options, "install", "--no-install-recommends", *packages], environment)
    if done is None or done.returncode:
        reason = "apt-get is missing" if done is None else _last_line(done.stderr)
        raise Failure(f"{', '.join(packages)} could not be installed ({purpose}): {reason}", MISSING)


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess | None:
    try:
        return subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
