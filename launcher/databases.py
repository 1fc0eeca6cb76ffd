"""Statements sent to the embedded PostgreSQL, and databases made with the grants a copy does not carry."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import wheels
from launcher.console import Failure
from launcher.state import LATER_ROLES, SERVER_ROLES, read_secrets

OWNER = "palier_owner"
#: What makes the roles that came after the first installations.
LATER = ("statistics.sql",)
CONNECTING_ROLES = ("palier_app", "palier_log", "palier_statistics", "palier_test")


@dataclass(frozen=True)
class Access:
    """How to reach a running PostgreSQL: the socket's folder, its port, the passwords, the `psql` program."""

    host: Path
    port: int
    secrets_file: Path
    psql: Path

    @classmethod
    def from_contract(cls, environ: Mapping[str, str], packages: Path) -> "Access":
        """The access a child process has by its environment, with the wheels installed in `packages`."""
        return cls(
            Path(environ["PALIER_DB_HOST"]),
            int(environ["PALIER_DB_PORT"]),
            Path(environ["PALIER_SECRETS_FILE"]),
            wheels.installed(packages).postgres / "psql",
        )

    def password(self, role: str) -> str:
        return read_secrets(self.secrets_file)[role]


def execute(access: Access, statements: str, *, database: str = "postgres", role: str = "postgres") -> list[str]:
    """Run SQL statements one by one (psql on stdin), stopping at the first error (Failure).

    Returns the rows as psql prints them unaligned, columns separated by `|`.
    """
    command = [access.psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", access.host, "-p", access.port]
    command += ["-U", role, "-d", database, "-f", "-"]
    environment = {"PATH": os.defpath, "PGPASSWORD": access.password(role), "PGCLIENTENCODING": "UTF8"}
    done = subprocess.run(
        [str(part) for part in command],
        input=statements,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise Failure(f"PostgreSQL refused: {done.stderr.strip()}")
    return done.stdout.splitlines()


def program(name: str, environ: Mapping[str, str] = os.environ) -> Path:
    """A program of PostgreSQL: of the installed wheel, else of the system. Fails (Failure) without one."""
    packages = Path(sysconfig.get_path("purelib"))
    folder = packages / wheels.POSTGRES_PACKAGE / wheels.POSTGRES_INSTALLATION / "bin"
    found = folder / name if (folder / name).exists() else shutil.which(name, path=environ.get("PATH"))
    if not found:
        raise Failure(f"the program {name} of PostgreSQL 18 is missing.")
    return Path(found)


def make_roles(access: Access, *, test_cluster: bool) -> None:
    """Make the roles of the product with the passwords of the secrets, as the cluster's superuser.

    Where they exist, they get the passwords of today, and those that came later are made; nothing else changes.
    """
    variables = [f"\\set {role} '{access.password(role)}'" for role in SERVER_ROLES]
    variables.append(f"\\set test_cluster {'true' if test_cluster else 'false'}")
    known = execute(access, "SELECT rolname FROM pg_roles WHERE rolname LIKE 'palier_%';")
    if OWNER in known:
        logins = [role for role in known if role in SERVER_ROLES]
        files = LATER if set(LATER_ROLES) - set(known) else ()
        statements = "\n".join(f"ALTER ROLE {role} PASSWORD :'{role}';" for role in logins)
    else:
        files, statements = ("bootstrap.sql", *LATER), ""
    read = [(Path(__file__).parent / name).read_text() for name in files]
    execute(access, "\n".join([*variables, statements, *read, ""]))


def create_database(access: Access, name: str, template: str = "template1") -> None:
    """Make a database owned by `palier_owner` as a copy of `template`.

    A copy does not carry the grants of its model: connecting and temporary tables are taken from everyone
    again, and connecting is given back to the roles that need it. Refuses (Failure) a name already taken.
    """
    roles = ", ".join(f"'{role}'" for role in CONNECTING_ROLES)
    statements = [
        f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}" STRATEGY file_copy;',
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;',
        f"SELECT format('GRANT CONNECT ON DATABASE %I TO %I', '{name}', rolname)",
        f"  FROM pg_roles WHERE rolname IN ({roles}) \\gexec",
    ]
    execute(access, "\n".join(statements) + "\n")


def drop_database(access: Access, name: str) -> None:
    """Drop a database with whoever is connected to it; nothing happens when there is none."""
    execute(access, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')


def database_names(access: Access) -> list[str]:
    """All databases of the cluster, oldest first."""
    return execute(access, "SELECT datname FROM pg_database ORDER BY oid;")
