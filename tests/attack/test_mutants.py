"""Every mutant of the gate is noticed, but those listed with the reason why nothing can show them."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest

from tests.attack import arena_of_doors, mutation
from tests.attack.arena import Result
from tests.attack.mutants import CONTEXT, DOOR, FUNCTION, GUARD, KEEPER_READS, ORACLES, POLICY, Mutant, attacked_here
from tests.attack.mutants_of_functions import body_of, with_body
from tests.attack.ring import Ring

#: What each worker takes at a time.
PARTS = 8


@pytest.fixture(scope="module")
def ring(django_db_setup, django_db_blocker):
    made = Ring()
    yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_killed_but_those_listed(ring, django_db_blocker, part):
    made = mutation.every()[part::PARTS]
    with django_db_blocker.unblock():
        done = mutation.fight_all(ring, made)
    print(done)
    assert sorted(done.survivors - set(mutation.listed())) == []
    assert done.killed_of(mutation.listed()) == {}


def test_what_is_listed_exists_once():
    names = [mutant.name for mutant in mutation.every()]
    assert len(names) == len(set(names))
    assert set(mutation.listed()) <= set(names)
    assert all(mutation.listed().values())


@pytest.mark.parametrize("command", ["select", "insert", "update"])
def test_a_policy_left_alone_is_not_killed(ring, django_db_blocker, command):
    """Every attempt aimed at a table is judged as the gate answers: what kills a mutant is the mutant's."""
    tables = [ORACLES[table.table] for table in attacked_here() if getattr(table, command)]
    with django_db_blocker.unblock():
        for table in tables:
            assert ring.fight(Mutant(f"{table} {command}", POLICY, (), (table,), command)).by == ""


@pytest.mark.parametrize(
    "same",
    [
        Mutant("guard", GUARD, (), ("consent",), "update"),
        Mutant("ctx", CONTEXT, ()),
        Mutant("function", FUNCTION, (with_body("desired_access", body_of("desired_access")),)),
        Mutant("keeper", KEEPER_READS, ()),
        Mutant("acts", DOOR, ()),
    ],
    ids=lambda mutant: mutant.name,
)
def test_a_gate_left_alone_is_not_killed(ring, django_db_blocker, same):
    with django_db_blocker.unblock():
        assert ring.fight(same).by == ""


def test_recomputing_everything_changes_nothing(ring, django_db_blocker):
    """Else what a changed function leaves could not be told from what the right one leaves."""
    with django_db_blocker.unblock():
        arena = ring.arena
    assert arena.left[0]
    with arena.connection.transaction(force_rollback=True):
        assert arena.recomputed(0) == arena.left[0]
        assert arena.recomputed(1) == arena.left[1]


def test_when_the_day_turns_during_a_fight_it_is_fought_again_in_another_arena(monkeypatch):
    """What was open until midnight would be called a false denial, whatever the mutant."""
    evening, morning = date(2026, 11, 22), date(2026, 11, 23)
    today, doors = [evening], iter(["evening", "morning"])
    opened, closed, fought = [], [], []

    @contextmanager
    def another():
        name = next(doors)
        opened.append(name)
        yield SimpleNamespace(stage=name)
        closed.append(name)

    def fight(stage, mutant):
        fought.append(stage)
        today[0] = morning
        return Result(mutant, 1)

    monkeypatch.setattr(arena_of_doors, "fight", fight)
    ring = Ring(another, lambda: today[0])
    ring.fight(Mutant("acts", DOOR, ()))
    assert (opened, closed, fought) == (["evening", "morning"], ["evening"], ["evening", "morning"])
    ring.fight(Mutant("acts", DOOR, ()))
    ring.close()
    assert (opened, closed, fought[2:]) == (["evening", "morning"], ["evening", "morning"], ["morning"])
