"""`manage attack`: its one line, and its exit codes."""

import sys
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.management.commands.attack import MACHINERY
from launcher import testing
from tests.attack.mutants import WITHOUT_FILTER


@contextmanager
def access_of_everyone():
    """Policies read everybody's access in the place of one's own, for a while."""
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("SET ROLE palier_keeper")
        (query,) = superuser.execute("SELECT pg_get_viewdef('sec.my_access')").fetchone()
        superuser.execute(WITHOUT_FILTER["my_access"])
        yield
        superuser.execute(f"CREATE OR REPLACE VIEW sec.my_access WITH (security_barrier) AS {query}")


def test_one_line_and_nothing_wrong(transactional_db):
    out = StringIO()
    call_command("attack", "--attempts", "200", "--seed", "3", stdout=out)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("attack: 200 attempts, 0 leaks, 0 false denials, ")
    assert "seed 3" in line


def test_a_leak_is_exit_code_one(transactional_db):
    out, err = StringIO(), StringIO()
    with access_of_everyone(), pytest.raises(CommandError) as refusal:
        call_command("attack", "--attempts", "200", "--seed", "3", stdout=out, stderr=err)
    assert refusal.value.returncode == 1
    (line,) = out.getvalue().splitlines()
    assert " 0 leaks" not in line
    assert "leak: " in err.getvalue()


def test_without_the_tests_folder_it_is_two(monkeypatch):
    monkeypatch.setitem(sys.modules, MACHINERY, None)
    with pytest.raises(CommandError) as refusal:
        call_command("attack")
    assert refusal.value.returncode == 2


def test_no_attempt_is_no_proof():
    with pytest.raises(CommandError, match="from 1"):
        call_command("attack", "--attempts", "0")
