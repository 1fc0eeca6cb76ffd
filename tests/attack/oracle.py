"""The access rules of the product in plain Python, written from the texts alone.

The oracle is what the database is compared with: facts in, one answer out, no SQL, no clock, no
input or output. It speaks for the runtime role with a valid signed context; the steps a case goes
through (what may still be edited, in which order) are not its business.
"""

import unicodedata
from datetime import datetime

from tests.attack.oracle_facts import TABLES, Actor, Facts, PersonActor, Row, Session
from tests.attack.oracle_index import Index
from tests.attack.oracle_reads import Reads, Verdict
from tests.attack.oracle_rights import Rights
from tests.attack.oracle_writes import Writes

NAMED_TABLES = ("identity_statement", "referral_sheet", "tenant_account")
SHORTEST_FRAGMENT = 2


def plain(text: str) -> str:
    """The text as search compares it: lower case, without accents, single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


class Oracle:
    """Judges every act at the timezone-aware instant `now`; raises ValueError when it is naive."""

    def __init__(self, facts: Facts, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("now must carry a timezone")
        self.index = Index(facts)
        self.rights = Rights(self.index, now)
        self._reads = Reads(self.index, self.rights)
        self._writes = Writes(self.index, self.rights, self._reads)
        self._listed: dict[Session, set[int]] = {}

    def rows(self, table: str) -> tuple[Row, ...]:
        """Every row of `table`, those made from the fact classes included."""
        return self.index.rows[table]

    def row(self, table: str, number: int) -> Row:
        """The row of that number; KeyError when there is none."""
        return self.index.row[table, number]

    def verdict(self, actor: Actor, table: str, row: Row) -> Verdict:
        return self._reads.decide(actor, table, row)

    def reads(self, actor: Actor, table: str, row: Row) -> bool:
        return self.verdict(actor, table, row).allowed

    def explain(self, actor: Actor, table: str, row: Row) -> str:
        """The rule that allowed or refused the reading."""
        allowed, rule = self.verdict(actor, table, row)
        return f"{'reads' if allowed else 'does not read'}: {rule}"

    def lists(self, actor: Actor) -> set[int]:
        """The cases present in the actor's lists."""
        if isinstance(actor, PersonActor):
            person = self.rights.live_person(actor)
            return self.rights.person_cases(person) if person else set()
        if not isinstance(actor, Session):
            return set()
        if actor not in self._listed:
            present = {case.id for case in self.index.cases.values() if self.rights.present(actor, case.id)}
            self._listed[actor] = present
        return set(self._listed[actor])

    def searches(self, actor: Actor, fragment: str) -> set[int]:
        """The listed cases with a name the actor may read that contains `fragment` (two letters at least)."""
        wanted = plain(fragment)
        if len(wanted) < SHORTEST_FRAGMENT:
            return set()
        listed = self.lists(actor)
        return {
            self._found_on(actor, row)
            for table in NAMED_TABLES
            for row in self.rows(table)
            if self._found_on(actor, row) in listed
            and row.name is not None
            and wanted in plain(row.name)
            and self.reads(actor, table, row)
        }

    def _found_on(self, actor: Actor, row: Row) -> int | None:
        """The case a name is found on: the referrer's own sheet stands on its own tenancy."""
        if row.table != "referral_sheet" or not isinstance(actor, Session):
            return row.case
        mine = (row.unit, row.capacity) == (actor.unit, actor.capacity)
        return self.index.referrals[row.referral].tenancy_case if mine else row.case

    def counts(self, actor: Actor, table: str) -> int:
        """How many rows of `table` the actor reads, without any cap."""
        return sum(self.reads(actor, table, row) for row in self.rows(table))

    def inserts(self, actor: Actor, table: str, row: Row) -> bool:
        return self._writes.inserts(actor, table, row)

    def updates(self, actor: Actor, table: str, row: Row) -> bool:
        return self._writes.updates(actor, table, row)

    def moves(self, actor: Actor, table: str, row: Row, to_case: int) -> bool:
        """Changing the household, case or author of a row: nobody, ever."""
        return False

    def deletes(self, actor: Actor, table: str, row: Row) -> bool:
        """No text lets an actor delete a row of a protected table; purges are the keeper's."""
        return False


__all__ = ["TABLES", "Oracle"]
