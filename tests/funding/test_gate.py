"""What each person reads and may write of money, row by row; and every mutant of that gate is noticed."""

from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction

from common.context import acting
from common.rls.declare import KEEPER, OWNER, STATISTICS, protected
from funding.models import ConventionVersion, FundingLine
from tests.attack import noticing
from tests.attack.mutants import Mutant, clauses
from tests.attack.mutants_of_functions import changed
from tests.funding.picture import ENDED, MODEL_TABLES, READERS, WRITERS, Picture
from tests.harness import sql, within


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


def test_a_change_of_every_share_reaches_ones_own(picture):
    assert {who: ended for who in picture.people if (ended := picture.ended_by(who))} == ENDED


@pytest.mark.parametrize("table", MODEL_TABLES)
def test_nothing_else_is_changed_and_nothing_is_deleted(picture, table):
    column = "until" if table == "funding_lineshare" else "author_id"
    wanted = [f"DELETE FROM {table}"] + ([] if column == "until" else [f"UPDATE {table} SET author_id = author_id"])
    for statement in [*wanted, f"UPDATE {table} SET id = id"]:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(picture.people["manager"]),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_every_table_is_in_the_picture():
    assert set(MODEL_TABLES) == {name for name in protected() if name.startswith("funding_")}


@pytest.mark.parametrize(("number", "queued"), [(1, set()), (2, {"half", "whole", "lapsed"})])
def test_who_opens_a_line_waits_for_no_household_and_who_amends_one_for_those_of_the_unit(picture, number, queued):
    def versions() -> dict[int, int]:
        return dict(sql("SELECT household_id, version FROM cases_accesslock", role=KEEPER))

    before = versions()
    with within(picture.world.laurent):
        author = {"author_id": picture.world.laurent.manager_audience}
        line = FundingLine.objects.create(**author, label="Nouvelle", funder="CAF")
        ConventionVersion.objects.create(**author, line=line, number=number, convention={}, digest="d")
    after = versions()
    assert {
        name for name, case in picture.cases.items() if after[case.household_id] != before[case.household_id]
    } == queued


# Mutants ----------------------------------------------------------------------------------------------------------


def of_policies():
    """One change of one condition of one policy, and each policy and trigger dropped."""
    for name in MODEL_TABLES:
        table = protected()[name]
        for clause in clauses(table):
            for change, text in clause.changes():
                yield Mutant(f"{clause.name}: {change}", clause.command, ((OWNER, clause.altered(text)),), (name,))
        for policy, command, role, _, _ in table.policies():
            if (
                role == STATISTICS
            ):  # the words of the reading policy, which rule R19 compares: tests/gate, tests/reports
                continue
            drop = ((OWNER, f"DROP POLICY {policy} ON public.{name}"),)
            kind = "keeper" if role == KEEPER else command.lower()
            yield Mutant(f"{name} {policy}: dropped", kind, drop, (name,))
        for trigger in table.triggers:
            drop = ((OWNER, f"DROP TRIGGER {trigger.name} ON public.{name}"),)
            yield Mutant(f"{name} {trigger.name}: lost", "insert", drop, (name,))


#: What a guard is, and the tables that it guards.
GUARDS = {
    "t_share_guard": ("lineshare",),
    "t_convention_guard": ("conventionversion",),
    "is_overpaid": ("lineshare", "conventionversion"),
    "paid_until": ("lineshare", "conventionversion"),
    "t_entry_guard": ("ledgerentry",),
}


def of_functions():
    for function, tables in GUARDS.items():
        for mutant in changed(function, "insert"):
            yield replace(mutant, tables=tuple(f"funding_{table}" for table in tables))


def every() -> list[Mutant]:
    return [*of_policies(), *of_functions()]


def noticed(picture: Picture, mutant: Mutant) -> bool:
    """Somebody reads something else, or may do something else. A gate that the database refuses to go on with is noticed."""
    return noticing.noticed(mutant, lambda: _noticed(picture, mutant))


def _noticed(picture: Picture, mutant: Mutant) -> bool:
    if mutant.kind == "select" and picture.reads() != READERS:
        return True
    if mutant.kind == "update" and any(picture.ended_by(who) != ENDED.get(who, set()) for who in picture.people):
        return True
    tables = {MODEL_TABLES[name] for name in mutant.tables}
    return any(
        picture.may(who, act) != (who in wanted)
        for of, wanted, act in WRITERS.values()
        if of in tables
        for who in picture.people
    )


#: What each worker takes at a time.
PARTS = 3
#: Mutants that nothing can show, each with the reason.
_OF_ITS_LINE = "its line is of the same author (a composite key), and a line is the managers'"
_QUEUES = "whether two queue is shown by a race (test_races)"
_MORE = "it looks at more rows, which are sound already"
_WAITS = "more households wait: test_who_opens_a_line_waits_for_no_household_and_who_amends_one_for_those_of_the_unit"
SURVIVORS: dict[str, str] = {
    "funding_lineshare update check: author_id is mine → true": "its column cannot change: the row after is the row before",
    "funding_lineshare insert check: m.kind = 'manager' → true": _OF_ITS_LINE,
    "funding_ledgerentry insert check: m.kind = 'manager' → true": _OF_ITS_LINE,
    "funding_ledgerentry insert check: author_id is mine → true": "so is its closing (a composite key), which only its author reads",
    "t_share_guard: l.household_id = o.household_id → false": _QUEUES,
    "t_share_guard: l.household_id = o.household_id → true": _QUEUES,
    **{
        f"t_share_guard: l.household_id IN ( SELECT c.household_id FROM public.cases_case c JOIN new_rows… #103 → {by}": _QUEUES
        for by in ("true", "false")
    },
    **{f"t_convention_guard: l.household_id = o.household_id → {by}": _QUEUES for by in ("true", "false")},
    **{
        f"t_convention_guard: l.household_id IN ( SELECT c.household_id FROM public.cases_case c JOIN public.f… #181 → {by}": _QUEUES
        for by in ("true", "false")
    },
    "t_convention_guard: n.author_id = s.author_id → true": _WAITS,
    "t_convention_guard: n.number > 1 → true": _WAITS,
    "is_overpaid: x.case_id = ANY (cases) → true": _MORE,
    **{f"t_entry_guard: n.{column} = e.{column} → true": _MORE for column in ("case_id", "month", "unit")},
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
    for kind in ("select", "update", "insert"):
        assert not noticed(picture, Mutant("none", kind, (), tuple(MODEL_TABLES)))
