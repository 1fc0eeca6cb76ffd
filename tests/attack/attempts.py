"""One attempt: what the runtime role gets when it tries something, beside what the oracle says it should get."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import errors

from tests.attack import oracle_facts as o
from tests.attack.bridge import TABLES
from tests.attack.oracle import Oracle, plain
from tests.attack.scenes import Stage

VERBS = ("read", "list", "search", "count", "insert", "update", "move", "delete", "without_context")
ALLOWED, LEAK, DENIED, FALSE_DENIAL = "allowed", "leak", "denied", "false denial"
#: What a constraint answers after the policy let the row through.
PASSED_THE_GATE = (errors.UniqueViolation,)
#: SQLSTATE class of the guards that speak of the state of a row, once its policy let it through.
GUARD = "P0F"


@dataclass(frozen=True)
class Attempt:
    state: str
    verb: str
    actor: o.Actor
    audiences: tuple[int, ...]
    table: str
    row: o.Row


@dataclass(frozen=True)
class Outcome:
    attempt: Attempt
    verdict: str
    detail: str = ""


class Attacker:
    """A connection under the real runtime login. Every attempt is its own transaction, rolled back."""

    def __init__(self, connection: psycopg.Connection, oracle: Oracle, stage: Stage, context_of: Any) -> None:
        self.connection = connection
        self.oracle = oracle
        self.stage = stage
        self.context_of = context_of
        self.units = {
            (unit, capacity): number
            for number, unit, capacity in stage.superuser.execute(
                "SELECT id, unit_id, capacity FROM partners_audience WHERE kind = 'unit'"
            ).fetchall()
        }

    def make(self, attempt: Attempt) -> Outcome:
        """Try it, and compare."""
        with self.connection.transaction(force_rollback=True):
            self._open(attempt)
            expected, got, detail = getattr(self, f"_{attempt.verb}")(attempt)
        if expected == got:
            return Outcome(attempt, ALLOWED if expected else DENIED, detail)
        if isinstance(expected, set):
            return Outcome(attempt, LEAK if got - expected else FALSE_DENIAL, f"{detail}: {expected} / {got}")
        return Outcome(attempt, LEAK if got > expected else FALSE_DENIAL, f"{detail}: {expected} / {got}")

    def _open(self, attempt: Attempt) -> None:
        pid, start = self._one("SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint")
        token = self.context_of(attempt, pid, start)
        if token:
            self._one("SELECT set_config('app.ctx', %s, true)", token)

    def _one(self, statement: str, *parameters: Any) -> tuple:
        return self.connection.execute(statement, parameters or None).fetchone()

    def _ids(self, statement: str, *parameters: Any) -> set[int]:
        return {row[0] for row in self.connection.execute(statement, parameters or None).fetchall()}

    def _where(self, row: o.Row) -> tuple[str, tuple]:
        if row.table == "access":
            return "case_id = %s AND audience_id = %s", divmod(row.id, 1_000_000)
        return "id = %s", (row.id,)

    def unit_audience(self, attempt: Attempt) -> int:
        """The audience of the unit this attempt acts for (a service account does not carry it)."""
        session = attempt.actor
        return self.audience_of(session.unit, session.capacity) if isinstance(session, o.Session) else 0

    def audience_of(self, unit: int | None, capacity: str | None) -> int:
        return self.units.get((unit, capacity), 0)

    # Reading ------------------------------------------------------------------------------------------

    def _read(self, attempt: Attempt) -> tuple:
        where, key = self._where(attempt.row)
        got = self._one(f"SELECT count(*) FROM {TABLES[attempt.table][0]} WHERE {where}", *key)[0] > 0
        return (
            self.oracle.reads(attempt.actor, attempt.table, attempt.row),
            got,
            self.oracle.explain(attempt.actor, attempt.table, attempt.row),
        )

    _without_context = _read

    def _list(self, attempt: Attempt) -> tuple:
        got = self._ids(
            "SELECT case_id FROM cases_access WHERE audience_id = ANY(%s) AND present_until > now()",
            list(attempt.audiences),
        )
        return self.oracle.lists(attempt.actor), got, "list"

    def _search(self, attempt: Attempt) -> tuple:
        fragment = plain(attempt.row.name or "vass")[:4]
        audiences = list(attempt.audiences)
        got = self._ids(
            "SELECT p.case_id FROM cases_personaccess p JOIN cases_access a ON a.case_id = p.case_id"
            " AND a.audience_id = ANY(%s) AND a.present_until > now()"
            " WHERE p.audience_id = ANY(%s) AND p.name_until > now() AND p.name_key LIKE %s",
            audiences,
            audiences,
            f"%{fragment}%",
        )
        got |= self._ids(
            "SELECT t.case_id FROM cases_tenantaccount t JOIN cases_access a ON a.case_id = t.case_id"
            " AND a.audience_id = ANY(%s) AND a.present_until > now() WHERE sec.fold(t.last_name) LIKE %s",
            audiences,
            f"%{fragment}%",
        )
        return self.oracle.searches(attempt.actor, fragment), got, f"search {fragment}"

    def _count(self, attempt: Attempt) -> tuple:
        (got,) = self._one(f"SELECT count(*) FROM {TABLES[attempt.table][0]}")
        expected = self.oracle.counts(attempt.actor, attempt.table)
        if attempt.table == "access":
            (got,) = self._one("SELECT count(*) FROM cases_access WHERE present_until > now()")
        return expected, got, "count"

    # Writing --------------------------------------------------------------------------------------------

    def _try(self, statement: str, parameters: dict) -> tuple[bool, str]:
        """Whether the gate let it through (a constraint that speaks afterwards doesn't count as a refusal)."""
        try:
            with self.connection.transaction():
                return self.connection.execute(statement, parameters).rowcount > 0, "done"
        except PASSED_THE_GATE as error:
            return True, type(error).__name__
        except psycopg.Error as error:
            passed = (error.sqlstate or "").startswith(GUARD)
            return passed, str(error).split("\n", 1)[0]

    def _insert(self, attempt: Attempt) -> tuple:
        row = self._as_mine(attempt)
        columns = COLUMNS[attempt.table](self, row, attempt)
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join("now()" if value is NOW else f"%({name})s" for name, value in columns.items())
        statement = f"INSERT INTO {TABLES[attempt.table][0]} ({names}) VALUES ({values})"
        got, detail = self._try(statement, {name: value for name, value in columns.items() if value is not NOW})
        return self.oracle.inserts(attempt.actor, attempt.table, row), got, f"insert: {detail}"

    def _as_mine(self, attempt: Attempt) -> o.Row:
        """The row as this actor would write it: in her own name and unit, on the attacked case."""
        if not isinstance(attempt.actor, o.Session):
            return attempt.row
        more: dict[str, Any] = {"unit": attempt.actor.unit, "capacity": attempt.actor.capacity}
        if attempt.table in {"visit", "visit_time", "visit_note", "document", "team_member"}:
            more["membership"] = attempt.actor.membership
        if attempt.table in {"tenant_account", "import_batch", "document"}:
            more |= {"household": None, "person": None, "case": None}
        return replace(attempt.row, **more)

    def _update(self, attempt: Attempt) -> tuple:
        table, column = TABLES[attempt.table]
        where, key = self._where(attempt.row)
        value = {"ended_at": "now()", "answered_by_id": str(_member(attempt))}.get(column or "", f'"{column or "id"}"')
        more = ", ended_how = 'withdrawn'" if attempt.table == "consent" else ""
        for number in range(len(key)):
            where = where.replace("%s", f"%(k{number})s", 1)
        statement = f'UPDATE {table} SET "{column or "id"}" = {value}{more} WHERE {where}'
        got, detail = self._try(statement, {f"k{number}": part for number, part in enumerate(key)})
        # What is stated, shared or signed is never rewritten: a new row says the new thing.
        expected = column is not None and self.oracle.updates(attempt.actor, attempt.table, attempt.row)
        return expected, got, f"update: {detail}"

    def _move(self, attempt: Attempt) -> tuple:
        table = TABLES[attempt.table][0]
        own = [case for case in self.oracle.lists(attempt.actor)] or [attempt.row.case or 0]
        column = "author_id" if attempt.row.id % 2 and attempt.table != "case" else "case_id"
        column = {"case": "holder_id", "household": "author_id", "person": "household_id", "document": "asker_id"}.get(
            attempt.table, column
        )
        value = (
            attempt.audiences[0]
            if column.endswith(("author_id", "holder_id", "asker_id")) and attempt.audiences
            else own[0]
        )
        if attempt.table == "access":
            column = "household_id"
        if attempt.table == "tenant_account":
            column = "author_id"
        got, detail = self._try(f"UPDATE {table} SET {column} = %(v)s", {"v": value})
        return self.oracle.moves(attempt.actor, attempt.table, attempt.row, own[0]), got, f"move: {detail}"

    def _delete(self, attempt: Attempt) -> tuple:
        got, detail = self._try(f"DELETE FROM {TABLES[attempt.table][0]}", {})
        return self.oracle.deletes(attempt.actor, attempt.table, attempt.row), got, f"delete: {detail}"


NOW = object()


def _content(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(),
        "household_id": row.household,
        "case_id": row.case,
        "author_id": attempt.audiences[0] if attempt.audiences else 0,
    }


def _member(attempt: Attempt) -> int:
    return attempt.audiences[1] if len(attempt.audiences) > 1 else 0


def _person_of(attacker: Attacker, row: o.Row) -> int:
    if row.person:
        return row.person
    persons = attacker.oracle.index.persons_of.get(row.household, ())
    return persons[0].id if persons else 0


def _with(**makers: Any):
    def build(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
        made = _content(attacker, row, attempt)
        for name, maker in makers.items():
            made[name] = maker(attacker, row, attempt) if callable(maker) else maker
        return made

    return build


def _account(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(), "author_id": attacker.unit_audience(attempt), "lease_ref": uuid.uuid4().hex, "title": "",
        "last_name": "X", "first_name": "", "co_tenant": "", "phone": "", "email": "", "address": "", "postcode": "33000",
        "commune": "Bordeaux", "residence": "", "branch_label": "", "manager_label": "", "typology": "",
        "balance_cents": 1, "balance_on": date.today(), "stage": "none", "reasons": [], "told": False, "search_key": "x",
    }  # fmt: skip


def _batch(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(), "author_id": attacker.unit_audience(attempt), "file_name": "x", "file_digest": "x",
        "state": "checked", "staged": "{}", "corrections": "{}", "choices": "{}", "written": 0,
    }  # fmt: skip


def _document(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(), "asker_id": _member(attempt), "kind": "x", "title": "x", "template": "x",
        "snapshot": "{}", "state": "waiting", "progress": 0, "refusal": "", "digest": "",
    }  # fmt: skip


def _nothing(attacker: Attacker, row: o.Row, attempt: Attempt) -> dict[str, Any]:
    """Tables of the keeper: any insert must be refused before a column matters."""
    return {"id": -1} if attempt.table != "access" else {"case_id": -1, "audience_id": -1}


def _recipient(attacker: Attacker, row: o.Row) -> tuple[int, str, str]:
    audience = attacker.audience_of(row.recipient_unit, row.recipient_capacity)
    return audience, "unit", row.recipient_capacity or ""


_TOLD = {"told_how": "letter", "told_on": date.today(), "told_by": ""}
COLUMNS = {
    "tenant_account": _account,
    "import_batch": _batch,
    "document": _document,
    "household": _nothing,
    "case": _nothing,
    "access": _nothing,
    "referral_feedback": _nothing,
    "visit_shared": _nothing,
    "person": lambda attacker, row, attempt: {
        "public_id": uuid.uuid4(), "household_id": row.household, "author_id": attempt.audiences[0] if attempt.audiences else 0,
        "is_adult": True, "is_party": False,
    },
    "identity_statement": _with(person_id=lambda a, r, _: _person_of(a, r), title="", last_name="X", first_name=""),
    "contact_statement": _with(
        person_id=lambda a, r, _: _person_of(a, r), address="", postcode="", commune="", phone="", email=""
    ),
    "rent_statement": _with(on=lambda a, r, t: date.today() - timedelta(days=4000 + r.id % 900), balance_cents=1, source="typed"),
    "visit": _with(
        device_id=lambda *_: uuid.uuid4(), content_digest="", is_planned=False, on=date.today(), kind="home",
        outcome="held", logged_by_id=lambda a, r, t: _member(t),
    ),
    "visit_note": _with(written_by_id=lambda a, r, t: _member(t), themes=lambda *_: [], text="x"),
    "accompaniment": _with(referent_name="", referent_phone="", referent_email="", kind="access"),
    "team_member": _with(
        member_id=lambda a, r, t: _member(t), membership_id=lambda a, r, t: r.membership, is_referent=False,
        assigned_by_id=lambda a, r, t: _member(t), starts_at=NOW,
    ),
    "violence_flag": _with(person_id=lambda a, r, _: _person_of(a, r), set_by_id=lambda a, r, t: _member(t)),
    "consent": _with(
        person_id=lambda a, r, _: _person_of(a, r), recipient_id=lambda a, r, _: _recipient(a, r)[0],
        scopes=lambda a, r, _: sorted(r.scopes), purpose="x", notice_version="x", language="fr", given_how="screen",
        until=lambda a, r, t: date.today() + timedelta(days=30), recorded_by_id=lambda a, r, t: _member(t),
        flag_notice_read=False, ended_how="", ended_channel="", receipt_number="",
    ),
}  # fmt: skip
#: Tables whose insert needs rows the attempt would first have to make; the front doors of the suite make them.
NOT_INSERTED = {"referral", "referral_answer", "referral_sheet", "visit_time", "grant", "evidence"}
