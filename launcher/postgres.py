"""The embedded PostgreSQL: made once with SCRAM passwords, on a private socket only."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess

from launcher import databases, processes
from launcher.clusters import DEMONSTRATION, POSTGRES_PORT, Cluster
from launcher.console import Failure, say
from launcher.state import LATER_ROLES, SERVER_ROLES, read_secrets

HBA = "# Every connection comes by the private socket and with a password.\nlocal all all scram-sha-256\n"
DATABASE = "palier"
SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Nothing of a row may reach the log: neither statements, nor parameters, nor the « failing row contains » detail, nor
# errors themselves (« invalid input syntax … "what was typed" »): the application logs their class and SQLSTATE.
SILENT = {
    "log_error_verbosity": "terse",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_autovacuum_min_duration": "-1",
    "debug_print_parse": "off",
    "debug_print_plan": "off",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
}
READY_SECONDS = 60.0
FAST_SECONDS = 5.0


def access(cluster: Cluster) -> databases.Access:
    """How to reach the PostgreSQL of this cluster."""
    psql = cluster.programs.postgres / "psql"
    return databases.Access(cluster.sockets, POSTGRES_PORT, cluster.state.secrets_file, psql)


def start(cluster: Cluster) -> subprocess.Popen:
    """Start PostgreSQL and wait until it answers, after making its data folder at the first time.

    A test cluster that does not start is made anew; a demonstration that does not start is a Failure.
    """
    try:
        return _start(cluster)
    except Failure:
        if not cluster.throw_away:
            raise
        say("the test databases do not start; making them anew.")
        _clear(cluster)
        return _start(cluster)


def _start(cluster: Cluster) -> subprocess.Popen:
    made, mark = cluster.folder / "made", _fingerprint(cluster)
    known = made.read_text() if made.exists() else None
    older = known == _fingerprint(cluster, without=LATER_ROLES)
    if known not in (None, mark) and not older:
        raise Failure(f"{cluster.state.secrets_file} is not the one the databases were made with; see --reset.")
    if known is None:
        _initialise(cluster)
    (cluster.folder / "pg_hba.conf").write_text(HBA)
    process = _spawn(cluster)
    if known is None:
        _bootstrap(cluster)
        made.write_text(mark)
    elif older:
        databases.make_roles(access(cluster), test_cluster=cluster.throw_away)
        made.write_text(mark)
    return process


def _fingerprint(cluster: Cluster, without: tuple[str, ...] = ()) -> str:
    """Tells whether the databases were made with the passwords of today, `without` those of the roles that came later."""
    secrets = read_secrets(cluster.state.secrets_file)
    names = [name for name in SERVER_ROLES if name not in without]
    return hashlib.sha256("\n".join(secrets[name] for name in names).encode()).hexdigest()


def _initialise(cluster: Cluster) -> None:
    """Make the data folder: checksums, SCRAM, and an order of letters that is the same on every machine."""
    _clear(cluster)
    password = cluster.folder / "initial-password"
    password.touch(mode=0o600)
    password.write_text(read_secrets(cluster.state.secrets_file)["postgres"])
    if cluster.account is not None:
        os.chown(password, cluster.account.uid, cluster.account.gid)
    command = [cluster.programs.postgres / "initdb", "-D", cluster.postgres_data, "-U", "postgres"]
    command += ["--auth=scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--data-checksums"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    if cluster.throw_away:
        command.append("--no-sync")
    log = cluster.state.log(f"postgres-{cluster.kind}")
    try:
        process = processes.spawn(
            command, environment=_environment(), log=log, account=cluster.account, death_signal=signal.SIGKILL
        )
        if process.wait():
            raise Failure(f"PostgreSQL could not make its data folder; see {log}.")
    finally:
        password.unlink()


def _spawn(cluster: Cluster) -> subprocess.Popen:
    """Start the server. Its parent's death is a fast shutdown (SIGINT)."""
    settings = SETTINGS | SILENT | (THROW_AWAY if cluster.throw_away else DURABLE)
    settings |= {
        "unix_socket_directories": str(cluster.sockets),
        "hba_file": str(cluster.folder / "pg_hba.conf"),
    }
    command = [cluster.programs.postgres / "postgres", "-D", cluster.postgres_data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = cluster.state.log(f"postgres-{cluster.kind}")
    process = processes.spawn(
        command, environment=_environment(), log=log, account=cluster.account, death_signal=signal.SIGINT
    )
    if not processes.wait_until(lambda: process.poll() is not None or _ready(cluster, process.pid), READY_SECONDS):
        stop(process)
    if process.poll() is not None:
        raise Failure(f"PostgreSQL did not start; see {log}.")
    return process


#: Planning a statement takes more memory than the C library keeps at hand by itself: it gave it back to the system and
#: asked again for each statement, a quarter of the time of a household's page. Also in docker-compose.yml.
MEMORY = {"MALLOC_TOP_PAD_": "1048576", "MALLOC_TRIM_THRESHOLD_": "4194304", "MALLOC_MMAP_THRESHOLD_": "4194304"}


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | MEMORY


def _ready(cluster: Cluster, pid: int) -> bool:
    lines = _pid_file(cluster)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7] == "ready"


def _pid_file(cluster: Cluster) -> list[str]:
    with contextlib.suppress(FileNotFoundError):
        return [line.strip() for line in (cluster.postgres_data / "postmaster.pid").read_text().splitlines()]
    return []


def _bootstrap(cluster: Cluster) -> None:
    """Make the roles and their grants, and the database of the demonstration."""
    databases.make_roles(access(cluster), test_cluster=cluster.throw_away)
    if cluster.kind == DEMONSTRATION:
        databases.create_database(access(cluster), DATABASE)


def stop(process: subprocess.Popen) -> None:
    """Fast shutdown, then an immediate one when that takes more than 5 seconds."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(FAST_SECONDS)


def end_stale(cluster: Cluster) -> bool:
    """Stop a PostgreSQL of this cluster whose supervisor died; True when there was one."""
    lines = _pid_file(cluster)
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if not pid or not processes.works_in(pid, cluster.postgres_data):
        return False
    for number, seconds in (
        (signal.SIGINT, FAST_SECONDS),
        (signal.SIGQUIT, FAST_SECONDS),
        (signal.SIGKILL, 2.0),
    ):
        processes.send([pid], number)
        if processes.wait_until(lambda: processes.started_at(pid) is None, seconds):
            break
    return True


def _clear(cluster: Cluster) -> None:
    """Empty the data folder, keeping the folder itself and its owner."""
    (cluster.folder / "made").unlink(missing_ok=True)
    for entry in cluster.postgres_data.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
