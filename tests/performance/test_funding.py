"""Thirty units of 300 measures over two years: the books of one are read by its managers, never by all the others'."""

import pytest

from common.rls.declare import protected
from launcher import testing
from tests.performance.plans import explain

UNITS, MEASURES, MONTHS, LINES = 30, 300, 24, 4
FILL = f"""
SET LOCAL session_replication_role = replica;
INSERT INTO partners_organisation (id, public_id, key, name) OVERRIDING SYSTEM VALUE VALUES (900000, gen_random_uuid(), 'books', 'B');
INSERT INTO partners_unit (id, public_id, organisation_id, key, name, phone, email) OVERRIDING SYSTEM VALUE
  SELECT 900000 + u, gen_random_uuid(), 900000, 'books-' || u, 'B', '', '' FROM generate_series(1, {UNITS}) u;
INSERT INTO partners_audience (id, kind, capacity, unit_id) OVERRIDING SYSTEM VALUE
  SELECT 900000 + u, 'manager', 'operator', 900000 + u FROM generate_series(1, {UNITS}) u;
INSERT INTO funding_fundingline (id, public_id, author_id, label, funder) OVERRIDING SYSTEM VALUE
  SELECT u * 10 + n, gen_random_uuid(), 900000 + u, 'L' || n, 'F' FROM generate_series(1, {UNITS}) u, generate_series(1, {LINES}) n;
INSERT INTO funding_conventionversion (author_id, line_id, number, convention, digest)
  SELECT author_id, id, 1, jsonb_build_object('text', repeat('x', 900)), '' FROM funding_fundingline;
INSERT INTO funding_planversion (public_id, author_id, key, number, plan, digest)
  SELECT gen_random_uuid(), author_id, 'p' || id, 1, jsonb_build_object('text', repeat('x', 900)), '' FROM funding_fundingline;
INSERT INTO funding_lineshare (public_id, author_id, case_id, line_id, part, since)
  SELECT gen_random_uuid(), 900000 + u, u * 1000 + c, u * 10 + 1 + c % {LINES}, 1, '2025-01-01'
  FROM generate_series(1, {UNITS}) u, generate_series(1, {MEASURES}) c;
INSERT INTO funding_intensity (author_id, case_id, since, key) SELECT author_id, case_id, since, 'x' FROM funding_lineshare;
INSERT INTO funding_closing (id, public_id, author_id, month, closed_by_id) OVERRIDING SYSTEM VALUE
  SELECT u * 100 + m, gen_random_uuid(), 900000 + u, date '2024-11-01' + make_interval(months => m), 900000 + u
  FROM generate_series(1, {UNITS}) u, generate_series(1, {MONTHS}) m;
INSERT INTO funding_ledgerentry (author_id, closing_id, case_id, line_id, month, booked, unit, kind, quantity, weight, part, price, cents)
  SELECT k.author_id, k.id, s.case_id, s.line_id, k.month, k.month, 'measure_month', 'count', '1/1', '1/1', 1, 19500, 19500
  FROM funding_closing k JOIN funding_lineshare s USING (author_id);
"""
#: The twentieth unit.
MANAGERS, OTHERS = 900_020, 900_021
#: Rows of its own in each table, which is what its screens read.
OWN = {
    "funding_fundingline": LINES,
    "funding_conventionversion": LINES,
    "funding_planversion": LINES,
    "funding_lineshare": MEASURES,
    "funding_intensity": MEASURES,
    "funding_closing": MONTHS,
    "funding_ledgerentry": MEASURES * MONTHS,
}


@pytest.fixture(scope="module")
def books(django_db_setup):
    name = testing.clone(testing.template(), prefix="books")
    with testing.connect("postgres", name) as superuser:
        with superuser.transaction():
            superuser.execute(FILL)
        superuser.execute("ANALYZE")
    yield name
    testing.drop(name)


@pytest.mark.parametrize("table", OWN)
def test_the_books_of_a_unit_cost_what_they_hold(books, table):
    """Blocks of 8 kB: no more than its own rows, each from a block of its own at worst, and the depth of an index."""
    statement = f"SELECT * FROM {table} WHERE author_id = {MANAGERS}"
    with testing.connect("palier_app", books) as app:
        plan = explain(app, (MANAGERS,), statement)
        foreign = explain(app, (OTHERS,), statement)
    print(f"{table}: {plan.buffers} blocks, {plan.rows} rows")
    assert not plan.hashes_a_policy, plan.text
    assert (plan.rows, foreign.rows) == (OWN[table], 0)
    assert plan.buffers <= OWN[table] + 30, plan.text


def test_every_table_of_money_is_measured():
    assert set(OWN) == {name for name in protected() if name.startswith("funding_")}
