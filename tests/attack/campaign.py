"""A campaign of random attempts over every state, with its seed and its one summary line."""

import hashlib
import hmac
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import psycopg
from django.utils import timezone

from common.context import sign
from partners.acting import Acting, act_as
from tests.attack import oracle_facts as o
from tests.attack.attempts import ALLOWED, FALSE_DENIAL, LEAK, Attacker, Attempt, Outcome
from tests.attack.bridge import TABLES, Bridge
from tests.attack.oracle import Oracle
from tests.attack.rewrites import REWRITES
from tests.attack.scenes import STATES, Stage
from tests.attack.stage import EXPIRED_KEY, EXPIRED_KEY_ID
from tests.attack.twists import TWISTS

#: How often each verb is drawn by a campaign over every state.
WEIGHTS = {
    **{"read": 41, "export": 11, "list": 5, "search": 5, "agenda": 2, "followed": 2, "count": 3},
    **{"insert": 14, "update": 10, "blind": 3, "rewrite": 2, "move": 1, "delete": 1},
}
#: Ways in which `forge` spoils a token.
BAD_TOKENS = 9
#: An insert is twisted one time out of this many.
TWISTED = 2


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
            f"attack: {self.attempts} attempts, {self.verdicts[LEAK]} leaks,"
            f" {self.verdicts[FALSE_DENIAL]} false denials, {self.allowed_share:.0%} allowed, {len(self.states)}/{len(STATES)} states"
            f" (least {min(self.states.values(), default=0)}), {len(self.tables)}/{len(TABLES)} tables,"
            f" seed {self.seed}, {self.seconds:.0f} s"
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

    def __init__(self, stage: Stage, attacker: Attacker, seed: int) -> None:
        self.random = random.Random(seed)
        self.stage = stage
        self.attacker = attacker
        self.rows: dict[int, dict[str, list[o.Row]]] = {}
        #: What no household has: a landlord's tenants that were not referred, files that wait.
        self.elsewhere: dict[str, list[o.Row]] = {}
        index = attacker.oracle.index
        for table in TABLES:
            for row in attacker.oracle.rows(table):
                case = index.cases.get(row.case)
                household = row.household or (case.household if case else None)
                kept = self.rows.setdefault(household, {}) if household else self.elsewhere
                kept.setdefault(table, []).append(row)
        self.signed: dict[tuple, tuple[int, ...]] = {}

    def draw(self) -> Attempt:
        """One attempt of a campaign over every state and table."""
        state = self.random.choice(STATES)
        by_table = self.rows[self.random.choice(self.stage.households[state])]
        if self.elsewhere and self.random.random() < 0.05:
            by_table = self.elsewhere
        table = self.random.choice(sorted(by_table))
        return self.on(state, self.random.choice(by_table[table]), WEIGHTS)

    def on(self, state: str, row: o.Row, weights: dict[str, int], acting: Acting | None = None) -> Attempt:
        """An attempt on that row, by `acting` or by someone of that state."""
        if state == "no_context":
            return Attempt(state, "without_context", None, (), row.table, row)
        if acting is None and self.stage.persons and self.random.random() < 0.04:
            return self.by_person(state, row, weights, self.random.choice(self.stage.persons))
        verb = self.random.choices(list(weights), list(weights.values()))[0]
        return self._twisted(self.attempt(state, verb, acting or self._who(state), row))

    def by_person(self, state: str, row: o.Row, weights: dict[str, int], who: tuple[int, int, int]) -> Attempt:
        """An attempt by a person, through her link."""
        verb = self.random.choices(list(weights), list(weights.values()))[0]
        # What she may record by her link is the oracle's to say, and no page's yet.
        verb = "read" if verb == "insert" and row.table in {"consent", "grant"} else verb
        return self._twisted(self.person_attempt(state, verb, row, who))

    @staticmethod
    def person_attempt(state: str, verb: str, row: o.Row, who: tuple[int, int, int]) -> Attempt:
        person, link, audience = who
        actor = o.PersonActor(person, link)
        return Attempt(
            state, verb, o.Forged(actor) if state == "forged_context" else actor, (audience,), row.table, row
        )

    def attempt(self, state: str, verb: str, acting: Acting, row: o.Row, twist: str = "") -> Attempt:
        membership = acting.membership
        session = o.Session(membership.id, membership.unit_id, acting.capacity.value)
        actor = o.Forged(session) if state == "forged_context" else session
        return Attempt(state, verb, actor, self._signed_now(acting), row.table, row, twist)

    def _twisted(self, attempt: Attempt) -> Attempt:
        table, raw = attempt.table, self.attacker.raw[attempt.table].get(attempt.row.id, {})
        if attempt.verb == "insert" and table in TWISTS and self.random.randrange(TWISTED):
            return replace(attempt, twist=self.random.choice(sorted(TWISTS[table])))
        if attempt.verb == "rewrite":
            wrong = [name for name, rewrite in REWRITES.get(table, {}).items() if rewrite.of(raw)]
            return replace(attempt, twist=self.random.choice(wrong)) if wrong else replace(attempt, verb="update")
        return attempt

    def _signed_now(self, acting: Acting) -> tuple[int, ...]:
        """The audiences the application would sign for her next request; it signs none for a former member."""
        key = (acting.membership.id, acting.capacity)
        if key not in self.signed:
            acting.membership.refresh_from_db()
            try:
                self.signed[key] = act_as(acting.membership, acting.capacity).audiences
            except LookupError:
                # A former member, with what is left of her: her own audience, without her unit's.
                self.signed[key] = (acting.member_audience,) if acting.member_audience else ()
        return self.signed[key]

    def _who(self, state: str) -> Acting:
        """Someone of that state four times out of five, anyone otherwise."""
        if self.random.random() < 0.8 and self.stage.actors_of[state]:
            return self.random.choice(self.stage.actors_of[state])
        return self.random.choice(self.stage.actors)


def _with_key(key_id: str, key: bytes, message: str) -> str:
    _, rest = message.split("|", 1)
    return f"{key_id}|{rest}.{hmac.new(key, f'{key_id}|{rest}'.encode(), hashlib.sha256).hexdigest()}"


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
        _with_key(EXPIRED_KEY_ID, EXPIRED_KEY, message),
        _with_key(key_id, EXPIRED_KEY, message),
        digest,
    )
    return bad[attempt.row.id % BAD_TOKENS]


def run(
    stage: Stage, connection: psycopg.Connection, attempts: int, seed: int, *, stop_at: int | None = None
) -> Campaign:
    """Make that many attempts; stop earlier when `stop_at` of them went wrong."""
    facts, campaign, day = Bridge(stage.superuser).facts(), Campaign(seed), None
    began = time.monotonic()
    for _ in range(attempts):
        # What ends at midnight is judged by the day on which it is attempted.
        if day != (now := timezone.localtime()).date():
            day, attacker = now.date(), Attacker(connection, Oracle(facts, now), stage, forge)
            chooser = Chooser(stage, attacker, seed + campaign.attempts)
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
            f"{outcome.verdict}: {attempt.verb} {attempt.twist} {attempt.table} {attempt.row.id} ({attempt.state})"
            f" by {attempt.actor}: {outcome.detail} -- {attempt.row}"
        )
    return "\n".join(lines)
