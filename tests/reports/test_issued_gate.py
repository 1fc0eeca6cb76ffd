"""What each person reads and may write of reports to funders, row by row; and every mutant of that gate is noticed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from cases.transitions import NOTHING
from common.context import acting
from common.rls.declare import KEEPER, OWNER, protected
from reports.enums import ReportState
from reports.gate import install
from reports.transitions import REPORT
from tests.attack import noticing
from tests.attack.mutants import Mutant, clauses
from tests.attack.mutants_of_functions import body_of, changed
from tests.reports.picture import (
    MARKS,
    MODEL_TABLES,
    READERS,
    TOUCHED,
    WRITERS,
    Picture,
)

GUARDS = Path(install.__file__).parent / "sql" / "10_guards.sql"


@pytest.fixture
def picture(world):
    return Picture(world)


def test_each_reads_her_rows_and_no_other(picture):
    assert picture.reads() == READERS


@pytest.mark.parametrize("table", MODEL_TABLES.values())
def test_each_writes_what_is_hers_to_write(picture, table):
    found = {
        name: {who for who in picture.people if picture.may(who, act)}
        for name, (of, _, act) in WRITERS.items()
        if of == table
    }
    assert found == {name: who for name, (of, who, _) in WRITERS.items() if of == table}


@pytest.mark.parametrize("table", MARKS)
def test_a_change_of_every_row_reaches_ones_own(picture, table):
    assert picture.touched(table) == TOUCHED[table]


@pytest.mark.parametrize("table", MODEL_TABLES)
def test_nothing_else_is_changed_or_deleted(picture, table):
    name = MODEL_TABLES[table]
    wanted = [f"UPDATE {table} SET id = id", f"UPDATE {table} SET author_id = author_id", f"DELETE FROM {table}"]
    if name in ("release", "recipient", "file"):
        wanted.append(f"UPDATE {table} SET report_id = report_id")
    for statement in wanted:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(picture.people["manager"]),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_database_knows_the_same_steps():
    """Those of the table, and no other."""
    said = {
        f"{source.value if hasattr(source, 'value') else source} {row.target.value}"
        for row in REPORT
        for source in row.sources
        if source != NOTHING
    }
    body = body_of("t_report_guard")
    known = {
        f"{first.value} {second.value}"
        for first in ReportState
        for second in ReportState
        if f"'{first.value} {second.value}'" in body
    }
    assert known == said


def test_every_table_is_in_the_picture():
    named = {name for name in protected() if name.startswith("reports_report")}
    assert set(MODEL_TABLES) == named


# Mutants ----------------------------------------------------------------------------------------------------------
def of_policies():
    """One change of one condition of one policy, and each policy and trigger dropped."""
    for name in MODEL_TABLES:
        table = protected()[name]
        for clause in clauses(table):
            for change, text in clause.changes():
                yield Mutant(f"{clause.name}: {change}", clause.command, ((OWNER, clause.altered(text)),), (name,))
        for policy, command, role, _, _ in table.policies():
            drop = ((OWNER, f"DROP POLICY {policy} ON public.{name}"),)
            kind = "keeper" if role == KEEPER else command.lower()
            yield Mutant(f"{name} {policy}: dropped", kind, drop, (name,))
        for trigger in table.triggers:
            drop = ((OWNER, f"DROP TRIGGER {trigger.name} ON public.{name}"),)
            yield Mutant(f"{name} {trigger.name}: lost", "insert", drop, (name,))


def of_functions():
    for guard in ("t_report_guard", "t_report_replaces", "by_another", "misdated", "t_report_issued"):
        for mutant in changed(guard, "insert"):
            yield replace(mutant, tables=("reports_report", "reports_reportfile"))
    for mutant in changed("t_recipient_unwanted", "insert"):
        yield replace(mutant, tables=("reports_reportrecipient",))


def of_views():
    (source,) = re.findall(r"CREATE (VIEW sec\.my_reports .*?);", GUARDS.read_text(encoding="utf-8"), re.DOTALL)
    for was in ("r.recipient_id = ANY ((SELECT sec.ctx())::bigint[])", "r.issued_at IS NOT NULL"):
        assert was in source, was
        replaced = f"CREATE OR REPLACE {source.replace(was, 'true', 1)}"
        yield Mutant(f"my_reports: {was} → true", "select", ((KEEPER, replaced),), ("reports_report",))


def every() -> list[Mutant]:
    return [*of_policies(), *of_functions(), *of_views()]


def noticed(picture: Picture, mutant: Mutant) -> bool:
    """Somebody reads something else, or may do something else. A gate that the database refuses to go on with is noticed."""
    return noticing.noticed(mutant, lambda: _noticed(picture, mutant))


def _noticed(picture: Picture, mutant: Mutant) -> bool:
    if mutant.kind == "select" and picture.reads() != READERS:
        return True
    tables = {MODEL_TABLES[name] for name in mutant.tables}
    if mutant.kind in ("update", "delete") and any(
        picture.touched(table) != TOUCHED[table] for table in tables & set(TOUCHED)
    ):
        return True
    if any(
        picture.may(who, act) != (who in wanted)
        for of, wanted, act in WRITERS.values()
        if of in tables
        for who in picture.people
    ):
        return True
    return picture.opened() != picture.OPENED


#: What each worker takes at a time.
PARTS = 4
#: Mutants that nothing can show, each with the reason.
_OF_ITS_REPORT = "its report, which its author alone reads before it is issued, is of the same author (a composite key)"
SURVIVORS: dict[str, str] = {
    "reports_report update check: author_id is mine → true": "its column cannot change: the row after is the row before",
    **{
        f"reports_report{name} {clause}: author_id is mine → true": _OF_ITS_REPORT
        for name, clause in (
            ("release", "insert check"),
            ("comment", "insert check"),
            ("comment", "update using"),
            ("goal", "insert check"),
            ("goal", "update using"),
            ("recipient", "insert check"),
            ("recipient", "update using"),
            ("file", "insert check"),
        )
    },
}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_noticed_but_those_listed(picture, part):
    made = every()[part::PARTS]
    survived = {mutant.name for mutant in made if not noticed(picture, mutant)}
    assert survived == set(SURVIVORS) & {mutant.name for mutant in made}


def test_what_is_listed_exists_once():
    names = [mutant.name for mutant in every()]
    assert len(set(names)) == len(names)
    assert set(SURVIVORS) <= set(names)


def test_a_gate_left_alone_is_not_noticed(picture):
    for kind in ("select", "update", "insert", "delete"):
        assert not noticed(picture, Mutant("none", kind, (), tuple(MODEL_TABLES)))
