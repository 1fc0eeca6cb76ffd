"""Who reads and writes cells, row by row; and every mutant of that gate is noticed."""

import pytest
from django.db import DatabaseError, connection

from common.rls.declare import OWNER, protected
from tests.attack.mutants import Clause
from tests.harness import as_role, undone_with
from tests.reports.cells_kept import COUNTERS, MODEL_TABLES, READERS, WRITERS, Kept


@pytest.fixture
def kept(world):
    return Kept(world)


def test_managers_read_the_cells_of_their_unit_and_nobody_else_any(kept):
    assert kept.reads() == READERS


def test_a_count_reads_and_forgets_those_of_its_unit(kept):
    assert kept.counters_read() == COUNTERS
    assert {who: gone for who in kept.counters if (gone := kept.forgotten(who))} == COUNTERS


def test_a_count_writes_those_of_its_managers_and_of_its_own_transaction(kept):
    assert kept.writes() == WRITERS


def test_every_table_is_in_the_picture():
    assert set(MODEL_TABLES) == {
        name for name in protected() if name.startswith("reports_") and protected()[name].cells
    }


def mutants() -> list[tuple[str, str]]:
    """One change of one condition of one policy, and each policy dropped."""
    found = []
    for name in MODEL_TABLES:
        table = protected()[name]
        for policy, _, _, using, check in table.policies():
            found.append((f"{name} {policy}: dropped", f"DROP POLICY {policy} ON public.{name}"))
            for half, text in (("using", using), ("check", check)):
                clause = Clause(table, policy, half, text or "")
                found += [
                    (f"{name} {policy}: {change}", clause.altered(new)) for change, new in clause.changes() if text
                ]
    return found


#: Mutants that nothing can show, each with the reason.
_KEY = "its count is of the same author (a composite key), and is read by that author alone"
SURVIVORS = {"reports_cellfigure statistics_insert: author_id is mine → true": _KEY}


def noticed(kept: Kept, statement: str) -> bool:
    with undone_with([True]) as seen:
        try:
            with as_role(OWNER), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(statement)
        except DatabaseError:
            pytest.fail(f"cannot be made: {statement}")
        try:
            seen[0] = (
                kept.reads() != READERS
                or kept.counters_read() != COUNTERS
                or kept.writes() != WRITERS
                or {who: gone for who in kept.counters if (gone := kept.forgotten(who))} != COUNTERS
            )
        except DatabaseError:
            seen[0] = True
    return seen[0]


def test_every_mutant_is_noticed_but_those_listed(kept):
    made = mutants()
    assert len(dict(made)) == len(made) > 20
    assert {name for name, statement in made if not noticed(kept, statement)} == set(SURVIVORS)


def test_a_gate_left_alone_is_not_noticed(kept):
    assert not noticed(kept, "SELECT 1")
