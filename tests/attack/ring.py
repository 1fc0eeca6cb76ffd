"""The arena of the day: what is open until tonight has ended tomorrow, so the turn of the day in Paris makes another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils import timezone

from launcher import testing
from tests.attack import arena_of_doors, scenes
from tests.attack.arena import Arena, Result
from tests.attack.bridge import TABLES
from tests.attack.mutants import DOOR, FUNCTION, GUARD, KEEPER_READS, Mutant


@contextmanager
def copy() -> Iterator[Arena]:
    """A stage in a copy of the database; acts and attempts may become any role, and start as the application's."""
    name = testing.clone(testing.template(), prefix="mutants")
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(NAME=name, USER="postgres", PASSWORD=settings.SECRETS["postgres"])
    with testing.connect("postgres", name) as superuser, testing.connect("postgres", name) as attacker:
        stage = scenes.build(superuser)
        superuser.execute("ANALYZE")
        yield Arena(stage, attacker)
    connection.close()
    connection.settings_dict.update(kept)
    testing.drop(name)


class Ring:
    """Fights mutants in an arena made that same day. Close it when done."""

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Arena]] = copy,
        today: Callable[[], date] = timezone.localdate,
    ) -> None:
        self._opened, self._today = opened, today
        self._day: date | None = None
        self._held = ExitStack()

    @property
    def arena(self) -> Arena:
        """That of today."""
        while self._day != self._today():
            self.close()
            self._day = self._today()
            self._arena = self._held.enter_context(self._opened())
        return self._arena

    def close(self) -> None:
        self._day = None
        self._held.close()

    def fight(self, mutant: Mutant) -> Result:
        """By attempts, by acts, or by attempts and then by acts; once more if the day turned meanwhile."""
        while True:
            result = self._fought(mutant)
            if self._day == self._today():
                return result

    def _fought(self, mutant: Mutant) -> Result:
        arena = self.arena
        if mutant.kind == DOOR:
            return arena_of_doors.fight(arena.stage, mutant)
        result = arena.fight(mutant)
        if result.by or mutant.kind not in {KEEPER_READS, GUARD, FUNCTION}:
            return result
        acts = {
            KEEPER_READS: "",
            GUARD: TABLES[(mutant.tables or ("referral",))[0]][0],
            FUNCTION: "cases_referralsheet",
        }
        return arena_of_doors.fight(arena.stage, replace(mutant, clause=acts[mutant.kind]))
