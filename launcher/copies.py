"""Copies of the database, and the proof that one can be restored: row by row, right by right.

Everything is read as a role that row security does not filter, or not at all: under it, PostgreSQL would dump
tables that look empty.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher import databases, inventory
from launcher.console import Failure, say
from launcher.databases import Access

if TYPE_CHECKING:
    import psycopg

DUMP, MANIFEST = "palier.dump", "manifest.json"
SUPERUSER = "postgres"


@contextmanager
def connected(access: Access, database: str, role: str = SUPERUSER) -> Iterator["psycopg.Connection"]:
    """A connection under that login."""
    import psycopg  # noqa: PLC0415 - the launcher itself runs without it

    try:
        connection = psycopg.connect(
            host=str(access.host),
            port=access.port,
            user=role,
            password=access.password(role),
            dbname=database,
        )
    except psycopg.OperationalError as error:
        raise Failure(f"the database {database} cannot be reached: {str(error).splitlines()[0]}") from error
    try:
        yield connection
    finally:
        connection.close()


def back_up(access: Access, database: str, to: Path, *, role: str = SUPERUSER) -> Path:
    """Copy a database into a new folder of `to`; returns the folder, named after the UTC time.

    In order: one snapshot, the inventory of every table and right in it, the dump of the same snapshot, checksums,
    files closed to others, the folder's final name. What failed leaves nothing. Refuses (Failure) a role that row
    security would filter.
    """
    import psycopg  # noqa: PLC0415 - the launcher itself runs without it

    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{database}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    draft = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=to))
    try:
        with connected(access, database, role) as connection:
            _refuse_a_filtered_role(connection, role)
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            found = inventory.take(connection)
            _run(access, "pg_dump", database, role, "-Fc", f"--snapshot={snapshot}", "-f", str(draft / DUMP))
        manifest = {
            "database": database,
            "taken_at": datetime.now(UTC).isoformat(),
            "sha256": digest_of(draft / DUMP),
            "inventory": found,
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
        for path in draft.iterdir():
            path.chmod(0o600)
            _sync(path)
        _sync(draft)
        final = draft.rename(to / name)
        _sync(to)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    say(f"{final} holds {sum(table['rows'] for table in found['rows'].values())} rows.")
    return final


def _refuse_a_filtered_role(connection: "psycopg.Connection", role: str) -> None:
    row = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    if row is None or not row[0]:
        raise Failure(f"row security filters {role}: its dump would look whole and hold no household.")
    connection.rollback()


def _run(access: Access, program: str, database: str, role: str, *options: str) -> None:
    command = [str(databases.program(program)), "-h", str(access.host), "-p", str(access.port), "-U", role]
    command += ["-w", "-d", database, *options]
    environment = {"PATH": os.defpath, "PGPASSWORD": access.password(role), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        # Only the first line: what follows may quote a row.
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
        raise Failure(f"{program} failed: {reason}")


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def manifest_of(copy: Path) -> dict[str, Any]:
    """The manifest of a copy; refuses (Failure) one that is not whole or not what was written."""
    try:
        manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
        found = digest_of(copy / DUMP)
    except (OSError, ValueError) as error:
        raise Failure(f"{copy} is not a whole copy ({type(error).__name__}).") from error
    if found != manifest["sha256"]:
        raise Failure(f"{copy / DUMP} is not the file that was written: its checksum differs.")
    return manifest


def load(access: Access, copy: Path, database: str) -> list[str]:
    """Restore a copy into a new database and return what differs from its manifest, one line each.

    Refuses (Failure) a copy that is damaged and a name that is taken. The roles must be there.
    """
    manifest = manifest_of(copy)
    if database in databases.database_names(access):
        raise Failure(f"the database {database} exists already.")
    databases.create_database(access, database)
    _run(access, "pg_restore", database, SUPERUSER, "--exit-on-error", "--single-transaction", str(copy / DUMP))
    databases.execute(access, "ANALYZE;", database=database)
    return differences(access, database, manifest)


def differences(access: Access, database: str, manifest: dict[str, Any]) -> list[str]:
    """One line for each row count, digest, right, policy, function… that is not what the manifest says."""
    with connected(access, database) as connection:
        return inventory.differences(manifest["inventory"], inventory.take(connection))


def restore(access: Access, copy: Path, database: str, *, replace: bool) -> None:
    """Restore a copy as `database`: beside it first, compared, then renamed.

    Refuses (Failure) when `database` exists, unless `replace`: it is then kept under another name, which needs that
    nobody is connected to it. A copy that does not compare equal changes nothing.
    """
    taken = database in databases.database_names(access)
    if taken and not replace:
        raise Failure(f"the database {database} exists; --replace keeps it under another name.")
    draft = f"{database}_restoring"
    databases.drop_database(access, draft)
    found = load(access, copy, draft)
    if found:
        databases.drop_database(access, draft)
        raise Failure(f"what was restored is not what was saved: {'; '.join(found[:5])}")
    if taken:
        kept = f"{database}_until_{datetime.now(UTC):%Y%m%d%H%M%S}"
        databases.execute(access, f'ALTER DATABASE "{database}" RENAME TO "{kept}";')
        say(f"the database that was there is kept as {kept}.")
    databases.execute(access, f'ALTER DATABASE "{draft}" RENAME TO "{database}";')
    say(f"{database} is restored from {copy}, equal row by row.")


def drill(access: Access, database: str, copy: Path | None = None) -> int:
    """Prove that a copy can be restored: the given one, or one taken now. The exit code: 1 when anything differs.

    The copy taken now and the restored database are removed afterwards.
    """
    beside = f"{database}_drill"
    with tempfile.TemporaryDirectory(prefix="palier-drill-") as folder:
        used = copy or back_up(access, database, Path(folder))
        databases.drop_database(access, beside)
        try:
            found = load(access, used, beside)
        finally:
            databases.drop_database(access, beside)
        counted = manifest_of(used)["inventory"]["rows"]
    for line in found:
        say(line)
    rows = sum(table["rows"] for table in counted.values())
    say(f"{len(counted)} tables, {rows} rows: {f'{len(found)} differences' if found else 'restored equal'}.")
    return 1 if found else 0
