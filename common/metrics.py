"""Figures for Prometheus: requests as they are answered, background work as the database holds it.

Labels are names of routes, methods, statuses, tasks' outcomes: never an identifier, never a word anyone typed.
Each web process writes its own files in one folder; `manage serve_metrics` adds them up on a private address.
"""

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from time import monotonic, time

from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from common.context import key_seconds_left

logger = logging.getLogger(__name__)

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0)
#: Finished work is counted over the whole table: once a minute is often enough.
OUTCOMES_EVERY = 60.0
BEAT, WORKER = "beat", "worker"
#: A sign is asked of each worker every minute. One that was killed is missed for two hours, then forgotten.
ALIVE_SECONDS, FORGOTTEN_SECONDS = 180.0, 7200.0

_WAITING = """
SELECT CASE WHEN attempts = 0 THEN 'waiting' WHEN next_at > now() THEN 'held' ELSE 'again' END, count(*),
  coalesce(max(extract(epoch FROM now() - created_at)), 0)::float
FROM common_outbox WHERE done_at IS NULL GROUP BY 1"""
_OUTCOMES = "SELECT outcome, count(*) FROM common_outbox WHERE done_at IS NOT NULL GROUP BY 1"
STATES = ("waiting", "held", "again")
OUTCOMES = ("done", "refused", "dead")


@cache
def _requests() -> tuple[Counter, Histogram]:
    registry = CollectorRegistry()
    labels = ["route", "method"]
    return (
        Counter("palier_requests", "Requests answered.", [*labels, "status"], registry=registry),
        Histogram("palier_request_seconds", "Time to answer.", labels, buckets=SECONDS, registry=registry),
    )


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Add one answered request; nothing without PALIER_METRICS_FOLDER."""
    if not settings.METRICS_FOLDER:
        return
    answered, latency = _requests()
    answered.labels(route, method, status).inc()
    latency.labels(route, method).observe(seconds)


def note_life(kind: str, name: str = "") -> None:
    """Leave the mark of a living beat or worker (BEAT, WORKER): a file whose time is its last sign. One for each `name`."""
    if settings.METRICS_FOLDER:
        _mark(kind, name).touch()


def note_end(kind: str, name: str = "") -> None:
    """Take its mark away: it ends as it was asked to, and nobody must miss it."""
    if settings.METRICS_FOLDER:
        _mark(kind, name).unlink(missing_ok=True)


def _mark(kind: str, name: str) -> Path:
    return Path(settings.METRICS_FOLDER) / (f"{kind}-{name}.life" if name else f"{kind}.life")


def registry(*, one_thread_each: bool = False) -> CollectorRegistry:
    """What `serve_metrics` serves: the web processes' counts added up, the outbox, the marks of life.

    `one_thread_each`: the server answers each reading in a thread of its own, whose connection must end with it.
    """
    made = CollectorRegistry()
    MultiProcessCollector(made, settings.METRICS_FOLDER)
    made.register(BackgroundWork(one_thread_each))
    return made


class BackgroundWork:
    """The outbox by state, the age of its oldest undone row, what is left of the context's key, and when beat and a worker
    last did something."""

    def __init__(self, one_thread_each: bool = False) -> None:
        self._one_thread_each = one_thread_each
        self._outcomes: dict[str, int] = {}
        self._counted = 0.0

    def describe(self) -> list[Metric]:
        """Nothing is asked of the database when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        answers = True
        try:
            yield from self._jobs()
            yield self._key()
        except DatabaseError as error:
            logger.error("the outbox cannot be counted: %s", type(error).__name__)
            answers = False
        finally:
            if self._one_thread_each:
                connection.close()
        yield GaugeMetricFamily("palier_database_up", "Whether the database answers.", value=float(answers))
        yield from self._lives()

    def _jobs(self) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            found = {state: (count, age) for state, count, age in cursor.fetchall()}
            if not self._counted or monotonic() - self._counted > OUTCOMES_EVERY:
                cursor.execute(_OUTCOMES)
                self._outcomes, self._counted = dict(cursor.fetchall()), monotonic()
        jobs = GaugeMetricFamily("palier_jobs", "Rows of the outbox by state.", labels=["state"])
        for state in STATES:
            jobs.add_metric([state], found.get(state, (0, 0.0))[0])
        for outcome in OUTCOMES:
            jobs.add_metric([outcome], self._outcomes.get(outcome, 0))
        yield jobs
        oldest = max((age for _, age in found.values()), default=0.0)
        yield GaugeMetricFamily("palier_outbox_oldest_seconds", "Age of the oldest undone row.", value=oldest)

    def _key(self) -> Metric:
        left = key_seconds_left()
        about = "Seconds until the key of the context ends: nobody reads anything after it."
        return GaugeMetricFamily("palier_context_key_seconds", about, value=float("-inf") if left is None else left)

    def _lives(self) -> Iterator[Metric]:
        """Of several workers the one that has been silent longest: a living one must not hide a dead one."""
        last = GaugeMetricFamily("palier_last_sign_seconds", "Seconds since the last sign of life.", labels=["of"])
        silences = {kind: _silences(kind) for kind in (BEAT, WORKER)}
        for kind, found in silences.items():
            last.add_metric([kind], max(found, default=float("inf")))
        yield last
        alive = sum(seconds <= ALIVE_SECONDS for seconds in silences[WORKER])
        yield GaugeMetricFamily("palier_workers", "Workers that gave a sign in the last three minutes.", value=alive)


def _silences(kind: str) -> list[float]:
    """Seconds since each mark of that kind; those of who died long ago are somebody's whose place was taken."""
    marks = [time() - mark.stat().st_mtime for mark in Path(settings.METRICS_FOLDER).glob(f"{kind}*.life")]
    return [seconds for seconds in marks if seconds <= FORGOTTEN_SECONDS] or sorted(marks)[:1]
