"""Transactions of several members at once on one household, each on its own connection, forced to overlap.

Every racer opens its transaction and its context first (under REPEATABLE READ its snapshot is taken then). The first
acts and stays uncommitted; each other acts until it waits for a lock or has done; then all commit.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, local

import psycopg
from django.db import DatabaseError, connections

from common.context import acting
from partners.acting import Acting
from tests.gate.acts import Refusal
from tests.gate.logins import django_login

SERIALIZATION = {"40001", "40P01"}
PATIENCE = 10.0
#: How often a transaction is made again before its racer gives up.
MOST = 6
READ_COMMITTED, REPEATABLE_READ = "READ COMMITTED", "REPEATABLE READ"


@dataclass
class Racer:
    """Who does what, in its own transaction."""

    by: Acting
    act: Callable[[], object]


@dataclass
class Finish:
    """`outcome`: done, or why not. `met`: why the transaction was made again, each time. `waited`: for a lock."""

    outcome: str
    met: tuple[str, ...] = ()
    waited: bool = False

    @property
    def told(self) -> str:
        return self.outcome + (", made again" if self.met else "")


class _Lane:
    """Where one racer is: the events its driver waits for, and those it waits for."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.opened, self.go, self.acted, self.commit, self.over = (Event() for _ in range(5))
        self.waited = False


class Course:
    """Connections under the real runtime login, one a thread, and the races run on them."""

    def __init__(self, database: str, superuser: psycopg.Connection, lanes: int = 3) -> None:
        self.database, self.superuser = database, superuser
        self.threads = ThreadPoolExecutor(lanes, thread_name_prefix="racer")
        self._mine = local()

    def close(self) -> None:
        # Each thread closes what it opened: the connections are kept per thread.
        def close() -> None:
            if getattr(self._mine, "ready", False):
                connections["default"].close()
                self._mine.ready = False
            time.sleep(0.02)

        for closing in [self.threads.submit(close) for _ in range(self.threads._max_workers * 2)]:
            closing.result()
        self.threads.shutdown()

    def _connect(self, isolation: str) -> int:
        if not getattr(self._mine, "ready", False):
            connections["default"] = django_login("palier_app", self.database, "default")
            self._mine.ready = True
        with connections["default"].cursor() as cursor:
            cursor.execute(f"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {isolation}")
            cursor.execute("SELECT pg_backend_pid()")
            return cursor.fetchone()[0]

    def race(self, racers: Sequence[Racer], isolation: str) -> list[Finish]:
        """Run them so that their transactions overlap; how each ended, in their order."""
        lanes = [_Lane(0) for _ in racers]
        runs = [self.threads.submit(self._run, *pair, isolation) for pair in zip(racers, lanes, strict=True)]
        for lane in lanes:
            _await(lane.opened)
        first, *others = lanes
        first.go.set()
        self._until_stopped(first)
        for lane in others:
            lane.go.set()
        for lane in others:
            self._until_stopped(lane)
        for lane in lanes:
            lane.commit.set()
        return [self._finish(run, lane) for run, lane in zip(runs, lanes, strict=True)]

    @staticmethod
    def _finish(run: Future, lane: _Lane) -> Finish:
        finish = run.result(PATIENCE)
        finish.waited = lane.waited
        return finish

    def _until_stopped(self, lane: _Lane) -> None:
        """Until that racer has acted, is over, or waits for a lock someone holds."""
        stop = time.monotonic() + PATIENCE
        while not (lane.acted.wait(0.003) or lane.over.is_set()):
            waiting = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"
            if self.superuser.execute(waiting, [lane.pid]).fetchone()[0]:
                lane.waited = True
                return
            assert time.monotonic() < stop, "a racer neither acted nor waits"

    def _run(self, racer: Racer, lane: _Lane, isolation: str) -> Finish:
        lane.pid = self._connect(isolation)
        met: tuple[str, ...] = ()
        try:
            while len(met) < MOST:
                try:
                    with acting(racer.by.audiences):
                        lane.opened.set()
                        _await(lane.go)
                        racer.act()
                        lane.acted.set()
                        _await(lane.commit)
                    return Finish("done", met)
                except Refusal:
                    return Finish("too late", met)
                except DatabaseError as error:
                    state = getattr(error.__cause__, "sqlstate", "") or ""
                    if state not in SERIALIZATION:
                        return Finish(state, met)
                    met += (state,)
            return Finish("gave up", met)
        finally:
            lane.opened.set()
            lane.over.set()


def _await(event: Event) -> None:
    assert event.wait(PATIENCE), "the race stands still"
