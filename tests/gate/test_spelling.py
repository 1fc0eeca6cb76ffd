"""The two spellings of one condition, as PostgreSQL writes them before and after a restore."""

import pytest
from django.db import connection, transaction

from common.rls.spelling import canonical
from tests.harness import OWNER, as_role, sql

pytestmark = pytest.mark.django_db
TEXT = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'spelt'"


def spelt(condition: str) -> str:
    with as_role(OWNER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spelling (state varchar(10))")
        cursor.execute(f"ALTER TABLE spelling ADD CONSTRAINT spelt CHECK ({condition})")
        ((text,),) = sql(TEXT, role=OWNER)
        cursor.execute("DROP TABLE spelling")
    return text


def test_a_condition_read_back_is_the_same_condition():
    first = spelt("state IN ('a', 'it''s', 'b, c')")
    second = spelt(first.removeprefix("CHECK "))
    assert first != second
    assert canonical(first) == canonical(second) == second


@pytest.mark.parametrize("other", ["state IN ('a')", "state NOT IN ('a', 'b')", "state IN ('a', 'b', 'c')", "true"])
def test_another_condition_stays_another(other):
    assert canonical(spelt("state IN ('a', 'b')")) != canonical(spelt(other))
