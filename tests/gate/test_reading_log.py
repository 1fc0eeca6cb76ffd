"""The reading log: written before names are read, by a role that can do nothing else, and read by nobody."""

from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connections, transaction
from django.urls import reverse
from psycopg import errors

from cases.models import Case
from cases.reading import Purpose, record_reading
from launcher import testing
from tests.factories import world as w
from tests.gate.logins import own_database, refusal_of, signed
from tests.gate.readings import NAMED, assert_logs, readings, signed_in
from tests.harness import within

INSERT = (
    "INSERT INTO cases_readinglog (id, membership_id, unit_id, capacity, purpose, route, case_ids, basis)"
    " VALUES (gen_random_uuid(), %s, %s, 'operator', %s, 'case', %s, '')"
)


@pytest.fixture
def followed(world):
    """A household Inès follows, and its case as she reads it."""
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    with within(world.ines):
        return Case.objects.get(pk=referred.case.pk)


# --- pages ----------------------------------------------------------------------------------------------------
def test_a_case_page_writes_its_row_before_it_reads_a_name(world, followed):
    url = reverse("case", args=[followed.public_id])
    with readings() as seen:
        _, row = assert_logs(signed_in(world.ines), url, Purpose.CASE)
    assert row["case_ids"] == [followed.pk]
    assert (row["membership_id"], row["unit_id"]) == (world.ines.membership.id, world.montaubre.id)
    assert (row["capacity"], row["route"], row["person_id"]) == ("operator", "case", None)
    # The control: names are indeed read on that page, after the row.
    assert set(seen.named) & set(NAMED)


def test_a_list_is_one_row_with_its_cases(world, followed):
    second = w.refer(world.nadia, world.agreement, last_name="Oudin")
    w.accept(second, world.ines)
    _, row = assert_logs(signed_in(world.ines), reverse("my_cases"), Purpose.LIST)
    assert row["case_ids"] == sorted([followed.pk, second.case.pk])


def test_a_page_that_is_refused_names_no_case(world, followed):
    client = signed_in(world.bea)
    for public_id in (followed.public_id, uuid4()):
        url = reverse("case", args=[public_id])
        _, row = assert_logs(client, url, Purpose.REFUSED, status=404)
        assert row["case_ids"] == []


def test_a_refusal_never_carries_an_id(world):
    with readings() as seen:
        record_reading(world.ines, purpose=Purpose.REFUSED, route="case", case_ids=[7])
        record_reading(world.ines, purpose=Purpose.LIST, route="my_cases", case_ids=[9, 7, 9])
    assert [row["case_ids"] for row in seen.rows] == [[], [7, 9]]


def test_no_log_no_page(world, followed):
    def broken(execute, sql, parameters, many, context):
        raise OperationalError("the log is down")

    client = signed_in(world.ines)
    with readings() as seen, connections["log"].execute_wrapper(broken), pytest.raises(OperationalError):
        client.get(reverse("case", args=[followed.public_id]))
    assert seen.named == []


@pytest.mark.django_db(transaction=True)
def test_the_row_of_a_page_that_failed_stays():
    world = w.build_world()
    with transaction.atomic():
        written = record_reading(world.ines, purpose=Purpose.CASE, route="case", case_ids=[1])
        transaction.set_rollback(True)
    with testing.connect("postgres", connections["default"].settings_dict["NAME"]) as superuser:
        rows = superuser.execute("SELECT id, case_ids FROM cases_readinglog").fetchall()
    assert rows == [(written, [1])]


# --- roles ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A world of one's own with two rows in the log: a reading and a refusal."""
    with own_database(django_db_blocker, "log") as name:
        world = w.build_world()
        referred = w.refer(world.nadia, world.agreement)
        w.accept(referred, world.ines)
        with testing.connect("palier_log", name) as log:
            for purpose, cases in ((Purpose.CASE, [referred.case.pk]), (Purpose.REFUSED, [])):
                log.execute(INSERT, [world.ines.membership.id, world.montaubre.id, purpose, cases])
        yield name, world, referred


def _login(role: str, database: tuple) -> psycopg.Connection:
    return testing.connect(role, database[0])


READS = (
    "SELECT * FROM cases_readinglog",
    "SELECT count(*) FROM cases_readinglog",
    "TABLE cases_readinglog",
    "COPY cases_readinglog TO STDOUT",
    "SELECT 1 FROM cases_readinglog FOR SHARE",
)
CHANGES = (
    "UPDATE cases_readinglog SET route = 'x'",
    "DELETE FROM cases_readinglog",
    "TRUNCATE cases_readinglog",
    "DROP TABLE cases_readinglog",
    "ALTER TABLE cases_readinglog DISABLE TRIGGER ALL",
    "LOCK TABLE cases_readinglog IN ACCESS EXCLUSIVE MODE",
    "MERGE INTO cases_readinglog USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
    "INSERT INTO cases_readinglog SELECT * FROM cases_readinglog",
    "INSERT INTO cases_readinglog (id) VALUES (gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET route = 'x'",
    "INSERT INTO cases_readinglog (id) VALUES (gen_random_uuid()) RETURNING id",
)


def test_the_log_role_inserts(database):
    with _login("palier_log", database) as log:
        assert refusal_of(log, INSERT, [1, 1, "case", [1]]) is None


@pytest.mark.parametrize("statement", [*READS, *CHANGES])
def test_the_log_role_does_nothing_else_to_the_log(database, statement):
    with _login("palier_log", database) as log:
        assert isinstance(refusal_of(log, statement), errors.InsufficientPrivilege)


def test_the_log_role_has_nothing_elsewhere(database):
    with _login("palier_log", database) as log:
        tables = log.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        names = [name for (name,) in tables.fetchall() if name != "cases_readinglog"]
        assert len(names) > 30
        for name in names:
            held = "SELECT has_any_column_privilege(%s, 'SELECT, INSERT, UPDATE') OR has_table_privilege(%s, 'DELETE')"
            assert log.execute(held, [name, name]).fetchone() == (False,), name
        for statement in ("SELECT sec.ctx()", "SELECT sec.open_due()", "SELECT * FROM sec.my_access", "TABLE sec.key"):
            assert isinstance(refusal_of(log, statement), errors.InsufficientPrivilege)


@pytest.mark.parametrize("statement", [*READS, *CHANGES, INSERT.replace("%s", "NULL")])
def test_the_runtime_role_has_nothing_on_the_log(database, statement):
    with _login("palier_app", database) as app, signed(app, database[1].laurent.audiences):
        assert isinstance(refusal_of(app, statement), errors.InsufficientPrivilege)


def test_who_has_looked_tells_function_and_day_never_a_name(database):
    _, world, referred = database
    with _login("palier_app", database) as app:
        with signed(app, world.ines.audiences):
            rows = app.execute("SELECT * FROM sec.who_looked(%s)", [referred.tenant.public_id]).fetchall()
        with signed(app, world.bea.audiences):
            assert app.execute("SELECT * FROM sec.who_looked(%s)", [referred.tenant.public_id]).fetchall() == []
    ((_, organisation, unit, capacity, function, purpose, times),) = rows
    assert (organisation, unit) == (world.montaubre.organisation.name, world.montaubre.name)
    assert (capacity, function, purpose, times) == ("operator", "worker", "case", 1)
    user = world.ines.membership.user
    assert not {user.first_name, user.last_name, user.email} & {str(value) for row in rows for value in row}
