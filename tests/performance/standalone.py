"""The benchmark outside the test suite, for `manage bench`: on the databases copied for it, which it fills."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, connections

from launcher import testing
from tests.performance import dataset
from tests.performance.cells import Counted, measure
from tests.performance.imports import Import, import_file
from tests.performance.operations import OPERATIONS, ROUNDS, Measured, Replay, operations_of, replay
from tests.performance.pages import Page, list_page

#: The login of the tests: the runtime role, which may become the owner to make the directory.
LOGIN = "palier_test"
#: How much more a list may touch, beside its floor, when there are ten times as many households (docs/adr/0018).
GROWTH = 1.25
SMALLER = 10


@dataclass
class Bench:
    """What was measured; `missed` names the targets that were not met (performance.md)."""

    households: int
    seconds: float
    measured: list[tuple[str, Measured]] = field(default_factory=list)
    growth: dict[str, float] = field(default_factory=dict)
    page: Page | None = None
    imported: Import | None = None

    @property
    def missed(self) -> list[str]:
        missed = [f"{who}, {m.size}: {m.operation.name}" for who, m in self.measured if not m.within(times=True)]
        missed += [f"growth of the list, {size}" for size, ratio in self.growth.items() if ratio > GROWTH]
        missed += ["server time of the list page"] if self.page and not self.page.within else []
        return missed + (["import of a file"] if self.imported and not self.imported.within else [])

    def rows(self) -> Iterator[dict[str, Any]]:
        """One per line of the table: ratios to the floor, blocks of 8 kB, milliseconds in the database."""
        for who, each in self.measured:
            yield {
                "operation": each.operation.name,
                "size": each.size,
                "who": who,
                "buffers": each.cost.buffers,
                "buffers_ratio": round(each.buffers, 2),
                "milliseconds": round(each.cost.milliseconds, 2),
                "time_ratio": round(each.time, 2),
                "within": each.within(times=True),
            }


def bench(households: int, tell: Callable[[str], None]) -> Bench:
    """Fill a database of a tenth, then one of that many households, and measure in each. Test cluster only."""
    smaller = _lists(max(households // SMALLER, 1_000), tell)
    with _filled(households, tell) as (filled, name):
        done = Bench(households, filled.seconds)
        with testing.connect("palier_app", name) as app, testing.connect("postgres", name) as superuser:
            replays = list(_replays(filled))
            # A round of all of them, then the next: what disturbs the machine for a second disturbs one round of each.
            for _ in range(ROUNDS):
                for _, each in replays:
                    each.round(app, superuser)
            done.measured = [(who, each.measured(app, superuser)) for who, each in replays]
            done.imported = import_file(filled.clerk, superuser)
        done.page = list_page(filled.managers["huge"])
    for who, each in done.measured:
        if (each.operation.name, who) == ("list", "manager"):
            done.growth[each.size] = each.buffers / max(1.0, smaller[each.size])
    return done


def cells_of(households: int) -> Counted:
    """What counting and reading the cells of one unit of so many households takes. Test cluster only."""
    name = testing.clone(testing.template(), prefix="bench")
    before = {each.alias: dict(each.settings_dict) for each in connections.all()}
    try:
        for each in connections.all():
            each.close()
            each.settings_dict["NAME"] = name
        connection.settings_dict.update(USER=LOGIN, PASSWORD=settings.SECRETS[LOGIN])
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "options": "-c role=palier_app"}
        with testing.connect("postgres", name) as superuser:
            return measure(superuser, households)
    finally:
        for each in connections.all():
            each.close()
            each.settings_dict.clear()
            each.settings_dict.update(before[each.alias])
        testing.drop(name)


def _replays(filled: dataset.Dataset) -> Iterator[tuple[str, Replay]]:
    for size in dataset.SIZES:
        for operation in operations_of(size):
            for who, by in (("manager", filled.managers[size]), ("worker", filled.workers[size])):
                yield who, replay(operation, size, by)


def _lists(households: int, tell: Callable[[str], None]) -> dict[str, float]:
    """What each unit's list touches, as a multiple of its floor, in a smaller database."""
    operation = OPERATIONS[0]
    with (
        _filled(households, tell) as (filled, name),
        testing.connect("palier_app", name) as app,
        testing.connect("postgres", name) as superuser,
    ):
        return {
            size: replay(operation, size, filled.managers[size]).measured(app, superuser).buffers
            for size in dataset.SIZES
        }


@contextmanager
def _filled(households: int, tell: Callable[[str], None]) -> Iterator[tuple[dataset.Dataset, str]]:
    tell(f"loading {households} households")
    name = testing.clone(testing.template(), prefix="bench")
    before = {each.alias: dict(each.settings_dict) for each in connections.all()}
    try:
        for each in connections.all():
            each.close()
            each.settings_dict["NAME"] = name
        connection.settings_dict.update(USER=LOGIN, PASSWORD=settings.SECRETS[LOGIN])
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "options": "-c role=palier_app"}
        with testing.connect("postgres", name) as superuser:
            filled = dataset.load(superuser, households)
        tell(f"loaded in {filled.seconds:.0f} s")
        yield filled, name
    finally:
        for each in connections.all():
            each.close()
            each.settings_dict.clear()
            each.settings_dict.update(before[each.alias])
        testing.drop(name)
