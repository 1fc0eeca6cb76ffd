"""What a person does that costs: the product's own statements, and the same rows without row security.

A ratio compares the statements the product sends, replayed as the runtime role in a signed context, with the same
statements replayed by the superuser, whom no policy concerns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from cases.models import Accompaniment, Case, IdentityStatement, RentStatement
from cases.queries import case_page, lists
from common.context import acting
from partners.acting import Acting
from tests.performance.plans import Cost, cost

AGENDA = 60
#: Blocks that signed contexts read, whatever is asked: the key, once in each statement.
CONTEXT = 20
Statements = list[tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True)
class Operation:
    """`buffers`, `time`: the most it may cost, as a multiple of the floor (performance.md); None: not asked.
    `given`: what a person has before doing it (a page to follow, files to read), which costs nothing here. `floor`: a statement that stands for the floor where the same statements would say nothing."""

    name: str
    act: Callable[..., Any]
    buffers: float | None
    time: float | None
    given: Callable[[Acting], Any] = lambda by: None
    floor: str = ""


@dataclass(frozen=True)
class Measured:
    operation: Operation
    size: str
    cost: Cost
    floor: Cost

    @property
    def buffers(self) -> float:
        return self.cost.buffers / max(1, self.floor.buffers)

    @property
    def time(self) -> float:
        return self.cost.milliseconds / max(0.001, self.floor.milliseconds)

    def within(self, *, times: bool) -> bool:
        """Whether its targets are met; on a shared machine only buffers are steady."""
        limit = self.operation.buffers
        kept = limit is None or self.cost.buffers <= limit * self.floor.buffers + CONTEXT
        return kept and (not times or self.operation.time is None or self.time <= self.operation.time)


def _list(by: Acting, given: Any) -> None:
    page = lists.by_name(by.list_audience)
    lists.describe(by.list_audience, page.case_ids)


def _next_page(by: Acting, after: UUID) -> None:
    page = lists.by_name(by.list_audience, after=after)
    lists.describe(by.list_audience, page.case_ids)


def _search(fragment: str) -> Callable[..., None]:
    def act(by: Acting, given: Any) -> None:
        lists.by_name(by.list_audience, search=fragment)

    return act


def _count(by: Acting, given: Any) -> None:
    lists.count(by.list_audience)


def _case(by: Acting, case_id: int) -> None:
    case = Case.objects.get(pk=case_id)
    case_page.load(case, by, case_page.rights_on(case, by))


def _agenda(by: Acting, files: list[int]) -> None:
    for model in (IdentityStatement, RentStatement, Accompaniment):
        list(model.objects.filter(case_id__in=files))


def _some_cursor(by: Acting) -> UUID:
    return Case.objects.values_list("public_id", flat=True).get(pk=_one_case(by))


def _one_case(by: Acting) -> int:
    return _cases(by)[0]


def _cases(by: Acting) -> list[int]:
    return lists.by_name(by.list_audience, size=AGENDA).case_ids


OPERATIONS = (
    Operation("list", _list, 2.2, 1.5),
    Operation("next page", _next_page, 2.2, 1.5, _some_cursor),
    Operation("count", _count, None, 3.5),
    Operation("search, common", _search("ae"), None, 2.0),
    Operation("search, none", _search("zzz"), 6.0, 6.0),
    Operation("case page", _case, 3.2, 1.6, _one_case),
    Operation("agenda of 60", _agenda, 2.8, 1.6, _cases),
)


def statements(by: Acting, operation: Operation) -> Statements:
    """Those the product sends when that member does it."""
    kept: Statements = []

    def keep(execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config", "SET ")):
            kept.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with acting(by.audiences, read_only=True):
        given = operation.given(by)
        with connection.execute_wrapper(keep):
            operation.act(by, given)
    return kept


def measure(
    operation: Operation,
    size: str,
    by: Acting,
    app: psycopg.Connection,
    superuser: psycopg.Connection,
    *,
    rounds: int = 5,
) -> Measured:
    """The median of interleaved rounds, after a first one that warms."""
    sent = statements(by, operation)
    pairs = [
        (cost(app, by.audiences, sent), cost(superuser, (), [(operation.floor, ())] if operation.floor else sent))
        for _ in range(rounds + 1)
    ][1:]
    middle = sorted(pairs, key=lambda pair: pair[0].milliseconds / max(0.001, pair[1].milliseconds))[len(pairs) // 2]
    return Measured(operation, size, *middle)
