"""Of a debt stated at adhesion or since, what is owed at the end is what a later statement says, and nothing else."""

import random
from datetime import date

import pytest

from cases.periods import Period, year
from common.context import acting
from launcher import testing
from reports import counting
from reports.cells import Address
from tests.gate.logins import own_database
from tests.reports import invented as i
from tests.reports.rows_of import Writer, team
from tests.reports.test_counting import PROGRAMME, stored

REQUEST, ADHESION = date(2026, 2, 1), i._at(date(2026, 3, 20), random.Random(0))
BEFORE, STATED_ON, LATER = date(2026, 2, 28), date(2026, 3, 15), date(2026, 4, 30)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with own_database(django_db_blocker, "debts") as name, testing.connect("postgres", name) as superuser:
        yield superuser


def followed(debt: int | None, *rents: tuple[date, int]) -> i.Household:
    """Requested with a sheet of 1 000 €, in agreement with her landlord; `debt`: what the team states of 15 March."""
    stated = i.Stated((), "", "", debt, None if debt is None else STATED_ON)
    return i.Household(
        next(i._numbers), 0, REQUEST, answer="accepted", debt=100_000, kind="maintenance", accepted_at=ADHESION,
        engaged=True, agreed=True, stated=stated, rents=list(rents),
    )  # fmt: skip


def test_the_end_is_a_statement_of_after_the_debt_it_is_compared_with(database):
    of = team(PROGRAMME)
    Writer(database, of).write([
        followed(150_000, (BEFORE, 120_000)),
        followed(150_000, (BEFORE, 120_000), (STATED_ON, 1_000)),
        followed(150_000, (BEFORE, 120_000), (LATER, 130_000)),
        followed(None, (date(2026, 1, 31), 90_000), (BEFORE, 80_000)),
    ])  # fmt: skip
    whole, quarter = year(2026), Period(date(2026, 1, 1), date(2026, 3, 31))
    crossings = counting.usual(date(2026, 11, 22)).crossings
    made = counting.count(of.authors, PROGRAMME, counting.Asked((quarter, whole), crossings), today=date(2026, 11, 22))
    with acting((of.authors.managers,)):
        found = stored(made)
    compared = ("arrears-known", "arrears-reduced", "arrears-entry-cents", "arrears-end-cents")
    assert [found[Address(cell, whole)].value for cell in compared] == [2, 2, 240_000, 210_000]
    # Of March, nothing later than the 15th is known yet: the account alone says both debts of one household.
    assert [found[Address(cell, quarter)].value for cell in compared] == [1, 1, 90_000, 80_000]
