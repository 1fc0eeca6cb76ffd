"""What it costs to count the cells of one unit for a report, and to read them when the night counted them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.utils import timezone

from cases import periods
from common import pdf
from common.context import STATISTICS, acting
from reports import counting, gathering
from reports.composing import outline_of
from reports.counting import statements, work
from reports.counting.asked import Asked, needed_by
from reports.counting.families import Family
from reports.documents.annual_report import TEMPLATE
from reports.documents.files import context_of
from reports.outline import tables
from tests.reports.report_scene import twenty
from tests.reports.rows_of import Team, team

SQL = Path(__file__).with_name("cells.sql")
FIRST = 1_000_000
#: The share of drawing a report of twenty pages that gathering its figures may take (performance.md).
SHARE = 0.05
ROUNDS = 5


@dataclass
class Counted:
    """Seconds. `floor`: the same statements as the superuser, whom no policy concerns; `gathered`: what a worker does to have the
    figures of an annual report that the night counted; `drawn`: its copy to read, of twenty pages; each the quickest of some."""

    households: int
    counted: float = 0.0
    floor: float = 0.0
    gathered: float = 0.0
    drawn: float = 0.0
    figures: int = 0
    of_report: int = 0
    families: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Of a report's drawing."""
        return self.gathered / self.drawn

    @property
    def within(self) -> bool:
        return self.share < SHARE


def fill(superuser: psycopg.Connection, households: int) -> Team:
    """A unit of that many households. Commits; ends with ANALYZE."""
    of = team("gironde")
    parameters = {
        "households": households, "first": FIRST, "today": timezone.localdate(), "landlords": of.landlords, "unit": of.authors.unit,
        "managers": of.authors.managers, "agreement": of.agreement.pk, "version": of.programme_version,
    }  # fmt: skip
    with superuser.transaction():
        psycopg.ClientCursor(superuser).execute(SQL.read_text(encoding="utf-8"), parameters)
    superuser.execute("VACUUM (ANALYZE)")
    return of


def measure(superuser: psycopg.Connection, households: int) -> Counted:
    """Count, the same without row security, and read."""
    of, done = fill(superuser, households), Counted(households)
    today = timezone.localdate()
    asked = counting.usual(today)
    with _watched(done, 0):
        began = time.perf_counter()
        made = counting.count(of.authors, "gironde", asked, today=today)
        done.counted = time.perf_counter() - began
    with _watched(done, 1), _as_superuser(), connections[STATISTICS].cursor():
        began = time.perf_counter()
        work._counted(of.authors, "gironde", asked, today)
        done.floor = time.perf_counter() - began
    with acting((of.authors.managers,)):
        done.figures = made.figures.count()
        done.gathered = min(_seconds(lambda: _gather(of, done)) for _ in range(ROUNDS))
    done.drawn = min(_seconds(_draw) for _ in range(2))
    return done


def _gather(of: Team, done: Counted) -> None:
    """What `reports.gathering.gather` does of the last whole year before it masks."""
    needed_by.cache_clear()
    year = periods.year(timezone.localdate().year - 1)
    outline = gathering.countable(outline_of(year), year, ())
    found = counting.standing(of.authors, "gironde", tables(outline, year, gathering.unknown_categories()))
    assert found
    done.of_report = len(gathering.read_from(found, outline, year, ()).figures)


def _draw() -> None:
    pdf.make(TEMPLATE, context_of(twenty(), at=timezone.now(), is_sealed=True))


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def _watched(done: Counted, place: int) -> Iterator[None]:
    """The seconds of each family."""
    real: Callable[..., Any] = statements._by_family
    last: list[Any] = []

    def told(name: str) -> None:
        now = time.perf_counter()
        if last:
            before = done.families.get(last[0], (0.0, 0.0))
            spent = now - last[1]
            done.families[last[0]] = (spent, before[1]) if place == 0 else (before[0], spent)
        last[:] = [name, now]

    def by_family(asked: Asked, family_of: Mapping[str, Family]) -> Iterator[Any]:
        for family, crossings in real(asked, family_of):
            told(family.name)
            yield family, crossings
        told("")

    statements._by_family = by_family
    try:
        yield
    finally:
        statements._by_family = real


@contextmanager
def _as_superuser() -> Iterator[None]:
    """The same statements on the same database, as nobody's policies concern."""
    from tests.gate.logins import aliased

    before = connections[STATISTICS]
    with aliased("postgres", before.settings_dict["NAME"]) as alias:
        connections[STATISTICS] = connections[alias]
        try:
            yield
        finally:
            connections[STATISTICS] = before
