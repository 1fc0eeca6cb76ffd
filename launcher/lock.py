"""`python3 run.py lock`: the pinned requirements, made again from pyproject.toml."""

import os
import subprocess
from pathlib import Path

from launcher import environment
from launcher.console import Failure, say
from launcher.state import State

OLDEST_PYTHON = "3.11"
OPTIONS = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--quiet"]
OPTIONS += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
# The file, what it pins, and the names pinned when that is not pyproject.toml.
SETS = (
    ("installer.txt", ["-"], "uv"),
    ("runtime.txt", ["pyproject.toml"], ""),
    ("dev.txt", ["pyproject.toml", "--group", "dev"], ""),
)


def lock(state: State, arguments: list[str]) -> int:
    """Pin every dependency with the hashes of its files, for Python 3.11 and later.

    Versions already pinned stay while they satisfy pyproject.toml; `--upgrade` takes the newest.
    Refuses (Failure) to leave an address in a file.
    """
    uv = environment.installer(state)
    variables = os.environ | environment.uv_settings(state, os.environ)
    for name, source, names in SETS:
        target = state.project / "requirements" / name
        command = [str(uv), "pip", "compile", *source, *OPTIONS, *arguments, "-o", str(target)]
        done = subprocess.run(
            command,
            cwd=state.project,
            env=variables,
            input=names,
            stdout=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failure(f"{name} could not be pinned; the reason stands above.")
        refuse_addresses(target)
        say(f"{target} holds {target.read_text().count('==')} pinned packages.")
    return 0


def refuse_addresses(path: Path) -> None:
    """Fail (Failure) when a requirements file names where a package comes from."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if "://" in line or line.startswith("--"):
            raise Failure(f"{path}:{number} holds an address or an option: {line.strip()}")
