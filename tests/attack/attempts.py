"""One attempt: what the runtime role gets when it tries something, beside what the oracle says it should get."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.rows import dict_row

from tests.attack import oracle_facts as o
from tests.attack.bridge import KEYS, TABLES
from tests.attack.lines import lines_of
from tests.attack.oracle import Oracle, plain
from tests.attack.proposals import Draft, Sql, propose
from tests.attack.rewrites import REWRITES
from tests.attack.scenes import Stage
from tests.attack.twists import TWISTS

READING = ("read", "export", "list", "search", "agenda", "followed", "count", "without_context")
#: The columns of Access that say something of the case to those who follow it, and what they say to others.
LINE = (
    *("state", "is_engaged", "last_meeting_on", "next_visit_on", "next_visit_at", "referent_id"),
    *("case_number", "case_public_id"),
)
NOTHING = ("", False, None, None, None, None, "", None)
WRITING = ("insert", "update", "blind", "rewrite", "move", "delete")
VERBS = (*READING, *WRITING)
ALLOWED, LEAK, DENIED, FALSE_DENIAL = "allowed", "leak", "denied", "false denial"
#: What a constraint answers after the policy let the row through.
PASSED_THE_GATE = (errors.UniqueViolation,)
#: SQLSTATE class of the guards that speak of the state of a row, once its policy let it through.
GUARD = "P0F"
#: A referral's sheet is the clerk's to complete until it is submitted, and once more when something is missing (T10).
SHEET_OPEN = {"draft", "incomplete"}
#: Changes of all rows at once that no guard minds, where the usual one would be.
BLIND = {"consent": "ended_channel = 'x'"}
#: The rows of which a guard will speak.
GUARDED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "consent": lambda raw: raw["ended_at"] is not None,
    "grant": lambda raw: raw["ended_at"] is not None,
    "document": lambda raw: raw["state"] != "waiting",
    "common_part": lambda raw: raw["issued_at"] is not None,
    "annex": lambda raw: raw["issued_at"] is not None,
}


@dataclass(frozen=True)
class Attempt:
    """`twist`: what is wrong, or unusual, about what she writes (a key of TWISTS or REWRITES)."""

    state: str
    verb: str
    actor: o.Actor
    audiences: tuple[int, ...]
    table: str
    row: o.Row
    twist: str = ""


@dataclass(frozen=True)
class Outcome:
    attempt: Attempt
    verdict: str
    detail: str = ""


@contextmanager
def undone(connection: psycopg.Connection) -> Iterator[None]:
    """A transaction or a savepoint that is undone whatever happens in it, an error too.

    Without psycopg's own, which makes it forget every plan when something is undone: here rows alone are.
    """
    inside = connection.info.transaction_status != TransactionStatus.IDLE
    first, last = (b"SAVEPOINT attempt", b"ROLLBACK TO attempt; RELEASE attempt") if inside else (b"BEGIN", b"ROLLBACK")
    at_once(connection, first)
    try:
        yield
    finally:
        at_once(connection, last)


def at_once(connection: psycopg.Connection, command: bytes) -> None:
    """Several commands in one round trip."""
    result = connection.pgconn.exec_(command)
    if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        raise psycopg.OperationalError(result.error_message.decode())


class Attacker:
    """A connection acting as the runtime role. Every attempt is undone: its transaction, or its savepoint."""

    def __init__(self, connection: psycopg.Connection, oracle: Oracle, stage: Stage, context_of: Any) -> None:
        self.connection = connection
        self.oracle = oracle
        self.stage = stage
        self.context_of = context_of
        self.exports: dict[tuple[o.Actor, str], frozenset[int]] = {}
        connection.execute("SET plan_cache_mode = force_generic_plan")
        self._look_behind(stage.superuser)

    def _look_behind(self, superuser: psycopg.Connection) -> None:
        """The rows attempts are modelled on, and who is who, read past the gate."""
        cursor = superuser.cursor(row_factory=dict_row)
        self.raw: dict[str, dict[int, dict[str, Any]]] = {}
        self.json_columns: dict[str, set[str]] = {}
        for name, (table, _) in TABLES.items():
            rows = cursor.execute(f"SELECT {KEYS.get(name, 'id')} AS its_key, * FROM {table}").fetchall()
            self.raw[name] = {row.pop("its_key"): row for row in rows}
            self.json_columns[name] = {c.name for c in cursor.description or () if c.type_code in {114, 3802}}
        audiences = cursor.execute("SELECT * FROM partners_audience").fetchall()
        self.unit_of = {a["id"]: (a["unit_id"], a["capacity"]) for a in audiences if a["kind"] == "unit"}
        self.units = {pair: number for number, pair in self.unit_of.items()}
        self.members: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for a in sorted(audiences, key=lambda a: a["id"]):
            if a["kind"] == "member":
                self.members[a["unit_id"], a["capacity"]].append((a["membership_id"], a["id"]))
        self.lines = lines_of(self.raw)
        answered = {answer["referral_id"] for answer in self.raw["referral_answer"].values()}
        self.unanswered = [
            referral
            for number, referral in sorted(self.raw["referral"].items())
            if referral["receiving_case_id"] and number not in answered
        ]

    def make(self, attempt: Attempt) -> Outcome:
        """Try it, and compare."""
        with self._undone(attempt):
            expected, got, detail = getattr(self, f"_{attempt.verb}")(attempt)
        if expected == got:
            return Outcome(attempt, ALLOWED if expected else DENIED, detail)
        if isinstance(expected, set | frozenset):
            leak, said = got - expected, f"{detail}: too many {got - expected}, missing {expected - got}"
            return Outcome(attempt, LEAK if leak else FALSE_DENIAL, said)
        return Outcome(attempt, LEAK if got > expected else FALSE_DENIAL, f"{detail}: {expected} / {got}")

    @contextmanager
    def _undone(self, attempt: Attempt) -> Iterator[None]:
        """Its context, undone with all that is done in it."""
        with undone(self.connection):
            self._open(attempt)
            yield

    def _open(self, attempt: Attempt) -> None:
        pid, start = self._one("SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint")
        token = self.context_of(attempt, pid, start)
        if token:
            self._one("SELECT set_config('app.ctx', %s, true)", token)

    def _one(self, statement: str, *parameters: Any) -> tuple:
        return self.connection.execute(statement, parameters or None).fetchone()

    def _ids(self, statement: str, *parameters: Any) -> set[int]:
        return {row[0] for row in self.connection.execute(statement, parameters or None).fetchall()}

    def unit_audience(self, attempt: Attempt) -> int:
        """The audience of the unit this attempt acts for (a service account does not carry it)."""
        session = attempt.actor
        return self.units.get((session.unit, session.capacity), 0) if isinstance(session, o.Session) else 0

    # Reading ------------------------------------------------------------------------------------------

    def _read(self, attempt: Attempt) -> tuple:
        table, number = TABLES[attempt.table][0], KEYS.get(attempt.table, "id")
        got = self._tried(f"SELECT 1 FROM {table} WHERE {number} = %s", [attempt.row.id])
        verdict = self.oracle.verdict(attempt.actor, attempt.table, attempt.row)
        return verdict.allowed, len(got) > 0, verdict.rule

    _without_context = _read

    def _tried(self, statement: str, parameters: list | None = None) -> list[tuple]:
        """Rows, or none when the role may not even ask: then nothing else can be asked in this attempt."""
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except errors.InsufficientPrivilege:
            return []

    def _export(self, attempt: Attempt) -> tuple:
        table, number = TABLES[attempt.table][0], KEYS.get(attempt.table, "id")
        got = {row[0] for row in self._tried(f"SELECT {number} FROM {table}")}
        return self.readable(attempt.actor, attempt.table), got, "export"

    def readable(self, actor: o.Actor, table: str) -> frozenset[int]:
        """The rows of a table that this actor reads, by their numbers."""
        key = (actor, table)
        if key not in self.exports:
            rows = self.oracle.rows(table)
            self.exports[key] = frozenset(row.id for row in rows if self.oracle.reads(actor, table, row))
        return self.exports[key]

    def _count(self, attempt: Attempt) -> tuple:
        rows = self._tried(f"SELECT count(*) FROM {TABLES[attempt.table][0]}")
        return len(self.readable(attempt.actor, attempt.table)), rows[0][0] if rows else 0, "count"

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

    def _agenda(self, attempt: Attempt) -> tuple:
        """What a list says of each case: its own operator's alone, since activity is never granted (T6)."""
        got = self.connection.execute(
            f"SELECT case_id, {', '.join(LINE)} FROM cases_access WHERE audience_id = ANY(%s) AND present_until > now()",
            [list(attempt.audiences)],
        ).fetchall()
        actor, index = attempt.actor, self.oracle.index
        expected = {
            (case, *(self.lines[case] if self._follows(actor, index.cases[case]) else NOTHING))
            for case in self.oracle.lists(actor)
        }
        return expected, set(got), "agenda"

    def _follows(self, actor: o.Actor, case: o.Case) -> bool:
        return isinstance(actor, o.Session) and case.id in self.lines and self.oracle.rights.holds(actor, case)

    def _followed(self, attempt: Attempt) -> tuple:
        """The cases her own unit accompanies, which is nobody else's to know."""
        got = self._ids(
            "SELECT case_id FROM cases_personaccess WHERE audience_id = ANY(%s) AND followed AND name_until > now()",
            list(attempt.audiences),
        )
        actor, index = attempt.actor, self.oracle.index
        accompanied = {course["case_id"] for course in self.raw["accompaniment_course"].values()}
        listed = self.oracle.lists(actor) & accompanied if isinstance(actor, o.Session) else set()
        return {case for case in listed if self.oracle.rights.holds(actor, index.cases[case])}, got, "followed"

    # Writing --------------------------------------------------------------------------------------------

    def _try(self, statements: list[tuple[str, dict]]) -> tuple[int, bool, str]:
        """Rows written by the last one, whether a guard or a unique index spoke after the policy, and what was said."""
        try:
            count = 0
            for statement, parameters in statements:
                count = self.connection.execute(statement, parameters).rowcount
            return count, False, f"{count} rows"
        except PASSED_THE_GATE as error:
            return 0, True, type(error).__name__
        except psycopg.Error as error:
            return 0, (error.sqlstate or "").startswith(GUARD), str(error).split("\n", 1)[0]

    def _insert(self, attempt: Attempt) -> tuple:
        draft = propose(self, attempt)
        if attempt.twist:
            TWISTS[attempt.table][attempt.twist](draft)
        if draft.columns.get("signature_id") is not None:
            # What proves a signature stands on the case that was signed.
            draft.never = (
                draft.never
                or self.raw["signature"][draft.columns["signature_id"]]["case_id"] != draft.columns["case_id"]
            )
        statements = [_insertion(table, first) for table, first in draft.before]
        count, passed, said = self._try([*statements, _insertion(attempt.table, draft)])
        expected = not draft.never and self.oracle.inserts(attempt.actor, attempt.table, draft.row)
        return expected or draft.also, count > 0 or passed, f"insert {attempt.twist}: {said}"

    def _assigned(self, attempt: Attempt, change: str) -> dict[str, Any]:
        """Parameters of a change: her own audience and a colleague's."""
        draft = Draft(self, attempt, {}, attempt.row)
        _, colleague = draft.one_of(draft.others_in_unit()) or (None, 0)
        return {"member": draft.member, "colleague": colleague} if "%(" in change else {}

    def _update(self, attempt: Attempt) -> tuple:
        """A harmless change of one row, found by its number."""
        table, change = TABLES[attempt.table]
        change, number = change or f"{self._any_column(attempt.table)} = NULL", KEYS.get(attempt.table, "id")
        parameters = self._assigned(attempt, change) | {"number": attempt.row.id}
        count, passed, said = self._try([(f"UPDATE {table} SET {change} WHERE {number} = %(number)s", parameters)])
        # A guard that has no reason to speak refuses what may be done.
        passed = passed and GUARDED.get(attempt.table, lambda raw: True)(self.raw[attempt.table][attempt.row.id])
        return self.may_update(attempt, attempt.row), count > 0 or passed, f"update: {said}"

    def may_update(self, attempt: Attempt, row: o.Row) -> bool:
        """What is stated, shared or signed is never rewritten: a new row says the new thing."""
        if TABLES[row.table][1] is None or not self.oracle.updates(attempt.actor, row.table, row):
            return False
        if row.table == "referral_sheet":
            referral = self.raw["referral"][self.raw[row.table][row.id]["referral_id"]]
            return referral["state"] in SHEET_OPEN
        return True

    def _blind(self, attempt: Attempt) -> tuple:
        """A change of every row, naming none: no policy for reading helps the one for changing.

        A guard speaks as soon as one of the rows has ended: then the number is not known, that it spoke is.
        """
        table, change = TABLES[attempt.table]
        change = BLIND.get(attempt.table, change) or f"{self._any_column(attempt.table)} = NULL"
        count, passed, said = self._try([(f"UPDATE {table} SET {change}", self._assigned(attempt, change))])
        hers = [row for row in self.oracle.rows(attempt.table) if self.may_update(attempt, row)]
        expected = len(hers)
        guarded = GUARDED.get(attempt.table, lambda raw: False)
        if attempt.table not in BLIND and any(guarded(self.raw[attempt.table][row.id]) for row in hers):
            return expected, expected if passed else count, f"blind: {said}"
        return expected, expected + 1 if passed else count, f"blind: {said}"

    def _rewrite(self, attempt: Attempt) -> tuple:
        """A step, or a change that nobody may make of that row, whether a policy refuses it or a guard."""
        rewrite = REWRITES[attempt.table][attempt.twist]
        statement = f"UPDATE {TABLES[attempt.table][0]} SET {rewrite.change} WHERE id = %(number)s"
        parameters = self._assigned(attempt, rewrite.change) | {"number": attempt.row.id}
        count, _, said = self._try([(statement, parameters)])
        expected = rewrite.step and self.may_update(attempt, attempt.row)
        return expected, count > 0, f"rewrite {attempt.twist}: {said}"

    def _any_column(self, table: str) -> str:
        return KEYS[table].split(" ")[0].strip("(") if table in KEYS else "id"

    def _move(self, attempt: Attempt) -> tuple:
        table = TABLES[attempt.table][0]
        own = list(self.oracle.lists(attempt.actor)) or [attempt.row.case or 0]
        column = "author_id" if attempt.row.id % 2 and attempt.table != "case" else "case_id"
        column = {
            "case": "holder_id", "household": "author_id", "person": "household_id", "document": "asker_id",
            "access": "household_id", "person_access": "household_id", "access_lock": "household_id",
            "tenant_account": "author_id", "account_statement": "author_id", "import_batch": "author_id",
        }.get(attempt.table, column)  # fmt: skip
        mine = column.endswith(("author_id", "holder_id", "asker_id")) and attempt.audiences
        value = attempt.audiences[0] if mine else own[0]
        count, passed, said = self._try([(f"UPDATE {table} SET {column} = %(v)s", {"v": value})])
        return (
            self.oracle.moves(attempt.actor, attempt.table, attempt.row, own[0]),
            count > 0 or passed,
            f"move: {said}",
        )

    def _delete(self, attempt: Attempt) -> tuple:
        count, passed, said = self._try([(f"DELETE FROM {TABLES[attempt.table][0]}", {})])
        return self.oracle.deletes(attempt.actor, attempt.table, attempt.row), count > 0 or passed, f"delete: {said}"


def _insertion(table: str, draft: Draft) -> tuple[str, dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in draft.columns)
    values = ", ".join(v.text if isinstance(v, Sql) else f"%({name})s" for name, v in draft.columns.items())
    parameters = {name: value for name, value in draft.columns.items() if not isinstance(value, Sql)}
    return f"INSERT INTO {TABLES[table][0]} ({names}) VALUES ({values})", parameters
