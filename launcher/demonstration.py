"""`python3 run.py`: everything started in order, one URL printed, everything stopped on Ctrl-C."""

import errno
import http.client
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from launcher import clusters, contract, processes, record, schema, web
from launcher.clusters import Cluster
from launcher.console import Failure, Stopped, say
from launcher.environment import Environment
from launcher.locks import FileLock
from launcher.servers import Servers
from launcher.state import State

READY_SECONDS = 90.0
PREVIOUS_SECONDS = 20.0
PORTS_TRIED = 100
RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0


def launcher_lock(state: State) -> FileLock:
    """Held by the launcher of this state for its whole life."""
    return FileLock(state.run / "launcher.lock")


def take_or_point(state: State, lock: FileLock) -> int | None:
    """Take the launcher's lock (None), or say where the launcher that holds it serves (an exit code).

    That is 0 with the URL on stdout when it is healthy, 1 with a sentence when not. A launcher that was
    killed is waited for, while its supervisor stops the servers.
    """
    if lock.take():
        return None
    first = record.read(state)
    if first is not None and not first.alive and lock.wait(PREVIOUS_SECONDS):
        return None
    if first is None or not first.url:
        say("another launcher is starting on this state; wait for its URL.")
        return 1
    if is_ready(first.url):
        print(first.url, flush=True)
        return 0
    say(f"another launcher (process {first.pid}) holds this state, but {first.url} does not answer.")
    return 1


def clean_up_after(state: State) -> None:
    """End what a killed launcher left behind, and say what happened. The caller holds the launcher's lock."""
    left = record.read(state)
    if left is None:
        return
    ended = record.end_children(left)
    what = f"stopped what still ran ({', '.join(ended)})" if ended else "nothing of it still runs"
    say(f"the previous launcher (process {left.pid}) did not end in order; {what}.")
    record.forget(state)


def is_ready(url: str) -> bool:
    """Whether /readyz at this URL answers 200."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection("127.0.0.1", int(host.rpartition(":")[2]), timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def choose_port(wanted: int) -> int:
    """The wanted port, or the next free one, which is said. Fails (Failure) when a hundred are taken."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        if _is_free(port):
            if port != wanted:
                say(f"port {wanted} is taken; using {port}.")
            return port
    raise Failure(f"no free port from {wanted} on; choose another with --port.")


def _is_free(port: int) -> bool:
    """Free on both addresses of localhost, so that no other server answers in our place."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except PermissionError as error:
            raise Failure(f"port {port} is reserved to root; choose one from 1024 on with --port.") from error
        except OSError as error:
            if family == socket.AF_INET or error.errno == errno.EADDRINUSE:
                return False
    return True


@dataclass
class Part:
    """One long-running process of the application, started again when it dies by itself."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)


@dataclass
class Demonstration:
    """The application's processes on running servers."""

    cluster: Cluster
    environment: Environment
    port: int

    def __post_init__(self) -> None:
        self.url = f"http://localhost:{self.port}"
        self.record = record.mine()
        self.parts = [Part(name, command) for name, command in self._commands().items()]
        self.variables = contract.environment(self.cluster, self.environment.python, role=contract.APP, url=self.url)

    def _commands(self) -> dict[str, list[str]]:
        programs = self.environment.python.parent
        schedule = self.cluster.state.run / "beat-schedule"
        celery = [str(programs / "python"), "-m", "celery", "-A", "config"]
        serving = web.command(programs, host="127.0.0.1", port=self.port, workers=2, threads=4)
        worker = [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ]
        beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(schedule), "--pidfile="]
        return {"web": serving, "worker": worker, "beat": beat}

    def start(self) -> None:
        """Start the web server, wait until /readyz answers (Failure when it does not), start worker and beat.

        One after the other: on two cores the page is there sooner than if all loaded the code at once.
        """
        first, *others = self.parts
        self._spawn(first)
        end = time.monotonic() + READY_SECONDS
        while not is_ready(self.url):
            self.mend()
            if time.monotonic() > end:
                raise Failure(f"{self.url}/readyz does not answer; see {self.cluster.state.log('web')}.")
            time.sleep(0.1)
        for part in others:
            self._spawn(part)
        self.record.url = self.url
        record.write(self.cluster.state, self.record)

    def _spawn(self, part: Part) -> None:
        log = self.cluster.state.log(part.name)
        part.process = processes.spawn(
            part.command, environment=self.variables, log=log, folder=self.cluster.state.project
        )
        self.record.children[part.name] = (part.process.pid, processes.started_at(part.process.pid) or 0)
        record.write(self.cluster.state, self.record)

    def mend(self) -> None:
        """Start again a part that died; Failure when it dies more than five times in a minute."""
        for part in self.parts:
            if part.process is None or part.process.poll() is None:
                continue
            now = time.monotonic()
            part.deaths = [at for at in part.deaths if now - at < RESTART_WINDOW_SECONDS] + [now]
            log = self.cluster.state.log(part.name)
            if len(part.deaths) > RESTARTS:
                raise Failure(f"{part.name} ends again and again; see {log}.")
            say(f"{part.name} ended by itself (code {part.process.returncode}); starting it again; see {log}.")
            pid, since = self.record.children[part.name]
            processes.end_groups({pid: since}, ())
            time.sleep(0.5)
            self._spawn(part)

    def stop(self) -> None:
        """Stop every part within five seconds, with whatever they started."""
        groups = dict(self.record.children.values())
        processes.end_groups(groups, record.STEPS)
        for part in self.parts:
            if part.process is not None:
                part.process.poll()


@dataclass(frozen=True)
class Wishes:
    """Options of the command line."""

    port: int
    demo: bool
    small: bool


def run(state: State, environment: Environment, wishes: Wishes) -> int:
    """Serve the demonstration until stopped; the caller holds the launcher's lock.

    In order: servers, schema as owner, static files, demonstration rows if the database is new, processes,
    the URL on stdout. The exit code is 0 after Ctrl-C or SIGTERM.
    """
    record.write(state, record.mine())
    say("starting PostgreSQL and Valkey.")
    cluster = clusters.describe(state, clusters.DEMONSTRATION, environment.packages)
    try:
        with Servers(cluster, environment.folder) as servers:
            port = choose_port(wishes.port)
            seed = (["seed_demo", "--small"] if wishes.small else ["seed_demo"]) if wishes.demo else []
            schema.prepare(cluster, environment, seed=seed, url=f"http://localhost:{port}")
            shown = Demonstration(cluster, environment, port)
            try:
                say("starting the application.")
                shown.start()
                print(shown.url, flush=True)
                return _serve(shown, servers)
            finally:
                shown.stop()
    finally:
        record.forget(state)


def _serve(shown: Demonstration, servers: Servers) -> int:
    try:
        while servers.alive:
            shown.mend()
            time.sleep(0.3)
    except Stopped:
        say("stopping.")
        return 0
    raise Failure(f"the servers ended by themselves; see {servers.cluster.state.logs}.")
