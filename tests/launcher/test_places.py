"""Folders, paths and files: what is refused, and in which words."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from launcher import clusters, console, environment, lock, main, schema, state, system_packages, wheels
from launcher.console import Failure
from launcher.state import State

ROOT = Path(__file__).resolve().parents[2]


def test_socket_paths_fit_however_long_the_state_s_path_is(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    long = tmp_path / ("a" * 100) / ("b" * 100)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    made = state.open_state(State(long / "state", tmp_path))
    monkeypatch.setattr(os, "geteuid", os.getuid)
    monkeypatch.setattr(clusters, "SYSTEM_RUN", tmp_path / "run")
    folder = clusters.socket_folder(made, clusters.TEST, None)
    try:
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107
        assert folder.stat().st_mode & 0o777 == 0o700
        assert clusters.socket_folder(made, clusters.TEST, None) == folder
    finally:
        folder.rmdir()


def test_no_short_folder_is_said_in_one_sentence(tmp_path, monkeypatch):
    made = state.open_state(State(tmp_path / "state", tmp_path))
    monkeypatch.setattr(clusters, "_short_parents", lambda account: [tmp_path / ("a" * 100)])
    monkeypatch.setattr(clusters, "fits", lambda folder: False)
    with pytest.raises(Failure, match="107 bytes"):
        clusters.socket_folder(made, clusters.TEST, None)


def test_a_folder_of_something_else_is_never_taken(tmp_path):
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(Failure, match="neither empty nor a Palier state"):
        state.open_state(State(tmp_path, tmp_path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter"]


def test_reset_keeps_the_environment_and_the_marker(tmp_path):
    made = state.open_state(State(tmp_path / "state", tmp_path))
    state.ensure_secrets(made)
    for name in ("env", "mail"):
        (made.folder / name).mkdir()
        (made.folder / name / "file").touch()
    state.clear(made, kept=("env",))
    assert sorted(entry.name for entry in made.folder.iterdir()) == ["env", state.IDENTITY, state.MARKER]
    assert (made.folder / "env" / "file").exists()


def test_missing_packages_of_the_system(tmp_path, monkeypatch, capsys):
    """As an ordinary user: one command to type, exit code 3, and nothing made."""
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    monkeypatch.setattr(system_packages, "PANGO", {"libabsent.so.9": "libabsent9", "libother.so.1": "libother1"})
    monkeypatch.setattr(main, "_listen", lambda: None)
    assert main.main(["--state", str(tmp_path / "state")], tmp_path) == system_packages.MISSING == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "sudo apt-get install -y --no-install-recommends libabsent9 libother1" in said.err
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "the disk is full"),
        (PermissionError(13, "no", "place"), "(place)"),
    ],
)
def test_refusals_of_the_system_are_sentences(tmp_path, monkeypatch, capsys, error, words):
    def refuse(*_):
        raise error

    monkeypatch.setattr(main, "_listen", lambda: None)
    monkeypatch.setattr(main, "open_state", refuse)
    assert main.main(["--state", str(tmp_path / "state")], tmp_path) == 1
    assert words in (said := capsys.readouterr().err)
    assert "Traceback" not in said


def test_an_unforeseen_error_is_a_sentence_with_its_trace_in_the_log(tmp_path, monkeypatch, capsys):
    def break_down(*_):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(main, "_listen", lambda: None)
    monkeypatch.setattr(main, "_dispatch", break_down)
    assert main.main(["--state", str(tmp_path / "state")], tmp_path) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" in (tmp_path / "state" / "logs" / "launcher.log").read_text()


def test_a_socket_folder_of_someone_else_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "_short_parents", lambda account: [tmp_path])
    made = state.open_state(State(tmp_path / "state", tmp_path))
    (tmp_path / f"palier-{made.identity}-t").symlink_to(tmp_path)
    folder = clusters.socket_folder(made, clusters.TEST, None)
    assert folder.parent != tmp_path
    folder.rmdir()


def test_a_state_made_again_in_the_same_place_is_another(tmp_path):
    first = state.open_state(State(tmp_path / "state", tmp_path))
    before = first.identity
    assert state.open_state(first).identity == before
    shutil.rmtree(first.folder)
    assert state.open_state(first).identity != before


def test_a_state_that_has_its_databases_keeps_them(tmp_path):
    made = state.open_state(State(tmp_path / "state", tmp_path))
    (made.folder / state.DATA_POINTER).write_text("/var/lib/palier/0123456789ab\n")
    (made.folder / state.IDENTITY).unlink()
    assert state.open_state(made).identity == "0123456789ab"


def test_requirements_are_pinned_with_hashes_and_without_addresses():
    for name, *_ in lock.SETS:
        path = ROOT / "requirements" / name
        lock.refuse_addresses(path)
        text = path.read_text()
        assert text.count("==") >= 1
        assert text.count("--hash=sha256:") >= text.count("==")


def test_requirements_hold_what_the_project_asks_for():
    """Fails until `python3 run.py lock` has been run after a change of pyproject.toml."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, tools = asked["project"]["dependencies"], asked["dependency-groups"]["dev"]
    for name, wanted in (("runtime.txt", runtime), ("dev.txt", [*runtime, *tools])):
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        pinned = {}
        for line in lines:
            if "==" in line:
                package, version = line.rstrip(" \\").split(";")[0].strip().split("==")
                pinned[canonicalize_name(package)] = version
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0")), requirement


def test_an_address_in_the_requirements_is_refused(tmp_path):
    for line in ("--index-url https://example.org/simple", "a @ https://example.org/a.whl"):
        (tmp_path / "dev.txt").write_text(f"a==1\n{line}\n")
        with pytest.raises(Failure, match=r"dev\.txt:2"):
            lock.refuse_addresses(tmp_path / "dev.txt")


def test_the_digest_of_the_code_changes_with_any_of_its_files(tmp_path):
    for folder in ("cases", "launcher", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    before = schema.digest_of(schema.key_files(tmp_path))
    (tmp_path / "tests" / "test_a.py").write_text("a = 1\n")
    assert schema.digest_of(schema.key_files(tmp_path)) == before
    (tmp_path / "cases" / "gate.sql").write_text("SELECT 1;\n")
    assert schema.digest_of(schema.key_files(tmp_path)) != before


def test_a_missing_server_program_is_said(tmp_path):
    with pytest.raises(Failure, match="is missing"):
        wheels.installed(tmp_path)


def test_the_installation_uses_pip_s_index_and_certificates(tmp_path):
    made = State(tmp_path, tmp_path)
    python = tmp_path / "installer" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho \"global.index-url='mirror'\"\necho \":env:.cert='roots'\"\n")
    python.chmod(0o755)
    settings = environment.uv_settings(made, {})
    assert (settings["UV_DEFAULT_INDEX"], settings["SSL_CERT_FILE"]) == ("mirror", "roots")
    assert "UV_DEFAULT_INDEX" not in environment.uv_settings(made, {"UV_DEFAULT_INDEX": "chosen by the caller"})


def test_two_first_starts_share_their_secrets(tmp_path, monkeypatch):
    made = state.open_state(State(tmp_path / "state", tmp_path))
    first = state.ensure_secrets(made)
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert state.ensure_secrets(made) == first


def test_secrets_of_an_older_version_get_the_keys_they_lack(tmp_path):
    made = state.open_state(state.State(tmp_path / "state", ROOT))
    first = state.ensure_secrets(made)
    older = {name: value for name, value in first.items() if name != "account_keys"}
    made.secrets_file.write_text(json.dumps(older))
    completed = state.ensure_secrets(made)
    assert {name: value for name, value in completed.items() if name != "account_keys"} == older
    assert len(completed["account_keys"]) == 1
    assert state.ensure_secrets(made) == completed
    assert made.secrets_file.stat().st_mode & 0o777 == 0o600


def test_the_launcher_needs_nothing_but_the_standard_library():
    """In isolated mode without site-packages, every module that `run.py` loads can be imported."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import launcher.main, launcher.supervisor"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_failures_carry_their_code():
    assert console.Failure("no").code == 1
