"""A landlord's file of many lines, from its bytes to the accounts, against COPY of the same rows into the same tables."""

import time
import tracemalloc
from dataclasses import dataclass

import psycopg

from cases.actions import imports
from common.context import acting
from partners.acting import Acting

LINES = 10_000
TARGET = 10.0
HEADER = (
    "N° contrat;Civilité;Nom locataire;Prénom;Date naissance;Adresse;Code postal;Commune;Groupe/Résidence;Typologie;"
    "Loyer + charges;Solde débiteur;Nb mois impayé"
)
TABLES = ("cases_tenantaccount", "cases_accountstatement")


@dataclass(frozen=True)
class Import:
    """`seconds`: read, check, put aside, write. `copy`: COPY of the rows it made, in the same tables. `megabytes`: the most memory it held at once."""

    seconds: float
    copy: float
    megabytes: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.copy

    @property
    def within(self) -> bool:
        return self.ratio <= TARGET


def import_file(by: Acting, superuser: psycopg.Connection, lines: int = LINES) -> Import:
    """Import that many lines twice: once timed, once with its memory traced, which is slow."""
    for table in TABLES:
        superuser.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}))"
        )
    began = time.perf_counter()
    _imported(by, file_of(lines, "A"))
    seconds = time.perf_counter() - began
    tracemalloc.start()
    _imported(by, file_of(lines, "B"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Import(seconds, _copied(superuser), peak / 1_000_000)


def file_of(lines: int, prefix: str) -> bytes:
    """A file of that many leases, none of them known, as landlords' software writes them."""
    rows = (
        f"{prefix}{n:07d}/1;MME;NOM{n};Lucy;06/04/1993;{n % 90 + 1}, rue du Port;33000;BORDEAUX;Les Acacias;T3;"
        f"521,45;{1000 + n % 5000},{n % 100:02d};{n % 9 + 1}"
        for n in range(lines)
    )
    return "\n".join((HEADER, *rows)).encode("cp1252")


def _imported(by: Acting, content: bytes) -> None:
    with acting(by.audiences):
        batch = imports.stage(content=content, name="impayes.csv", by=by)
        written = imports.write(batch=batch, by=by)
    if written.created != content.count(b"\n"):
        raise AssertionError(f"{written.created} accounts made of {content.count(bytes([10]))} lines")


def _copied(superuser: psycopg.Connection) -> float:
    """Seconds to COPY the rows of the first file back into their tables: indexes and constraints kept, and no trigger of
    the keeper's."""
    chosen = {
        "cases_tenantaccount": "SELECT * FROM cases_tenantaccount WHERE lease_ref LIKE 'A%/1'",
        "cases_accountstatement": "SELECT s.* FROM cases_accountstatement s JOIN cases_tenantaccount a"
        " ON a.id = s.account_id WHERE a.lease_ref LIKE 'A%/1'",
    }
    seconds = 0.0
    with superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        held = {table: _out(superuser, query) for table, query in chosen.items()}
        for table, query in reversed(chosen.items()):
            superuser.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM ({query}) x)")
        superuser.execute("SET LOCAL session_replication_role = origin")
        for table, rows in held.items():
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            began = time.perf_counter()
            with superuser.cursor().copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)
            superuser.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds += time.perf_counter() - began
    return seconds


def _out(superuser: psycopg.Connection, query: str) -> bytes:
    with superuser.cursor().copy(f"COPY ({query}) TO STDOUT") as out:
        return b"".join(bytes(part) for part in out)
