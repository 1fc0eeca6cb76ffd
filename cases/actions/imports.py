"""A landlord's arrears file, from its bytes to the unit's accounts (decisions T12).

The file is read in memory and never kept; what Palier does not keep is replaced before anything is stored.
Nothing is written to the accounts before `write`. Of a line, memory holds what `CheckedImport` packs; lines travel to
the database a few hundred at a time, and from the file put aside to the accounts without leaving it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.utils import timezone

from cases.enums import ImportState
from cases.imports import (
    CheckedImport,
    Choice,
    Corrections,
    LineState,
    check,
    read_file,
    staged_head,
    staged_rows,
)
from cases.imports.discretion import is_forbidden
from cases.models import ImportBatch
from cases.queries.imports import COLUMNS, OVER, ROWS, SEARCHED, date_of, ready_lines, staged_sheet, without_lines
from cases.queries.tenants import search_key
from common.refusal import NotYours, Refused
from common.text import clean
from partners.acting import Acting
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role

_LONGEST_NAME = 200

_TO_SETTLE = [LineState.PROBLEM.value, LineState.DUPLICATE.value]
_PIECE = 256 * 1024
_PIECES = "palier.staged_"


@dataclass(frozen=True)
class Written:
    """What an import did of its ready lines. `unchanged` ones were already exactly so. `left_out`: lines of the file
    that were to correct or to compare, and were not imported."""

    created: int
    updated: int
    unchanged: int
    left_out: int

    @property
    def changed(self) -> int:
        return self.created + self.updated


def check_may_import(by: Acting) -> None:
    """Clerks, and the service account of the nightly import, keep the file of their unit (decisions T4)."""
    if by.capacity != Capacity.LANDLORD or by.role not in {Role.CLERK, Role.SERVICE} or not by.unit_audience:
        raise NotYours("Importer les impayés est réservé aux gestionnaires de l’agence.")


def stage(*, content: bytes, name: str, by: Acting) -> ImportBatch:
    """Read a file and put its sanitised lines aside until they are confirmed; purged after 24 hours.

    Raises UnreadableFile (place and cure, in French) when it cannot be read at all, NotYours for another role.
    """
    check_may_import(by)
    checked = check(read_file(content), communes=communes_of_2026(), today=timezone.localdate())
    return stage_checked(checked=checked, digest=digest_of(content), name=name, by=by)


def stage_checked(*, checked: CheckedImport, digest: str, name: str, by: Acting) -> ImportBatch:
    """Put a file that was already read and checked aside, all of it or nothing. Raises NotYours for another role."""
    check_may_import(by)
    with transaction.atomic():
        batch = ImportBatch.objects.create(author_id=by.unit_audience, file_name=name_to_keep(name), file_digest=digest)
        _put_aside(batch, checked)
    del batch.staged  # read from the database if it is ever asked for
    return batch


def digest_of(content: bytes) -> str:
    """By which a file is known again, without being kept."""
    return hashlib.sha256(content).hexdigest()


def name_to_keep(name: str) -> str:
    """The file's name on screen; one that says what Palier does not keep is forgotten."""
    plain = clean(PurePath(name.replace("\\", "/")).name).strip()
    suffix = PurePath(plain).suffix.lower()
    if not plain or is_forbidden(plain):
        return f"fichier{suffix if suffix in {'.csv', '.xlsx', '.txt'} else ''}"
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"


def check_again(*, batch: ImportBatch) -> CheckedImport:
    """What a staged file holds today, with the corrections and choices made so far."""
    return _checked(batch, {}, batch.choices)


@transaction.atomic
def correct(*, batch: ImportBatch, corrections: Corrections, by: Acting) -> CheckedImport:
    """Put these texts in the cells (line, header) and check again; nothing is imported.

    What may not be kept is replaced in them too. Raises NotYours for another role, Refused once the file is
    imported or given up.
    """
    check_may_import(by)
    fresh = _waiting(batch, by)
    checked = _checked(fresh, corrections, fresh.choices)
    _put_aside(fresh, checked)
    return checked


@transaction.atomic
def choose(*, batch: ImportBatch, choices: Mapping[int, Choice], by: Acting) -> CheckedImport:
    """Say which line to keep, by the line of each duplicate. Refusals as for `correct`."""
    check_may_import(by)
    fresh = _waiting(batch, by)
    kept = fresh.choices | {str(line): Choice(choice).value for line, choice in choices.items()}
    checked = _checked(fresh, {}, kept)
    _update(fresh, choices=kept)
    _put_aside(fresh, checked)
    return checked


@transaction.atomic
def write(*, batch: ImportBatch, by: Acting, rest_waits: bool = False) -> Written:
    """Import the ready lines, all of them or none.

    Effects in order: accounts of new leases, then known ones that differ; one dated balance per lease; with
    `rest_waits`, the lines left out wait as a file of their own, with their corrections, for 24 hours; the staged
    lines are forgotten. A file that was imported before keeps its first date, so that importing it again
    changes nothing; an older file never overwrites a newer one. The keeper copies balances to referred
    tenancies. Raises NotYours for another role, Refused when no line is ready, or once imported or given up.
    """
    check_may_import(by)
    fresh = _waiting(batch, by)
    ready, left_out = _tally(fresh)
    if not ready:
        raise Refused("Aucune ligne n’est prête. Corrigez-en au moins une, ou annulez cet import.")
    on = date_of(fresh)
    created, updated = _upsert_accounts(fresh, on, by)
    changed = _upsert_statements(fresh, on, updated, by)
    if rest_waits and left_out:
        _put_rest_aside(fresh)
    _update(fresh, state=ImportState.WRITTEN, written=changed, written_at=TransactionNow(), staged={}, choices={})
    return Written(created, changed - created, ready - changed, left_out)


def abandon(*, batch: ImportBatch, by: Acting) -> None:
    """Give up an import: nothing was written, and its lines are forgotten. Refusals as for `correct`."""
    check_may_import(by)
    _update(batch, state=ImportState.ABANDONED, staged={}, choices={})


def _waiting(batch: ImportBatch, by: Acting) -> ImportBatch:
    """The batch as it is now, locked: two windows correct one after the other."""
    fresh = (
        without_lines()
        .select_for_update()
        .filter(pk=batch.pk, author_id=by.unit_audience, state=ImportState.CHECKED)
        .first()
    )
    if fresh is None:
        raise Refused(OVER)
    return fresh


def _update(batch: ImportBatch, **columns: Any) -> None:
    if ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(**columns) != 1:
        raise Refused(OVER)


def _checked(batch: ImportBatch, corrections: Corrections, choices: Mapping[str, str]) -> CheckedImport:
    return check(
        staged_sheet(batch),
        communes=communes_of_2026(),
        today=timezone.localdate(),
        corrections=corrections,
        choices={int(line): Choice(choice) for line, choice in choices.items()},
    )


def _put_aside(batch: ImportBatch, checked: CheckedImport) -> None:
    """Replace the staged lines of a batch that waits.

    A statement holds its parameters whole, so the lines go in pieces, each a setting of this transaction that is
    emptied once the database has put them together: nothing of them outlives it. Refused when the batch waits no more.
    """
    head = json.dumps(staged_head(checked.sheet), ensure_ascii=False).removesuffix("}")
    count = 0
    with connection.cursor() as cursor:
        for piece in _pieces(_staged_texts(checked)):
            count += 1
            cursor.execute("SELECT set_config(%s, %s, true)", [f"{_PIECES}{count}", piece])
        cursor.execute(
            """
            UPDATE cases_importbatch SET staged = (
              SELECT %s || ',"rows":[' || string_agg(current_setting(%s || piece), ',' ORDER BY piece) || ']}'
              FROM generate_series(1, %s) piece)::jsonb
            WHERE id = %s AND state = %s""",
            [head, _PIECES, count, batch.pk, ImportState.CHECKED],
        )
        if cursor.rowcount != 1:
            raise Refused(OVER)
        cursor.execute(
            "SELECT count(set_config(%s || piece, '', true)) FROM generate_series(1, %s) piece", [_PIECES, count]
        )


def _put_rest_aside(batch: ImportBatch) -> None:
    """The lines to correct or to compare, as a file of the same bytes that waits, read at the time of this transaction."""
    statement = f"""
        INSERT INTO cases_importbatch
          (public_id, author_id, file_name, file_digest, state, staged, corrections, choices, written)
        SELECT gen_random_uuid(), author_id, file_name, file_digest, %s, jsonb_set(staged, '{{rows}}',
            (SELECT jsonb_agg(r ORDER BY (r->>'line')::int) FROM {ROWS} WHERE r->>'state' = ANY(%s))), '{{}}', '{{}}', 0
        FROM cases_importbatch WHERE id = %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [ImportState.CHECKED, batch.pk, _TO_SETTLE, batch.pk])


def _staged_texts(checked: CheckedImport) -> Iterator[str]:
    for row in staged_rows(checked):
        if row["values"]:
            row["search_key"] = search_key(**{name: row["values"][name] for name in SEARCHED})
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Join texts with commas, up to about 256,000 characters at a time."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= _PIECE:
            yield ",".join(held)
            held, size = [], 0
    if held:
        yield ",".join(held)


def _tally(batch: ImportBatch) -> tuple[int, int]:
    """How many staged lines are ready, and how many are to correct or to compare."""
    statement = f"""
        SELECT count(*) FILTER (WHERE r->>'state' = %s), count(*) FILTER (WHERE r->>'state' = ANY(%s)) FROM {ROWS}"""
    ready, left_out = _one(statement, [LineState.READY.value, _TO_SETTLE, batch.pk])
    return ready, left_out


def _upsert_accounts(batch: ImportBatch, on: date, by: Acting) -> tuple[int, list[int]]:
    """How many accounts are new, and the ids of those that were known and changed."""
    names = [*COLUMNS, "search_key"]
    listed = ", ".join(names)
    kept = ", ".join(f"a.{name}" for name in names)
    given = ", ".join(f"excluded.{name}" for name in names)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != "lease_ref")
    values = ", ".join("coalesce(told, false)" if name == "told" else name for name in names)
    statement = f"""
        WITH done AS (
          INSERT INTO cases_tenantaccount AS a (public_id, author_id, balance_on, {listed})
          SELECT gen_random_uuid(), %s, %s::date, {values} FROM {ready_lines(*COLUMNS)} x ORDER BY lease_ref
          ON CONFLICT (author_id, lease_ref)
          DO UPDATE SET {changes}, balance_on = excluded.balance_on, updated_at = now()
          WHERE a.balance_on <= excluded.balance_on
            AND (a.balance_on, {kept}) IS DISTINCT FROM (excluded.balance_on, {given})
          RETURNING a.id, a.xmax = 0 AS is_new)
        SELECT count(*) FILTER (WHERE is_new), coalesce(array_agg(id) FILTER (WHERE NOT is_new), '{{}}') FROM done"""
    created, updated = _one(statement, [by.unit_audience, on, batch.pk])
    return created, updated


def _upsert_statements(batch: ImportBatch, on: date, updated: list[int], by: Acting) -> int:
    """How many accounts changed: their balance of that day is new or changed, or they are among the `updated`.

    A full join is always hashed or merged. Another would be left to the planner, which does not know yet how many
    accounts there are, and compares every line with every account.
    """
    statement = f"""
        WITH done AS (
          INSERT INTO cases_accountstatement AS s (account_id, author_id, "on", balance_cents, rent_cents, apl_cents)
          SELECT a.id, a.author_id, %s::date, x.balance_cents, x.rent_cents, x.apl_cents
          FROM {ready_lines("lease_ref", "balance_cents", "rent_cents", "apl_cents")} x
          FULL JOIN (SELECT id, author_id, lease_ref FROM cases_tenantaccount WHERE author_id = %s) a
            ON a.lease_ref = x.lease_ref
          WHERE num_nulls(a.id, x.lease_ref) = 0 ORDER BY a.id
          ON CONFLICT (account_id, "on") DO UPDATE SET balance_cents = excluded.balance_cents,
            rent_cents = excluded.rent_cents, apl_cents = excluded.apl_cents
          WHERE (s.balance_cents, s.rent_cents, s.apl_cents)
            IS DISTINCT FROM (excluded.balance_cents, excluded.rent_cents, excluded.apl_cents)
          RETURNING s.account_id)
        SELECT count(*) FROM (SELECT account_id FROM done UNION SELECT unnest(%s::bigint[])) changed"""
    (changed,) = _one(statement, [on, batch.pk, by.unit_audience, updated])
    return changed


def _one(statement: str, parameters: list[Any]) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
