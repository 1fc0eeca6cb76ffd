"""`manage import_tenants`: what is written, what is said and where, and with which exit code."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.enums import ImportState
from cases.models import AccountStatement, ImportBatch, TenantAccount
from common.context import acting
from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from partners.models import User
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db
GIRONDE, ROUEN = "impayes_gironde.csv", "impayes_rouen_avec_erreurs.csv"


@pytest.fixture
def service(world):
    return member(world.branch, Role.SERVICE)


@pytest.fixture
def data(repository) -> Path:
    return repository / "tests" / "data"


def run(path: Path, key: str, *options: str) -> tuple[int, list[str], str]:
    """Exit code, lines of the standard output, what was said on the standard error."""
    out = StringIO()
    try:
        call_command("import_tenants", str(path), "--unit", key, *options, stdout=out)
    except CommandError as refused:
        return refused.returncode, out.getvalue().splitlines(), str(refused)
    return 0, out.getvalue().splitlines(), ""


def accounts(by) -> int:
    with acting(by.audiences):
        return TenantAccount.objects.count()


def test_gironde_writes_its_ready_lines(world, service, data):
    code, lines, said = run(data / GIRONDE, world.branch.key, "--json")
    entries = [json.loads(line) for line in lines]
    assert (code, said) == (0, "")
    assert entries[-1] == {
        "read": 246,
        "ready": 234,
        "problems": 0,
        "warnings": 52,
        "duplicates": 6,
        "replaced": 59,
        "written": 234,
    }
    assert sum(1 for entry in entries if "duplicate_of" in entry) == 6
    replaced = [entry for entry in entries[:-1] if entry.get("replaced")]
    assert len(replaced) == 59
    assert all(set(entry) == {"line", "column", "replaced"} for entry in replaced)
    assert accounts(world.nadia) == 234
    with acting(world.nadia.audiences):
        assert AccountStatement.objects.count() == 234
        assert {account.author_id for account in TenantAccount.objects.all()} == {world.nadia.unit_audience}


def test_rouen_writes_nothing_and_its_problems_are_those_of_the_companion_list(world, service, data):
    code, lines, said = run(data / ROUEN, world.branch.key, "--json")
    entries = [json.loads(line) for line in lines]
    with (data / "impayes_rouen_avec_erreurs_problems.csv").open(encoding="utf-8") as planted:
        expected = [(int(row["line"]), row["column"], row["value"]) for row in csv.DictReader(planted)]
    assert code == 1
    assert "14" in said
    assert [(e["line"], e["column"], e["value"]) for e in entries if "problem" in e] == expected
    assert entries[-1]["written"] == 0
    assert accounts(world.nadia) == 0
    with acting(world.nadia.audiences):
        assert ImportBatch.objects.count() == 0


def test_ready_lines_go_without_the_others_when_asked(world, service, data):
    code, lines, _ = run(data / ROUEN, world.branch.key, "--json", "--ready-lines")
    figures = json.loads(lines[-1])
    assert code == 0
    assert figures["written"] == figures["ready"] == accounts(world.nadia)
    assert figures["problems"] == 14
    with acting(world.nadia.audiences):
        assert not ImportBatch.objects.filter(state=ImportState.CHECKED).exists()


@pytest.mark.parametrize(("name", "expected"), [(GIRONDE, 0), (ROUEN, 1)])
def test_a_dry_run_writes_nothing(world, service, data, name, expected):
    code, lines, _ = run(data / name, world.branch.key, "--json", "--dry-run")
    assert code == expected
    assert json.loads(lines[-1])["written"] == 0
    assert accounts(world.nadia) == 0
    with acting(world.nadia.audiences):
        assert ImportBatch.objects.count() == 0


def test_the_same_file_twice_changes_nothing(world, service, data):
    run(data / GIRONDE, world.branch.key)
    with acting(world.nadia.audiences):
        before = (list(TenantAccount.objects.order_by("id").values()), AccountStatement.objects.count())
    code, lines, _ = run(data / GIRONDE, world.branch.key, "--json")
    with acting(world.nadia.audiences):
        after = (list(TenantAccount.objects.order_by("id").values()), AccountStatement.objects.count())
    assert code == 0
    assert json.loads(lines[-1])["written"] == 0
    assert before == after


def test_findings_in_words_name_line_and_column(world, service, data):
    _, lines, _ = run(data / ROUEN, world.branch.key)
    assert any(line.startswith("Ligne 32, colonne Solde débiteur : -45,00") for line in lines)
    assert any(line.startswith("Ligne 50 : Même numéro de contrat que la ligne 3") for line in lines)
    assert lines[-1].replace("\u00a0", " ").startswith("164 lignes lues, ")


def test_an_unreadable_file_says_why_and_exits_with_two(world, service, tmp_path):
    path = tmp_path / "vide.csv"
    path.write_bytes(b"")
    code, lines, said = run(path, world.branch.key, "--json")
    assert (code, lines) == (2, [])
    assert "vide" in said
    assert run(tmp_path / "absent.csv", world.branch.key)[0] == 2


def test_an_unknown_unit_and_a_unit_without_service_account_exit_with_two(world, data):
    code, lines, said = run(data / GIRONDE, "nulle-part")
    assert (code, lines) == (2, [])
    assert "nulle-part" in said
    assert "list_units" in said
    code, _, said = run(data / GIRONDE, world.branch.key)
    assert code == 2
    assert "compte de service" in said
    operator = unit(Capacity.OPERATOR)
    with as_role(OWNER):
        user = User.objects.create_user("nocturne@example.test")
        add_member(unit=operator, role=Role.SERVICE, user=user)
    code, _, said = run(data / GIRONDE, operator.key)
    assert code == 2
    assert "n’agit pas comme bailleur" in said


def test_the_service_account_writes_its_own_unit_alone(world, service, data):
    run(data / GIRONDE, world.branch.key)
    assert accounts(world.litigator) == 0
    assert accounts(world.other_clerk) == 0
    assert accounts(world.ines) == 0
