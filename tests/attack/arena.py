"""Where a mutant of the gate is attacked: made, attacked until something is wrong, and undone, in one transaction."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from psycopg.pq import Escaping

from common.rls.declare import OWNER, protected
from partners.acting import Acting
from tests.attack import oracle_facts as o
from tests.attack.attempts import FALSE_DENIAL, LEAK, Attacker, Attempt, Outcome, at_once
from tests.attack.bridge import TABLES, Bridge
from tests.attack.campaign import BAD_TOKENS, Chooser, forge
from tests.attack.mutants import FUNCTION, GUARD, KEEPER_READS, PAIR, Mutant
from tests.attack.oracle import NAMED_TABLES, Oracle
from tests.attack.proposals import propose
from tests.attack.rewrites import REWRITES
from tests.attack.stage import Stage, age
from tests.attack.twists import TWISTS

MOST_ATTEMPTS = 400
#: Days that pass after a function was changed and everything recomputed: what must end by itself has ended then.
LATER = 45
WEIGHTS = {
    "select": {"read": 30, "export": 30, "count": 5, "list": 5, "search": 5, "insert": 20, "update": 10, "blind": 4},
    "insert": {"insert": 1},
    "update": {"update": 5, "blind": 1},
    "": {"read": 30, "export": 45, "count": 5, "insert": 15, "update": 8, "blind": 4},
}
CONSENTS = {"consent", "grant"}
#: One attempt of these asks about every row of a table.
WIDEST = {"export", "blind"}
#: Of the gate's own tables the oracle only says whose rows they are: what they hold is what lists and searches show.
OWN_TABLES = {"access", "person_access", "access_lock"}


def _quiet(table: str, when: set[str]) -> list[str]:
    declaration = protected().get(TABLES[table][0])
    triggers = declaration.triggers if declaration else ()
    return [f"ALTER TABLE public.{TABLES[table][0]} DISABLE TRIGGER {t.name}" for t in triggers if t.when in when]


_RECOMPUTE = "SELECT sec.recompute((SELECT array_agg(id) FROM public.cases_household))"
#: What recomputation leaves for each audience, digested: where it differs is where a changed function shows.
_LEFT = """
SELECT 'access', audience_id, md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM public.cases_access t GROUP BY 2
UNION ALL
SELECT 'person', audience_id, md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM public.cases_personaccess t GROUP BY 2
UNION ALL
SELECT 'effect', recipient_id, md5(string_agg(id || ' ' || coalesce(effective_until::text, ''), ' ' ORDER BY id))
FROM (SELECT id, recipient_id, effective_until FROM public.cases_grant
      UNION ALL SELECT -id, recipient_id, effective_until FROM public.cases_consent) e GROUP BY 2"""

_SIGNS = """
SELECT audience_id, case_id, kind, own, present_until > now(), coalesce(team_until > now(), false), team_until IS NULL,
  activity_until IS NULL
FROM public.cases_access"""


@dataclass(frozen=True)
class Result:
    """How a mutant ended. `by` is empty when it survived."""

    mutant: Mutant
    attempts: int
    by: str = ""


class Inside(Attacker):
    """An attacker inside the mutant's own transaction, as the runtime role: one start for all attempts, and one savepoint.

    Each attempt is undone by what begins the next: a trip to the database costs as much as most attempts.
    """

    clock: tuple[int, int] = (0, 0)
    _begun = False

    def start(self, connection: psycopg.Connection) -> None:
        clock = "SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint"
        self.clock = connection.execute(clock).fetchone()
        self._begun = False

    def stop(self) -> None:
        """What the last attempt did is undone too."""
        if self._begun:
            at_once(self.connection, b"ROLLBACK TO attempt; RELEASE attempt")
            self._begun = False

    @contextmanager
    def _undone(self, attempt: Attempt) -> Iterator[None]:
        token = Escaping(self.connection.pgconn).escape_literal(self.context_of(attempt, *self.clock).encode())
        before = b"ROLLBACK TO attempt" if self._begun else b"SAVEPOINT attempt"
        self._begun = True
        at_once(self.connection, before + b"; SELECT set_config('app.ctx', " + token + b", true)")
        yield


class Arena:
    """One stage and a superuser's connection to it; the facts are read once, since every mutant is undone."""

    def __init__(self, stage: Stage, connection: psycopg.Connection) -> None:
        self.stage = stage
        self.connection = connection
        (now,) = connection.execute("SELECT clock_timestamp()").fetchone()
        facts, here = Bridge(stage.superuser).facts(), now.astimezone(o.PARIS)
        self.now_and_later = [
            Inside(connection, Oracle(facts, here + timedelta(days=d)), stage, forge) for d in (0, LATER)
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
        any_row = facts.rows[0]
        self.everyone = [self.chooser.attempt("own_row", "", acting, any_row) for acting in stage.actors]
        self.everyone += [self.chooser.person_attempt("own_row", "", any_row, person) for person in stage.persons]
        self.named = sorted(
            {row.name: row for table in NAMED_TABLES for row in self._oracle.rows(table)}.values(),
            key=lambda row: (row.table, row.id),
        )
        self._able: dict[str, list[list[tuple[Attempt, o.Row]]]] = {}
        self._near: dict[str, list[list[tuple[Attempt, o.Row]]]] = {}
        self._kinds: dict[str, dict[tuple, list[tuple[Attempt, o.Row]]]] = {}
        self.signs = {row[:2]: row[2:] for row in connection.execute(_SIGNS).fetchall()}
        with connection.transaction(force_rollback=True):
            self.left = [self.recomputed(later) for later in (0, 1)]

    @property
    def _oracle(self) -> Oracle:
        return self.now_and_later[0].oracle

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
        """Make the mutant. Its table is left without what happens after a row has passed, and without guards.

        A guard would speak in the policy's place; where the mutant is a guard's, it stays.
        """
        when = {"AFTER"} if mutant.kind == GUARD else {"AFTER", "BEFORE"}
        quiet = [(OWNER, line) for table in mutant.tables for line in _quiet(table, when)]
        for role, statement in (*mutant.statements, *quiet):
            self.connection.execute(f"SET LOCAL ROLE {role}")
            self.connection.execute(statement)
        self.connection.execute("RESET ROLE")

    def _attacks(self, mutant: Mutant) -> Iterator[Outcome]:
        rng = random.Random(mutant.seed)
        if mutant.kind not in {FUNCTION, KEEPER_READS}:
            with self._attacker(0) as attacker:
                for attempt in itertools.islice(self._aimed(mutant, rng), MOST_ATTEMPTS):
                    yield attacker.make(attempt)
            return
        for later in (0, 1):
            changed = self.recomputed(later).items() ^ self.left[later].items()
            with self._attacker(later) as attacker:
                for attempt in self._shown(changed, rng)[: MOST_ATTEMPTS // 2]:
                    yield attacker.make(attempt)

    # Functions ----------------------------------------------------------------------------------------------

    def recomputed(self, later: int) -> dict[tuple[str, int], str]:
        """What is left for each audience after recomputing everything, or after the days that then pass."""
        self.connection.execute("RESET ROLE")
        if later:
            age(self.connection, LATER)
        self.connection.execute("SET LOCAL ROLE palier_keeper")
        self.connection.execute("SELECT sec.open_due()" if later else _RECOMPUTE)
        self.connection.execute("RESET ROLE")
        return {(what, audience): digest for what, audience, digest in self.connection.execute(_LEFT).fetchall()}

    def _shown(self, changed: set, rng: random.Random) -> list[Attempt]:
        """What those to whom something else was left read, list and find; in any order, none twice."""
        touched: dict[int, set[str]] = defaultdict(set)
        for (what, audience), _ in changed:
            touched[audience].add(what)
        made: list[Attempt] = []
        for who in self.everyone:
            kinds = set().union(*(touched[audience] for audience in who.audiences if audience in touched))
            if "person" in kinds:
                made += [self._by(who, self._first(t), "export") for t in ("identity_statement", "contact_statement")]
                made += [self._by(who, row, "search") for row in self.named]
                made.append(self._by(who, self.named[0], "followed"))
            if kinds & {"access", "effect"}:
                tables = [table for table in TABLES if table not in OWN_TABLES and self._oracle.rows(table)]
                made += [self._by(who, self._first(table), "export") for table in tables]
                made += [self._by(who, self.named[0], verb) for verb in ("list", "agenda")]
                made += [self._by(who, row, "insert") for row in self._writable(who)]
        rng.shuffle(made)
        return made

    def _writable(self, who: Attempt) -> Iterator[o.Row]:
        """A row of each table of which she may write such another."""
        for table in ("identity_statement", "referral", "accompaniment", "accompaniment_course", "visit"):
            rows = [row for kind in self.able(table) for someone, row in kind if someone is who]
            yield from rows[:1]

    def _first(self, table: str) -> o.Row:
        return self._oracle.rows(table)[0]

    @staticmethod
    def _by(who: Attempt, row: o.Row, verb: str, twist: str = "") -> Attempt:
        return Attempt("own_row", verb, who.actor, who.audiences, row.table, row, twist)

    @contextmanager
    def _attacker(self, later: int) -> Iterator[Inside]:
        attacker = self.now_and_later[later]
        attacker.start(self.connection)
        self.connection.execute("SET LOCAL ROLE palier_app")
        yield attacker
        attacker.stop()
        self.connection.execute("RESET ROLE")

    # Policies -----------------------------------------------------------------------------------------------

    def _aimed(self, mutant: Mutant, rng: random.Random) -> Iterator[Attempt]:
        """First what shows most of that table to everyone, then attempts on single rows, the plain ones first."""
        swept = [] if mutant.tables else list(self._forged())
        swept += [attempt for table in mutant.tables for attempt in self._sweep(table, mutant, rng)]
        rng.shuffle(swept)
        widest = [attempt for attempt in swept if attempt.verb in WIDEST][: MOST_ATTEMPTS // 3]
        yield from widest
        single = [attempt for attempt in swept if attempt.verb not in WIDEST]
        single.sort(key=lambda attempt: attempt.verb == "insert" and attempt.twist != "")
        yield from single[: MOST_ATTEMPTS * 9 // 10 - len(widest)]
        while True:
            yield self._draw(mutant, rng)

    def _forged(self) -> Iterator[Attempt]:
        """Each context read without a token, and with each of the bad ones (which the row's number chooses)."""
        cases = {row.id % BAD_TOKENS: row for row in self._oracle.rows("case")}
        for who in self.everyone:
            yield Attempt("no_context", "export", None, (), "case", cases[0])
            for row in cases.values():
                yield Attempt("forged_context", "export", o.Forged(who.actor), who.audiences, "case", row)

    def _sweep(self, table: str, mutant: Mutant, rng: random.Random) -> Iterator[Attempt]:
        """Everything everyone reads or changes blindly, or one attempt for each kind of row to each kind of person."""
        rows, kinds = self._oracle.rows(table), list(self.kinds(table).values())
        if not rows:
            return
        if mutant.clause in {"select", ""}:
            for who in self.everyone:
                verbs = ("export", "list", "agenda", "followed") if table in {"case", *OWN_TABLES} else ("export",)
                yield from (self._by(who, rows[0], verb) for verb in verbs)
        if mutant.clause in {"update", ""}:
            yield from (self._by(who, rows[0], "blind") for who in self.everyone)
            for kind in kinds:
                who, row = rng.choice(kind)
                if mutant.kind != GUARD:
                    yield self._by(who, row, "update")
                yield from (self._by(who, row, "rewrite", name) for name in self._rewrites(mutant, row))
        if mutant.clause in {"insert", ""}:
            near = self.near(table)
            plain = (*self.able(table), *rng.sample(near, min(len(near), 70)), *rng.sample(kinds, min(len(kinds), 30)))
            yield from (self._by(*rng.choice(kind), "insert") for kind in plain)
            of_others = [kind for kind in near if not self._signs_as(*kind[0])]
            for twist in sorted(TWISTS.get(table, ())):
                able, others = (
                    (self.able(table), 26 if len(TWISTS[table]) < 10 else 16),
                    (of_others, 30 if twist == "other_author" else 4),
                )
                for kind in itertools.chain(*(self._some(k, most, rng) for k, most in (able, others, (near, 5)))):
                    yield self._by(*rng.choice(kind), "insert", twist)

    def near(self, table: str) -> list[list[tuple[Attempt, o.Row]]]:
        """The kinds of which someone lists the row's case, or one of its household."""
        if table not in self._near:
            self._near[table] = [kind for kind in self.kinds(table).values() if self._is_near(*kind[0])]
        return self._near[table]

    def _is_near(self, who: Attempt, row: o.Row) -> bool:
        """She lists the row's case, or a case of its household where it stands on none."""
        listed = self._oracle.lists(who.actor)
        if row.case is None:
            return row.household in {self._oracle.index.cases[case].household for case in listed}
        return row.case in listed

    @staticmethod
    def _signs_as(who: Attempt, row: o.Row) -> bool:
        """The row is her own unit's."""
        return isinstance(who.actor, o.Session) and (row.unit, row.capacity) == (who.actor.unit, who.actor.capacity)

    @staticmethod
    def _some(kinds: list, most: int, rng: random.Random) -> list:
        """That many of them; each once at least, and again, where there are fewer."""
        again = rng.choices(kinds, k=max(0, most - len(kinds))) if kinds else []
        return [*rng.sample(kinds, min(len(kinds), most)), *again]

    def able(self, table: str) -> list[list[tuple[Attempt, o.Row]]]:
        """The kinds of which someone may insert such a row: from there, one thing twisted is all that is wrong."""
        if table not in self._able:
            attacker, found = self.chooser.attacker, []
            for kind in self.kinds(table).values():
                may = []
                for who, row in kind[:5]:
                    draft = propose(attacker, self._by(who, row, "insert"))
                    if not draft.never and attacker.oracle.inserts(who.actor, table, draft.row):
                        may.append((who, row))
                found += [may] if may else []
            self._able[table] = found
        return self._able[table]

    def _rewrites(self, mutant: Mutant, row: o.Row) -> list[str]:
        """The steps and wrong changes that may be tried on that row; those a guard refuses, where guards stand."""
        return [
            name
            for name, rewrite in REWRITES.get(row.table, {}).items()
            if rewrite.of(self._raw(row)) and (mutant.kind == GUARD or rewrite.step or rewrite.by_policy)
        ]

    def kinds(self, table: str) -> dict[tuple, list[tuple[Attempt, o.Row]]]:
        """(someone, row) by what she is, what Access says of her on that row's case, and what the row is to her."""
        if table not in self._kinds:
            self._kinds[table] = defaultdict(list)
            # What a person may record by her link is the oracle's to say, and no page's yet.
            by = [who for who in self.everyone if table not in CONSENTS or isinstance(who.actor, o.Session)]
            for who, row in itertools.product(by, self._oracle.rows(table)):
                self._kinds[table][self._kind(who, row)].append((who, row))
        return self._kinds[table]

    def _kind(self, who: Attempt, row: o.Row) -> tuple:
        session, raw, case = who.actor, self._raw(row), self._oracle.index.cases.get(row.case)
        household = [c.id for c in self._oracle.index.cases_of.get(row.household, ())]
        signs = self._signs(who, [row.case]), self._signs(who, household)
        if not isinstance(session, o.Session):
            return ("person", signs, row.person == session.person)
        mine, state = (session.unit, session.capacity), raw.get("state")
        capacities = sum(unit == session.unit for unit, _ in self.chooser.attacker.units)
        return (
            capacities,
            self._oracle.rights.role(session), session.capacity, signs, case and case.kind,
            (row.unit, row.capacity) == mine, (row.recipient_unit, row.recipient_capacity) == mine, row.issued,
            row.membership == session.membership, row.person is None, state,
            raw.get("ended_at") is None, raw.get("effective_until") is None, "social" in raw.get("scopes", ()),
        )  # fmt: skip

    def _signs(self, who: Attempt, cases: list) -> tuple:
        found = {self.signs.get((audience, case)) for audience in who.audiences for case in cases}
        return tuple(sorted(found - {None}))

    def _raw(self, row: o.Row) -> dict:
        return self.chooser.attacker.raw[row.table].get(row.id, {})

    def _draw(self, mutant: Mutant, rng: random.Random) -> Attempt:
        """An attempt on a row of the mutated table, in a state drawn first, by someone of that state or anyone."""
        self.chooser.random = rng
        table = rng.choice([table for table in mutant.tables or TABLES if self.rows[table]])
        state = rng.choice(sorted(self.rows[table]))
        row = rng.choice(self.rows[table][state])
        acting = self._someone(row, state, rng)
        # Without a context one only reads, and a pair is not told by what its first half shows.
        if rng.random() < (0.5 if mutant.name.startswith("ctx") else 0.03 if mutant.kind != PAIR else 0):
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
        persons = self._oracle.index.persons
        near = [p for p in self.stage.persons if row.household == persons[p[0]].household]
        return rng.choice(near or self.stage.persons)


def _told(outcome: Outcome) -> str:
    attempt = outcome.attempt
    return f"{outcome.verdict}, {attempt.verb} {attempt.twist} {attempt.table}: {outcome.detail}"[:300]
