"""The steps a household goes through in any order (see machine): agreements, days, teams, flags, exits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cases.models import Case
from partners.acting import Acting, act_as
from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from tests.attack.stage import age, beat
from tests.factories import world as w
from tests.gate import acts
from tests.gate.household import actor_of
from tests.gate.machine import WatchedHousehold
from tests.harness import KEEPER, OWNER, as_role, within

SHARED_TABLES = ("identity_statement", "contact_statement", "accompaniment", "visit_note", "visit_shared")
some_scopes = st.sampled_from(
    [["identity"], ["identity", "housing"], ["budget", "housing"], ["identity", "housing", "budget"]]
)
any_number = st.integers(0, 11)


class Agreements(WatchedHousehold):
    """Given, narrowed, withdrawn."""

    def recipients(self) -> list[tuple[str, Acting | None]]:
        """(who of the recipient's unit reads, the member named for `social`)."""
        return [("nadia", None), ("nadia", None), ("litigator", None), ("both_clerk", None), ("both_clerk", None),
                ("bea", None), ("bea", self.actings["bea"])]  # fmt: skip

    def open_consents(self) -> list[tuple[int, int, int, int, list[str]]]:
        """(id, person, recipient, case, scopes) of each."""
        return self.ground.superuser.execute(
            "SELECT id, person_id, recipient_id, case_id, scopes FROM cases_consent"
            " WHERE household_id = %s AND ended_at IS NULL AND until > now() ORDER BY id",
            [self.household],
        ).fetchall()

    def reader_of(self, recipient_id: int) -> str:
        return next((name for name, by in self.actings.items() if by.unit_audience == recipient_id), "nadia")

    @precondition(lambda self: "acceptance" in self.done)
    @rule(who=any_number, to=st.integers(0, 7), by=any_number, scopes=some_scopes,
          days=st.sampled_from([5, 20, 20, 60, 180]), oral=st.booleans())  # fmt: skip
    def agree(self, *, who: int, to: int, by: int, scopes: list[str], days: int, oral: bool) -> None:
        if to == len(self.recipients()):
            self._agree_in_return(who, by)
            return
        reader, named = self.recipients()[to]
        oral = oral and days <= 20
        given = {
            "recipient": acts.audience(self.actings[reader].unit_audience),
            "by": self.on_case(by),
            "scopes": [*scopes, "social"] if named else scopes,
            "days": days,
            "how": "oral" if oral else "screen",
            "named": acts.audience(named.member_audience) if named else None,
        }
        name = "oral agreement" if oral else "agreement"
        self.step(name, lambda: acts.agree(self.case, self.adult(who), **given), reader)

    def _agree_in_return(self, who: int, by: int) -> None:
        own, acting = acts.audience(self.actings["ines"].unit_audience), self.on_case(by)
        self.step("return", lambda: acts.agree(self.tenancy, self.adult(who), own, acting, ["housing"]), "ines")

    @precondition(lambda self: self.agreed())
    @rule(which=any_number)
    def narrow(self, which: int) -> None:
        wide = [consent for consent in self.open_consents() if len(consent[4]) > 1 and "social" not in consent[4]]
        if not wide:
            return
        _, person, recipient, case, scopes = wide[which % len(wide)]
        where, to, by = Case(pk=case, household_id=self.household), acts.audience(recipient), self.actings["laurent"]
        narrower = lambda: acts.agree(where, w.Person(pk=person), to, by, scopes[1:])  # noqa: E731
        self.step("narrowing", narrower, self.reader_of(recipient))

    @precondition(lambda self: self.agreed())
    @rule(which=any_number, by=any_number)
    def withdraw(self, which: int, by: int) -> None:
        self._withdraw(which, lambda reader: self.on_case(by), "withdrawal by the team")

    @precondition(lambda self: self.agreed())
    @rule(which=any_number)
    def withdraw_as_recipient(self, which: int) -> None:
        self._withdraw(which, lambda reader: self.actings[reader], "withdrawal by the recipient")

    def teardown(self) -> None:
        """However the household stands in the end, each agreement that is left is withdrawn, and closes."""
        for which in reversed(range(len(self.open_consents()) if hasattr(self, "household") else 0)):
            self._withdraw(which, lambda reader: self.actings["laurent"], "withdrawal in the end")

    def _withdraw(self, which: int, by: Callable[[str], Acting], name: str) -> None:
        consents = self.open_consents()
        consent, _, recipient, case, _ = consents[which % len(consents)]
        reader = self.reader_of(recipient)
        if self.step(name, lambda: acts.withdraw(consent, by(reader)), reader):
            self._closed(reader, case)

    def _closed(self, reader: str, case: int) -> None:
        """The very next context of the recipient reads nothing of what was withdrawn."""
        look, by, visited = self.look(), self.actings[reader], self.ground.visited
        session, rights = actor_of(by), look.oracle.rights
        seen = look.got(by.audiences)
        assert seen == look.expected(session)
        visited["withdrawal, then the recipient"] += 1
        others = [g for g in look.oracle.index.grants_of.get(case, ()) if rights.in_force(g)]
        still = any((g.unit, g.capacity) == (session.unit, session.capacity) for g in others)
        if not still and not rights.holds(session, look.oracle.index.cases[case]):
            rows = (row for table in SHARED_TABLES for row in look.oracle.rows(table) if row.case == case)
            assert not {(row.table, row.id) for row in rows if row.unit != session.unit} & seen
            visited["withdrawal, then nothing"] += 1

    @precondition(lambda self: self.turn > 9)
    @rule(who=any_number, by=st.sampled_from(["nadia", "ines", "laurent", "bea", "litigator", "other_clerk"]))
    def stop_everything(self, who: int, by: str) -> None:
        """Any member who lists the case may, unseen; nobody else."""
        listed = self.last.oracle.lists(actor_of(self.actings[by]))
        stop = lambda: acts.stop_everything(self.adult(who), self.actings[by])  # noqa: E731 - told apart by its name
        assert self.step("everything stopped", stop, "nadia", "bea", by) == bool(listed)

    @precondition(lambda self: "acceptance" in self.done)
    @rule(scopes=some_scopes, starts=st.sampled_from([0, 2, 3]), to=st.sampled_from(["bea", "rural_worker"]))
    def open_by_text(self, scopes: list[str], starts: int, to: str) -> None:
        recipient, by = acts.audience(self.actings[to].unit_audience), self.actings["laurent"]
        at = timezone.now() + timedelta(days=starts) if starts else None
        name = "text to come" if starts else "text"
        self.step(name, lambda: acts.open_by_text(self.case, recipient, by, scopes, starts=at), to)


class Teams(WatchedHousehold):
    """Who works on the case, and for how long."""

    @precondition(lambda self: "acceptance" in self.done and not (self.on_team("marc") and self.on_team("ines")))
    @rule(first=st.sampled_from(["marc", "marc", "ines"]), starts=st.sampled_from([0, 0, 2]),
          days=st.sampled_from([0, 3, 12]))  # fmt: skip
    def assign(self, first: str, starts: int, days: int) -> None:
        worker = {"marc": "ines", "ines": "marc"}[first] if self.on_team(first) else first
        now, place = timezone.now(), {}
        if starts:
            place["starts_at"] = now + timedelta(days=starts)
        if days:
            place["until"] = now + timedelta(days=starts + days)
        by = self.actings["laurent"]
        name = "substitute with dates" if days else "place on the team"
        self.step(name, lambda: w.assign(self.case, self.actings[worker], by, **place), worker)

    @precondition(lambda self: self.on_team("marc") or self.on_team("ines"))
    @rule(first=st.sampled_from(["marc", "ines"]))
    def release(self, first: str) -> None:
        worker = first if self.on_team(first) else {"marc": "ines", "ines": "marc"}[first]
        by = self.actings["laurent"]
        self.step("team ended", lambda: acts.release(self.case, self.actings[worker], by), worker)

    @precondition(lambda self: "acceptance" in self.done and self.actings["marc"] is self.marc and self.turn > 6)
    @rule()
    def marc_moves(self) -> None:
        """His membership ends, with his place on the team; another begins in the rural unit."""
        world, former = self.ground.world, self.marc
        if not self.on_team("marc"):
            self.step("place on the team", lambda: w.assign(self.case, former, world.laurent), "marc")

        def moves() -> None:
            with within(world.admin), connection.cursor() as cursor:
                cursor.execute("SELECT sec.end_membership(%s)", [former.membership.id])
            with as_role(OWNER):
                rural = add_member(unit=world.rural, role=Role.WORKER, user=former.membership.user, title="")
            self.actings |= {"marc": act_as(rural, Capacity.OPERATOR), "former_marc": replace(former, audiences=())}

        assert self.step("member moved", moves, "marc", "former_marc")
        # Even a token still signed for his former audience shows nothing but the papers he asked for himself.
        assert {table for table, _ in self.look().got((former.member_audience,))} <= {"document"}

    @precondition(lambda self: self.on_team("ines") or self.on_team("marc"))
    @rule(by=st.sampled_from(["ines", "marc", "ines", "laurent"]))
    def visit(self, by: str) -> None:
        done = self.step("visit", lambda: w.visit(self.case, self.actings[by], text="Note"), "marc", "nadia")
        assert done == self.on_team(by)


class CourseOfTheCase(WatchedHousehold):
    """Days that pass, protection, adhesion, exit, other operators and landlords, links."""

    @precondition(lambda self: self.turn - self.aged > 3)
    @rule(days=st.sampled_from([1, 3, 12, 25, 25, 70, 190]))
    def days_pass(self, days: int) -> None:
        """What ends has ended without any job; what begins may wait for the minute's job, closed."""
        age(self.ground.superuser, days=days, household_id=self.household)
        look, self.aged = self.look(), self.turn
        leaks = [line for name in ("nadia", "bea") for line in self.wrong(look, name) if line.startswith("leak")]
        assert leaks == []
        beat(self.ground.superuser)
        self.step("days", lambda: None, "nadia", "bea", "marc")

    @precondition(lambda self: "adhesion" in self.done and not self.flagged())
    @rule(who=any_number, by=any_number)
    def protect(self, who: int, by: int) -> None:
        acting = self.on_case(by)
        self.step("flag set", lambda: acts.protect(self.case, self.adult(who), acting), "nadia", "both_clerk", "bea")

    @precondition(lambda self: self.flagged())
    @rule(by=any_number)
    def lift(self, by: int) -> None:
        acting = self.on_case(by)
        self.step("flag lifted", lambda: acts.lift(self.case, acting), "nadia", "both_clerk", "bea")

    @precondition(lambda self: "answer" not in self.done)
    @rule(yes=st.booleans())
    def answer(self, yes: bool) -> None:
        self.done.add("answer")
        if yes:
            assert self.step("acceptance", self.accept, "ines", "nadia", "marc")
            return
        by = self.actings["laurent"]
        self.step("refusal", lambda: w.answer(self.referred, by, "not_accepted", reason="Hors secteur"), "ines", "marc")

    @precondition(lambda self: "acceptance" in self.done and "adhesion" not in self.done and self.on_team("ines"))
    @rule()
    def adhesion(self) -> None:
        self.step("adhesion", self.adhere, "ines", "nadia")

    @precondition(lambda self: "adhesion" in self.done and "exit" not in self.done and self.turn > 8)
    @rule(by=any_number)
    def leave(self, by: int) -> None:
        acting = self.on_case(by)
        if self.step("exit", lambda: acts.leave(self.case, acting), "nadia", "ines", "laurent"):
            self.done.add("exit")

    @precondition(lambda self: "adhesion" in self.done and "second" not in self.done)
    @rule()
    def second_operator(self) -> None:
        world = self.ground.world
        self.done.add("second")

        def comes() -> None:
            second = w.refer(world.nadia, world.halles_agreement, on=self.tenancy)
            w.accept(second, world.bea)
            w.engage(second, world.bea)
            w.visit(second.case, world.bea, text="Note de l’autre équipe")

        assert self.step("second operator", comes, "bea", "ines")

    @precondition(lambda self: "exit" in self.done and "return" not in self.done)
    @rule()
    def come_back(self) -> None:
        world = self.ground.world
        self.done.add("return")

        def comes() -> None:
            again = w.refer(world.nadia, world.agreement, on=self.tenancy)
            w.accept(again, world.laurent)
            w.engage(again, world.laurent)

        assert self.step("re-entry", comes, "marc", "laurent", "ines")

    @precondition(lambda self: "exit" in self.done and "elsewhere" not in self.done)
    @rule()
    def another_landlord(self) -> None:
        by = self.actings["other_clerk"]
        self.done.add("elsewhere")

        def moves() -> None:
            with as_role(KEEPER), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id)"
                    " VALUES (nextval('sec.case_id'), gen_random_uuid(), sec.case_number(%(by)s), %(household)s,"
                    " 'tenancy', %(by)s) RETURNING id",
                    {"by": by.unit_audience, "household": self.household},
                )
                (case_id,) = cursor.fetchone()
            w.rent(Case(pk=case_id, household_id=self.household), by)

        assert self.step("another landlord", moves, "other_clerk", "nadia")

    @precondition(lambda self: "adhesion" in self.done)
    @rule(who=any_number, by=any_number)
    def give_link(self, who: int, by: int) -> None:
        acting = self.on_case(by)
        self.step("link", lambda: self.gives_link(who, acting))

    @rule(who=any_number, column=st.sampled_from(["case_id", "author_id", "household_id"]))
    def read_list_search_and_move(self, who: int, column: str) -> None:
        """Two people look; one of them tries to take a row elsewhere."""
        names = [*self.actings]
        name = names[who % len(names)]
        acting = self.actings[name]
        value = {"case_id": self.case.pk, "household_id": self.household}.get(column, acting.unit_audience)

        def moves() -> None:
            with within(acting), connection.cursor() as cursor:
                cursor.execute(f"UPDATE cases_identitystatement SET {column} = %s", [value])

        assert not self.step("reading, and a row not moved", moves, name, names[(who + 5) % len(names)])
        self.ground.visited["moved_case"] += 1


class HouseholdMachine(Agreements, Teams, CourseOfTheCase):
    """All of it, interleaved."""
