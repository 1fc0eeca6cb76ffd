"""Who reads what of a session, over a thousand of them: before, during, recused, absent, substitute, adjourned, signed."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import ViolenceFlag
from committees.models import Session, SheetVersion
from common.context import acting
from tests.committees import hall as h
from tests.committees import windows
from tests.factories import world as w
from tests.harness import sql, undone, within

#: Each has two sessions.
EXAMPLES = 500
PERSONS = (("ccas", "titular"), ("ccas", "substitute"), ("landlord", "titular"), ("state", "titular"))
#: The sheet on paper whose agreement has ended: nobody reads it any more.
OVER = 3
DAYS = st.integers(-45, 45)
ACTS = (
    *("send", "open", "close", "sign", "cancel", "substitute", "titular", "excuse", "attend", "recuse", "lift"),
    *("adjourn", "add", "withdraw", "agree", "withdraw_sheet", "end_holder", "flag", "lift_flag"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 4), st.integers(0, 3)), min_size=4, max_size=16
)


class Story:
    """What is done in the database and remembered beside it. `told_again` begins another one from the same rows."""

    def __init__(self, scene) -> None:
        self.scene, self.hall = scene, scene.hall
        self.people = {name: self.hall.holders[name] for name in PERSONS}
        self.gone: set = set()
        self.grants: dict[tuple[int, str], list] = {}
        self.flags: dict[int, ViolenceFlag] = {}
        self.households = [windows.Household(("tenant",)), windows.Household(("tenant", "co_tenant"))]
        self.sheets = []
        for number, referred in enumerate(scene.referred):
            for adult in self.households[number].adults:
                self.agree(number, adult, 100)
            self.sheets.append(
                (h.sheet(self.hall, scene.world.ines, referred.case), windows.Sheet(self.households[number]))
            )
        for days_agreed in (20, -1):
            paper = h.sheet(self.hall, self.hall.secretary, agreed_days=days_agreed)
            self.sheets.append((paper, windows.Sheet(paper=paper.agreed_until)))
        coded = h.sheet(self.hall, scene.world.ines, scene.referred[1].case, coded=True)
        self.sheets.append((coded, windows.Sheet(self.households[1], coded=True)))
        h.some_time_ago()
        self.sessions, self.items, self.recusals = [], {}, {}
        for number in (0, 1):
            made = h.session(self.hall)
            told = windows.Sitting(made.starts_at, designated={s: (s, "titular") for s in h.SEATS})
            self.sessions.append((made, told))
            for which in (0, 1, 2, 4):
                self.add(number, which, 0)

    def told_again(self, days: tuple[int, int]) -> "Story":
        """The same beginning, its sessions that many days from now."""
        other = copy.copy(self)
        kept = ("gone", "grants", "flags", "households", "sheets", "sessions", "items", "recusals")
        other.__dict__ |= copy.deepcopy({name: self.__dict__[name] for name in kept})
        for (made, told), away in zip(other.sessions, days, strict=True):
            told.starts_at = made.starts_at = made.starts_at + timedelta(days=away)
            with within(self.hall.secretary):
                Session.objects.filter(pk=made.pk).update(starts_at=made.starts_at)
        return other

    # Acts: a session, a sheet, a person --------------------------------------------------------------------

    def do(self, act: str, session: int, sheet: int, person: int) -> None:
        getattr(self, act)(session, sheet, person)

    def _moved(self, session: int, state: str, *, before: tuple[str, ...]) -> bool:
        made, _ = self.sessions[session]
        if made.state not in before:
            return False
        h.move(self.hall, made, state)
        made.state = state
        return True

    def send(self, session, sheet, person):
        if self._moved(session, "sent", before=("planned",)):
            self.sessions[session][1].sent = True

    def open(self, session, sheet, person):
        self._moved(session, "open", before=("sent",))

    def close(self, session, sheet, person):
        self._moved(session, "closed", before=("open", "sent"))

    def sign(self, session, sheet, person):
        if self._moved(session, "signed", before=("closed",)):
            self.sessions[session][1].over = True

    def cancel(self, session, sheet, person):
        if self._moved(session, "cancelled", before=("planned", "sent", "open")):
            self.sessions[session][1].over = True

    def _runs(self, session: int) -> bool:
        return not self.sessions[session][1].over

    def _designate(self, session, name):
        made, told = self.sessions[session]
        if self._runs(session) and name not in self.gone:
            h.designate(self.hall, made, self.people[name])
            told.designated[name[0]] = name
            told.absent.discard(name[0])

    def substitute(self, session, sheet, person):
        self._designate(session, ("ccas", "substitute"))

    def titular(self, session, sheet, person):
        self._designate(session, ("ccas", "titular"))

    def _attends(self, session, person, state):
        made, told = self.sessions[session]
        seat = PERSONS[person][0]
        if self._runs(session):
            h.attend(self.hall, made, seat, state)
            (told.absent.discard if state in {"present", "expected"} else told.absent.add)(seat)

    def excuse(self, session, sheet, person):
        self._attends(session, person, ("excused", "absent")[sheet % 2])

    def attend(self, session, sheet, person):
        self._attends(session, person, ("present", "expected")[sheet % 2])

    def recuse(self, session, sheet, person):
        name, item = PERSONS[person], self.items.get((session, sheet))
        if item and self._runs(session) and (item.pk, name) not in self.recusals:
            self.recusals[item.pk, name] = h.recuse(self.hall, item, self.people[name])
            self.sessions[session][1].recused.add((item.pk, name))

    def lift(self, session, sheet, person):
        name, item = PERSONS[person], self.items.get((session, sheet))
        if item and self._runs(session) and (item.pk, name) in self.recusals:
            h.lift(self.hall, self.recusals.pop((item.pk, name)))
            self.sessions[session][1].recused.discard((item.pk, name))

    def adjourn(self, session, sheet, person):
        item = self.items.get((session, sheet))
        if item and self._runs(session):
            h.close_item(self.hall, self.items.pop((session, sheet)))
            del self.sessions[session][1].items[item.pk]

    def add(self, session, sheet, person):
        made, told = self.sessions[session]
        what, about = self.sheets[sheet]
        until = about.until()
        if (session, sheet) not in self.items and self._runs(session) and until and until > timezone.now():
            item = self.items[session, sheet] = h.put(self.hall, made, what)
            told.items[item.pk] = about

    def agree(self, household: int, adult: str, days: int) -> None:
        referred = self.scene.referred[household]
        of = referred.tenant if adult == "tenant" else referred.co_tenant
        grant = h.agree(self.hall, referred.case, of, self.scene.world.ines, days)
        self.households[household].agreed[adult] = grant.until
        self.grants[household, adult] = grant

    def withdraw(self, session, sheet, person):
        number, adult = session, ("tenant", "co_tenant")[sheet % 2]
        if adult in self.households[number].agreed:
            w.withdraw(self.grants[number, adult], self.scene.world.ines)
            del self.households[number].agreed[adult]

    def agree_again(self, session, sheet, person):
        adult = ("tenant", "co_tenant")[sheet % 2]
        told = self.households[session]
        if adult in told.adults and adult not in told.agreed:
            self.agree(session, adult, 3 + 10 * person)

    def withdraw_sheet(self, session, sheet, person):
        what, about = self.sheets[sheet]
        if not about.withdrawn and sheet != OVER:
            h.withdraw_sheet(what, self.scene.world.ines if about.household else self.hall.secretary)
            about.withdrawn = True

    def end_holder(self, session, sheet, person):
        if PERSONS[person] not in self.gone and sheet == 0:
            h.end_holder(self.hall, self.people[PERSONS[person]])
            self.gone.add(PERSONS[person])

    def flag(self, session, sheet, person):
        referred, world = self.scene.referred[session], self.scene.world
        if session not in self.flags:
            with within(world.ines):
                self.flags[session] = ViolenceFlag.objects.create(
                    **w.content(referred.case, world.ines),
                    person=referred.tenant,
                    set_by_id=world.ines.member_audience,
                )
            self.households[session].flagged = True

    def lift_flag(self, session, sheet, person):
        if session in self.flags:
            made = self.flags.pop(session)
            with within(self.scene.world.ines):
                ViolenceFlag.objects.filter(pk=made.pk).update(lifted_at=timezone.now())
            self.households[session].flagged = False

    # What follows -------------------------------------------------------------------------------------------

    def expected(self) -> dict:
        now, found = timezone.now(), {}
        for _, told in self.sessions:
            found |= windows.expected(told, h.SEATS, self.gone, now)
        return found

    def check(self) -> None:
        expected = self.expected()
        kept = {
            (name, item): opened
            for (audience, item), opened in h.written(self.hall).items()
            for name, holder in self.people.items()
            if holder.audience_id == audience
        }
        assert kept == expected
        sheet_of = {item.pk: self.sheets[sheet][0].pk for (_, sheet), item in self.items.items()}
        for name, holder in self.people.items():
            mine = {(sheet_of[item], version) for (who, item), (version, _) in expected.items() if who == name}
            assert h.read_by(holder) == mine, name
        secretariat = {what.pk for what, about in self.sheets if (until := about.until()) and until > timezone.now()}
        with within(self.hall.secretary):
            assert set(SheetVersion.objects.values_list("sheet_id", flat=True)) == secretariat


class Scene:
    def __init__(self, world) -> None:
        self.world = world
        self.hall = h.build(world)
        self.referred = [
            w.refer(world.nadia, world.agreement, last_name="Vasseur"),
            w.refer(world.nadia, world.agreement, last_name="Lenoir", co_tenant="Paul Lenoir"),
        ]
        for referred in self.referred:
            w.accept(referred, world.ines)
            w.engage(referred, world.ines)


@pytest.fixture
def story(world):
    return Story(Scene(world))


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(days=st.tuples(DAYS, DAYS), steps=STEPS)
def test_a_seat_reads_what_its_window_opens_and_nothing_else(story, days, steps):
    with undone():
        story = story.told_again(days)
        for act, session, sheet, person in steps:
            story.do("agree_again" if act == "agree" else act, session, sheet, person)
        story.check()


def test_nothing_is_open_before_a_session_is_sent(story):
    story.check()
    assert story.expected() == {}


def test_no_row_is_left_to_be_recomputed(story):
    for act in ("send", "recuse", "flag", "withdraw", "withdraw_sheet", "end_holder"):
        story.do(act, 0, 0, 0)
        assert sql("SELECT sec.sheet_drift(%s)", story.hall.committee.pk) == [(0,)]


def test_a_window_ends_by_itself(story):
    """Nothing runs at its end: the row says it."""
    story.send(0, 0, 0)
    holder = story.people["ccas", "titular"]
    assert len(h.read_by(holder)) == 4
    sql("UPDATE committees_sheetaccess SET until = now() - interval '1 second'")
    assert h.read_by(holder) == set()


def test_a_seat_carries_neither_its_unit_nor_its_other_work(story):
    story.send(0, 0, 0)
    seated = story.hall.seated
    assert seated.audiences == (story.people["ccas", "titular"].audience_id,)
    for hers in (story.hall.account, story.scene.world.bea):
        with acting(hers.audiences):
            assert not SheetVersion.objects.exists()
