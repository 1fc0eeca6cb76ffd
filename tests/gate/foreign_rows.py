"""Writes that point at a row: one's own, someone else's, and one that does not exist.

The last two must be answered word for word alike, or an error tells what exists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.attack.scenes import Stage
from tests.gate.logins import signed

UNKNOWN = 10**8


@dataclass(frozen=True)
class Pointing:
    """`given`: what the writer may point at; `foreign`: the same with someone else's row."""

    name: str
    audiences: tuple[int, ...]
    statement: str
    given: dict[str, Any]
    foreign: dict[str, Any]

    @property
    def unknown(self) -> dict[str, Any]:
        return dict.fromkeys(self.foreign, UNKNOWN)


def _insert(table: str, **more: str) -> str:
    columns = {"public_id": "gen_random_uuid()", "household_id": "%(household)s", "case_id": "%(case)s"}
    columns |= {"author_id": "%(author)s", **more}
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(columns.values())})"


def pointings(stage: Stage) -> Iterator[Pointing]:
    """From the household two operators follow, and from two landlords."""
    world, one = stage.world, lambda query, *values: stage.superuser.execute(query, values or None).fetchone()[0]
    household = stage.households["second_operator"][0]
    held = "SELECT id FROM cases_case WHERE household_id = %s AND holder_id = %s"
    mine, theirs = (one(held, household, by.unit_audience) for by in (world.bea, world.ines))
    bea, member = world.bea.audiences, world.bea.member_audience
    base = {"household": household, "case": mine, "author": world.bea.unit_audience, "me": member}
    visit = "SELECT min(id) FROM cases_visit WHERE case_id = %s"
    consent = "SELECT min(id) FROM cases_consent WHERE case_id = %s"
    written = {"written_by_id": "%(me)s"}
    said = {"themes": "'{}'", "text": "''", "next_steps": "''", "progress": "'{}'"}
    note = _insert("cases_visitnote", visit_id="%(visit)s", **written, **said)
    yield Pointing("note", bea, note, base | {"visit": one(visit, mine)}, {"visit": one(visit, theirs)})
    evidence = _insert("cases_evidence", consent_id="%(consent)s", strokes="'[]'", media_type="''", digest="''")
    signed_elsewhere = one("SELECT min(id) FROM cases_consent WHERE author_id = %s", world.ines.unit_audience)
    yield Pointing("evidence", bea, evidence, base | {"consent": one(consent, mine)}, {"consent": signed_elsewhere})
    part = "SELECT min(id) FROM cases_commonpart WHERE case_id = %s"
    recorded = {"recorded_by_id": "%(me)s", "party": "'operator'", "name": "'X'", "how": "'screen'"}
    recorded |= {"signed_on": "'2026-11-01'", "signed_digest": "''"}
    signature = _insert("cases_signature", common_part_id="%(part)s", **recorded)
    yield Pointing("signature", bea, signature, base | {"part": one(part, mine)}, {"part": one(part, theirs)})
    annex = _insert("cases_annex", common_part_id="%(part)s", content="'{}'", digest="''", **written)
    bare = one("SELECT max(id) FROM cases_commonpart WHERE case_id = %s", mine)
    yield Pointing("annex", bea, annex, base | {"part": bare}, {"part": one(part, theirs)})
    contact = "SELECT min(id) FROM cases_contact WHERE case_id = %s"
    filed = {"kind": "'apl'", "body": "''", "answer": "''", "text": "''"}
    step = _insert("cases_step", contact_id="%(contact)s", **filed, **written)
    yield Pointing("step", bea, step, base | {"contact": one(contact, mine)}, {"contact": one(contact, theirs)})
    document = (
        "INSERT INTO common_document (public_id, asker_id, kind, title, template, snapshot, state, progress, refusal,"
        " digest, case_id) VALUES (gen_random_uuid(), %(me)s, 'x', 'x', 'x', '{}', 'waiting', 0, '', '', %(case)s)"
    )
    yield Pointing("document", bea, document, base, {"case": theirs})
    of = base | {"person": one("SELECT min(id) FROM cases_person WHERE household_id = %s", household)}
    yield from _of_persons(stage, of, {"case": theirs, "author": world.ines.unit_audience})
    change = "UPDATE cases_visit SET kind = kind WHERE id = %(visit)s RETURNING 1 / (SELECT 1)"
    yield Pointing("visit changed", bea, change, {"visit": one(visit, mine)}, {"visit": one(visit, theirs)})
    yield from _of_landlords(stage)


def _of_persons(stage: Stage, base: dict[str, Any], foreign: dict[str, Any]) -> Iterator[Pointing]:
    """`foreign`: case and author of the other operator."""
    bea, elsewhere = stage.world.bea.audiences, stage.households["granted"][0]
    (person,) = stage.superuser.execute(
        "SELECT min(id) FROM cases_person WHERE household_id = %s", (elsewhere,)
    ).fetchone()
    name = _insert("cases_identitystatement", person_id="%(person)s", title="''", last_name="'X'", first_name="''")
    yield Pointing("person of a name", bea, name, base, {"person": person})
    yield Pointing("household of a name", bea, name, base, {"household": elsewhere})
    yield Pointing("case of a name", bea, name, base, {"case": foreign["case"]})
    yield Pointing("author of a name", bea, name, base, {"author": foreign["author"]})
    adult = (
        "INSERT INTO cases_person (public_id, household_id, author_id, is_adult, is_party)"
        " VALUES (gen_random_uuid(), %(household)s, %(author)s, true, false)"
    )
    yield Pointing("household of an adult", bea, adult, base, {"household": elsewhere})


def _of_landlords(stage: Stage) -> Iterator[Pointing]:
    world, one = stage.world, lambda query, *values: stage.superuser.execute(query, values or None).fetchone()[0]
    tenancy = "SELECT min(id) FROM cases_case WHERE kind = 'tenancy' AND holder_id = %s"
    stranger = one(tenancy, world.other_clerk.unit_audience)
    own = one("SELECT case_id FROM cases_tenantaccount WHERE author_id = %s LIMIT 1", world.nadia.unit_audience)
    account = "UPDATE cases_tenantaccount SET case_id = %(case)s WHERE case_id = %(now)s"
    yield Pointing("case of an account", world.nadia.audiences, account, {"case": own, "now": own}, {"case": stranger})
    rent = _insert("cases_rentstatement", on="'2001-01-01'", balance_cents="1", source="'typed'")
    house = "SELECT household_id FROM cases_case WHERE id = %s"
    hers = {"household": one(house, own), "case": own, "author": world.nadia.unit_audience}
    yield Pointing("rent", world.nadia.audiences, rent, hers, {"case": stranger, "household": one(house, stranger)})


def outcome(connection: psycopg.Connection, pointing: Pointing, values: dict[str, Any]) -> tuple[Any, ...]:
    """(rows written,) or what the error says, numbers left out; undone."""
    try:
        with signed(connection, pointing.audiences):
            done = connection.execute(pointing.statement, pointing.given | values).rowcount
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as its commit would
            return (done,)
    except psycopg.Error as error:
        said = [error.diag.message_primary, error.diag.message_detail, error.diag.message_hint, error.diag.context]
        return error.sqlstate, *(re.sub(r"\d+", "…", text) if text else None for text in said)
