"""Thirty units of twelve issued reports: a funder and the managers read theirs, and the cells of one count, never all the others'."""

import pytest

from common.rls.declare import protected
from launcher import testing
from tests.performance.plans import explain

UNITS, REPORTS, SECTIONS, COUNTS, FIGURES = 30, 12, 8, 6, 1_400
FILL = f"""
SET LOCAL session_replication_role = replica;
INSERT INTO partners_organisation (id, public_id, key, name) OVERRIDING SYSTEM VALUE VALUES (900000, gen_random_uuid(), 'reports', 'R');
INSERT INTO partners_programme (id, key, name) OVERRIDING SYSTEM VALUE VALUES (900000, 'reported', 'R');
INSERT INTO partners_unit (id, public_id, organisation_id, key, name, phone, email) OVERRIDING SYSTEM VALUE
  SELECT 900000 + u, gen_random_uuid(), 900000, 'reports-' || u, 'R', '', '' FROM generate_series(1, {2 * UNITS}) u;
INSERT INTO partners_audience (id, kind, capacity, unit_id) OVERRIDING SYSTEM VALUE
  SELECT 900000 + u, CASE WHEN u <= {UNITS} THEN 'manager' ELSE 'unit' END,
    CASE WHEN u <= {UNITS} THEN 'operator' ELSE 'funder' END, 900000 + u FROM generate_series(1, {2 * UNITS}) u;
INSERT INTO reports_report (id, public_id, author_id, programme_id, kind, since, until, title, version, state, progress, refusal, left_out,
    follows, rank, template, snapshot, digest, checked_by_id, checked_at, signed_by_id, signed_at, issued_by_id, issued_at)
  OVERRIDING SYSTEM VALUE
  SELECT u * 100 + n, gen_random_uuid(), 900000 + u, 900000, 'quarter', date '2020-01-01' + n, date '2020-03-31' + n, 'T', 1, 'issued', 100,
    '', '[]', n - 1, n, 't', jsonb_build_object('text', repeat('x', 20000)), 'd', 900000 + u, now(), 900000 + u, now(), 900000 + u, now()
  FROM generate_series(1, {UNITS}) u, generate_series(1, {REPORTS}) n;
INSERT INTO reports_reportrelease (report_id, author_id, number, release, exposed)
  SELECT id, author_id, 1, jsonb_build_object('text', repeat('x', 20000)), 0 FROM reports_report;
INSERT INTO reports_reportcomment (report_id, author_id, section, text, changed_by_id)
  SELECT id, author_id, 's' || n, repeat('x', 500), author_id FROM reports_report, generate_series(1, {SECTIONS}) n;
INSERT INTO reports_reportgoal (report_id, author_id, indicator, value, changed_by_id)
  SELECT id, author_id, 'i' || n, 75, author_id FROM reports_report, generate_series(1, {SECTIONS}) n;
INSERT INTO reports_reportrecipient (report_id, author_id, recipient_id, name, is_wanted, issued_at)
  SELECT id, author_id, author_id + {UNITS}, 'F', true, now() FROM reports_report;
INSERT INTO reports_reportfile (report_id, author_id, kind, "of", content, digest)
  SELECT id, author_id, k, 'd', convert_to(repeat('x', 20000), 'UTF8'), 'd' FROM reports_report,
    unnest(ARRAY['reading', 'archive', 'workbook']) k;
INSERT INTO reports_cellcount (id, public_id, author_id, programme, since, until, today, asked, missing) OVERRIDING SYSTEM VALUE
  SELECT u * 100 + n, gen_random_uuid(), 900000 + u, 'reported', '2025-01-01', '2026-12-31', '2026-11-22', '{{}}', '{{}}'
  FROM generate_series(1, {UNITS}) u, generate_series(1, {COUNTS}) n;
INSERT INTO reports_cellfigure (count_id, author_id, cell, since, until, place, value, households)
  SELECT c.id, c.author_id, 'cell-' || f % 20, '2025-01-01', '2025-12-31', 'commune=c' || f, 12, 12
  FROM reports_cellcount c, generate_series(1, {FIGURES}) f;
"""
#: The twentieth unit, and who pays for it.
MANAGERS, FUNDER = 900_020, 900_020 + UNITS
COUNT = 20 * 100 + COUNTS
OF_REPORT = {
    "reports_reportrelease": 1,
    "reports_reportcomment": SECTIONS,
    "reports_reportgoal": SECTIONS,
    "reports_reportrecipient": 1,
    "reports_reportfile": 3,
}
#: Table -> (what a screen reads of it, rows its managers find, rows its funder finds).
READ = {
    "reports_report": (f"SELECT * FROM reports_report WHERE author_id = {MANAGERS}", REPORTS, REPORTS),
    "reports_cellcount": (f"SELECT * FROM reports_cellcount WHERE author_id = {MANAGERS}", COUNTS, 0),
    "reports_cellfigure": (f"SELECT * FROM reports_cellfigure WHERE count_id = {COUNT}", FIGURES, 0),
    **{
        table: (
            f"SELECT t.* FROM reports_report r JOIN {table} t ON t.report_id = r.id WHERE r.author_id = {MANAGERS}",
            REPORTS * rows,
            REPORTS * rows if table in {"reports_reportrecipient", "reports_reportfile"} else 0,
        )
        for table, rows in OF_REPORT.items()
    },
}


@pytest.fixture(scope="module")
def shelves(django_db_setup):
    name = testing.clone(testing.template(), prefix="reports")
    with testing.connect("postgres", name) as superuser:
        with superuser.transaction():
            superuser.execute(FILL)
        superuser.execute("ANALYZE")
    yield name
    testing.drop(name)


@pytest.mark.parametrize("table", READ)
def test_a_shelf_costs_what_it_holds(shelves, table):
    """Blocks of 8 kB, for a row: its own, and a few to prove that it may be read."""
    statement, own, paid = READ[table]
    with testing.connect("palier_app", shelves) as app:
        plans = {who: explain(app, (who,), statement) for who in (MANAGERS, FUNDER, FUNDER + 1)}
    for who, plan in plans.items():
        print(f"{table} {who}: {plan.buffers} blocks, {plan.rows} rows")
        assert not plan.hashes_a_policy, plan.text
        assert plan.buffers <= 8 * max(own, REPORTS) + 60, plan.text
    assert [plan.rows for plan in plans.values()] == [own, paid, 0]


def test_a_funder_finds_its_reports_by_what_was_issued_to_it(shelves):
    statement = "SELECT r.id FROM reports_reportrecipient a JOIN reports_report r ON r.id = a.report_id WHERE a.recipient_id = %s"
    with testing.connect("palier_app", shelves) as app:
        plan = explain(app, (FUNDER,), statement, FUNDER)
    assert plan.rows == REPORTS
    assert plan.buffers <= 20 * REPORTS, plan.text


def test_every_table_of_reports_is_measured():
    assert set(READ) == {name for name in protected() if name.startswith("reports_")}
