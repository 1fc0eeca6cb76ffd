"""Copies of the database: whole or refused, restored equal, and a drill that would notice."""

import json
import os
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from django.db import connections

from launcher import copies, databases, inventory, production, testing
from launcher.console import Failure
from tests.factories.world import accept, refer, visit

pytestmark = pytest.mark.django_db(transaction=True)
NAME, NOTE = "Canarivasseur", "le canari chante la nuit"

#: What a restore could lose or add, each to be told: a word of the line that must tell it, and the statement.
HARMS = (
    ("policies", "DROP POLICY app_select ON cases_visitnote"),
    ("policies", "ALTER POLICY app_select ON cases_visitnote USING (true)"),
    ("policies", "CREATE POLICY more ON cases_visitnote FOR SELECT TO palier_log USING (false)"),
    ("relations", "ALTER TABLE cases_visitnote NO FORCE ROW LEVEL SECURITY"),
    ("relations", "ALTER TABLE cases_visitnote DISABLE ROW LEVEL SECURITY"),
    ("relations", "ALTER TABLE cases_visitnote OWNER TO postgres"),
    ("table public.cases_visitnote: 0 rows", "DELETE FROM cases_visitnote"),
    ("table public.cases_visitnote: rows with", "UPDATE cases_visitnote SET text = text || '.'"),
    ("table public.cases_access:", "DELETE FROM cases_access"),
    ("table sec.key:", "DELETE FROM sec.key"),
    ("table public.extra: unexpected", "CREATE TABLE extra (a int)"),
    ("rights on relations: missing", "REVOKE SELECT ON cases_visitnote FROM palier_app"),
    ("rights on relations: unexpected", "GRANT SELECT ON cases_visitnote TO PUBLIC"),
    ("rights on columns", "GRANT UPDATE (text) ON cases_visitnote TO palier_log"),
    ("functions", "ALTER FUNCTION sec.ctx() OWNER TO palier_owner"),
    ("functions", "ALTER FUNCTION sec.ctx() RESET search_path"),
    ("functions", "DROP FUNCTION sec.drift(bigint) CASCADE"),
    ("rights on functions: missing", "REVOKE EXECUTE ON FUNCTION sec.ctx() FROM palier_app"),
    ("rights on functions: unexpected", "GRANT EXECUTE ON FUNCTION lo_creat(integer) TO PUBLIC"),
    ("views", "ALTER VIEW sec.my_access OWNER TO palier_owner"),
    ("columns", "ALTER TABLE cases_visitnote ALTER COLUMN text DROP NOT NULL"),
    ("columns", "ALTER TABLE cases_visitnote ALTER COLUMN text SET STATISTICS 7"),
    ("rights on schemas", "GRANT CREATE ON SCHEMA public TO palier_app"),
    ("rights on the database", "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END $$"),
    ("rights on languages", "GRANT USAGE ON LANGUAGE sql TO palier_app"),
    ("roles", "ALTER ROLE palier_app BYPASSRLS"),
    ("memberships", "GRANT palier_keeper TO palier_log"),
    ("role settings", "ALTER ROLE palier_app SET row_security = off"),
    ("sequence public.", "ALTER SEQUENCE cases_visit_id_seq RESTART"),
    ("large objects", "SELECT lo_create(4242)"),
)  # fmt: skip
#: As above, on whatever there is first of its kind.
OF_EACH = (
    ("triggers", "SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger"
     " WHERE NOT tgisinternal ORDER BY oid"),
    ("triggers", "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger"
     " WHERE NOT tgisinternal ORDER BY oid"),
    ("constraints", "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint"
     " WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY oid"),
    ("indexes", "SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index i JOIN pg_class c ON c.oid = indexrelid"
     " WHERE relnamespace = 'public'::regnamespace AND NOT indisunique ORDER BY indexrelid"),
)  # fmt: skip


@pytest.fixture
def access() -> databases.Access:
    return databases.Access.from_contract(os.environ, Path(sysconfig.get_path("purelib")))


@pytest.fixture
def database(world) -> str:
    """A database with a household in it, that nobody is connected to."""
    referred = refer(world.nadia, world.agreement, last_name=NAME)
    accept(referred, world.ines)
    visit(referred.case, world.ines, text=NOTE)
    for connection in connections.all():
        connection.close()
    return connections["default"].settings_dict["NAME"]


@pytest.fixture
def beside(access):
    name = f"copy_{os.getpid()}_beside"
    databases.drop_database(access, name)
    yield name
    databases.drop_database(access, name)


def test_a_copy_is_whole_and_closed_to_others(access, database, tmp_path):
    copy = copies.back_up(access, database, tmp_path / "copies")
    assert list(copy.parent.iterdir()) == [copy]
    assert copy.name.startswith(f"{database}-20")
    assert {path.name for path in copy.iterdir()} == {copies.DUMP, copies.MANIFEST}
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}
    assert (stat.S_IMODE(copy.stat().st_mode), stat.S_IMODE(copy.parent.stat().st_mode)) == (0o700, 0o700)
    manifest = copies.manifest_of(copy)
    assert manifest["inventory"]["rows"]["public.cases_visitnote"]["rows"] == 1
    assert manifest["inventory"]["rows"]["sec.key"]["rows"] >= 1
    text = (copy / copies.MANIFEST).read_text()
    assert NAME not in text
    assert NOTE not in text


@pytest.mark.parametrize("role", ["palier_owner", "palier_app"])
def test_a_role_that_row_security_filters_takes_no_copy(access, database, tmp_path, role):
    with pytest.raises(Failure, match="row security filters"):
        copies.back_up(access, database, tmp_path, role=role)
    assert list(tmp_path.iterdir()) == []


def test_a_filtered_table_is_an_error_and_not_an_empty_one(access, database, monkeypatch, tmp_path):
    """Even where the question about the role were answered wrongly."""
    monkeypatch.setattr(copies, "_refuse_a_filtered_role", lambda connection, role: None)
    with pytest.raises(Exception, match=r"row-level security|row security"):
        copies.back_up(access, database, tmp_path, role="palier_owner")
    assert list(tmp_path.iterdir()) == []


def test_a_restored_copy_is_equal_and_every_harm_is_told(access, database, tmp_path, beside):
    copy = copies.back_up(access, database, tmp_path)
    assert copies.load(access, copy, beside) == []
    wanted, unnoticed = copies.manifest_of(copy)["inventory"], []
    with copies.connected(access, beside) as connection:
        harms = list(HARMS)
        for word, query in OF_EACH:
            row = connection.execute(query).fetchone()
            harms.append((word, row[0]))
        for word, harm in harms:
            connection.rollback()
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(harm)
            told = inventory.differences(wanted, inventory.take(connection))
            if not any(line.startswith(word) for line in told):
                unnoticed.append((word, harm, told))
        connection.rollback()
        assert inventory.differences(wanted, inventory.take(connection)) == []
    assert unnoticed == []


def test_the_restored_gate_works_as_before(access, database, tmp_path, beside):
    """The product starts on it; the runtime role sees nothing without a context; the rows are there."""
    copies.load(access, copies.back_up(access, database, tmp_path), beside)
    with testing.connect("palier_app", beside) as app:
        assert app.execute("SELECT count(*) FROM cases_visitnote").fetchone() == (0,)
    with testing.connect("postgres", beside) as superuser:
        assert superuser.execute("SELECT text FROM cases_visitnote").fetchone() == (NOTE,)
    environ = os.environ | {"PALIER_DB_NAME": beside, "DJANGO_SETTINGS_MODULE": "config.settings"}
    start = [sys.executable, "-c", "import config.wsgi"]
    done = subprocess.run(start, cwd=testing.PROJECT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_damaged_copy_is_refused(access, database, tmp_path, beside):
    copy = copies.back_up(access, database, tmp_path)
    dump = copy / copies.DUMP
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    with pytest.raises(Failure, match="checksum"):
        copies.load(access, copy, beside)
    dump.unlink()
    with pytest.raises(Failure, match="not a whole copy"):
        copies.load(access, copy, beside)
    assert beside not in databases.database_names(access)


def test_the_drill_says_yes_or_no(access, database, tmp_path, capsys, monkeypatch):
    environ = dict(os.environ) | {"PALIER_DB_NAME": database}
    assert production.main(["drill"], environ) == 0
    assert "restored equal" in capsys.readouterr().err
    assert production.main(["backup", "--to", str(tmp_path)], environ) == 0
    copy = Path(capsys.readouterr().out.strip())
    manifest = json.loads((copy / copies.MANIFEST).read_text())
    manifest["inventory"]["policies"].append("public|cases_visitnote|lost")
    manifest["inventory"]["rows"]["public.cases_visitnote"]["rows"] = 2
    (copy / copies.MANIFEST).write_text(json.dumps(manifest))
    assert production.main(["drill", "--from", str(copy)], environ) == 1
    said = capsys.readouterr().err
    assert "policies: missing public|cases_visitnote|lost" in said
    assert "table public.cases_visitnote: 1 rows instead of 2" in said
    assert f"{database}_drill" not in databases.database_names(access)


def test_a_restore_takes_its_place_only_when_equal(access, database, tmp_path, beside):
    copy = copies.back_up(access, database, tmp_path)
    copies.restore(access, copy, beside, replace=False)
    with pytest.raises(Failure, match="--replace"):
        copies.restore(access, copy, beside, replace=False)
    manifest = json.loads((copy / copies.MANIFEST).read_text())
    whole = json.dumps(manifest)
    manifest["inventory"]["policies"].pop()
    (copy / copies.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Failure, match="not what was saved"):
        copies.restore(access, copy, beside, replace=True)
    assert [name for name in databases.database_names(access) if name.startswith(beside)] == [beside]
    (copy / copies.MANIFEST).write_text(whole)
    copies.restore(access, copy, beside, replace=True)
    (kept,) = [name for name in databases.database_names(access) if name.startswith(f"{beside}_until_")]
    databases.drop_database(access, kept)
    with testing.connect("postgres", beside) as superuser:
        assert superuser.execute("SELECT text FROM cases_visitnote").fetchone() == (NOTE,)


def test_a_failed_dump_leaves_nothing(access, database, tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho of a row >&2\nexit 1\n")
    program.chmod(0o700)
    monkeypatch.setattr(databases, "program", lambda name: program)
    with pytest.raises(Failure, match="pg_dump failed"):
        copies.back_up(access, database, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []
