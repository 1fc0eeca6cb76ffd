"""The embedded Valkey: broker and cache, on a private socket, with a password."""

import os
import signal
import socket
import subprocess

from launcher import processes
from launcher.clusters import Cluster
from launcher.console import Failure
from launcher.state import read_secrets

READY_SECONDS = 15.0


def configuration(cluster: Cluster) -> str:
    """The settings. Messages are never evicted; a demonstration loses at most a second of them in a crash."""
    settings = {
        "port": "0",
        "unixsocket": str(cluster.valkey_socket),
        "unixsocketperm": "700",
        "requirepass": read_secrets(cluster.state.secrets_file)["valkey"],
        "dir": str(cluster.valkey_data),
        "daemonize": "no",
        "save": '""',
        "appendonly": "no" if cluster.throw_away else "yes",
        "appendfsync": "everysec",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "pidfile": str(cluster.valkey_data / "valkey.pid"),
    }
    return "".join(f"{name} {value}\n" for name, value in settings.items())


def start(cluster: Cluster) -> subprocess.Popen:
    """Start Valkey (settings on stdin: the password is in no file and on no command line) and wait for it."""
    log = cluster.state.log(f"valkey-{cluster.kind}")
    cluster.valkey_socket.unlink(missing_ok=True)
    process = processes.spawn(
        [cluster.programs.valkey, "-"],
        environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        log=log,
        account=cluster.account,
        given=configuration(cluster).encode(),
    )
    processes.wait_until(lambda: process.poll() is not None or answers(cluster), READY_SECONDS)
    if process.poll() is not None or not answers(cluster):
        stop(process)
        raise Failure(f"Valkey did not start; see {log}.")
    return process


def answers(cluster: Cluster) -> bool:
    """Whether the server accepts the password and has its data loaded."""
    password = read_secrets(cluster.state.secrets_file)["valkey"]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(cluster.valkey_socket))
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            received = b""
            while received.count(b"\r\n") < 2 and (part := connection.recv(200)):
                received += part
        except OSError:
            return False
    return received == b"+OK\r\n+PONG\r\n"


def stop(process: subprocess.Popen) -> None:
    """Stop after writing what is pending; killed after 3 seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(3.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_stale(cluster: Cluster) -> bool:
    """Stop a Valkey of this cluster whose supervisor died; True when there was one."""
    pid_file = cluster.valkey_data / "valkey.pid"
    text = pid_file.read_text().strip() if pid_file.exists() else ""
    if not text.isdigit() or not processes.works_in(int(text), cluster.valkey_data):
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        processes.send([int(text)], number)
        if processes.wait_until(lambda: processes.started_at(int(text)) is None, 3.0):
            break
    return True
