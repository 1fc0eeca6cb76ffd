"""One household through the gate, beside what the oracle says of it: every row read, listed and found."""

from collections.abc import Iterator
from typing import Any

import psycopg

from partners.acting import Acting
from tests.attack import oracle_facts as o
from tests.attack.bridge import KEYS, TABLES, Bridge
from tests.attack.oracle import Oracle
from tests.gate.logins import set_token, signed

FRAGMENT = "vass"
_HELD = "SELECT id FROM cases_case WHERE household_id = %(household)s"
_ACCOUNTS = f"SELECT id FROM cases_tenantaccount WHERE case_id IN ({_HELD})"
#: How the rows of a household are told where they do not name it.
_WHERE = {
    "cases_household": "id = %(household)s",
    "cases_tenantaccount": f"case_id IN ({_HELD})",
    "cases_accountstatement": f"account_id IN ({_ACCOUNTS})",
    "common_document": f"case_id IN ({_HELD})",
    "cases_importbatch": "%(household)s < 0",
}
#: Read by nobody, or belonging to no household.
_LEFT_OUT = {"import_batch", "account_statement", "access_lock"}


def _where(table: str) -> str:
    return _WHERE.get(table, "household_id = %(household)s")


class HouseholdBridge(Bridge):
    """The facts of one household and of the whole directory."""

    def __init__(self, superuser: psycopg.Connection, household: int) -> None:
        self.household_id = household
        super().__init__(superuser)

    def _rows(self, table: str) -> Iterator[Any]:
        if table.startswith("partners_"):
            return super()._rows(table)
        query = f"SELECT * FROM {table} WHERE {_where(table)}"
        return iter(self.cursor.execute(query, {"household": self.household_id}).fetchall())


def actor_of(acting: Acting) -> o.Session:
    return o.Session(acting.membership.id, acting.membership.unit_id, acting.capacity.value)


READABLE = tuple(name for name in TABLES if name not in _LEFT_OUT)


def _everything() -> str:
    """Every row of one household, its entries in lists, and what a search by name finds."""
    parts = []
    for name in READABLE:
        table = TABLES[name][0]
        parts.append(f"SELECT '{name}', {KEYS.get(name, 'id')} FROM {table} WHERE {_where(table)}")
    listed = "audience_id = ANY(%(audiences)s) AND present_until > now() AND household_id = %(household)s"
    parts.append(f"SELECT 'listed', case_id FROM cases_access WHERE {listed}")
    parts.append(
        "SELECT 'found', p.case_id FROM cases_personaccess p WHERE p.audience_id = ANY(%(audiences)s)"
        " AND p.name_until > now() AND p.name_key LIKE %(name)s AND p.household_id = %(household)s"
        f" AND p.case_id IN (SELECT case_id FROM cases_access WHERE {listed})"
    )
    parts.append(
        "SELECT 'found', t.case_id FROM cases_tenantaccount t WHERE sec.fold(t.last_name) LIKE %(name)s"
        f" AND t.case_id IN (SELECT case_id FROM cases_access WHERE {listed})"
    )
    return " UNION ".join(parts)


EVERYTHING = _everything()
Seen = set[tuple[str, int]]


class Look:
    """A household at one moment: the oracle's answer, and the gate's under the real runtime login."""

    def __init__(self, superuser: psycopg.Connection, app: psycopg.Connection, household: int) -> None:
        (self.now,) = superuser.execute("SELECT clock_timestamp()").fetchone()
        self.household = household
        self.app = app
        self.oracle = Oracle(HouseholdBridge(superuser, household).facts(), self.now)

    def got(self, audiences: tuple[int, ...]) -> Seen:
        """What the gate hands out in a signed context of these audiences."""
        # Kept, though nothing is written: undone, psycopg would forget the plan of EVERYTHING each time.
        with signed(self.app, audiences, kept=True):
            return self._read(audiences)

    def got_with(self, token: str, audiences: tuple[int, ...]) -> Seen:
        """The same with that token, in the transaction that is open."""
        set_token(self.app, token)
        return self._read(audiences)

    def _read(self, audiences: tuple[int, ...]) -> Seen:
        given = {"household": self.household, "audiences": list(audiences), "name": f"%{FRAGMENT}%"}
        return set(self.app.execute(EVERYTHING, given, prepare=True).fetchall())

    def expected(self, actor: o.Actor) -> Seen:
        """What the texts give that actor."""
        rows = (row for table in READABLE for row in self.oracle.rows(table) if self._here(row))
        seen = {(row.table, row.id) for row in rows if self.oracle.reads(actor, row.table, row)}
        seen |= {("listed", case) for case in self.oracle.lists(actor)}
        return seen | {("found", case) for case in self.oracle.searches(actor, FRAGMENT)}

    def _here(self, row: o.Row) -> bool:
        case = self.oracle.index.cases.get(row.case)
        return (row.household or (case.household if case else None)) == self.household

    def differences(self, name: str, actor: o.Actor, audiences: tuple[int, ...]) -> list[str]:
        """One line per row that leaks or is missed."""
        got, expected = self.got(audiences), self.expected(actor)
        lines = [f"leak: {name} sees {table} {number}" for table, number in sorted(got - expected)]
        return lines + [f"false denial: {name} misses {table} {number}" for table, number in sorted(expected - got)]
