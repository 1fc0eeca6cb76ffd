"""Two of one team who state an entry at the same moment, forced to overlap: what the one wrote is not lost without a word."""

from collections.abc import Callable
from datetime import date

import pytest

from cases.actions.entries import state_entry
from cases.policies import KnownEntry
from common.refusal import Refused
from launcher import testing
from tests.cases.operator_world import engaged
from tests.factories import world as w
from tests.gate.acts import Refusal
from tests.gate.logins import own_database
from tests.gate.racing import READ_COMMITTED, REPEATABLE_READ, Course, Finish, Racer

ISOLATIONS = (READ_COMMITTED, REPEATABLE_READ)
DEBT, REASON = KnownEntry(debt_cents=150_000, debt_on=date(2026, 1, 15)), KnownEntry(reasons=("isolation",))


class Office:
    """A database of its own, an accompaniment, its worker and its manager."""

    def __init__(self, database: str, superuser) -> None:
        self.superuser = superuser
        self.world = w.build_world()
        _, self.case = engaged(self.world)
        self.course = Course(database, superuser)

    def race(self, isolation: str, seen: str, *entries: KnownEntry) -> list[Finish]:
        """The worker has stated hers when the manager begins."""
        people = (self.world.ines, self.world.laurent)
        racers = [Racer(by, self._states(by, entry, seen)) for by, entry in zip(people, entries, strict=True)]
        return self.course.race(racers, isolation)

    def _states(self, by, entry: KnownEntry, seen: str) -> Callable:
        def states() -> None:
            try:
                state_entry(case=self.case, by=by, entry=entry, seen=seen)
            except Refused as error:
                raise Refusal from error

        return states

    def rows(self) -> list[tuple]:
        return self.superuser.execute("SELECT debt_cents, reasons FROM cases_entrystatement").fetchall()


@pytest.fixture
def office(django_db_setup, django_db_blocker):
    with own_database(django_db_blocker, "entries") as name, testing.connect("postgres", name) as superuser:
        made = Office(name, superuser)
        try:
            yield made
        finally:
            made.course.close()


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_of_two_who_state_it_first_or_anew_one_does_and_the_other_is_told(office, isolation):
    for seen, entries in (("", (DEBT, REASON)), (DEBT.mark, (REASON, KnownEntry(stage="summons")))):
        finishes = office.race(isolation, seen, *entries)
        assert [finish.outcome for finish in finishes] == ["done", "too late"]
        assert finishes[1].waited
        assert office.rows() == [(entries[0].debt_cents, list(entries[0].reasons))]


def test_of_two_who_state_the_same_both_have(office):
    assert [finish.outcome for finish in office.race(READ_COMMITTED, "", DEBT, DEBT)] == ["done", "done"]
    assert office.rows() == [(150_000, [])]
