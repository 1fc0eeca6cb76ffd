"""Statements sent to the embedded PostgreSQL, and databases made with the grants a copy does not carry."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import wheels
from launcher.console import Failure
from launcher.state import read_secrets

OWNER = "palier_owner"
CONNECTING_ROLES = ("palier_app", "palier_log", "palier_test")


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
