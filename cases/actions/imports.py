"""A landlord's arrears file, from its bytes to the unit's accounts (decisions T12).

The file is read in memory and never kept; what Palier does not keep is replaced before anything is stored.
Nothing is written to the accounts before `write`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
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
    TenantLine,
    check,
    from_staged,
    read_file,
    ready_from_staged,
    to_staged,
)
from cases.imports.discretion import is_forbidden
from cases.models import ImportBatch
from cases.queries.tenants import search_key
from common.refusal import NotYours, Refused
from common.text import clean
from partners.acting import Acting
from partners.communes import communes_of_2026
from partners.enums import Capacity, Role

_LONGEST_NAME = 200
_OVER = "Ce fichier est déjà importé ou annulé. Rien n’a changé."

_TO_SETTLE = frozenset({LineState.PROBLEM.value, LineState.DUPLICATE.value})

#: Columns of an account that a line fills, with their SQL types.
_COLUMNS = {
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
    "search_key": "text",
}


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
    """Put a file that was already read and checked aside. Raises NotYours for another role."""
    check_may_import(by)
    return ImportBatch.objects.create(
        author_id=by.unit_audience, file_name=name_to_keep(name), file_digest=digest, staged=to_staged(checked)
    )


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
    _update(fresh, staged=to_staged(checked))
    return checked


@transaction.atomic
def choose(*, batch: ImportBatch, choices: Mapping[int, Choice], by: Acting) -> CheckedImport:
    """Say which line to keep, by the line of each duplicate. Refusals as for `correct`."""
    check_may_import(by)
    fresh = _waiting(batch, by)
    kept = fresh.choices | {str(line): Choice(choice).value for line, choice in choices.items()}
    checked = _checked(fresh, {}, kept)
    _update(fresh, staged=to_staged(checked), choices=kept)
    return checked


@transaction.atomic
def write(*, batch: ImportBatch, by: Acting) -> Written:
    """Import the ready lines, all of them or none.

    Effects in order: accounts of new leases, then known ones that differ; one dated balance per lease; the
    staged lines are forgotten. A file that was imported before keeps its first date, so that importing it again
    changes nothing; an older file never overwrites a newer one. The keeper copies balances to referred
    tenancies. Raises NotYours for another role, Refused when no line is ready, or once imported or given up.
    """
    check_may_import(by)
    fresh = _waiting(batch, by)
    lines = ready_from_staged(fresh.staged)
    if not lines:
        raise Refused("Aucune ligne n’est prête. Corrigez-en au moins une, ou annulez cet import.")
    on = _date_of(fresh, by)
    payload = json.dumps([_row(line) for line in lines], ensure_ascii=False)
    accounts = _upsert_accounts(payload, on, by)
    stated = _upsert_statements(payload, on, by)
    created = {pk for pk, is_new in accounts if is_new}
    changed = {pk for pk, _ in accounts} | stated
    left_out = sum(row["state"] in _TO_SETTLE for row in fresh.staged["rows"])
    done = Written(len(created), len(changed - created), len(lines) - len(changed), left_out)
    _update(
        fresh,
        state=ImportState.WRITTEN,
        written=done.changed,
        written_at=TransactionNow(),
        staged={},
        choices={},
    )
    return done


def abandon(*, batch: ImportBatch, by: Acting) -> None:
    """Give up an import: nothing was written, and its lines are forgotten. Refusals as for `correct`."""
    check_may_import(by)
    _update(batch, state=ImportState.ABANDONED, staged={}, choices={})


def _waiting(batch: ImportBatch, by: Acting) -> ImportBatch:
    """The batch as it is now, locked: two windows correct one after the other."""
    fresh = (
        ImportBatch.objects.select_for_update()
        .filter(pk=batch.pk, author_id=by.unit_audience, state=ImportState.CHECKED)
        .first()
    )
    if fresh is None:
        raise Refused(_OVER)
    return fresh


def _update(batch: ImportBatch, **columns: Any) -> None:
    if ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(**columns) != 1:
        raise Refused(_OVER)


def _checked(batch: ImportBatch, corrections: Corrections, choices: Mapping[str, str]) -> CheckedImport:
    return check(
        from_staged(batch.staged),
        communes=communes_of_2026(),
        today=timezone.localdate(),
        corrections=corrections,
        choices={int(line): Choice(choice) for line, choice in choices.items()},
    )


def _date_of(batch: ImportBatch, by: Acting) -> date:
    """The day its balances are of: today, or the day this very file was first imported."""
    before = ImportBatch.objects.filter(
        author_id=by.unit_audience, file_digest=batch.file_digest, state=ImportState.WRITTEN
    )
    first = before.order_by("id").values_list("written_at", flat=True).first()
    return timezone.localdate(first) if first else timezone.localdate()


def _row(line: TenantLine) -> dict[str, Any]:
    values = line.to_json()
    key = {
        name: values[name]
        for name in ("last_name", "first_name", "co_tenant", "address", "commune", "residence", "lease_ref")
    }
    row = {name: values.get(name) for name in _COLUMNS}
    return row | {"told": bool(line.told), "search_key": search_key(**key)}


def _upsert_accounts(payload: str, on: date, by: Acting) -> list[tuple[int, bool]]:
    """Ids of the accounts that are new (True) or changed."""
    names = list(_COLUMNS)
    listed = ", ".join(names)
    types = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    kept = ", ".join(f"a.{name}" for name in names)
    told = ", ".join(f"excluded.{name}" for name in names)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != "lease_ref")
    statement = f"""
        INSERT INTO cases_tenantaccount AS a (public_id, author_id, balance_on, {listed})
        SELECT gen_random_uuid(), %s, %s::date, {listed}
        FROM json_to_recordset(%s::json) AS x({types}) ORDER BY lease_ref
        ON CONFLICT (author_id, lease_ref) DO UPDATE SET {changes}, balance_on = excluded.balance_on, updated_at = now()
        WHERE a.balance_on <= excluded.balance_on
          AND (a.balance_on, {kept}) IS DISTINCT FROM (excluded.balance_on, {told})
        RETURNING a.id, a.xmax = 0"""
    return list(_rows(statement, [by.unit_audience, on, payload]))


def _upsert_statements(payload: str, on: date, by: Acting) -> set[int]:
    """Ids of the accounts whose balance of that day is new or changed."""
    statement = """
        INSERT INTO cases_accountstatement AS s (account_id, author_id, "on", balance_cents, rent_cents, apl_cents)
        SELECT a.id, a.author_id, %s::date, x.balance_cents, x.rent_cents, x.apl_cents
        FROM json_to_recordset(%s::json) AS x(lease_ref text, balance_cents bigint, rent_cents bigint, apl_cents bigint)
        JOIN cases_tenantaccount a ON a.author_id = %s AND a.lease_ref = x.lease_ref
        ORDER BY a.id
        ON CONFLICT (account_id, "on") DO UPDATE SET balance_cents = excluded.balance_cents,
          rent_cents = excluded.rent_cents, apl_cents = excluded.apl_cents
        WHERE (s.balance_cents, s.rent_cents, s.apl_cents)
          IS DISTINCT FROM (excluded.balance_cents, excluded.rent_cents, excluded.apl_cents)
        RETURNING s.account_id"""
    return {pk for (pk,) in _rows(statement, [on, payload, by.unit_audience])}


def _rows(statement: str, parameters: list[Any]) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield from cursor.fetchall()
