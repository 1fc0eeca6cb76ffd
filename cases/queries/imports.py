"""What waits of a landlord's file, read from the database a few lines at a time."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

from cases.enums import ImportState
from cases.imports import Sheet, from_staged
from cases.models import ImportBatch
from common.refusal import Refused

OVER = "Ce fichier est déjà importé ou annulé. Rien n’a changé."
_LINES_AT_ONCE = 500


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
