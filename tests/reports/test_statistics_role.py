"""The role that counts: what it reads is what its managers read, by columns that say nobody's name, and it writes cells alone."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from common.context import acting
from common.rls.declare import OWNER, STATISTICS, Protected, declared, protected
from launcher import testing
from partners.models import UnitCapacity
from tests.committees.picture import Picture as Committees
from tests.factories import work
from tests.factories import world as w
from tests.funding.picture import Picture as Money
from tests.gate.logins import own_database, refusal_of, signed
from tests.harness import as_role, undone_with

COUNTED = {name: table for name, table in protected().items() if table.counted}
#: Text that the role reads: codes, keys and labels of closed lists; a commune to say it by its code; rules and conventions, which
#: speak of no household.
CODES = {
    *(
        "kind",
        "outcome",
        "origin",
        "state",
        "stage",
        "reasons",
        "answer",
        "postcode",
        "commune",
        "unit",
        "quantity",
        "weight",
    ),
    *("capacity", "key", "code", "name_key", "commune_id", "convention", "rules"),
}


class Scene:
    """`people`: name -> the audiences of a context."""

    def __init__(self, world, people) -> None:
        self.people = dict(people)
        for by in (world.laurent, world.bea_manager, world.rural_worker, world.nadia, world.dpo):
            self.people[f"{by.capacity}-{by.member_audience}"] = by.audiences
        for held in UnitCapacity.objects.all():
            self.people[f"count of {held.pk}"] = (held.audience_id, held.manager_audience_id)

    def reads(self, table: str, role: str) -> dict[str, list]:
        columns = ", ".join(f'"{column}"::text' for column in protected()[table].counted)
        found = {}
        for who, audiences in self.people.items():
            with acting(audiences), as_role(role), connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {columns} FROM {table} ORDER BY {', '.join('123456789'[: columns.count('::')])}"
                )
                found[who] = cursor.fetchall()
        return {who: rows for who, rows in found.items() if rows}


def _cases(world) -> Scene:
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    w.visit(referred.case, world.ines)
    w.rent(referred.tenancy, world.nadia)
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    other = w.refer(world.nadia, world.halles_agreement, last_name="Autre")
    w.accept(other, world.bea)
    work.of_operator(referred, world.ines, world.laurent, world.nadia.unit_audience)
    return Scene(world, {"nobody": ()})


SCENES = {
    "cases_": _cases,
    "committees_": lambda world: Scene(world, Committees(world).people),
    "funding_": lambda world: Scene(world, Money(world).people),
}


@pytest.mark.parametrize("prefix", SCENES)
def test_it_reads_the_rows_that_the_application_reads_and_notices_every_mutant(world, prefix):
    scene = SCENES[prefix](world)
    for table in (name for name in COUNTED if name.startswith(prefix)):
        wanted = scene.reads(table, "palier_app")
        assert wanted, f"nobody reads {table}"
        assert scene.reads(table, STATISTICS) == wanted, table
        for mutant in (
            f"ALTER POLICY statistics_select ON {table} USING (true)",
            f"ALTER POLICY statistics_select ON {table} USING (false)",
            f"DROP POLICY statistics_select ON {table}",
        ):
            with undone_with([]) as seen:
                with as_role(OWNER), connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute(mutant)
                seen.append(scene.reads(table, STATISTICS) != wanted)
            assert seen == [True], mutant


def test_every_counted_table_is_in_a_scene():
    assert all(name.startswith(tuple(SCENES)) for name in COUNTED)


def test_it_reads_codes_and_numbers_alone(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        types = {(table, column): kind for table, column, kind in cursor.fetchall()}
    read = [(name, column) for name, table in declared().items() for column in table.counted]
    words = {column for table, column in read if types[table, column] not in {
        "bigint", "integer", "smallint", "boolean", "date", "timestamp with time zone", "numeric"}}  # fmt: skip
    assert words <= CODES
    assert not [each for each in read if re.search("name$|phone|email|address|text|body|content|number$", each[1])
                and each != ("funding_conventionversion", "number")]  # fmt: skip


# The real login --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """A world of one's own, committed: (name of the database, world, a referral that Inès follows)."""
    with own_database(django_db_blocker, "statistics") as name:
        world = w.build_world()
        referred = w.refer(world.nadia, world.agreement)
        w.accept(referred, world.ines)
        w.engage(referred, world.ines)
        w.visit(referred.case, world.ines, text="Une note")
        yield name, world, referred


@pytest.fixture
def login(stage):
    with testing.connect(STATISTICS, stage[0]) as found:
        yield found


def managers(world) -> tuple[int, int]:
    return world.laurent.unit_audience, world.laurent.manager_audience


def test_its_privileges_are_those_declared(login):
    tables = [name for (name,) in login.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')").fetchall()]  # fmt: skip
    assert len(tables) > 60
    for name in tables:
        cells = isinstance(declared()[name], Protected) and declared()[name].cells
        held = login.execute(
            "SELECT array_agg(attname::text) FILTER (WHERE has_column_privilege(%s::regclass, attnum, 'SELECT')),"
            " bool_or(has_column_privilege(%s::regclass, attnum, 'INSERT')),"
            " bool_or(has_column_privilege(%s::regclass, attnum, 'UPDATE, REFERENCES'))"
            " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [name] * 4,
        ).fetchone()
        assert (cells and held[0]) or set(held[0] or ()) == set(declared()[name].counted), name
        assert held[1:] == (bool(cells), False), name
        other = "SELECT has_table_privilege(%s, 'DELETE'), has_table_privilege(%s, 'TRUNCATE, TRIGGER, MAINTAIN')"
        assert login.execute(other, [name, name]).fetchone() == (bool(cells), False), name


REFUSED = (
    "SELECT last_name FROM cases_identitystatement",
    "SELECT commune FROM cases_contactstatement",
    "SELECT last_name FROM cases_referralsheet",
    "SELECT address, phone FROM cases_referralsheet",
    "SELECT * FROM cases_referralsheet",
    "SELECT reason FROM cases_referralanswer",
    "SELECT text FROM cases_visitnote",
    "SELECT text, body FROM cases_step",
    "SELECT name FROM cases_contact",
    "SELECT content FROM cases_annex",
    "SELECT content FROM cases_commonpart",
    "SELECT content FROM committees_sheetversion",
    "SELECT reason FROM committees_decision",
    "SELECT resources_cents FROM cases_budgetstatement",
    "SELECT worker_id FROM cases_visittime",
    "SELECT * FROM cases_access",
    "SELECT * FROM cases_personaccess",
    "SELECT * FROM cases_readinglog",
    "SELECT * FROM cases_consent",
    "SELECT * FROM cases_violenceflag",
    "SELECT email FROM partners_user",
    "SELECT * FROM partners_membership",
    "SELECT snapshot FROM common_document",
    "SELECT * FROM common_outbox",
    "SELECT * FROM sec.my_person_access",
    "TABLE sec.key",
    "TABLE sec.due",
    "SELECT v FROM cases_visit v",
    "COPY cases_referralsheet TO STDOUT",
    "INSERT INTO cases_visit DEFAULT VALUES",
    "UPDATE cases_visit SET outcome = ''",
    "DELETE FROM cases_visit",
    "INSERT INTO cases_readinglog (id) VALUES (gen_random_uuid())",
    "INSERT INTO common_outbox (id, task) VALUES (gen_random_uuid(), 'x')",
    "UPDATE reports_cellcount SET today = today",
    "UPDATE reports_cellfigure SET value = 1",
    "TRUNCATE reports_cellfigure",
    "SELECT sec.recompute(ARRAY[1::bigint])",
    "SELECT sec.open_due()",
    "SELECT sec.who_sees(gen_random_uuid())",
    "SELECT sec.submit_referral(1)",
    "SELECT sec.files()",
    "SELECT sec.office_figures()",
    "SET ROLE palier_app",
    "SET ROLE palier_owner",
    "SET ROLE palier_keeper",
    "SET SESSION AUTHORIZATION palier_app",
    "CREATE TABLE t (a int)",
    "CREATE TEMPORARY TABLE t (a int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN END $$",
    "ALTER TABLE cases_visit DISABLE ROW LEVEL SECURITY",
    "ALTER ROLE palier_statistics BYPASSRLS",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_it_may_not(login, stage, statement):
    with signed(login, managers(stage[1])):
        assert isinstance(refusal_of(login, statement), errors.InsufficientPrivilege), statement


def test_without_a_context_it_reads_nobody(login, stage):
    for name, table in COUNTED.items():
        columns = ", ".join(f'"{column}"' for column in table.counted)
        assert login.execute(f"SELECT {columns} FROM {name}").fetchall() == [], name
    assert login.execute("SELECT * FROM sec.my_access").fetchall() == []


def test_a_context_of_its_own_making_is_none(login, stage):
    """The key is not the role's: an injection cannot name other audiences."""
    _, world, _ = stage
    with login.transaction(force_rollback=True):
        pid, start = login.execute("SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint").fetchone()
        message = f"k1|{pid}|{start}|{{{world.laurent.unit_audience}}}"
        login.execute("SELECT set_config('app.ctx', %s, true)", [f"{message}.{'0' * 64}"])
        assert login.execute("SELECT sec.ctx()").fetchone() == (None,)
        assert login.execute("SELECT count(id) FROM cases_case").fetchone() == (0,)


COUNT = (
    "INSERT INTO reports_cellcount (public_id, author_id, programme, since, until, today, asked, missing, counted_at)"
    " VALUES (gen_random_uuid(), %s, 'gironde', '2026-01-01', '2026-12-31', '2026-11-22', '{}', '{}', coalesce(%s, now()))"
)
FIGURE = (
    "INSERT INTO reports_cellfigure (count_id, author_id, cell, since, until, place, value, households)"
    " VALUES (%s, %s, 'entries', '2026-01-01', '2026-12-31', %s, %s, 1)"
)
TIMES = "2020-01-01T00:00:00Z"


@pytest.fixture
def kept(stage):
    """A count of Laurent's managers that an earlier transaction made."""
    _, world, _ = stage
    with testing.connect(STATISTICS, stage[0]) as made, signed(made, managers(world), kept=True):
        (pk,) = made.execute(f"{COUNT} RETURNING id", [managers(world)[1], None]).fetchone()
        made.execute(FIGURE, [pk, managers(world)[1], "", 3])
    yield pk
    with testing.connect(STATISTICS, stage[0]) as made, signed(made, managers(world), kept=True):
        made.execute("DELETE FROM reports_cellfigure")
        made.execute("DELETE FROM reports_cellcount")


@pytest.mark.parametrize(("author", "at", "may"), [
    ("laurent", None, True), ("bea", None, False), ("unit", None, False), ("laurent", TIMES, False)])  # fmt: skip
def test_a_count_is_of_the_managers_of_the_context_and_of_now(login, stage, author, at, may):
    _, world, _ = stage
    authors = {"laurent": world.laurent.manager_audience, "bea": world.bea_manager.manager_audience,
               "unit": world.laurent.unit_audience}  # fmt: skip
    with signed(login, managers(world)):
        refused = refusal_of(login, COUNT, [authors[author], at])
    assert (refused is None) == may
    assert may or isinstance(refused, errors.InsufficientPrivilege)


def test_a_figure_comes_with_its_count_and_never_after(login, stage, kept):
    _, world, _ = stage
    mine, theirs = managers(world)[1], world.bea_manager.manager_audience
    with signed(login, managers(world)):
        (new,) = login.execute(f"{COUNT} RETURNING id", [mine, None]).fetchone()
        assert refusal_of(login, FIGURE, [new, mine, "", 1]) is None
        assert isinstance(refusal_of(login, FIGURE, [kept, mine, "type=access", 1]), errors.InsufficientPrivilege)
        assert isinstance(refusal_of(login, FIGURE, [new, theirs, "", 1]), errors.InsufficientPrivilege)
    with signed(login, (world.bea.unit_audience, theirs)):
        assert login.execute("SELECT count(*) FROM reports_cellcount").fetchone() == (0,)
        assert login.execute("DELETE FROM reports_cellfigure").rowcount == 0
        assert isinstance(refusal_of(login, FIGURE, [kept, theirs, "", 1]), errors.InsufficientPrivilege)


@pytest.mark.parametrize("place", [
    "commune=Saint Denis", "reason=Mme Vasseur", "type=", "access", "type=access&", "type=é", "type=" + "x" * 61,
    "type=access;origin=x", "Type=access"])  # fmt: skip
def test_no_words_enter_a_cell(login, stage, place):
    _, world, _ = stage
    with signed(login, managers(world)):
        (new,) = login.execute(f"{COUNT} RETURNING id", [managers(world)[1], None]).fetchone()
        assert isinstance(refusal_of(login, FIGURE, [new, managers(world)[1], place, 1]), errors.CheckViolation)
        assert isinstance(refusal_of(login, FIGURE, [new, managers(world)[1], "", -1]), errors.CheckViolation)


def test_cells_have_no_column_for_a_household():
    from reports.models import CellCount, CellFigure

    named = {field.name for model in (CellCount, CellFigure) for field in model._meta.fields}
    assert named == {
        *("id", "public_id", "author", "programme", "since", "until", "today", "asked", "missing", "counted_at"),
        *("count", "cell", "place", "value", "households"),
    }


# Who reads cells ---------------------------------------------------------------------------------------------------------


def test_its_managers_read_a_count_and_nobody_else(stage, kept):
    name, world, _ = stage
    readers = {
        "manager": world.laurent.audiences, "team": world.ines.audiences, "colleague": world.marc.audiences,
        "rural": world.rural_worker.audiences, "other manager": world.bea_manager.audiences, "landlord": world.nadia.audiences,
        "admin": world.admin.audiences, "dpo": world.dpo.audiences, "nobody": (),
    }  # fmt: skip
    found = {}
    with testing.connect("palier_app", name) as app:
        for who, audiences in readers.items():
            with signed(app, audiences):
                rows = app.execute(
                    "SELECT (SELECT count(*) FROM reports_cellcount), (SELECT count(*) FROM reports_cellfigure)"
                )
                found[who] = rows.fetchone()
    assert {who: rows for who, rows in found.items() if rows != (0, 0)} == {"manager": (1, 1)}


@pytest.mark.parametrize("statement", [
    "INSERT INTO reports_cellfigure (place) VALUES ('')", "UPDATE reports_cellfigure SET value = 0",
    "DELETE FROM reports_cellfigure", "DELETE FROM reports_cellcount", "UPDATE reports_cellcount SET missing = '{}'",
    "INSERT INTO reports_cellcount (programme) VALUES ('x')"])  # fmt: skip
def test_the_application_writes_no_cell(stage, statement):
    with testing.connect("palier_app", stage[0]) as app, signed(app, stage[1].laurent.audiences):
        assert isinstance(refusal_of(app, statement), errors.InsufficientPrivilege)


def test_nothing_is_read_of_it_on_the_connection_of_the_application(world):
    """The test login becomes it inside a transaction alone."""
    with pytest.raises(DatabaseError), transaction.atomic(), as_role(STATISTICS), connection.cursor() as cursor:
        cursor.execute("SELECT email FROM partners_user")
