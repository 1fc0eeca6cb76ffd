"""The demonstration's money: made through the gate by who may, once."""

import pytest
from django.db import connections

from funding import demo
from launcher import testing
from partners.demo import seed_directory
from tests.harness import OWNER, as_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]
COUNTED = ("fundingline", "conventionversion", "planversion", "closing", "lineshare")


def counts() -> list[int]:
    with testing.connect("postgres", connections["default"].settings_dict["NAME"]) as superuser:
        return [superuser.execute(f"SELECT count(*) FROM funding_{table}").fetchall()[0][0] for table in COUNTED]


def test_lines_plans_and_closed_books_are_there_and_twice_changes_nothing():
    with as_role(OWNER):
        seed_directory()
    before = dict(connections["default"].settings_dict)
    demo.seed()
    assert connections["default"].settings_dict == before
    lines, conventions, plans, closings, shares = found = counts()
    assert (lines, conventions, plans, shares) == (3, 3, 3, 0)
    # All that is over but the last month, which is left to close.
    assert closings > 0
    demo.seed()
    assert counts() == found
