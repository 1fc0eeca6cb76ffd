"""Two members of one secretariat, or of one team, at the same moment, forced to overlap: nothing is decided, sent, signed or done twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from committees.actions import agenda, effects, queue, sessions, sitting
from committees.actions.sitting import Said
from committees.models import AgendaItem, DecisionEffect, Session
from common.refusal import Refused
from launcher import testing
from partners.enums import Capacity, Role
from tests.committees import done as d
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_acts import planned
from tests.factories import world as w
from tests.factories.directory import member
from tests.gate.acts import Refusal
from tests.gate.logins import own_database
from tests.gate.racing import READ_COMMITTED, REPEATABLE_READ, Course, Finish, Racer
from tests.harness import within

ISOLATIONS = (READ_COMMITTED, REPEATABLE_READ)
MEASURE, OTHERWISE = Said("measure", reason="Oui."), Said("refuse", reason="Non.")


class Office:
    """A database of its own, a secretariat of two, a team of two, and races between them."""

    def __init__(self, database: str, superuser) -> None:
        self.superuser = superuser
        self.world = w.build_world()
        self.hall = h.build(self.world)
        self.second = member(self.hall.kept_by, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
        self.course = Course(database, superuser)

    def race(self, isolation: str, *acts: Callable, by=None) -> list[Finish]:
        """Each act by another member, the first of whom has acted when the second begins."""
        people = by or (self.hall.secretary, self.second)
        racers = [
            Racer(who, lambda act=act, who=who: self._told(act, who)) for act, who in zip(acts, people, strict=True)
        ]
        return self.course.race(racers, isolation)

    @staticmethod
    def _told(act: Callable, by) -> None:
        try:
            act(by)
        except Refused as error:
            raise Refusal from error

    def rows(self, statement: str) -> list[tuple]:
        return self.superuser.execute(statement).fetchall()


@pytest.fixture
def office(django_db_setup, django_db_blocker):
    with own_database(django_db_blocker, "committees") as name, testing.connect("postgres", name) as superuser:
        made = Office(name, superuser)
        try:
            yield made
        finally:
            made.course.close()


def outcomes(finishes: list[Finish]) -> list[str]:
    return [finish.outcome for finish in finishes]


def decides(item: AgendaItem, said: Said) -> Callable:
    return lambda by: sitting.decide(item=item, said=said, seen="", by=by)


def closes(session: Session) -> Callable:
    return lambda by: sessions.close(session=session, by=by)


def signs(session: Session) -> Callable:
    return lambda by: sessions.sign(session=session, by=by)


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_of_two_who_decide_one_file_one_is_kept_and_the_other_is_told(office, isolation):
    _, (item,) = d.opened(office.hall, p.typed(office.hall))
    finishes = office.race(isolation, decides(item, MEASURE), decides(item, OTHERWISE))
    assert outcomes(finishes) == ["done", "too late"]
    assert finishes[1].waited
    assert office.rows("SELECT competence FROM committees_decision") == [("measure",)]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_a_file_is_decided_or_taken_off(office, isolation):
    _, (first, second) = d.opened(office.hall, p.typed(office.hall), p.typed(office.hall))
    takes_off = lambda item: lambda by: agenda.take_off(item=item, by=by)  # noqa: E731 - an act of two
    assert outcomes(office.race(isolation, decides(first, MEASURE), takes_off(first))) == ["done", "too late"]
    assert outcomes(office.race(isolation, takes_off(second), decides(second, MEASURE))) == ["done", "too late"]
    kept = "SELECT i.id FROM committees_agendaitem i JOIN committees_decision d ON d.item_id = i.id"
    assert office.rows(f"{kept} WHERE i.closed_at IS NOT NULL") == []
    assert office.rows(kept) == [(first.pk,)]


def two_sessions(office):
    """Acts that put one file on two sessions to come."""
    sheet = p.typed(office.hall)
    made = [planned(office.hall, timedelta(days=days)) for days in (7, 9)]
    return [lambda by, session=session: agenda.put(session=session, sheets=[sheet], by=by) for session in made]


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("order", [1, -1])
def test_one_file_is_put_on_one_of_two_sessions(office, isolation, order):
    finishes = office.race(isolation, *two_sessions(office)[::order])
    assert outcomes(finishes) == ["done", "too late"]
    assert finishes[1].waited
    assert office.rows("SELECT count(*) FROM committees_agendaitem") == [(1,)]


def test_without_that_queue_one_file_is_on_two_sessions(office, monkeypatch):
    monkeypatch.setattr(agenda, "held_with_others", queue.held)
    assert outcomes(office.race(READ_COMMITTED, *two_sessions(office))) == ["done", "done"]
    assert office.rows("SELECT count(*) FROM committees_agendaitem") == [(2,)]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_what_is_typed_while_a_session_closes_is_in_it_or_is_refused(office, isolation):
    session, (first, second) = d.opened(office.hall, p.typed(office.hall), p.typed(office.hall))
    finishes = office.race(isolation, decides(first, MEASURE), closes(session))
    assert outcomes(finishes) == ["done", "done"]
    assert finishes[1].waited
    assert office.rows(f"SELECT closed_at IS NULL FROM committees_agendaitem WHERE id = {first.pk}") == [(True,)]
    assert outcomes(office.race(isolation, signs(session), decides(second, MEASURE))) == ["done", "too late"]
    assert office.rows("SELECT item_id, told_at IS NOT NULL FROM committees_decision") == [(first.pk, True)]
    assert office.rows("SELECT item_id FROM committees_decisioneffect") == [(first.pk,)]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_of_two_who_send_sign_or_close_one_does(office, isolation):
    made = planned(office.hall)
    with within(office.hall.secretary):
        agenda.put(session=made, sheets=[p.typed(office.hall)], by=office.hall.secretary)
    sends = lambda by: sessions.send(session=made, by=by)  # noqa: E731 - an act of two
    assert outcomes(office.race(isolation, sends, sends)) == ["done", "too late"]
    session, (item,) = d.opened(office.hall, p.typed(office.hall))
    with within(office.hall.secretary):
        sitting.decide(item=item, said=MEASURE, seen="", by=office.hall.secretary)
    assert outcomes(office.race(isolation, closes(session), closes(session))) == ["done", "too late"]
    assert outcomes(office.race(isolation, signs(session), signs(session))) == ["done", "too late"]
    assert office.rows("SELECT count(*) FROM committees_decisioneffect") == [(1,)]
    assert office.rows("SELECT count(*) FROM committees_paper WHERE kind = 'minutes'") == [(1,)]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_of_two_of_a_team_who_do_what_was_decided_one_does_it(office, isolation):
    team = (office.world.ines, office.world.laurent)
    for act in (effects.carry_out, effects.drop):
        case = p.followed(office.world)
        sheet = p.filed(office.hall, case, office.world.ines)
        d.signed(office.hall, (sheet, Said("rest")))
        effect: DecisionEffect = d.effect_of(office.world.ines, sheet)
        finishes = office.race(
            isolation,
            lambda by, effect=effect: effects.carry_out(effect=effect, by=by),
            lambda by, effect=effect, act=act: act(effect=effect, by=by),
            by=team,
        )
        assert outcomes(finishes) == ["done", "too late"]
        assert finishes[1].waited
        assert office.rows(f"SELECT count(*) FROM cases_suspension WHERE case_id = {case.case.pk}") == [(1,)]
        assert office.rows(f"SELECT outcome FROM committees_decisioneffect WHERE id = {effect.pk}") == [
            ("carried_out",)
        ]


def test_without_the_queue_two_decisions_cross(office, monkeypatch):
    """What these races find: taken off and decided at once."""
    _, (item,) = d.opened(office.hall, p.typed(office.hall))
    for module in (agenda, queue):
        monkeypatch.setattr(module, "held", lambda session: session)
    finishes = office.race(READ_COMMITTED, decides(item, MEASURE), lambda by: agenda.take_off(item=item, by=by))
    assert outcomes(finishes) == ["done", "done"]
    assert office.rows("SELECT closed_at IS NULL FROM committees_agendaitem") == [(False,)]
