"""The gate in the database is the declared one, or nobody migrates and nobody serves."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connections, transaction

from cases.gate import install
from common.rls import apply, catalogue
from common.rls.declare import Unprotected, declare, declared
from launcher import testing
from tests.gate.bad_objects import BREACHES, CHANGES
from tests.gate.logins import aliased, own_database

EACH_BREACH = [(rule, statement) for rule, statements in BREACHES.items() for statement in statements]


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A migrated database of one's own."""
    with own_database(django_db_blocker, "catalogue") as name:
        yield name


def _undone(role: str, database: str):
    """The alias of a connection under that login, in a transaction that is rolled back."""
    with aliased(role, database) as alias, transaction.atomic(using=alias):
        yield alias
        transaction.set_rollback(True, using=alias)


@pytest.fixture
def superuser(database):
    yield from _undone("postgres", database)


@pytest.fixture
def owner(database):
    yield from _undone("palier_owner", database)


def _run(alias: str, *statements: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _broken(alias: str) -> set[str]:
    """The rules that are broken, by their numbers."""
    return {line.split(" ", 1)[0] for line in catalogue.lint(alias)}


# --- as it is -------------------------------------------------------------------------------------------------
def test_the_database_is_the_committed_snapshot(database):
    """Stale: `manage catalogue --write` after a look at the difference."""
    with aliased("palier_app", database) as alias:
        assert catalogue.lint(alias) == []
        assert catalogue.differences(install.SNAPSHOT, alias) == []
        install.verify(alias)


def test_there_is_something_to_compare(database):
    with aliased("palier_app", database) as alias:
        found = catalogue.snapshot(alias)
    assert {part: bool(rows) for part, rows in found.items()} == dict.fromkeys(found, True)
    assert len(found["policies"]) > 100
    assert len(found["functions"]) > 40


# --- one thing wrong ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rule", "statement"), EACH_BREACH)
def test_a_rule_speaks(superuser, database, rule, statement):
    assert _broken(superuser) == set()
    _run(superuser, statement.replace("{database}", database))
    assert rule in _broken(superuser)


def test_every_rule_can_speak():
    assert {name.split(" ", 1)[0] for name in catalogue._RULES} == set(BREACHES)


@pytest.mark.parametrize("statement", CHANGES)
def test_a_change_that_breaks_no_rule_is_told(superuser, statement):
    _run(superuser, statement)
    assert catalogue.differences(install.SNAPSHOT, superuser) != []
    with pytest.raises(install.GateError):
        install.verify(superuser)


# --- migrations -----------------------------------------------------------------------------------------------
def test_a_table_that_no_one_declared_stops_migrate(owner):
    _run(owner, "CREATE TABLE public.partners_unheard_of (id int)")
    with pytest.raises(RuntimeError, match="no one declared to the gate: partners_unheard_of"):
        install.after_migrate(using=owner)


def test_a_declared_table_that_is_missing_stops_migrate(owner):
    _run(owner, "DROP TABLE partners_communepostcode")
    with pytest.raises(RuntimeError, match="do not exist: partners_communepostcode"):
        install.after_migrate(using=owner)


def test_a_table_is_declared_once():
    name, known = next(iter(declared().items()))
    declare(known)
    with pytest.raises(ValueError, match=f"{name} is declared twice"):
        declare(Unprotected(name, "another reason"))


def test_only_the_owner_builds_the_gate(database):
    with aliased("palier_app", database) as alias:
        install.after_migrate(using=alias)
        install.verify(alias)


def test_migrating_again_makes_the_same_gate(owner):
    install.after_migrate(using=owner)
    assert catalogue.differences(install.SNAPSHOT, owner) == []


PERSON_KEY = (
    "ALTER TABLE cases_personaccess ADD CONSTRAINT cases_personaccess_pkey PRIMARY KEY (case_id, audience_id, person_id)"
    " INCLUDE (name_until, identity_until, contact_until, name_key, position, followed)"
)


def test_a_column_dropped_with_what_hangs_on_it_is_told_and_repaired(owner):
    """RemoveField drops a column with CASCADE: policies and views go with it, without a word."""
    _run(owner, "ALTER TABLE cases_personaccess DROP COLUMN contact_until CASCADE")
    told = catalogue.differences(install.SNAPSHOT, owner)
    assert any(line.startswith("policies: missing") for line in told)
    assert any(line.startswith("views: missing") and "my_person_access" in line for line in told)
    with pytest.raises(install.GateError, match="not the declared one"):
        install.verify(owner)
    _run(owner, "ALTER TABLE cases_personaccess ADD COLUMN contact_until timestamptz", PERSON_KEY)
    assert catalogue.differences(install.SNAPSHOT, owner) != []
    apply.rebuild(owner, apply.sql_files())
    assert catalogue.lint(owner) == []
    assert catalogue.differences(install.SNAPSHOT, owner) == []


def test_a_ceiling_that_went_with_its_column_is_still_missed_after_the_rebuild(owner):
    _run(
        owner,
        "ALTER TABLE cases_access DROP COLUMN social_until CASCADE",
        "ALTER TABLE cases_access ADD COLUMN social_until timestamptz",
    )
    apply.rebuild(owner, apply.sql_files())
    told = catalogue.differences(install.SNAPSHOT, owner)
    assert all(line.startswith("constraints: missing") for line in told)
    assert {json.loads(line.removeprefix("constraints: missing "))[1] for line in told} == {
        "cases_access_pkey",
        "ceiling_access_social_capacity",
        "ceiling_access_social_member",
    }


# --- start ----------------------------------------------------------------------------------------------------
#: Each is refused at start: told (the rule), statement, and what undoes it.
BAD_STARTS = {
    "temporary tables": ("GRANT TEMP ON DATABASE {database} TO palier_app", "REVOKE TEMP ON DATABASE {database} FROM palier_app"),
    "runtime role that owns something": (
        "ALTER TABLE partners_communepostcode OWNER TO palier_app",
        "ALTER TABLE partners_communepostcode OWNER TO palier_owner",
    ),
}  # fmt: skip


def _start(database: str, module: str = "config.wsgi") -> subprocess.CompletedProcess[str]:
    """Start the product on that database, with its own settings and the real runtime login."""
    wanted = {"DJANGO_SETTINGS_MODULE": "config.settings", "PALIER_DB_NAME": database, "PALIER_ROLE": "app"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(command, env=kept | wanted, capture_output=True, text=True, check=False, timeout=120)


def test_the_product_starts_on_its_own_gate_and_no_other(database):
    assert _start(database).returncode == 0
    with testing.connect("postgres", database) as superuser:
        for told, (statement, undo) in BAD_STARTS.items():
            superuser.execute(statement.replace("{database}", database))
            try:
                refused = _start(database)
            finally:
                superuser.execute(undo.replace("{database}", database))
            assert refused.returncode != 0
            assert "The gate is not the declared one" in refused.stderr
            assert told in refused.stderr


@pytest.mark.parametrize("power", ["BYPASSRLS", "SUPERUSER"])
def test_a_runtime_role_that_can_bypass_is_refused(superuser, power):
    """In a transaction: the role is the cluster's, and other tests rely on it at this moment."""
    _run(superuser, f"ALTER ROLE palier_app {power}")
    with pytest.raises(install.GateError, match="R9 role that can do more than it should: palier_app"):
        install.verify(superuser)
