"""Databases for tests: a migrated template made once per state of the code, copied for every run and worker.

Used inside the environment of a child process (see launcher.contract), on the test cluster only.
"""

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import contract, databases, schema
from launcher.console import Failure
from launcher.databases import Access
from launcher.locks import locked

if TYPE_CHECKING:
    import psycopg

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "tpl_"
TEMPLATES_KEPT = 3
BUILD_SECONDS = 600.0


def access_of_environment() -> Access:
    """The test cluster this process was given; refuses (Failure) any other, or none."""
    if os.environ.get("PALIER_ENV") != "test":
        raise Failure("tests need the servers of `python3 run.py test`.")
    return Access.from_contract(os.environ, Path(sysconfig.get_path("purelib")))


def template(key_files: Iterable[Path] | None = None) -> str:
    """The name of a database migrated by the code at hand, with its keys installed; built when there is none.

    `key_files` are the files it depends on; by default all code and SQL of the applications, the roles
    and the requirements. Safe from several processes at once. Fails (Failure) with the end of the output
    when a migration fails.
    """
    files = sorted(key_files) if key_files is not None else schema.key_files(PROJECT)
    owner = os.environ | {"PALIER_ROLE": contract.OWNER, "DJANGO_SETTINGS_MODULE": "config.settings"}
    folder = Path(os.environ["PALIER_STATE"])
    return build_template(
        access_of_environment(),
        project=PROJECT,
        python=Path(sys.executable),
        owner=owner,
        folder=folder,
        files=files,
    )


def build_template(
    access: Access,
    *,
    project: Path,
    python: Path,
    owner: Mapping[str, str],
    folder: Path,
    files: Iterable[Path],
) -> str:
    """As `template`, with everything given: `owner` is the environment in which migrations run."""
    name = PREFIX + schema.digest_of(files)[:12]
    with locked(folder / "template.lock", BUILD_SECONDS, "another run takes too long to build the template database."):
        known = databases.database_names(access)
        if name not in known:
            _drop_unused(access, known)
            draft = f"{name}_wip"
            databases.drop_database(access, draft)
            databases.create_database(access, draft)
            for command in (["migrate", "--verbosity", "0"], ["install_keys"], ["publish_programmes"]):
                _manage(project, python, command, {**owner, "PALIER_DB_NAME": draft})
            # Nobody may connect to a model, or it could not be copied at that moment.
            databases.execute(
                access,
                f'ALTER DATABASE "{draft}" RENAME TO "{name}";ALTER DATABASE "{name}" ALLOW_CONNECTIONS false;',
            )
    return name


def _manage(project: Path, python: Path, command: list[str], variables: Mapping[str, str]) -> None:
    kept = {name: value for name, value in variables.items() if not name.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        [str(python), str(project / "manage.py"), *command],
        cwd=project,
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise Failure(f"`manage {command[0]}` failed on the template database:\n{end}")


def _drop_unused(access: Access, known: list[str]) -> None:
    """Drop old templates but the newest two, and the copies of runs that were killed."""
    models = [name for name in known if name.startswith(PREFIX) and not name.endswith("_wip")]
    dead = [name for name in known if (run := re.fullmatch(r"[a-z]+_(\d+)_\w+", name)) and not _runs(run[1])]
    for name in [*models[: -(TEMPLATES_KEPT - 1)], *dead]:
        databases.drop_database(access, name)


def _runs(pid: str) -> bool:
    return Path("/proc", pid).exists()


def clone(model: str, *, prefix: str = "test", access: Access | None = None) -> str:
    """A fresh copy of a template for this process (and this worker of pytest-xdist); returns its name.

    A copy of the same name that is still there is replaced.
    """
    access = access or access_of_environment()
    name = f"{prefix}_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    databases.drop_database(access, name)
    databases.create_database(access, name, model)
    return name


def drop(name: str, *, access: Access | None = None) -> None:
    """Drop a copy with whoever is connected to it; nothing happens when it is gone."""
    databases.drop_database(access or access_of_environment(), name)


def connect(role: str = "palier_app", database: str = "postgres", *, autocommit: bool = True) -> "psycopg.Connection":
    """A psycopg connection under the real login of a role: `postgres` or one of bootstrap.sql."""
    import psycopg  # noqa: PLC0415 - the launcher itself runs without it

    access = access_of_environment()
    return psycopg.connect(
        host=str(access.host),
        port=access.port,
        user=role,
        password=access.password(role),
        dbname=database,
        autocommit=autocommit,
    )
