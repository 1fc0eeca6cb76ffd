"""The servers of a cluster as their users see them: held while needed, ended by the last one who leaves.

Every user holds a shared lock, its lease. A supervisor process owns PostgreSQL and Valkey and stops them
once it can take the lease for itself alone. A user that is killed loses its lease with its life.
"""

import subprocess
import sys
from pathlib import Path

from launcher.clusters import Cluster
from launcher.console import Failure, say
from launcher.locks import FileLock, locked
from launcher.processes import wait_until
from launcher.state import State

LEASE_SECONDS = 25.0
STOP_SECONDS = 12.0


def lease_path(state: State, kind: str) -> Path:
    """Held shared by the users of a cluster; taken alone by the supervisor before it stops."""
    return state.run / f"lease-{kind}.lock"


def supervisor_path(state: State, kind: str) -> Path:
    """Held by the supervisor from its first moment to its last."""
    return state.run / f"supervisor-{kind}.lock"


def running(state: State, kind: str) -> bool:
    """Whether a supervisor keeps the servers of this kind."""
    return FileLock(supervisor_path(state, kind)).held_elsewhere()


class Servers:
    """PostgreSQL and Valkey of one cluster, as a context: running inside it, stopped after its last user."""

    def __init__(self, cluster: Cluster, environment: Path) -> None:
        self.cluster = cluster
        self.environment = environment
        self.lease = FileLock(lease_path(cluster.state, cluster.kind))

    @property
    def alive(self) -> bool:
        return running(self.cluster.state, self.cluster.kind)

    def __enter__(self) -> "Servers":
        state, kind = self.cluster.state, self.cluster.kind
        if not self.lease.wait(LEASE_SECONDS, shared=True):
            raise Failure("the servers of an earlier command are still stopping; try again in a moment.")
        try:
            with locked(state.run / f"start-{kind}.lock", 90.0, "another command takes too long to start the servers."):
                if not running(state, kind):
                    self._start()
        except BaseException:
            self.lease.release()
            raise
        return self

    def _start(self) -> None:
        state = self.cluster.state
        command = [sys.executable, "-m", "launcher.supervisor", str(state.folder), str(state.project)]
        command += [self.cluster.kind, str(self.environment)]
        with state.log(f"supervisor-{self.cluster.kind}").open("ab") as log:
            supervisor = subprocess.Popen(
                command,
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        answer = ""
        for line in supervisor.stdout or ():
            answer, _, sentence = line.strip().partition(" ")
            if answer == "ready":
                return
            say(sentence)
        if answer != "failed":
            say(f"the servers did not start; see {state.logs}.")
        raise Failure("giving up.")

    def __exit__(self, *_: object) -> None:
        self.lease.release()
        wait_until(self._settled, STOP_SECONDS)

    def _settled(self) -> bool:
        """Nothing runs any more, or someone else still uses the servers."""
        if not self.alive:
            return True
        others_or_stopping = self.lease.held_elsewhere()
        return others_or_stopping and not self.lease.held_elsewhere(by_exclusive_only=True)
