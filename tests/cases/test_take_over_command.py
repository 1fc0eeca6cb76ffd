"""`manage take_over`: the page's own checks and sentences, for whoever installs; all of a file, or nothing."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import Accompaniment, Case, TeamMember
from common.context import acting
from partners.enums import Role
from tests.cases.test_takeover import file_of, rows
from tests.factories.directory import member

pytestmark = pytest.mark.django_db


def run(path: Path, key: str, *options: str) -> tuple[int, list[str], str]:
    """Exit code, lines of the standard output, what was said on the standard error."""
    out, code, refusal = StringIO(), 0, ""
    try:
        call_command("take_over", str(path), "--unit", key, *options, stdout=out)
    except CommandError as refused:
        code, refusal = refused.returncode, str(refused)
    return code, usual(out.getvalue()).splitlines(), usual(refusal)


def usual(text: str) -> str:
    """With usual spaces."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.fixture
def key(world) -> str:
    return world.laurent.membership.unit.key


@pytest.fixture
def file(tmp_path):
    def made(*lines: str) -> Path:
        path = tmp_path / "reprise.csv"
        path.write_bytes(file_of(*lines))
        return path

    return made


def followed(world) -> list[int]:
    with acting(world.laurent.audiences):
        return list(Case.objects.filter(kind="accompaniment", holder_id=world.laurent.unit_audience).values_list("pk"))


def test_it_writes_the_file_in_the_name_of_the_manager(world, key, file):
    code, lines, said = run(file(*rows(world)), key)
    assert (code, said) == (0, "")
    assert lines[0] == "2 lignes lues, 2 prêtes, 0 problème"
    assert lines[-1].startswith(
        "2 accompagnements repris, 5 personnes, 2 rencontres passées, 3 visites prévues passées"
    )
    assert lines[-1].endswith("Aucun accord n’est repris : chacun se recueille à nouveau.")
    assert len(followed(world)) == 2
    with acting(world.laurent.audiences):
        assert Accompaniment.objects.count() == 2
        places = TeamMember.objects.all()
        assert {place.assigned_by_id for place in places} == {world.laurent.member_audience}
        assert {place.membership_id for place in places} == {world.ines.membership.pk}
    code, lines, _ = run(file(*rows(world)), key)
    assert (code, len(followed(world))) == (0, 2)
    assert lines[-1] == "Rien n’est écrit : 0 ligne prête."
    assert "Ligne 2 : déjà dans l’équipe, non reprise." in lines


def test_a_dry_run_writes_nothing(world, key, file):
    code, lines, _ = run(file(*rows(world)), key, "--dry-run")
    assert (code, lines[-1], followed(world)) == (0, "Rien n’est écrit : 2 lignes prêtes.", [])


def test_one_wrong_line_stops_the_whole_file_unless_the_ready_ones_are_asked_for(world, key, file, tmp_path):
    path = file(rows(world)[0].replace("maintien", "soutien"), rows(world)[1])
    left = tmp_path / "a-corriger.csv"
    code, lines, said = run(path, key, "--to-correct", str(left))
    assert (code, said, followed(world)) == (1, "1 ligne à corriger : rien n’a été écrit.", [])
    assert lines[0].startswith("Ligne 2, colonne I (Accès ou maintien) : ")
    assert "MARTIN" in left.read_text(encoding="utf-8-sig")
    assert "ROCHE" not in left.read_text(encoding="utf-8-sig")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    # Never over another file, and then nothing else is done.
    assert run(path, key, "--to-correct", str(left), "--ready-lines")[0] == 2
    assert followed(world) == []
    assert run(path, key, "--dry-run", "--ready-lines")[0] == 1
    code, lines, _ = run(path, key, "--ready-lines")
    assert (code, len(followed(world))) == (0, 1)
    assert lines[-1].startswith("1 accompagnement repris")


def test_a_file_or_a_unit_that_is_none_says_so(world, key, file, tmp_path):
    code, lines, said = run(tmp_path / "absent.csv", key)
    assert (code, lines) == (2, [])
    assert "ne s’ouvre pas" in said
    bad = tmp_path / "autre.csv"
    bad.write_text("Nom;Prénom\nA;B\n")
    assert "n’a pas de colonne « Accès ou maintien »" in run(bad, key)[2]
    assert "Aucune unité n’a la clé « absente »" in run(file(*rows(world)), "absente")[2]
    assert "n’a pas de responsable" in run(file(*rows(world)), world.branch.key)[2]


def test_of_several_managers_one_is_named(world, key, file):
    other = member(world.laurent.membership.unit, Role.MANAGER)
    code, _, said = run(file(*rows(world)), key)
    assert (code, "plusieurs responsables" in said, followed(world)) == (2, True, [])
    assert run(file(*rows(world)), key, "--manager", "personne@exemple.fr")[0] == 2
    assert run(file(*rows(world)), key, "--manager", other.membership.user.email.upper())[0] == 0
    assert len(followed(world)) == 2
