"""A campaign of random attempts over every state, with its seed and its one summary line."""

import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg

from common.context import sign
from partners.acting import Acting, act_as
from tests.attack import oracle_facts as o
from tests.attack.attempts import (
    ALLOWED,
    FALSE_DENIAL,
    LEAK,
    NOT_INSERTED,
    VERBS,
    Attacker,
    Attempt,
    Outcome,
)
from tests.attack.bridge import TABLES, Bridge
from tests.attack.oracle import Oracle
from tests.attack.scenes import STATES, Stage

WEIGHTS = {"read": 54, "list": 6, "search": 5, "count": 4, "insert": 13, "update": 14, "move": 2, "delete": 2}
#: The runtime role may not touch these after submission; whether it may before is the state's business.
UPDATED_BY_STATE = {"referral_sheet"}


@dataclass
class Campaign:
    """What was attempted, and how it ended."""

    seed: int
    attempts: int = 0
    seconds: float = 0.0
    verdicts: Counter = field(default_factory=Counter)
    states: Counter = field(default_factory=Counter)
    verbs: Counter = field(default_factory=Counter)
    tables: Counter = field(default_factory=Counter)
    wrong: list[Outcome] = field(default_factory=list)

    @property
    def allowed_share(self) -> float:
        return self.verdicts[ALLOWED] / max(1, self.attempts)

    @property
    def failed(self) -> bool:
        return bool(self.wrong)

    def summary(self) -> str:
        return (
            f"attack: {self.attempts} attempts, {self.verdicts[LEAK]} leaks, {self.verdicts[FALSE_DENIAL]} false denials, "
            f"{self.allowed_share:.0%} allowed, {len(self.states)}/{len(STATES)} states "
            f"(least {min(self.states.values(), default=0)}), {len(self.tables)} tables, seed {self.seed}, {self.seconds:.0f} s"
        )

    def count(self, outcome: Outcome) -> None:
        self.attempts += 1
        self.verdicts[outcome.verdict] += 1
        self.states[outcome.attempt.state] += 1
        self.verbs[outcome.attempt.verb] += 1
        self.tables[outcome.attempt.table] += 1
        if outcome.verdict in {LEAK, FALSE_DENIAL}:
            self.wrong.append(outcome)


class Chooser:
    """Draws attempts: a state, one of its rows, someone of that state, and a verb."""

    def __init__(self, stage: Stage, oracle: Oracle, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.stage = stage
        self.rows: dict[int, list[o.Row]] = {}
        for table in TABLES:
            for row in oracle.rows(table):
                household = row.household or self._household(oracle, row)
                if household:
                    self.rows.setdefault(household, []).append(row)
        self.persons = stage.persons
        self.signed: dict[tuple, tuple[int, ...]] = {}

    @staticmethod
    def _household(oracle: Oracle, row: o.Row) -> int | None:
        case = oracle.index.cases.get(row.case)
        return case.household if case else None

    def draw(self) -> Attempt:
        state = self.random.choice(STATES)
        household = self.random.choice(self.stage.households[state])
        by_table: dict[str, list[o.Row]] = {}
        for row in self.rows[household]:
            by_table.setdefault(row.table, []).append(row)
        table = self.random.choice(sorted(by_table))
        row = self.random.choice(by_table[table])
        if state == "no_context":
            return Attempt(state, "without_context", None, (), table, row)
        verb = self._verb(table)
        if self.persons and self.random.random() < 0.04:
            person, audience = self.random.choice(self.persons)
            verb = verb if verb != "insert" else "read"
            return Attempt(state, verb, o.PersonActor(person), (audience,), table, row)
        acting = self._who(state)
        membership = acting.membership
        session = o.Session(membership.id, membership.unit_id, acting.capacity.value)
        actor = o.Forged(session) if state == "forged_context" else session
        return Attempt(state, verb, actor, self._signed_now(acting), table, row)

    def _signed_now(self, acting: Acting) -> tuple[int, ...]:
        """The audiences the application would sign for her next request: none once her membership has ended."""
        key = (acting.membership.id, acting.capacity)
        if key not in self.signed:
            acting.membership.refresh_from_db()
            try:
                self.signed[key] = act_as(acting.membership, acting.capacity).audiences
            except LookupError:
                self.signed[key] = ()
        return self.signed[key]

    def _verb(self, table: str) -> str:
        verb = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if verb == "insert" and table in NOT_INSERTED:
            return "read"
        if verb == "update" and table in UPDATED_BY_STATE:
            return "read"
        return verb

    def _who(self, state: str) -> Acting:
        """Someone of that state three times out of four, anyone otherwise."""
        if self.random.random() < 0.75:
            return self.random.choice(self.stage.actors_of[state])
        return self.random.choice(self.stage.actors)


def forge(attempt: Attempt, pid: int, start: int) -> str:
    """The token of an attempt: none, a bad one, or the right one."""
    if attempt.state == "no_context" or attempt.actor is None:
        return ""
    if not isinstance(attempt.actor, o.Forged):
        return sign(attempt.audiences, pid, start)
    good = sign(attempt.audiences, pid, start)
    message, digest = good.rsplit(".", 1)
    key_id, _, _, array = message.split("|")
    bad = (
        f"{{{array}}}",
        f"{message}.{'0' * 64}",
        f"{message.replace(array, '{1,2,3,4,5,6,7,8,9}')}.{digest}",
        sign(attempt.audiences, pid + 1, start),
        sign(attempt.audiences, pid, start - 1),
        f"{key_id}x|{pid}|{start}|{array}.{digest}",
        digest,
    )
    return bad[attempt.row.id % len(bad)]


def run(
    stage: Stage, connection: psycopg.Connection, attempts: int, seed: int, *, stop_at: int | None = None
) -> Campaign:
    """Make that many attempts; stop earlier when `stop_at` of them went wrong."""
    (now,) = stage.superuser.execute("SELECT clock_timestamp()").fetchone()
    oracle = Oracle(Bridge(stage.superuser).facts(), now)
    attacker = Attacker(connection, oracle, stage, forge)
    chooser = Chooser(stage, oracle, seed)
    campaign = Campaign(seed)
    began = time.monotonic()
    for _ in range(attempts):
        campaign.count(attacker.make(chooser.draw()))
        if stop_at and len(campaign.wrong) >= stop_at:
            break
    campaign.seconds = time.monotonic() - began
    return campaign


def tell(outcomes: Iterable[Outcome], most: int = 20) -> str:
    """The wrong ones, one a line."""
    lines = []
    for outcome in list(outcomes)[:most]:
        attempt = outcome.attempt
        lines.append(
            f"{outcome.verdict}: {attempt.verb} {attempt.table} {attempt.row.id} ({attempt.state}) by {attempt.actor}: "
            f"{outcome.detail} -- {attempt.row}"
        )
    return "\n".join(lines)


__all__ = ["VERBS", "Campaign", "run", "tell"]
