"""Races on one household, forced to overlap: what is open afterwards is what the texts say, whoever came first.

120 rounds (decisions T18): 2 and 3 transactions, READ COMMITTED and REPEATABLE READ, 30 each. The same rounds without
the version row's lock must go wrong, or they would prove nothing.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from launcher import testing
from tests.attack.stage import beat
from tests.factories import world as w
from tests.gate import acts
from tests.gate.household import Look, actor_of
from tests.gate.logins import own_database
from tests.gate.racing import READ_COMMITTED, REPEATABLE_READ, Course, Finish, Racer

ROUNDS = 30
#: Rounds that must go wrong without the lock.
ENOUGH = 5
CELLS = [(number, isolation) for isolation in (READ_COMMITTED, REPEATABLE_READ) for number in (2, 3)]


@dataclass
class Scene:
    """A household about to be raced for: followed by Inès, with Marc on the team and two adults."""

    world: w.World
    referred: w.Referred
    consent: int = 0

    @property
    def case(self):
        return self.referred.case

    @property
    def agency(self):
        return acts.audience(self.world.nadia.unit_audience)


def followed(world: w.World) -> Scene:
    referred = w.refer(world.nadia, world.agreement, co_tenant="Vasseur Paul")
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    w.identity(referred.case, referred.co_tenant, world.ines, first_name="Paul")
    w.assign(referred.case, world.marc, world.laurent)
    return Scene(world, referred)


def agreed(world: w.World) -> Scene:
    scene = followed(world)
    scene.consent = acts.agree(scene.case, scene.referred.tenant, scene.agency, world.ines, ["identity", "housing"])
    return scene


def submitted(world: w.World) -> Scene:
    return Scene(world, w.refer(world.nadia, world.agreement))


# --- who does what at once ------------------------------------------------------------------------------------
def _agrees(scene: Scene, person: w.Person, *scopes: str, by=None) -> Racer:
    by = by or scene.world.laurent
    return Racer(by, lambda: acts.agree(scene.case, person, scene.agency, by, scopes))


def _withdraws(scene: Scene, by=None) -> Racer:
    by = by or scene.world.ines
    return Racer(by, lambda: acts.withdraw(scene.consent, by))


def _states(scene: Scene) -> Racer:
    by = scene.world.ines
    return Racer(by, lambda: w.identity(scene.case, scene.referred.tenant, by, last_name="Vasseur-Oudin"))


def _visits(scene: Scene, by) -> Racer:
    return Racer(by, lambda: w.visit(scene.case, by, text="Note"))


def withdrawal_and_agreement(world):
    scene = agreed(world)
    return scene, [_withdraws(scene), _agrees(scene, scene.referred.tenant, "housing"), _visits(scene, world.marc)]


def withdrawal_and_statement(world):
    scene = agreed(world)
    third = _agrees(scene, scene.referred.co_tenant, "identity", "housing")
    return scene, [_withdraws(scene, world.laurent), _states(scene), third]


def team_ends_and_note(world):
    scene = agreed(world)
    ends = Racer(world.laurent, lambda: acts.release(scene.case, world.marc, world.laurent))
    return scene, [ends, _visits(scene, world.marc), _withdraws(scene)]


def flag_and_agreement(world):
    scene = agreed(world)
    sets = Racer(world.ines, lambda: acts.protect(scene.case, scene.referred.co_tenant, world.ines))
    return scene, [sets, _agrees(scene, scene.referred.co_tenant, "identity", "housing"), _states(scene)]


def two_agreements(world):
    scene = followed(world)
    tenant, other = scene.referred.tenant, scene.referred.co_tenant
    return scene, [
        _agrees(scene, tenant, "identity", by=world.ines),
        _agrees(scene, tenant, "identity", "housing"),
        _agrees(scene, other, "housing", by=world.marc),
    ]


def two_withdrawals(world):
    scene = agreed(world)
    stops = Racer(world.marc, lambda: acts.stop_everything(scene.referred.tenant, world.marc))
    return scene, [_withdraws(scene), _withdraws(scene, world.laurent), stops]


def acceptance_and_withdrawn_referral(world):
    scene = submitted(world)
    accepts = Racer(world.ines, lambda: w.accept(scene.referred, world.ines))
    gives_up = Racer(world.nadia, lambda: acts.withdraw_referral(scene.referred.referral.pk, world.nadia))
    declines = Racer(world.laurent, lambda: w.answer(scene.referred, world.laurent, "not_accepted", reason="Non"))
    return scene, [accepts, gives_up, declines]


def end_and_agreement(world):
    scene = agreed(world)
    leaves = Racer(world.ines, lambda: acts.leave(scene.case, world.ines))
    wider = _agrees(scene, scene.referred.tenant, "identity", "housing", "budget")
    return scene, [leaves, wider, _agrees(scene, scene.referred.co_tenant, "identity", "housing", by=world.marc)]


SCENES: list[Callable] = [
    withdrawal_and_agreement,
    withdrawal_and_statement,
    team_ends_and_note,
    flag_and_agreement,
    two_agreements,
    two_withdrawals,
    acceptance_and_withdrawn_referral,
    end_and_agreement,
]


@dataclass
class Round:
    """`drift`: rows of Access that differ from their sources, before and after the minute's job."""

    name: str
    household: int
    drift: tuple[int, int]
    finishes: list[Finish]
    leaks: list[str]


class Races:
    """A database, its world, and the rounds run in it."""

    def __init__(self, database: str, superuser: psycopg.Connection) -> None:
        self.superuser = superuser
        self.world = w.build_world()
        self.course = Course(database, superuser)
        self.app = testing.connect("palier_app", database)

    def close(self) -> None:
        self.course.close()
        self.app.close()

    def rounds(self, number: int, isolation: str, count: int = ROUNDS) -> Iterator[Round]:
        """Each scene in turn, its racers in every order of departure."""
        for turn in range(count):
            make = SCENES[(turn + number) % len(SCENES)]
            scene, racers = make(self.world)
            racers = racers[:number]
            shift = turn // len(SCENES) % number
            racers = racers[shift:] + racers[:shift]
            finishes = self.course.race(racers, isolation)
            yield self._judged(make.__name__, scene.case.household_id, finishes)

    def _judged(self, name: str, household: int, finishes: list[Finish]) -> Round:
        """A start may come late, by the minute's job (T8): until then nothing may be open that should not be."""
        before = self._drift(household)
        leaks = [line for line in self.wrong(household) if line.startswith("leak")] if before else []
        beat(self.superuser)
        return Round(name, household, (before, self._drift(household)), finishes, leaks)

    def _drift(self, household: int) -> int:
        return self.superuser.execute("SELECT sec.drift(%s)", [household]).fetchone()[0]

    def wrong(self, household: int) -> list[str]:
        """Where Access and the oracle disagree on that household."""
        look, world = Look(self.superuser, self.app, household), self.world
        lines = []
        for name in ("nadia", "litigator", "ines", "marc", "laurent", "bea"):
            by = getattr(world, name)
            lines += look.differences(name, actor_of(by), by.audiences)
        return lines


@pytest.fixture
def races(django_db_setup, django_db_blocker):
    with own_database(django_db_blocker, "races") as name, testing.connect("postgres", name) as superuser:
        made = Races(name, superuser)
        try:
            yield made
        finally:
            made.close()


def without_the_lock(superuser: psycopg.Connection) -> None:
    """The keeper's recomputation, its version row neither locked nor raised."""
    (source,) = superuser.execute("SELECT pg_get_functiondef('sec.recompute(bigint[])'::regprocedure)").fetchone()
    mutant, cuts = re.subn(r"WITH ordered AS.*?FOR UPDATE\).*?END IF;", "", source, flags=re.DOTALL)
    assert cuts == 1
    superuser.execute(mutant)


def test_120_rounds_end_in_what_the_texts_say(races):
    began, rounds, waits, late, outcomes, deadlocks = time.monotonic(), 0, 0, 0, Counter(), Counter()
    for number, isolation in CELLS:
        for done in races.rounds(number, isolation):
            rounds += 1
            late += done.drift[0] > 0
            waits += any(finish.waited for finish in done.finishes)
            outcomes.update(f"{isolation}: {finish.told}" for finish in done.finishes)
            deadlocks[done.name] += sum(finish.met.count("40P01") for finish in done.finishes)
            assert done.leaks == [], (done, isolation)
            assert done.drift[1] == 0, (done, isolation)
            assert races.wrong(done.household) == [], (done, isolation)
    seconds = time.monotonic() - began
    print(f"races: {rounds} rounds, {waits} with a wait, {late} with a late start, {seconds:.0f} s, {dict(outcomes)}")
    print(f"races: deadlocks {dict(+deadlocks)}")
    assert rounds == 4 * ROUNDS == 120
    # A round in which nobody waited for anybody was no race.
    assert waits == rounds
    # Under REPEATABLE READ whoever came second made her transaction again: her snapshot was too old.
    assert outcomes[f"{REPEATABLE_READ}: done, made again"] >= 40
    assert not [told for told in outcomes if "gave up" in told]


def test_without_the_lock_the_same_rounds_go_wrong(races):
    without_the_lock(races.superuser)
    rounds, wrong = 0, Counter()
    for number, isolation in CELLS:
        for done in races.rounds(number, isolation):
            rounds += 1
            wrong[done.name] += bool(done.leaks or done.drift[1] or races.wrong(done.household))
            if wrong.total() >= ENOUGH:
                break
        if wrong.total() >= ENOUGH:
            break
    print(f"races without the lock: {wrong.total()} of {rounds} rounds wrong, {dict(+wrong)}")
    assert wrong.total() >= ENOUGH
