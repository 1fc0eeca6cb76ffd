"""The process that owns the servers of one cluster.

Started as `python -m launcher.supervisor STATE PROJECT KIND ENVIRONMENT`.

It tells its starter on stdout `say SENTENCE`, then `ready` or `failed SENTENCE`. It ends, with the servers,
when nobody holds a lease, when a server dies, or on SIGTERM.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from launcher import clusters, console, postgres, record, servers, valkey, wheels
from launcher.clusters import Cluster
from launcher.console import Failure
from launcher.locks import FileLock
from launcher.state import State

POLL_SECONDS = 0.2


def main(arguments: list[str]) -> int:
    """Serve one cluster until it is no longer needed; the exit code is 1 when it could not be served."""
    folder, project, kind, environment = arguments
    state = State(Path(folder), Path(project))
    me = FileLock(servers.supervisor_path(state, kind))
    if not me.take():
        return _answer("failed another supervisor already keeps these servers.")
    stop = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.append(True))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    running: list[subprocess.Popen] = []
    try:
        cluster = clusters.describe(state, kind, wheels.site_packages(Path(environment)))
        _end_stale(cluster)
        running.append(valkey.start(cluster))
        running.append(postgres.start(cluster))
        _answer("ready")
        _silence()
        _watch(FileLock(servers.lease_path(state, kind)), running, stop)
    except Failure as failure:
        _answer(f"failed {failure.sentence}")
        return 1
    except OSError as error:
        _answer(f"failed {console.sentence_of(error)}")
        return 1
    finally:
        _stop(state, kind, running)
    return 0


def _answer(line: str) -> int:
    try:
        print(line, flush=True)
    except BrokenPipeError:
        _silence()
    return 1


def _silence() -> None:
    """The starter reads no further: whatever is printed from here on goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _end_stale(cluster: Cluster) -> None:
    names = [name for name, end in (("PostgreSQL", postgres.end_stale), ("Valkey", valkey.end_stale)) if end(cluster)]
    if names:
        _answer(f"say an earlier start was killed; its {' and '.join(names)} still ran and were stopped.")


def _watch(lease: FileLock, running: list[subprocess.Popen], stop: list) -> None:
    """Return when nobody uses the servers (then holding the lease), when one died, or when told to stop."""
    while not stop and not lease.take():
        if any(process.poll() is not None for process in running):
            console.say("a server stopped by itself; stopping the other.")
            return
        time.sleep(POLL_SECONDS)


def _stop(state: State, kind: str, running: list[subprocess.Popen]) -> None:
    """Stop the servers, first what a killed launcher left connected to them."""
    left = record.read(state) if kind == clusters.DEMONSTRATION else None
    if left is not None and not left.alive:
        record.end_children(left)
    for process, end in reversed(list(zip(running, (valkey.stop, postgres.stop), strict=False))):
        end(process)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
