"""`test`, `manage` and `bench`: the environment and the servers lent to another program."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher import clusters, contract, postgres, processes, record, schema, system_packages, testing
from launcher.clusters import Cluster
from launcher.console import Stopped
from launcher.environment import Environment
from launcher.servers import Servers
from launcher.state import State

WITHOUT_BROWSER = "--without-browser"
TEST_URL = "http://localhost:8000"
# Commands on databases of their own in the test cluster, never on the demonstration's.
TEST_CLUSTER_COMMANDS = ("attack", "bench", "chaos")
STOP_SECONDS = 8.0


def test(state: State, environment: Environment, arguments: list[str]) -> int:
    """Run pytest with these arguments on the test cluster; the exit code is pytest's."""
    if WITHOUT_BROWSER not in arguments and system_packages.browser() is None and os.geteuid() == 0:
        system_packages.provide(["chromium", "chromium-l10n"], "tests in a browser; --without-browser leaves them out")
    with _servers(state, environment, clusters.TEST) as servers:
        variables = contract.environment(servers.cluster, environment.python, role=contract.APP, url=TEST_URL)
        command = [str(environment.python), "-m", "pytest", *arguments]
        return attend(command, variables, state.project)


def manage(state: State, environment: Environment, arguments: list[str]) -> int:
    """Run a management command in the caller's folder; the exit code is the command's."""
    name = arguments[0] if arguments else "help"
    command = [str(environment.python), str(state.project / "manage.py"), *arguments]
    if name in TEST_CLUSTER_COMMANDS:
        return _on_own_database(state, environment, command, name)
    with _servers(state, environment, clusters.DEMONSTRATION) as servers:
        first = record.read(state)
        served = first is not None and first.alive
        role = contract.role_of(name)
        url = (first.url if first and served else "") or TEST_URL
        if role == contract.APP and not served and not schema.fits_code(state):
            schema.migrate(servers.cluster, environment, url)
        variables = contract.environment(servers.cluster, environment.python, role=role, url=url)
        return attend(command, variables, Path.cwd())


def copies(name: str) -> Callable[[State, Environment, list[str]], int]:
    """`backup`, `restore` or `drill` of the demonstration's database, as the superuser of its server."""

    def command(state: State, environment: Environment, arguments: list[str]) -> int:
        with _servers(state, environment, clusters.DEMONSTRATION) as servers:
            variables = contract.environment(servers.cluster, environment.python, role=contract.OWNER, url=TEST_URL)
            variables["PYTHONPATH"] = str(state.project)
            line = [str(environment.python), "-m", "launcher.production", name, *arguments]
            return attend(line, variables, Path.cwd())

    return command


def _on_own_database(state: State, environment: Environment, command: list[str], name: str) -> int:
    """Run a command on a fresh copy of the migrated database, dropped afterwards."""
    with _servers(state, environment, clusters.TEST) as servers:
        access = postgres.access(servers.cluster)
        owner = _variables(servers.cluster, environment, contract.OWNER)
        folder, files = contract.files_folder(state, clusters.TEST), schema.key_files(state.project)
        model = testing.build_template(
            access, project=state.project, python=environment.python, owner=owner, folder=folder, files=files
        )
        database = testing.clone(model, prefix=name, access=access)
        try:
            variables = _variables(servers.cluster, environment, contract.APP) | {"PALIER_DB_NAME": database}
            return attend(command, variables, Path.cwd())
        finally:
            testing.drop(database, access=access)


def _variables(cluster: Cluster, environment: Environment, role: str) -> dict[str, str]:
    """The contract of the test cluster with the product's own settings: the application's real login."""
    variables = contract.environment(cluster, environment.python, role=role, url=TEST_URL)
    return variables | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def _servers(state: State, environment: Environment, kind: str) -> Servers:
    return Servers(clusters.describe(state, kind, environment.packages), environment.folder)


def attend(command: list[str], variables: Mapping[str, str], folder: Path) -> int:
    """Run a command on this terminal until it ends; its exit code (128 + n after signal n).

    Ctrl-C reaches the command from the terminal; where there is none, and for other signals, SIGINT is sent.
    """
    process = subprocess.Popen(
        command,
        env=dict(variables),
        cwd=folder,
        preexec_fn=processes.dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no thread is ever started here
    )
    try:
        code = process.wait()
    except Stopped as stopped:
        if stopped.number != signal.SIGINT or not os.isatty(0):
            process.send_signal(signal.SIGINT)
        code = _end(process)
    return code if code >= 0 else 128 - code


def _end(process: subprocess.Popen) -> int:
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
