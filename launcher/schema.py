"""The steps that bring the demonstration's database to the code at hand, through management commands."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from launcher import contract, processes
from launcher.clusters import Cluster
from launcher.console import Failure, say
from launcher.environment import Environment
from launcher.state import State

LAST_LINES = 3


def key_files(project: Path) -> list[Path]:
    """What a migrated database depends on: code, SQL and programmes of every application, the requirements."""
    packages = [path.parent for path in project.glob("*/__init__.py") if path.parent.name not in ("tests", "launcher")]
    found = [path for folder in packages for kind in ("*.py", "*.sql", "*.yaml") for path in folder.rglob(kind)]
    found += project.glob("requirements/*.txt")
    return sorted([*found, *Path(__file__).parent.glob("*.sql")])


def static_files(project: Path) -> list[Path]:
    """What the static files are built from."""
    return sorted([*key_files(project), *(path for path in (project / "static").rglob("*") if path.is_file())])


def digest_of(files: Iterable[Path]) -> str:
    """One digest of the names and contents of these files."""
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        total.update(f"{path} {len(content)}\n".encode() + content)
    return total.hexdigest()


def prepare(cluster: Cluster, environment: Environment, *, seed: list[str], url: str) -> None:
    """Do what the code at hand needs and the state has not: schema and keys, static files, first rows.

    Migrations and keys as owner; `seed`, the command that fills it if any, only when the database is new. Nothing is
    done twice for the same code.
    """
    state = cluster.state
    if not fits_code(state):
        migrate(cluster, environment, url)
    looks = digest_of(static_files(state.project))
    if _progress(state).get("static") != looks:
        say("building the static files.")
        command(cluster, environment, ["build_static"], contract.APP, url)
        _note(state, static=looks)
    if "demo" not in _progress(state):
        if seed:
            say("loading the demonstration (only this time).")
            command(cluster, environment, seed, contract.role_of(seed[0]), url)
        _note(state, demo=bool(seed))


def migrate(cluster: Cluster, environment: Environment, url: str) -> None:
    """Migrate, install the keys and publish the programmes as owner, and note which code the database now fits."""
    state = cluster.state
    say("bringing the database up to date.")
    digest = digest_of(key_files(state.project))
    command(cluster, environment, ["migrate", "--verbosity", "0"], contract.OWNER, url)
    command(cluster, environment, ["install_keys"], contract.OWNER, url)
    command(cluster, environment, ["publish_programmes"], contract.OWNER, url)
    _note(state, sources=digest)


def fits_code(state: State) -> bool:
    """Whether the database was brought to the code at hand."""
    return _progress(state).get("sources") == digest_of(key_files(state.project))


def command(cluster: Cluster, environment: Environment, arguments: list[str], role: str, url: str) -> None:
    """Run one management command with its output in the log; Failure with its last lines when it fails."""
    state = cluster.state
    variables = contract.environment(cluster, environment.python, role=role, url=url)
    log = state.log("manage")
    program = [environment.python, state.project / "manage.py", *arguments]
    code, lines = processes.run_logged(program, environment=variables, log=log, folder=state.project)
    if code:
        reason = " / ".join(lines[-LAST_LINES:]) or "it gave no reason"
        raise Failure(f"`manage {arguments[0]}` failed: {reason} (see {log}).")


def _progress(state: State) -> dict:
    try:
        return json.loads((state.folder / "database.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}


def _note(state: State, **facts: object) -> None:
    (state.folder / "database.json").write_text(json.dumps(_progress(state) | facts))
