"""The servers themselves: passwords always, private sockets only, grants as the access rules need them."""

import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from launcher import clusters, contract, databases, postgres, testing, valkey
from launcher.console import Failure
from launcher.servers import Servers
from launcher.state import State, ensure_secrets, open_state


@pytest.fixture(scope="module")
def cluster(place, packages):
    """The running test cluster of the shared state."""
    state = open_state(place.state)
    ensure_secrets(state)
    with Servers(clusters.describe(state, clusters.TEST, packages), Path(sys.prefix)) as servers:
        yield servers.cluster


@pytest.fixture(scope="module")
def variables(cluster):
    return contract.environment(cluster, Path(sys.executable), role=contract.APP, url="http://localhost:1")


@pytest.fixture
def inside(variables, monkeypatch):
    """This process with the environment of a child of `run.py test`."""
    for name in [name for name in os.environ if name.startswith("PALIER_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        if name.startswith("PALIER_"):
            monkeypatch.setenv(name, value)


def test_no_trust_in_pg_hba(cluster):
    rules = [
        line.split()
        for line in (cluster.folder / "pg_hba.conf").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert rules == [["local", "all", "all", "scram-sha-256"]]


@pytest.mark.parametrize("role", ["postgres", "palier_owner", "palier_app"])
def test_a_wrong_password_or_none_is_refused(cluster, role):
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(cluster.sockets),
                port=5432,
                user=role,
                dbname="postgres",
                password=password,
                passfile="none",
            )


def test_secrets_are_the_owner_s_alone(cluster, variables):
    path = Path(variables["PALIER_SECRETS_FILE"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = json.loads(path.read_text())
    assert set(content) == {
        *("postgres", "palier_owner", "palier_app", "palier_log", "palier_test", "valkey", "palier_statistics"),
        *("django_secret_key", "context_keys", "context_key_id", "account_keys"),
    }
    assert len(bytes.fromhex(content["context_keys"][content["context_key_id"]])) == 32
    path.chmod(0o640)
    try:
        with pytest.raises(Failure, match="0600"):
            ensure_secrets(cluster.state)
    finally:
        path.chmod(0o600)


def test_no_secret_is_on_a_command_line(place, cluster):
    known = [value.encode() for value in ensure_secrets(cluster.state).values() if isinstance(value, str)][:-1]
    lines = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in place.living())
    assert lines
    assert not [secret for secret in known if secret in lines]


def test_settings_and_sockets(cluster, inside):
    assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
    with testing.connect("postgres") as connection:
        rows = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'data_checksums',"
                " 'fsync', 'synchronous_commit', 'password_encryption', 'lc_collate')"
            ).fetchall()
        )
        locale = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'template1'"
        ).fetchone()
    assert rows["listen_addresses"] == ""
    assert rows["data_checksums"] == "on"
    assert (rows["fsync"], rows["synchronous_commit"]) == ("off", "off")
    assert rows["password_encryption"] == "scram-sha-256"
    assert locale == ("b", "C.UTF-8")
    assert postgres.DURABLE == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def test_roles_can_do_no_more_than_they_should(inside):
    with testing.connect("postgres") as connection:
        roles = {
            row[0]: row[1:]
            for row in connection.execute(
                "SELECT rolname, rolcanlogin, rolcreatedb, rolinherit,"
                " rolsuper OR rolbypassrls OR rolcreaterole"
                " FROM pg_roles WHERE rolname LIKE 'palier_%'"
            )
        }
    assert roles == {
        "palier_owner": (True, True, True, False),
        "palier_keeper": (False, False, True, False),
        "palier_app": (True, False, False, False),
        "palier_log": (True, False, False, False),
        "palier_statistics": (True, False, False, False),
        "palier_test": (True, False, False, False),
    }


@pytest.fixture(scope="module")
def copy(cluster):
    """A database as every run and worker gets one."""
    databases.create_database(postgres.access(cluster), "test_grants")
    yield "test_grants"
    databases.drop_database(postgres.access(cluster), "test_grants")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE t (a int)",
        "CREATE TABLE t (a int)",
        "CREATE SCHEMA s",
        "DO $$ BEGIN END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE DATABASE d",
        "SET ROLE palier_owner",
        "SET ROLE palier_keeper",
    ],
)
@pytest.mark.parametrize("role", ["palier_app", "palier_log", "palier_statistics"])
def test_the_logins_of_the_application_create_nothing(copy, inside, role, statement):
    with testing.connect(role, copy) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_owner_keeper_and_the_test_login_do_their_work(copy, inside):
    with testing.connect("palier_test", copy) as connection:
        connection.execute("SET ROLE palier_owner")
        connection.execute("CREATE TABLE owned (a int)")
    with testing.connect("palier_owner", copy) as connection:
        connection.execute("BEGIN; SET LOCAL ROLE palier_keeper; DO $$ BEGIN END $$; COMMIT")


def test_only_the_superuser_enters_the_model_databases(inside):
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            testing.connect("palier_app", database)


def test_valkey_wants_its_password_and_serves_broker_and_cache(cluster, variables):
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(unix_socket_path=str(cluster.valkey_socket), retry=Retry(NoBackoff(), 0)).ping()
    cache = redis.Redis.from_url(variables["PALIER_CACHE_URL"])
    assert cache.ping()
    assert cache.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert cache.config_get("port") == {"port": "0"}
    with Connection(variables["PALIER_BROKER_URL"]) as broker:
        queue = broker.SimpleQueue("launcher-test")
        queue.put({"outbox": 1})
        assert queue.get(timeout=5).payload == {"outbox": 1}


def test_servers_left_alone_are_found_and_stopped(tmp_path, packages):
    """As after the death of a supervisor whose servers the kernel did not tell."""
    state = open_state(State(tmp_path / "state", tmp_path))
    ensure_secrets(state)
    alone = clusters.describe(state, clusters.TEST, packages)
    running = [valkey.start(alone), postgres.start(alone)]
    try:
        assert valkey.end_stale(alone)
        assert postgres.end_stale(alone)
        assert all(process.poll() is not None for process in running)
        assert not valkey.end_stale(alone)
        assert not postgres.end_stale(alone)
    finally:
        for process in running:
            process.kill()
        for folder in clusters.existing_folders(state):
            shutil.rmtree(folder)


def test_an_older_installation_gets_the_roles_that_came_later(tmp_path, packages):
    """Its databases, its secrets and the mark it was made with know nothing of them."""
    state = open_state(State(tmp_path / "state", tmp_path))
    ensure_secrets(state)
    older = clusters.describe(state, clusters.DEMONSTRATION, packages)
    try:
        process = postgres.start(older)
        access = postgres.access(older)
        for database in (postgres.DATABASE, "template1"):
            databases.execute(access, "DROP OWNED BY palier_statistics;", database=database)
        databases.execute(access, "DROP OWNED BY palier_statistics; DROP ROLE palier_statistics;")
        (older.folder / "made").write_text(postgres._fingerprint(older, without=("palier_statistics",)))
        postgres.stop(process)
        known = json.loads(state.secrets_file.read_text())
        del known["palier_statistics"]
        state.secrets_file.write_text(json.dumps(known))
        completed = ensure_secrets(state)
        assert {name: completed[name] for name in known} == known
        for _ in range(2):
            process = postgres.start(older)
            assert databases.execute(
                access, "SELECT current_user;", database=postgres.DATABASE, role="palier_statistics"
            ) == ["palier_statistics"]
            postgres.stop(process)
    finally:
        for folder in clusters.existing_folders(state):
            shutil.rmtree(folder)


def test_damaged_test_databases_are_made_anew(tmp_path, packages):
    state = open_state(State(tmp_path / "state", tmp_path))
    ensure_secrets(state)
    damaged = clusters.describe(state, clusters.TEST, packages)
    try:
        postgres.stop(postgres.start(damaged))
        (damaged.postgres_data / "global" / "pg_control").unlink()
        process = postgres.start(damaged)
        assert databases.database_names(postgres.access(damaged)) == ["template1", "template0", "postgres"]
        postgres.stop(process)
        (damaged.folder / "made").write_text("other passwords")
        with pytest.raises(Failure, match="--reset"):
            postgres.start(replace(damaged, kind=clusters.DEMONSTRATION))
    finally:
        for folder in clusters.existing_folders(state):
            shutil.rmtree(folder)


def test_template_is_built_once_per_code_and_cloned(place, inside, tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "PROJECT", place.state.project)
    code = tmp_path / "models.py"
    code.write_text("a = 1\n")
    calls = Path(os.environ["PALIER_STATE"]) / "calls"
    calls.unlink(missing_ok=True)
    first = testing.template([code])
    assert testing.template([code]) == first
    assert calls.read_text().splitlines() == [
        "owner migrate --verbosity 0",
        "owner install_keys",
        "owner publish_programmes",
    ]
    code.write_text("a = 2\n")
    assert testing.template([code]) != first
    copy = testing.clone(first)
    with testing.connect("palier_app", copy) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("palier_app",)
    testing.drop(copy)
    with pytest.raises(psycopg.OperationalError):
        testing.connect("palier_app", copy)


def test_copies_of_killed_runs_are_dropped(cluster, place, inside, tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "PROJECT", place.state.project)
    gone = subprocess.Popen(["true"])
    gone.wait()
    databases.create_database(postgres.access(cluster), f"test_{gone.pid}_gw0")
    code = tmp_path / "models.py"
    code.write_text("a = 3\n")
    testing.template([code])
    assert f"test_{gone.pid}_gw0" not in databases.database_names(postgres.access(cluster))


def test_helpers_refuse_any_cluster_but_the_test_one(inside, monkeypatch):
    monkeypatch.delenv("PALIER_ENV")
    with pytest.raises(Failure, match=r"run\.py test"):
        testing.template()
