"""`manage chaos`: a short storm, its one line, and its exit codes."""

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.management.commands.chaos import MACHINERY
from common import documents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]


def test_what_is_asked_in_a_storm_is_made_once():
    out = StringIO()
    call_command("chaos", "--kills", "6", "--seed", "4", stdout=out)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("chaos: 6 kills (child ")
    assert "18 documents, 0 lost, 0 double" in line


def test_what_is_lost_is_exit_code_one(monkeypatch):
    """A document that no work was asked for is never made."""
    monkeypatch.setattr(documents.outbox, "ask", lambda *_, **__: None)
    out = StringIO()
    with pytest.raises(CommandError, match="lost") as refused:
        call_command("chaos", "--kills", "1", "--seed", "1", stdout=out)
    assert (refused.value.returncode, " 3 lost, 0 double" in out.getvalue()) == (1, True)


def test_without_the_tests_folder_it_is_two(monkeypatch):
    monkeypatch.setitem(sys.modules, MACHINERY, None)
    with pytest.raises(CommandError) as refused:
        call_command("chaos")
    assert refused.value.returncode == 2


def test_no_kill_is_no_proof():
    with pytest.raises(CommandError, match="from 1"):
        call_command("chaos", "--kills", "0")
