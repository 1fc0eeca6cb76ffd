"""Two managers at the same moment, forced to overlap: a month is closed once, and never paid for more than its cost."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from common.refusal import Refused
from funding.actions import closing, lines, shares
from funding.months import Month
from launcher import testing
from partners.enums import Role
from tests.factories import world as w
from tests.factories.directory import member
from tests.funding.books import FIRST, SECOND, Books, convention
from tests.gate.acts import Refusal
from tests.gate.logins import own_database
from tests.gate.racing import READ_COMMITTED, REPEATABLE_READ, Course, Finish, Racer

ISOLATIONS = (READ_COMMITTED, REPEATABLE_READ)


class Office:
    """A database with a unit of two managers, and races in it."""

    def __init__(self, database: str, superuser) -> None:
        self.superuser = superuser
        self.books = Books(w.build_world())
        self.second = member(self.books.world.montaubre, Role.MANAGER)
        for name in ("state", "fund"):
            self.books.line(name)
        self.case = self.books.followed()
        self.course = Course(database, superuser)

    def race(self, isolation: str, *acts: Callable) -> list[Finish]:
        """Each act by another manager."""
        managers = (self.books.by, self.second)
        racers = [Racer(by, lambda act=act, by=by: self._told(act, by)) for act, by in zip(acts, managers, strict=True)]
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
    with own_database(django_db_blocker, "money") as name, testing.connect("postgres", name) as superuser:
        made = Office(name, superuser)
        try:
            yield made
        finally:
            made.course.close()


def _closes(month: Month) -> Callable:
    return lambda by: closing.close(month=month, by=by)


def _attributes(office: Office, line: str) -> Callable:
    return lambda by: shares.attribute(
        case=office.case, line=office.books.lines[line], part=Decimal("0.6"),
        since=FIRST, until=None, by=by,
    )  # fmt: skip


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_of_two_closings_of_one_month_one_wins(office, isolation):
    office.books.pays(office.case, "state")
    for _ in range(5):
        finishes = office.race(isolation, _closes(FIRST), _closes(FIRST))
        assert [finish.outcome for finish in finishes] == ["done", "too late"]
        assert finishes[1].waited
        assert office.rows("SELECT count(*) FROM funding_closing") == [(1,)]
        assert office.rows("SELECT month, cents FROM funding_ledgerentry") == [(FIRST.first, 19500)]
        office.superuser.execute("DELETE FROM funding_ledgerentry")
        office.superuser.execute("DELETE FROM funding_closing")


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_two_months_closed_at_once_add_up(office, isolation, order):
    """Neither sees the other, and a correction is due: it is written once."""
    share = office.books.pays(office.case, "state")
    office.books.close(FIRST.plus(-1))
    finishes = office.race(isolation, *(_closes(month) for month in order))
    assert [finish.outcome for finish in finishes] == ["done", "done"]
    assert office.rows("SELECT booked, cents FROM funding_ledgerentry ORDER BY 1") == [
        (FIRST.first, 19500), (SECOND.first, 19500)
    ]  # fmt: skip
    office.superuser.execute("UPDATE funding_lineshare SET until = %s WHERE id = %s", [FIRST.first, share.pk])
    third, fourth = SECOND.plus(1), SECOND.plus(2)
    office.race(isolation, *(_closes(month) for month in ((third, fourth) if order[0] == FIRST else (fourth, third))))
    assert office.rows("SELECT booked, kind, cents FROM funding_ledgerentry WHERE cents < 0") == [
        (third.first, "reversal", -19500)
    ]


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("first", [0, 1])
def test_who_makes_a_convention_longer_queues_with_who_attributes_the_next_line(office, isolation, first):
    former = office.books.line("former", until=str(SECOND))
    office.books.pays(office.case, "former")
    longer = lambda by: lines.amend(line=former, convention=convention(), by=by)  # noqa: E731 - an act of two
    later = lambda by: shares.attribute(  # noqa: E731
        case=office.case, line=office.books.lines["fund"], part=Decimal(1), since=SECOND.plus(1), until=None, by=by
    )
    acts = (longer, later) if first == 0 else (later, longer)
    finishes = office.race(isolation, *acts)
    assert [finish.outcome for finish in finishes] == ["done", "too late"]
    assert finishes[1].waited


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_two_who_attribute_at_once_queue(office, isolation):
    finishes = office.race(isolation, _attributes(office, "state"), _attributes(office, "fund"))
    assert [finish.outcome for finish in finishes] == ["done", "too late"]
    assert finishes[1].waited
    assert office.rows("SELECT sum(part) FROM funding_lineshare")[0][0] < 1


def test_without_the_queue_a_month_is_paid_twice(office):
    (source,) = office.superuser.execute("SELECT pg_get_functiondef('sec.t_share_guard()'::regprocedure)").fetchone()
    mutant, cuts = re.subn(r"WITH ordered AS.*?o\.household_id;", "", source, flags=re.DOTALL)
    assert cuts == 1
    office.superuser.execute(mutant)
    finishes = office.race(READ_COMMITTED, _attributes(office, "state"), _attributes(office, "fund"))
    assert [finish.outcome for finish in finishes] == ["done", "done"]
    assert office.rows("SELECT sum(part) FROM funding_lineshare")[0][0] > 1
