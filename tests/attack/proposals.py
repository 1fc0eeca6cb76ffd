"""Rows an attacker tries to insert: as she would write one in her own name.

A proposal is a copy of a row that exists, so that no constraint speaks in the gate's place, with what is hers in it.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from tests.attack import oracle_facts as o

if TYPE_CHECKING:
    from tests.attack.attempts import Attacker, Attempt


@dataclass(frozen=True)
class Sql:
    """A value the database computes."""

    text: str


NOW = Sql("now()")
YESTERDAY = Sql("now() - interval '1 day'")
IN_A_MONTH = Sql("now() + interval '30 days'")
#: Columns the database fills, or the keeper alone.
_LEFT_OUT = {"id", "created_at", "updated_at", "effective_until"}
SIGNED = {
    "visit": "logged_by_id",
    "visit_time": "worker_id",
    "visit_note": "written_by_id",
    "violence_flag": "set_by_id",
    "team_member": "assigned_by_id",
    "referral_answer": "answered_by_id",
    "consent": "recorded_by_id",
    "document": "asker_id",
    "annex": "written_by_id",
    "step": "written_by_id",
    "visit_revision": "written_by_id",
    "signature": "recorded_by_id",
    "suspension": "recorded_by_id",
}
#: The tables whose row names the member in the oracle's facts too.
MEMBERSHIP = {
    *("visit", "visit_time", "visit_note", "document", "team_member"),
    *("annex", "step", "visit_revision", "signature", "suspension"),
}
OFFICES = {"administration", "data_protection"}
LANDLORD_FILE = {"tenant_account", "account_statement", "import_batch"}


@dataclass
class Draft:
    """A row being proposed. `row`: what the oracle judges; `never`: nobody may, whoever she is."""

    attacker: "Attacker"
    attempt: "Attempt"
    columns: dict[str, Any]
    row: o.Row
    never: bool = False
    before: list[tuple[str, "Draft"]] = field(default_factory=list)
    #: Allowed by an act that goes before it in the same transaction, whatever the facts say.
    also: bool = False

    @property
    def mine(self) -> int:
        return self.attempt.audiences[0] if self.attempt.audiences else 0

    @property
    def member(self) -> int:
        return self.attempt.audiences[1] if len(self.attempt.audiences) > 1 else 0

    @property
    def raw(self) -> dict[str, Any]:
        return self.attacker.raw[self.attempt.table][self.attempt.row.id]

    def set(self, **columns: Any) -> None:
        self.columns |= columns

    def one_of(self, items: list) -> Any:
        """One of them, the same for the same attempt; None when there is none."""
        return items[self.attempt.row.id % len(items)] if items else None

    def others_in_unit(self) -> list[tuple[int, int]]:
        """(membership, audience) of her colleagues in the same capacity."""
        actor = self.attempt.actor
        if not isinstance(actor, o.Session):
            return []
        members = self.attacker.members.get((actor.unit, actor.capacity), [])
        return [pair for pair in members if pair[0] != actor.membership]


def propose(attacker: "Attacker", attempt: "Attempt") -> Draft:
    """The row of this attempt, before any twist."""
    table = attempt.table
    if table not in _FRESH:
        # Made by the keeper alone: refused before a column matters.
        return Draft(attacker, attempt, {_FIRST_COLUMN.get(table, "id"): -1}, attempt.row, never=True)
    raw = attacker.raw[table][attempt.row.id]
    columns = {name: _adapted(attacker, table, name, value) for name, value in raw.items() if name not in _LEFT_OUT}
    draft = Draft(attacker, attempt, columns, as_mine(attempt))
    if "public_id" in columns:
        draft.set(public_id=uuid.uuid4())
    if "author_id" in columns:
        draft.set(author_id=attacker.unit_audience(attempt) if table in LANDLORD_FILE else draft.mine)
    if table in SIGNED:
        draft.set(**{SIGNED[table]: draft.member})
    _FRESH[table](draft)
    return draft


def _adapted(attacker: "Attacker", table: str, name: str, value: Any) -> Any:
    return Jsonb(value) if value is not None and name in attacker.json_columns[table] else value


def as_mine(attempt: "Attempt") -> o.Row:
    """The row as this actor would write it: in her own name and unit, on the attacked case."""
    if not isinstance(attempt.actor, o.Session):
        return attempt.row
    more: dict[str, Any] = {"unit": attempt.actor.unit, "capacity": attempt.actor.capacity}
    if attempt.table in MEMBERSHIP:
        more["membership"] = attempt.actor.membership
    if attempt.table in LANDLORD_FILE:
        more |= {"household": None, "person": None, "case": None}
    return replace(attempt.row, **more)


# What a fresh row of each table carries --------------------------------------------------------------------


def _plain(draft: Draft) -> None:
    """Nothing but the author and the signature."""


def _account(draft: Draft) -> None:
    draft.set(lease_ref=uuid.uuid4().hex, case_id=None)


def _account_statement(draft: Draft) -> None:
    draft.set(on=date.today() - timedelta(days=4000))
    draft.never = draft.raw["author_id"] != draft.columns["author_id"]


def _person(draft: Draft) -> None:
    draft.set(audience_id=None, is_party=False)


def _referral(draft: Draft) -> None:
    draft.set(account_id=None, state="draft", receiving_case_id=None, submitted_at=None, withdrawn_at=None)


def _sheet(draft: Draft) -> None:
    draft.set(receiving_case_id=None)
    draft.never = draft.raw["author_id"] != draft.columns["author_id"]


def _answer(draft: Draft) -> None:
    draft.set(state="accepted", reason="", received_at=NOW, answered_at=NOW)


def _rent(draft: Draft) -> None:
    draft.set(on=date.today() - timedelta(days=4000 + draft.attempt.row.id % 900), source="typed")


def _visit(draft: Draft) -> None:
    draft.set(device_id=uuid.uuid4(), on=date.today(), outcome="held")


def _course(draft: Draft) -> None:
    draft.set(engaged_at=None, ended_at=None, outcome="", state="reaching", extended_until=None)


def _team_member(draft: Draft) -> None:
    actor = draft.attempt.actor
    membership = actor.membership if isinstance(actor, o.Session) else None
    draft.set(member_id=draft.member, membership_id=membership, is_referent=False)
    draft.set(starts_at=NOW, until=None, ended_at=None)


def _flag(draft: Draft) -> None:
    draft.set(lifted_at=None, lifted_by_id=None)


def _consent(draft: Draft) -> None:
    draft.set(given_at=NOW, until=IN_A_MONTH, ended_at=None, ended_how="", ended_channel="", ended_by_id=None)
    draft.set(receipt_number="")


def _grant(draft: Draft) -> None:
    draft.set(ended_at=None)
    if draft.columns["consent_id"] is None:
        draft.set(valid_from=NOW, until=IN_A_MONTH)
        return
    given = draft.attacker.raw["consent"][draft.columns["consent_id"]]
    draft.set(valid_from=NOW, until=given["until"])
    # A grant executes a consent its own unit recorded and that nobody has ended (T8).
    over = given["ended_at"] is not None or given["until"] <= draft.attacker.oracle.rights.now
    draft.never = over or given["author_id"] != draft.mine


def _evidence(draft: Draft) -> None:
    proven = "consent" if draft.columns["consent_id"] else "signature"
    draft.never = draft.attacker.raw[proven][draft.columns[f"{proven}_id"]]["author_id"] != draft.mine


def _document(draft: Draft) -> None:
    draft.set(state="waiting", content=None, finished_at=None)
    actor = draft.attempt.actor
    if isinstance(actor, o.Session) and actor.capacity in OFFICES:
        draft.set(asker_id=draft.mine)


def _common_part(draft: Draft) -> None:
    draft.set(number=30_000 - draft.attempt.row.id % 20_000, issued_at=None, digest="", abandoned_at=NOW)


def _annex(draft: Draft) -> None:
    draft.set(issued_at=None, digest="")


def _suspension(draft: Draft) -> None:
    draft.set(ended_on=draft.raw["starts_on"])


def _alert(draft: Draft) -> None:
    draft.set(received_at=None, received_by_id=None)


def _task(draft: Draft) -> None:
    draft.set(source=uuid.uuid4().hex)


_FRESH: dict[str, Callable[[Draft], None]] = {
    "tenant_account": _account,
    "account_statement": _account_statement,
    "import_batch": _plain,
    "person": _person,
    "identity_statement": _plain,
    "contact_statement": _plain,
    "referral": _referral,
    "referral_sheet": _sheet,
    "referral_answer": _answer,
    "rent_statement": _rent,
    "accompaniment": _plain,
    "accompaniment_course": _course,
    "visit": _visit,
    "visit_time": _plain,
    "visit_note": _plain,
    "team_member": _team_member,
    "violence_flag": _flag,
    "consent": _consent,
    "grant": _grant,
    "evidence": _evidence,
    "document": _document,
    "common_part": _common_part,
    "annex": _annex,
    "suspension": _suspension,
    "alert": _alert,
    "task": _task,
    **dict.fromkeys(("signature", "budget_statement", "contact", "step", "visit_revision"), _plain),
    **dict.fromkeys(("earlier_activity", "entry_statement", "repayment_plan", "procedure_event"), _plain),
}
_FIRST_COLUMN = {"access": "case_id", "person_access": "case_id", "access_lock": "household_id"}
