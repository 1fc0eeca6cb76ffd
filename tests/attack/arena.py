"""Where a mutant of the gate is attacked: made, attacked until something is wrong, and undone, in one transaction."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from partners.acting import Acting
from tests.attack import oracle_facts as o
from tests.attack.attempts import FALSE_DENIAL, LEAK, Attacker, Attempt, Outcome
from tests.attack.bridge import TABLES, Bridge
from tests.attack.campaign import Chooser, forge
from tests.attack.mutants import FUNCTION, GUARD, Mutant
from tests.attack.oracle import Oracle
from tests.attack.stage import Stage, age

MOST_ATTEMPTS = 400
#: Days that pass after a function was changed and everything recomputed: what must end by itself has ended then.
LATER = 45
_READ = {"read": 30, "export": 45, "count": 5}
_WRITE = {"insert": 15, "update": 8, "blind": 4, "rewrite": 3}
WEIGHTS = {
    "select": {**_READ, "list": 5, "search": 5, **_WRITE},
    "insert": {"insert": 9, "read": 1},
    "update": {"update": 5, "blind": 2, "rewrite": 3},
    "": {**_READ, **_WRITE},
}
#: Of the gate's own tables the oracle only says whose rows they are: what they hold is what lists and searches show.
OWN_TABLES = {"access", "person_access", "access_lock"}
_RECOMPUTE = "SELECT sec.recompute((SELECT array_agg(id) FROM public.cases_household))"


@dataclass(frozen=True)
class Result:
    """How a mutant ended. `by` is empty when it survived."""

    mutant: Mutant
    attempts: int
    by: str = ""


class Inside(Attacker):
    """An attacker inside the mutant's own transaction, as the runtime role: one start for all attempts."""

    clock: tuple[int, int] = (0, 0)

    def _open(self, attempt: Attempt) -> None:
        self._one("SELECT set_config('app.ctx', %s, true)", self.context_of(attempt, *self.clock))


class Arena:
    """One stage and a superuser's connection to it; the facts are read once, since every mutant is undone."""

    def __init__(self, stage: Stage, connection: psycopg.Connection) -> None:
        self.stage = stage
        self.connection = connection
        (now,) = connection.execute("SELECT clock_timestamp()").fetchone()
        facts = Bridge(stage.superuser).facts()
        self.now_and_later = [
            Inside(connection, Oracle(facts, now + timedelta(days=d)), stage, forge) for d in (0, LATER)
        ]
        self.chooser = Chooser(stage, self.now_and_later[0], 0)
        #: table -> state -> the rows of that table in households of that state
        self.rows: dict[str, dict[str, list[o.Row]]] = defaultdict(dict)
        for table, state in itertools.product(TABLES, stage.households):
            households = sorted(set(stage.households[state]) & set(self.chooser.rows))
            found = [row for h in households for row in self.chooser.rows[h].get(table, ())]
            if found:
                self.rows[table][state] = found
        for table, found in self.chooser.elsewhere.items():
            self.rows[table]["elsewhere"] = found
        self.sides = defaultdict(list)
        for acting in stage.actors:
            self.sides[acting.membership.unit_id, acting.capacity.value].append(acting)

    def fight(self, mutant: Mutant) -> Result:
        """Attack it, at most MOST_ATTEMPTS times. What the database itself refuses to do any more counts as noticed."""
        attempts = 0
        with self.connection.transaction(force_rollback=True):
            self.apply(mutant)
            try:
                for outcome in self._attacks(mutant):
                    attempts += 1
                    if outcome.verdict in {LEAK, FALSE_DENIAL}:
                        return Result(mutant, attempts, _told(outcome))
            except psycopg.Error as error:
                return Result(mutant, attempts + 1, f"the database refuses: {str(error).splitlines()[0]}")
        return Result(mutant, attempts)

    def apply(self, mutant: Mutant) -> None:
        for role, statement in mutant.statements:
            self.connection.execute(f"SET LOCAL ROLE {role}")
            self.connection.execute(statement)
        self.connection.execute("RESET ROLE")

    def _attacks(self, mutant: Mutant) -> Iterator[Outcome]:
        rng = random.Random(mutant.seed)
        if mutant.kind != FUNCTION:
            with self._attacker(0) as attacker:
                for _ in range(MOST_ATTEMPTS):
                    yield attacker.make(self._draw(mutant, rng))
            return
        self.connection.execute("SET LOCAL ROLE palier_keeper")
        self.connection.execute(_RECOMPUTE)
        self.connection.execute("RESET ROLE")
        for later in (0, 1):
            if later:
                self._days_pass()
            with self._attacker(later) as attacker:
                for attempt in self._sweep(rng, MOST_ATTEMPTS // 2):
                    yield attacker.make(attempt)

    def _days_pass(self) -> None:
        age(self.connection, LATER)
        self.connection.execute("SET LOCAL ROLE palier_keeper")
        self.connection.execute("SELECT sec.open_due()")
        self.connection.execute("RESET ROLE")

    @contextmanager
    def _attacker(self, later: int) -> Iterator[Inside]:
        attacker = self.now_and_later[later]
        clock = "SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint"
        attacker.clock = self.connection.execute(clock).fetchone()
        self.connection.execute("SET LOCAL ROLE palier_app")
        yield attacker
        self.connection.execute("RESET ROLE")

    # Drawing ------------------------------------------------------------------------------------------------

    def _draw(self, mutant: Mutant, rng: random.Random) -> Attempt:
        """An attempt on a row of the mutated table, in a state drawn first, by someone of that state or anyone."""
        self.chooser.random = rng
        table = rng.choice([table for table in mutant.tables or TABLES if self.rows[table]])
        state = rng.choice(sorted(self.rows[table]))
        row = rng.choice(self.rows[table][state])
        acting = self._someone(row, state, rng)
        if rng.random() < (0.5 if mutant.name.startswith("ctx") else 0.03):
            state = rng.choice(("no_context", "forged_context"))
        weights = {"rewrite": 3, "update": 1} if mutant.kind == GUARD else WEIGHTS[mutant.clause]
        if state != "no_context" and rng.random() < 0.12 and (who := self._person(row, rng)):
            return self.chooser.by_person(state, row, weights, who)
        return self.chooser.on(state, row, weights, acting)

    def _someone(self, row: o.Row, state: str, rng: random.Random) -> Acting:
        """Someone of that state, of the row's own unit or its recipient's, or anyone."""
        sides = [self.sides.get((row.unit, row.capacity)), self.sides.get((row.recipient_unit, row.recipient_capacity))]
        near = [side for side in (*sides, self.stage.actors_of.get(state)) if side]
        return rng.choice(rng.choice(near)) if near and rng.random() < 0.8 else rng.choice(self.stage.actors)

    def _person(self, row: o.Row, rng: random.Random) -> tuple[int, int, int] | None:
        """A person of that household; or any, if it has none with a link."""
        persons = self.chooser.attacker.oracle.index.persons
        near = [p for p in self.stage.persons if row.household == persons[p[0]].household]
        return rng.choice(near or self.stage.persons)

    def _sweep(self, rng: random.Random, most: int) -> Iterator[Attempt]:
        """Everything each one reads, lists and finds, in any order, none twice."""
        oracle = self.chooser.attacker.oracle
        named = [
            row for table in ("identity_statement", "referral_sheet", "tenant_account") for row in oracle.rows(table)
        ]
        actors = [self.chooser.attempt("own_row", "", acting, named[0]) for acting in self.stage.actors]
        actors += [self.chooser.person_attempt("own_row", "", named[0], person) for person in self.stage.persons]
        attempts = []
        for actor in actors:
            for table in TABLES:
                if table not in OWN_TABLES and oracle.rows(table):
                    attempts.append((actor, "export", oracle.rows(table)[0]))
            attempts += [(actor, "list", named[0]), (actor, "agenda", named[0])]
            attempts += [(actor, "search", row) for row in rng.sample(named, 4)]
        rng.shuffle(attempts)
        for actor, verb, row in attempts[:most]:
            yield Attempt("own_row", verb, actor.actor, actor.audiences, row.table, row)


def _told(outcome: Outcome) -> str:
    attempt = outcome.attempt
    return f"{outcome.verdict}, {attempt.verb} {attempt.twist} {attempt.table}: {outcome.detail}"[:300]
