"""Every mutant of the gate is noticed, but those listed with the reason why nothing can show them."""

import pytest
from django.conf import settings
from django.db import connection

from launcher import testing
from tests.attack import mutation, scenes
from tests.attack.arena import Arena
from tests.attack.mutants import CONTEXT, DOOR, FUNCTION, GUARD, KEEPER_READS, ORACLES, POLICY, Mutant, attacked_here
from tests.attack.mutants_of_functions import body_of, with_body

#: What each worker takes at a time.
PARTS = 8


@pytest.fixture(scope="module")
def arena(django_db_setup, django_db_blocker):
    """A stage in a copy of the database; acts and attempts may become any role, and start as the application's."""
    name = testing.clone(testing.template(), prefix="mutants")
    kept = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(NAME=name, USER="postgres", PASSWORD=settings.SECRETS["postgres"])
        with testing.connect("postgres", name) as superuser, testing.connect("postgres", name) as attacker:
            stage = scenes.build(superuser)
            superuser.execute("ANALYZE")
            yield Arena(stage, attacker)
        connection.close()
        connection.settings_dict.update(kept)
    testing.drop(name)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_killed_but_those_listed(arena, django_db_blocker, part):
    made = mutation.every()[part::PARTS]
    with django_db_blocker.unblock():
        done = mutation.fight_all(arena, made)
    print(done)
    assert sorted(done.survivors - set(mutation.listed())) == []
    assert done.killed_of(mutation.listed()) == {}


def test_what_is_listed_exists_once():
    names = [mutant.name for mutant in mutation.every()]
    assert len(names) == len(set(names))
    assert set(mutation.listed()) <= set(names)
    assert all(mutation.listed().values())


@pytest.mark.parametrize("command", ["select", "insert", "update"])
def test_a_policy_left_alone_is_not_killed(arena, django_db_blocker, command):
    """Every attempt aimed at a table is judged as the gate answers: what kills a mutant is the mutant's."""
    tables = [ORACLES[table.table] for table in attacked_here() if getattr(table, command)]
    with django_db_blocker.unblock():
        for table in tables:
            assert mutation.fight(arena, Mutant(f"{table} {command}", POLICY, (), (table,), command)).by == ""


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
def test_a_gate_left_alone_is_not_killed(arena, django_db_blocker, same):
    with django_db_blocker.unblock():
        assert mutation.fight(arena, same).by == ""


def test_recomputing_everything_changes_nothing(arena):
    """Else what a changed function leaves could not be told from what the right one leaves."""
    assert arena.left[0]
    with arena.connection.transaction(force_rollback=True):
        assert arena.recomputed(0) == arena.left[0]
        assert arena.recomputed(1) == arena.left[1]
