"""What dashboards cost: a landlord's two thousand referrals, all open, counted as they are asked; a count of sixty thousand figures."""

import json

from django.db import connection
from django.utils import timezone

from common.context import acting
from launcher import testing
from reports import boards
from reports.counting import usual
from reports.queries import dashboard, landlord_dashboard
from reports.spans import span_of
from tests.performance.plans import hashed_probes

TODAY = timezone.localdate()
#: Blocks of 8 kB for each of two thousand households, whatever the number of periods: its rows, and a probe for each that is guarded.
A_HOUSEHOLD = 60
CATEGORIES = 40


class Measured:
    """Explains each counting statement before it is sent."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.milliseconds: list[float] = []
        self.plans: list[str] = []

    def __call__(self, execute, statement, parameters, many, context):
        if "reports_cellfigure" in statement or statement.startswith("WITH"):
            execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters, many, context)
            (tree,) = context["cursor"].fetchone()
            root = tree[0] if isinstance(tree, list) else json.loads(tree)[0]
            self.blocks.append(root["Plan"]["Shared Hit Blocks"] + root["Plan"]["Shared Read Blocks"])
            self.milliseconds.append(root["Execution Time"])
            execute(f"EXPLAIN {statement}", parameters, many, context)
            self.plans.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(statement, parameters, many, context)


def test_a_landlord_counts_thousands_of_tenants_as_she_asks(product):
    filled, name = product
    with testing.connect("postgres", name) as superuser, superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute("UPDATE cases_referral SET account_id = household_id WHERE account_id IS NULL")
    unit, kept, span = filled.clerk.unit_audience, boards.kept_of_landlord(), span_of(TODAY, "")
    measured = Measured()
    with acting(filled.clerk.audiences), connection.execute_wrapper(measured):
        values = landlord_dashboard.values_of(unit, kept, span, association=None, kind=None)
    sent = max(value for address, value in values.items() if address.cell == "stock")
    print(f"{sent} households: {measured.blocks} blocks, {[round(each) for each in measured.milliseconds]} ms")
    assert sent >= 1_000
    assert len(measured.blocks) == 4
    assert [plan for plan in measured.plans if hashed_probes(plan)] == []
    assert sum(measured.blocks) <= A_HOUSEHOLD * 4 * sent


def test_a_manager_reads_one_span_of_a_large_count(product):
    filled, name = product
    managers = filled.managers["huge"].manager_audience
    asked = usual(TODAY)
    with testing.connect("postgres", name) as superuser, superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute("DELETE FROM reports_cellfigure WHERE author_id = %s", [managers])
        superuser.execute("DELETE FROM reports_cellcount WHERE author_id = %s", [managers])
        (number,) = superuser.execute(
            "INSERT INTO reports_cellcount (public_id, author_id, programme, since, until, today, asked, missing)"
            " VALUES (gen_random_uuid(), %s, 'large', %s, %s, %s, %s, '{}') RETURNING id",
            [managers, asked.since, asked.until, TODAY, json.dumps(asked.as_json())],
        ).fetchone()
        for period in asked.periods:
            superuser.execute(
                "INSERT INTO reports_cellfigure (count_id, author_id, cell, since, until, place, value, households)"
                " SELECT %s, %s, c, %s, %s, p, 12, 12 FROM unnest(%s::text[]) c,"
                " (SELECT 'landlord=l' || n AS p FROM generate_series(1, %s) n UNION ALL SELECT '') p",
                [number, managers, period.since, period.until, sorted(asked.of), CATEGORIES],
            )
    measured = Measured()
    with acting(filled.managers["huge"].audiences), connection.execute_wrapper(measured):
        count = dashboard.latest(managers, "large")
        counted = dashboard.read(count, span_of(TODAY, ""))
    print(
        f"{len(counted.values)} figures: {measured.blocks} blocks, {[round(each) for each in measured.milliseconds]} ms"
    )
    assert len(measured.blocks) == 1
    assert counted.parts("entries", span_of(TODAY, "").shown, ("landlord",))
    assert measured.blocks[0] <= 3_000
