"""What belongs to the command stays the command's: its stdout, its exit code, its folder, its role."""

import os
import re
import signal
import subprocess
import time

from launcher import contract
from launcher.processes import wait_until


def test_stdout_and_exit_code_are_the_command_s(place):
    said = place.call("manage", "say")
    assert (said.returncode, said.stdout) == (0, "only this\n")
    assert "aside" in said.stderr
    assert place.call("manage", "fail", "7").returncode == 7
    assert place.living() == []


def test_only_structure_is_changed_as_owner(place):
    asked = ("makemigrations", "runserver")
    for command in asked:
        place.call("manage", command)
    calls = (place.state.folder / "calls").read_text().splitlines()
    assert [call for call in calls if call.endswith(asked)] == ["owner makemigrations", "app runserver"]
    assert {
        contract.role_of(name) for name in ("migrate", "install_keys", "seed_demo", "add_unit", "add_agreement")
    } == {contract.OWNER}


def test_pytest_gets_its_arguments_and_returns_its_code(place, tmp_path):
    inside = tmp_path / "test_inside.py"
    inside.write_text(
        "import os\n"
        "def test_contract():\n"
        "    assert os.environ['PALIER_ENV'] == 'test' and 'PALIER_DEMO' not in os.environ\n"
        "    assert os.environ['DJANGO_SETTINGS_MODULE'] == 'config.settings_test'\n"
        "def test_fails():\n"
        "    assert False\n"
    )
    plain = ("-p", "no:cacheprovider", "-q", "--rootdir", str(tmp_path), str(inside))
    browser = tmp_path / "programs" / "chromium"
    browser.parent.mkdir()
    browser.touch(mode=0o755)
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": f"{browser.parent}:{os.environ['PATH']}"}
    done = place.call("test", *plain, variables=variables)
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout.splitlines()[-1]
    assert place.living() == []


def test_attack_and_bench_get_a_database_of_their_own(place):
    for command in (("manage", "attack", "--attempts", "5"), ("bench", "--attempts", "5")):
        done = place.call(*command)
        name, *rest = done.stdout.split()
        assert re.fullmatch(r"(attack|bench)_\d+_main", name)
        assert rest == ["test", "None", "app", "config.settings", "--attempts", "5"]
        assert done.returncode == 0
    assert place.living() == []


def test_ctrl_c_ends_the_command_and_its_servers(place, tmp_path):
    started = tmp_path / "started"
    running = subprocess.Popen(
        place.command("manage", "wait", str(started)),
        env=place.variables,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert wait_until(started.exists, 20)
    running.send_signal(signal.SIGINT)
    assert running.wait(10) in (1, 130)
    assert place.living() == []


def test_servers_stay_for_the_last_of_two_commands(place, tmp_path):
    started = tmp_path / "started"
    first = subprocess.Popen(place.command("manage", "wait", str(started)), env=place.variables, start_new_session=True)
    try:
        assert wait_until(started.exists, 15)
        before = time.monotonic()
        assert place.call("manage", "say").returncode == 0
        assert time.monotonic() - before < 5
        assert [pid for pid in place.living() if pid != first.pid], "the servers were stopped under the first command"
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
    assert wait_until(lambda: not place.living(), 10)


def test_wrong_arguments(place):
    assert place.call("nonsense").returncode == 2
    assert place.call("--port", "http").returncode == 2
    assert place.call("--reset", "test").returncode == 2
