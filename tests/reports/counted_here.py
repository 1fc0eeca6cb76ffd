"""Counting inside the transaction of a test: as the statistics role, on the connection that sees the test's own rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from common.context import STATISTICS, counting
from common.rls import declare
from reports.counting import work
from tests.harness import as_role


@contextmanager
def counted_here(monkeypatch) -> Iterator[None]:
    """What `reports.counting.count` sends goes to the test's connection, which becomes the statistics role for it alone."""

    @contextmanager
    def here(unit: int, managers: int) -> Iterator[None]:
        with as_role(declare.STATISTICS), counting(unit, managers):
            yield

    monkeypatch.setattr(work, "counting", here)
    before = connections[STATISTICS]
    connections[STATISTICS] = connections["default"]
    try:
        yield
    finally:
        connections[STATISTICS] = before
