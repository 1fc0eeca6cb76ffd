"""The signed context under attack, as the real runtime login with whatever SQL one likes."""

from collections import defaultdict

import pytest
from django.db import ProgrammingError, connections
from psycopg import errors

from common.context import sign
from common.rls import apply, catalogue
from common.rls.declare import protected
from launcher import testing
from tests.attack import scenes
from tests.gate import false_tokens, hostile_sql
from tests.gate.false_tokens import STRANGE_KEY, signed_by
from tests.gate.foreign_calls import NOTHING, REFUSED, WITHOUT_IDS, Targets, answer
from tests.gate.foreign_rows import outcome, pointings
from tests.gate.logins import MOMENT, aliased, own_database, refusal_of, set_token, signed, token_for
from tests.gate.reach import rows_everywhere


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The stage of the attack, committed in a database of its own; its gate is the same afterwards."""
    with own_database(django_db_blocker, "context") as name, testing.connect("postgres", name) as superuser:
        made = scenes.build(superuser, copies=1)
        made.database = name
        made.targets = Targets(made)
        superuser.execute("ANALYZE")
        with aliased("postgres", name) as alias:
            before = catalogue.snapshot(alias)
            yield made
            assert catalogue.snapshot(alias) == before


@pytest.fixture
def app(stage):
    """A connection under the real runtime login."""
    with testing.connect("palier_app", stage.database) as connection:
        yield connection


@pytest.fixture
def ines(stage):
    return stage.world.ines.audiences


# --- tokens ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", false_tokens.NAMES)
def test_a_false_token_opens_nothing(app, stage, ines, name):
    with app.transaction(force_rollback=True):
        pid, start = app.execute(MOMENT).fetchone()
        good = sign(ines, pid, start)
        set_token(app, good)
        assert rows_everywhere(app)
        false = false_tokens.false_tokens(ines, pid, start, stage.world.bea.unit_audience)[name]
        assert false != good
        set_token(app, false)
        assert rows_everywhere(app) == {}
        assert app.execute("SELECT sec.ctx()").fetchone() == (None,)


@pytest.mark.parametrize("age", ["1 second", "400 days"])
def test_an_expired_key_opens_nothing(app, stage, ines, age):
    padded = STRANGE_KEY.ljust(64, b"\0")
    pads = [bytes(b ^ pad for b in padded) for pad in (0x36, 0x5C)]
    with app.transaction(force_rollback=True):
        pid, start = app.execute(MOMENT).fetchone()
        set_token(app, signed_by(STRANGE_KEY, f"old|{pid}|{start}|{{{','.join(map(str, ines))}}}"))
        stage.superuser.execute("INSERT INTO sec.key VALUES ('old', %s, %s, now() + interval '1 day')", pads)
        try:
            assert rows_everywhere(app)
            stage.superuser.execute("UPDATE sec.key SET not_after = now() - %s::interval WHERE kid = 'old'", [age])
            assert rows_everywhere(app) == {}
        finally:
            stage.superuser.execute("DELETE FROM sec.key WHERE kid = 'old'")


def test_a_token_is_of_no_use_in_the_next_transaction(app, ines):
    with app.transaction():
        token = token_for(app, ines)
        set_token(app, token)
        seen = rows_everywhere(app)
    assert seen
    with app.transaction():
        set_token(app, token)
        assert rows_everywhere(app) == {}
        set_token(app, token_for(app, ines))
        assert rows_everywhere(app) == seen


def test_a_token_is_of_no_use_on_another_connection(app, stage, ines):
    with testing.connect("palier_app", stage.database) as other, app.transaction(), other.transaction():
        token = token_for(app, ines)
        set_token(app, token)
        assert rows_everywhere(app)
        pid, start = app.execute(MOMENT).fetchone()
        other_pid, other_start = other.execute(MOMENT).fetchone()
        swapped = token.replace(f"|{pid}|", f"|{other_pid}|")
        for stolen in (token, swapped, swapped.replace(f"|{start}|", f"|{other_start}|")):
            set_token(other, stolen)
            assert rows_everywhere(other) == {}
        set_token(other, token_for(other, ines))
        assert rows_everywhere(other)


def test_what_a_savepoint_set_ends_with_it(app, stage, ines):
    with app.transaction(force_rollback=True):
        app.execute("SAVEPOINT before")
        set_token(app, token_for(app, ines))
        seen = rows_everywhere(app)
        assert seen
        app.execute("ROLLBACK TO SAVEPOINT before")
        assert rows_everywhere(app) == {}
        set_token(app, token_for(app, stage.world.bea.audiences))
        hers = rows_everywhere(app)
        app.execute("SAVEPOINT before")
        set_token(app, token_for(app, ines))
        app.execute("ROLLBACK TO SAVEPOINT before")
        assert rows_everywhere(app) == hers != seen


def test_after_commit_the_setting_is_empty_and_that_is_no_context(app, ines):
    with app.transaction():
        assert app.execute("SELECT current_setting('app.ctx', true)").fetchone() == (None,)
        set_token(app, token_for(app, ines))
    assert app.execute("SELECT current_setting('app.ctx', true)").fetchone() == ("",)
    assert app.execute("SELECT sec.ctx()").fetchone() == (None,)
    assert rows_everywhere(app) == {}


@pytest.mark.parametrize("way", ["SELECT set_config('app.ctx', %s, false)", "SET SESSION app.ctx = "])
def test_a_setting_of_the_session_ends_with_its_transaction(app, ines, way):
    with app.transaction():
        token = token_for(app, ines)
        app.execute(way, [token]) if "%s" in way else app.execute(f"{way}'{token}'")
        assert rows_everywhere(app)
    assert app.execute("SELECT current_setting('app.ctx', true)").fetchone() == (token,)
    assert rows_everywhere(app) == {}
    with app.transaction():
        assert rows_everywhere(app) == {}


def test_a_plan_kept_for_one_context_answers_for_the_next(app, stage, ines):
    query = "SELECT count(*) FROM cases_visitnote"
    counts = []
    for audiences in [ines, stage.world.bea.audiences, (), ines] * 3:
        with signed(app, audiences):
            app.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            counts.append(app.execute(query, prepare=True).fetchone()[0])
    assert counts[:4] * 3 == counts
    assert counts[0] == counts[3] > counts[1] > counts[2] == 0


@pytest.mark.parametrize("statement", hostile_sql.HARMLESS)
def test_a_harmless_statement_opens_nothing(app, ines, statement):
    with app.transaction(force_rollback=True):
        app.execute(statement)
        assert app.execute("SELECT current_user, session_user").fetchone() == ("palier_app", "palier_app")
        assert rows_everywhere(app) == {}
        set_token(app, token_for(app, ines))
        before = rows_everywhere(app)
    with signed(app, ines):
        assert rows_everywhere(app) == before


# --- statements -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("hostile", hostile_sql.REFUSED)
def test_a_hostile_statement_is_refused(app, stage, hostile):
    role, statement = hostile_sql.split(hostile.replace("{database}", stage.database))
    with signed(app, stage.world.laurent.audiences):
        refusal = refusal_of(app, statement)
    assert isinstance(refusal, errors.InsufficientPrivilege), refusal
    assert refusal.diag.message_detail is None or "role" in refusal.diag.message_detail
    with stage.superuser.transaction(force_rollback=True):
        stage.superuser.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if role != "postgres":
            stage.superuser.execute(f"SET LOCAL ROLE {role}")
        stage.superuser.execute(statement)


@pytest.mark.parametrize("language", ["sql", "plpgsql", "internal", "c"])
def test_no_language_even_where_something_may_be_created(app, stage, language):
    body = {"sql": "'SELECT 1'", "plpgsql": "'BEGIN RETURN 1; END'", "internal": "'int4pl'", "c": "'x', 'y'"}[language]
    stage.superuser.execute("CREATE SCHEMA lent; GRANT ALL ON SCHEMA lent TO palier_app")
    try:
        refusal = refusal_of(app, f"CREATE FUNCTION lent.f(int, int) RETURNS int LANGUAGE {language} AS {body}")
        assert f"language {language}" in str(refusal)
        assert refusal_of(app, "CREATE DOMAIN lent.d AS int") is None
    finally:
        stage.superuser.execute("DROP SCHEMA lent CASCADE")


# --- functions ------------------------------------------------------------------------------------------------
def test_a_function_that_is_not_granted_is_refused(app, stage):
    """The names of what is granted are the product's own list; anything else of the schema is the keeper's."""
    rows = stage.superuser.execute(
        "SELECT oid::regprocedure::text, proname,"
        " coalesce((SELECT array_agg(format_type(t, NULL)) FROM unnest(proargtypes) x(t)), '{}')"
        " FROM pg_proc WHERE pronamespace = 'sec'::regnamespace"
        " AND NOT has_function_privilege('palier_app', oid, 'EXECUTE')"
    ).fetchall()
    assert len(rows) > 30
    with signed(app, stage.world.laurent.audiences):
        for signature, name, types in rows:
            arguments = ", ".join(f"NULL::{kind}" for kind in types)
            refusal = refusal_of(app, f"SELECT sec.{name}({arguments})")
            assert "permission denied for function" in str(refusal), signature


def test_no_granted_function_serves_a_stranger(app, stage):
    targets, done, attempts = stage.targets, set(WITHOUT_IDS), 0
    for call in targets.calls():
        done.add(call.function)
        state, rows = answer(app, targets, call, call.rightful, {})
        assert not state, (call.function, state)
        assert rows not in NOTHING or call.function == "drift(bigint)", call.function
        answers = defaultdict(set)
        for who, values in call.others:
            attempts += 1
            state, rows = answer(app, targets, call, who, values)
            assert state in REFUSED | call.states or (not state and rows in NOTHING), (call.function, who, values, rows)
            answers[who].add(state)
        # What exists and is not hers, and what does not exist, are answered alike.
        assert all(len(states - call.states) <= 1 for states in answers.values()), (call.function, answers)
    assert done == set(apply.allowed())
    assert attempts > 100


def test_an_office_counts_its_own_organisation_only(app, stage):
    with signed(app, stage.targets.who("dpo")):
        assert app.execute("SELECT sum(n) FROM sec.office_figures()").fetchone()[0] > 0
    with signed(app, stage.targets.who("stranger_dpo")):
        rows = app.execute("SELECT what, n FROM sec.office_figures()").fetchall()
    own = "SELECT count(*) FROM cases_consent c JOIN partners_audience a ON a.id = c.author_id WHERE a.unit_id = %s"
    (recorded,) = stage.superuser.execute(own, [stage.world.halles.id]).fetchone()
    assert sum(n for what, n in rows if what == "consent") == recorded > 0
    assert [what for what, _ in rows if what == "reading"] == []


def test_five_wrong_dates_close_a_link(app, stage):
    call = next(call for call in stage.targets.calls() if call.function.startswith("redeem_link"))
    with app.transaction(force_rollback=True):
        for _ in range(5):
            assert app.execute(call.statement, call.given | {"born": "1984-05-18"}).fetchone() == (None,)
        assert app.execute(call.statement, call.given).fetchone() == (None,)


# --- what else might tell -------------------------------------------------------------------------------------
def test_copy_hands_out_what_select_does_and_takes_nothing_in(app, stage, ines):
    def copied(audiences) -> int:
        with signed(app, audiences), app.cursor().copy("COPY cases_visitnote TO STDOUT") as rows:
            return sum(bytes(block).count(b"\n") for block in rows)

    assert copied(ines) > copied(stage.world.bea.audiences) > copied(()) == 0
    with signed(app, ines), pytest.raises(errors.FeatureNotSupported):
        app.execute("COPY cases_visit FROM STDIN")


def test_no_sequence_is_readable(app, stage):
    sequences = (
        "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE schemaname IN ('public', 'sec')"
    )
    names = [name for (name,) in stage.superuser.execute(sequences).fetchall()]
    assert len(names) > 20
    for name in names:
        held = "SELECT has_sequence_privilege(%s, %s, 'USAGE, SELECT, UPDATE')"
        assert app.execute(held, ["palier_app", name]).fetchone() == (False,)
        assert app.execute("SELECT pg_sequence_last_value(%s::regclass)", [name]).fetchone() == (None,)
    assert app.execute("SELECT count(last_value) FROM pg_sequences").fetchone() == (0,)


def test_statistics_of_protected_tables_are_hidden(app, stage):
    query = "SELECT count(*) FROM pg_stats WHERE tablename = ANY (%s)"
    names = [[*protected()]]
    assert stage.superuser.execute(query, names).fetchone()[0] > 100
    assert app.execute(query, names).fetchone() == (0,)


def test_another_session_shows_no_value(app, stage):
    with testing.connect("palier_app", stage.database) as other, signed(other, stage.world.ines.audiences):
        other.execute("SELECT count(*) FROM cases_identitystatement WHERE last_name = %s", ["Vasseur"])
        activity = "SELECT query FROM pg_stat_activity WHERE pid = %s"
        (seen,) = app.execute(activity, [other.info.backend_pid]).fetchone()
        assert "last_name = $1" in seen
    log = testing.connect("palier_log", stage.database)
    queries = app.execute("SELECT query FROM pg_stat_activity WHERE usename <> 'palier_app'").fetchall()
    log.close()
    assert set(queries) == {("<insufficient privilege>",)}


def test_only_the_weakest_locks(app, ines):
    with signed(app, ines):
        for name in protected():
            for mode in ("SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"):
                assert isinstance(refusal_of(app, f"LOCK TABLE {name} IN {mode} MODE"), errors.InsufficientPrivilege)
        assert refusal_of(app, "LOCK TABLE cases_visit IN ACCESS SHARE MODE") is None
        assert app.execute("SELECT count(*) FROM (SELECT 1 FROM cases_visit FOR UPDATE) x").fetchone()[0] > 0


def test_a_hostile_path_changes_no_answer(app, stage, ines):
    """Even with functions and operators of its own in front, which it cannot make."""
    stage.superuser.execute(
        "CREATE SCHEMA lent;"
        "CREATE FUNCTION lent.now() RETURNS timestamptz LANGUAGE internal STABLE AS 'now';"
        "CREATE FUNCTION lent.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT 'x'::bytea $$;"
        "CREATE FUNCTION lent.always(int8, int8) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE FUNCTION lent.later(timestamptz, timestamptz) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR lent.= (FUNCTION = lent.always, LEFTARG = int8, RIGHTARG = int8);"
        "CREATE OPERATOR lent.> (FUNCTION = lent.later, LEFTARG = timestamptz, RIGHTARG = timestamptz);"
        "GRANT USAGE ON SCHEMA lent TO palier_app; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA lent TO palier_app"
    )
    try:
        with signed(app, ines):
            before = rows_everywhere(app)
            questions = "SELECT sec.on_the_case(%s), sec.drift(%s), (SELECT count(*) FROM sec.who_sees(%s))"
            given = [stage.targets.case.pk, stage.targets.case.household_id, stage.targets.person_public]
            answers = app.execute(questions, given).fetchone()
            app.execute("SET LOCAL search_path = lent, pg_catalog, public")
            assert app.execute("SELECT 1::int8 = 2::int8").fetchone() == (True,)
            assert rows_everywhere(app) == before
            assert app.execute(questions, given).fetchone() == answers
            set_token(app, "")
            assert rows_everywhere(app) == {}
    finally:
        stage.superuser.execute("DROP SCHEMA lent CASCADE")


def test_a_second_statement_does_not_ride_on_a_query_with_parameters(stage):
    with aliased("palier_app", stage.database) as alias, connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE id = %s", [1])
        assert cursor.fetchone() == (0,)
        for rider in ("; SELECT count(*) FROM partners_user", "; SET app.ctx = 'x'", "; COMMIT; BEGIN"):
            with pytest.raises(ProgrammingError, match="multiple commands"):
                cursor.execute(f"SELECT count(*) FROM cases_case WHERE id = %s{rider}", [1])
        cursor.execute("SELECT count(*) FROM partners_commune WHERE name = %s", ["'; SELECT 1; --"])
        assert cursor.fetchone() == (0,)


def test_an_error_does_not_tell_what_exists(app, stage):
    for pointing in pointings(stage):
        assert outcome(app, pointing, {}) == (1,), pointing.name
        foreign, unknown = outcome(app, pointing, pointing.foreign), outcome(app, pointing, pointing.unknown)
        assert foreign == unknown, pointing.name
        assert foreign[0] in {0, "42501", "23503"}, (pointing.name, foreign)


def test_what_must_be_unique_is_so_within_its_author(app, stage):
    """Another's lease, device id or number is free to use: a refusal would tell that it exists."""
    #: One of them in the key puts it inside one author, case or row; or it is random, or the keeper's own.
    inside = ["author_id", "holder_id", "case_id", "referral_id", "account_id", "visit_id", "id"]
    inside += ["public_id", "token_digest", "audience_id", "receiving_case_id"]
    across = stage.superuser.execute(
        "SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indisunique AND i.indrelid = ANY (%s::regclass[])"
        " AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid"
        " AND a.attnum = ANY (i.indkey::int2[]) AND a.attname = ANY (%s))",
        [[f"public.{name}" for name, table in protected().items() if table.insert], inside],
    ).fetchall()
    assert across == []


def test_a_cast_or_a_division_is_not_tried_on_rows_one_does_not_see(app, stage):
    for probe in ("last_name::int", "1 / (CASE WHEN last_name = 'Vasseur' THEN 0 ELSE 1 END)"):
        query = f"SELECT {probe} FROM cases_identitystatement"
        with signed(app, stage.world.ines.audiences):
            assert refusal_of(app, query) is not None
            assert refusal_of(app, f"SELECT 1 FROM cases_identitystatement WHERE ({probe}) IS NOT NULL") is not None
        for audiences in (stage.world.other_clerk.audiences, ()):
            with signed(app, audiences):
                assert refusal_of(app, query) is None
                assert refusal_of(app, f"SELECT 1 FROM cases_identitystatement WHERE ({probe}) IS NOT NULL") is None


@pytest.mark.parametrize("call", ["lo_create(0)", "lo_from_bytea(0, 'x')"])
def test_the_runtime_role_makes_no_large_object(app, call):
    assert isinstance(refusal_of(app, f"SELECT {call}"), errors.InsufficientPrivilege)


def test_an_estimate_does_not_tell_a_name(app, stage):
    with signed(app, stage.world.other_clerk.audiences):
        plan = "EXPLAIN (FORMAT JSON) SELECT 1 FROM cases_identitystatement WHERE last_name = "
        estimates = [app.execute(f"{plan}'{name}'").fetchone()[0][0] for name in ("Vasseur", "Personne")]
        assert estimates[0]["Plan"]["Plan Rows"] == estimates[1]["Plan"]["Plan Rows"]
