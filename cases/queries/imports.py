"""What waits of a landlord's file, read from the database a few lines at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet
from django.utils import timezone

from cases.enums import ImportState
from cases.imports import Sheet, from_staged
from cases.models import ImportBatch
from common.refusal import Refused

OVER = "Ce fichier est déjà importé ou annulé. Rien n’a changé."
_LINES_AT_ONCE = 500

#: Columns of an account that the typed values of a line fill, with their SQL types.
COLUMNS = {
    "lease_ref": "text",
    "title": "text",
    "last_name": "text",
    "first_name": "text",
    "born_on": "date",
    "co_tenant": "text",
    "occupants": "smallint",
    "phone": "text",
    "email": "text",
    "address": "text",
    "postcode": "text",
    "commune": "text",
    "residence": "text",
    "branch_label": "text",
    "manager_label": "text",
    "typology": "text",
    "rent_cents": "bigint",
    "apl_cents": "bigint",
    "balance_cents": "bigint",
    "months_unpaid": "smallint",
    "last_payment_on": "date",
    "entered_on": "date",
    "stage": "text",
    "reasons": "varchar[]",
    "told": "boolean",
}
#: What `search_key` is made of.
SEARCHED = ("last_name", "first_name", "co_tenant", "address", "commune", "residence", "lease_ref")
#: The staged rows of a batch, its id the one parameter.
ROWS = "jsonb_array_elements((SELECT staged->'rows' FROM cases_importbatch WHERE id = %s)) AS r"
#: The typed values of its ready lines: only those have any.
_READY = f"""
    (SELECT x.*, r->>'search_key' AS search_key FROM {ROWS}, jsonb_to_record(r->'values') AS x({{types}})
     WHERE r->'values' <> 'null')"""


def without_lines() -> QuerySet[ImportBatch]:
    """Imports whose staged lines stay in the database: those of a file of 50,000 are tens of megabytes."""
    return ImportBatch.objects.defer("staged")


def waiting_copy(unit_audience: int | None, digest: str) -> ImportBatch | None:
    """What that unit already put aside of a file of these bytes and has not imported, as corrected so far."""
    same = without_lines().filter(author_id=unit_audience, file_digest=digest, state=ImportState.CHECKED)
    return same.order_by("-id").first()


def rest_of(batch: ImportBatch) -> tuple[ImportBatch, int] | None:
    """What waits of a written import, which left it aside in the same transaction, and how many lines it has."""
    same = without_lines().filter(author_id=batch.author_id, file_digest=batch.file_digest, state=ImportState.CHECKED)
    lines = Func(F("staged__rows"), function="jsonb_array_length", output_field=IntegerField())
    rest = same.filter(created_at=batch.written_at).annotate(lines=lines).first()
    return (rest, rest.lines) if rest else None


@dataclass(frozen=True)
class Expected:
    """What importing the ready lines of a file would do now: leases it adds, and known ones it leaves as they are."""

    created: int
    unchanged: int


def date_of(batch: ImportBatch) -> date:
    """The day its balances are of: today, or the day this very file was first imported."""
    before = ImportBatch.objects.filter(
        author_id=batch.author_id, file_digest=batch.file_digest, state=ImportState.WRITTEN
    )
    first = before.order_by("id").values_list("written_at", flat=True).first()
    return timezone.localdate(first) if first else timezone.localdate()


def expected(batch: ImportBatch) -> Expected:
    """Compare the ready lines of a file that waits with the unit's accounts, as importing them would. Two statements.

    Full joins are always hashed or merged, and `num_nulls` keeps them full: see what `write` says of its own.
    """
    on, names = date_of(batch), [*COLUMNS, "search_key"]
    given = ", ".join("coalesce(x.told, false)" if name == "told" else f"x.{name}" for name in names)
    kept = ", ".join(f"a.{name}" for name in names)
    said, told = (", ".join(f"{row}.{name}_cents" for name in ("balance", "rent", "apl")) for row in "sx")
    statement = f"""
        SELECT count(*) FILTER (WHERE a.id IS NULL),
          count(*) FILTER (WHERE a.id IS NOT NULL
            AND (a.balance_on > %s OR (a.balance_on, {kept}) IS NOT DISTINCT FROM (%s::date, {given}))
            AND s.account_id IS NOT NULL
            AND ({said}) IS NOT DISTINCT FROM ({told}))
        FROM {ready_lines(*COLUMNS)} x
        FULL JOIN (SELECT * FROM cases_tenantaccount WHERE author_id = %s) a ON a.lease_ref = x.lease_ref
        FULL JOIN (SELECT * FROM cases_accountstatement WHERE author_id = %s AND "on" = %s) s ON s.account_id = a.id
        WHERE num_nulls(x.lease_ref) = 0"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [on, on, batch.pk, batch.author_id, batch.author_id, on])
        created, unchanged = cursor.fetchone()
    return Expected(created, unchanged)


def ready_lines(*names: str) -> str:
    """The ready lines of a batch, its id the one parameter, as a table of these columns and of `search_key`."""
    return _READY.format(types=", ".join(f"{name} {COLUMNS[name]}" for name in names))


def staged_sheet(batch: ImportBatch) -> Sheet:
    """The sheet that waits, with the corrections made so far. Raises Refused once it is imported or given up.

    One statement, whose rows come through a cursor of the database: only what the sheet packs of them is ever held.
    """
    found = _rows(batch.pk)
    first = next(found, None)
    if first is None:
        raise Refused(OVER)
    head, row = first
    return from_staged(json.loads(head), chain([row], (row for _, row in found)))


def _rows(batch_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row as `staged_rows` gave it, less its typed values; what stands beside the rows comes with the first."""
    statement = """
        SELECT CASE WHEN place = 1 THEN (b.staged - 'rows')::text END, (r - '{values,search_key}'::text[])::text
        FROM cases_importbatch b, jsonb_array_elements(b.staged->'rows') WITH ORDINALITY AS x(r, place)
        WHERE b.id = %s ORDER BY place"""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [batch_id])
        while rows := cursor.fetchmany(_LINES_AT_ONCE):
            for head, row in rows:
                yield head, json.loads(row)
