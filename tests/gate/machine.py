"""A household in the hands of hypothesis, and what is checked after each step; the steps are in machine_rules.

After each step a few people look: what they read, list and find must be what the oracle says, row for row.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from django.db import IntegrityError, InternalError, ProgrammingError, connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from partners.acting import Acting
from partners.enums import Capacity, Role
from tests.attack import oracle_facts as o
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.gate import acts
from tests.gate.false_tokens import NAMES, false_tokens
from tests.gate.household import Look, actor_of
from tests.gate.logins import MOMENT
from tests.gate.states import states_of
from tests.harness import within

#: What a step may be refused for; the attack proves the refusals themselves.
REFUSED = (acts.Refusal, ProgrammingError, IntegrityError, InternalError)
STARTS = ("engaged", "engaged", "engaged", "engaged", "accepted", "submitted")
#: Who may already read, on an agreement of two scopes, when an engaged household arrives.
READERS = ("nadia", "both_clerk", "bea")


@dataclass
class Ground:
    """The database all examples share: its directory, its connections, and what was counted."""

    superuser: psycopg.Connection
    app: psycopg.Connection
    world: w.World = field(default_factory=w.build_world)
    visited: Counter = field(default_factory=Counter)
    steps: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.both = unit(Capacity.LANDLORD, Capacity.OPERATOR, name="Service social du bailleur")
        self.both_clerk = member(self.both, Role.CLERK)
        self.both_worker = member(self.both, Role.WORKER)
        self.app.execute("SET plan_cache_mode = force_generic_plan")


class WatchedHousehold(RuleBasedStateMachine):
    """One household; `marc` is a worker made for it, who may move to another unit."""

    ground: Ground
    last: Look

    def __init__(self) -> None:
        super().__init__()
        world = self.ground.world
        self.marc = member(world.montaubre, Role.WORKER)
        names = ("nadia", "litigator", "other_clerk", "ines", "laurent", "rural_worker", "bea", "bea_manager")
        self.actings: dict[str, Acting] = {name: getattr(world, name) for name in names}
        self.actings |= {name: getattr(self.ground, name) for name in ("both_clerk", "both_worker")}
        self.actings["marc"] = self.marc
        self.persons: dict[str, tuple[o.PersonActor, tuple[int, ...]]] = {}
        self.done: set[str] = set()
        self.turn = self.aged = 0
        self.looking: list[str] = []

    @initialize(two=st.booleans(), start=st.sampled_from(STARTS), reader=st.sampled_from(READERS))
    def arrive(self, two: bool, start: str, reader: str) -> None:
        world = self.ground.world
        self.referred = w.refer(world.nadia, world.agreement, co_tenant="Vasseur Paul" if two else "")
        self.case, self.tenancy = self.referred.case, self.referred.tenancy
        self.household = self.case.household_id
        self.adults = [adult for adult in (self.referred.tenant, self.referred.co_tenant) if adult]
        w.rent(self.tenancy, world.nadia)
        if start != "submitted":
            self.accept()
        if start == "engaged":
            self.adhere()
            recipient = acts.audience(self.actings[reader].unit_audience)
            acts.agree(self.case, self.adult(0), recipient, world.ines, ["identity", "housing"], days=60, how="screen")
            self.gives_link(0, world.ines)

    def accept(self) -> None:
        ines = self.ground.world.ines
        w.accept(self.referred, ines)
        w.visit(self.case, ines, text="Note de l’équipe")
        self.done |= {"answer", "acceptance"}

    def adhere(self) -> None:
        ines = self.ground.world.ines
        w.engage(self.referred, ines)
        for adult in self.adults[1:]:
            w.identity(self.case, adult, ines, first_name="Paul")
        self.done.add("adhesion")

    def gives_link(self, who: int, by: Acting) -> None:
        """A personal link for one adult, who looks after each step from then on."""
        adult, digest = self.adult(who), f"machine-{self.household}-{self.turn}-{who}"
        with within(by), connection.cursor() as cursor:
            cursor.execute("SELECT sec.make_link(%s, %s, %s, %s)", [by.unit_audience, self.case.pk, adult.pk, digest])
            (audience,) = cursor.fetchone()
        number = "SELECT id FROM cases_personlink WHERE token_digest = %s"
        (link,) = self.ground.superuser.execute(number, [digest]).fetchone()
        self.persons[f"adult {who % len(self.adults)}"] = (o.PersonActor(adult.pk, link), (audience,))

    # --- helpers --------------------------------------------------------------------------------------------
    def step(self, name: str, act: Callable[[], object], *looking: str) -> bool:
        """Do it, count it, and name who looks next; whether the gate let it through."""
        self.looking = list(looking)
        try:
            act()
        except REFUSED:
            self.ground.steps[f"{name}, refused"] += 1
            return False
        self.ground.steps[name] += 1
        return True

    def adult(self, number: int) -> w.Person:
        return self.adults[number % len(self.adults)]

    def on_team(self, name: str) -> bool:
        return self.last.oracle.rights.on_team(actor_of(self.actings[name]), self.case.pk)

    def on_case(self, number: int) -> Acting:
        """Somebody who works on the case: of its team, or the manager."""
        team = [name for name in ("ines", "marc") if self.on_team(name)]
        names = [*team, "laurent"]
        return self.actings[names[number % len(names)]]

    def flagged(self) -> bool:
        return bool(self.last.oracle.rights.flags_in_force(self.household))

    def agreed(self) -> bool:
        rights = self.last.oracle.rights
        return any(
            grant.consent and grant.ended_at is None and rights.until(grant) > rights.now
            for grant in self.last.oracle.index.grants.values()
        )

    def sessions(self) -> dict[str, o.Actor]:
        return {name: actor_of(by) for name, by in self.actings.items()}

    def look(self) -> Look:
        return Look(self.ground.superuser, self.ground.app, self.household)

    def wrong(self, look: Look, name: str) -> list[str]:
        by = self.actings[name]
        return look.differences(name, actor_of(by), by.audiences)

    # --- what everyone sees -----------------------------------------------------------------------------------
    @invariant()
    def what_is_seen_is_what_the_texts_say(self) -> None:
        if not hasattr(self, "household"):
            return
        self.last, visited = self.look(), self.ground.visited
        self.turn += 1
        states = states_of(self.last.oracle, self.sessions())
        # One more who looks: of the state that was looked at least so far.
        least = min((state for state, about in states.items() if about), key=lambda state: visited[state])
        checked = dict.fromkeys([*self.looking, min(states[least])])
        wrong = [line for name in checked for line in self.wrong(self.last, name)]
        for name, (actor, audiences) in self.persons.items():
            wrong += self.last.differences(name, actor, audiences)
            visited["person"] += 1
        assert wrong == []
        for state, about in states.items():
            visited[state] += len(about & checked.keys())
        self._without_right()

    def _without_right(self) -> None:
        """No context, or a false one: nothing, whatever stands in the database."""
        if self.turn % 2:
            assert self.last.got(()) == set()
            self.ground.visited["no_context"] += 1
            return
        audiences, name = self.ground.world.laurent.audiences, NAMES[self.turn // 2 % len(NAMES)]
        with self.ground.app.transaction():
            pid, start = self.ground.app.execute(MOMENT).fetchone()
            token = false_tokens(audiences, pid, start, self.ground.world.bea.unit_audience)[name]
            assert self.last.got_with(token, audiences) == set(), name
        self.ground.visited["forged_context"] += 1
