"""What a person does that costs: the product's own statements, and the same rows without row security.

A ratio compares the statements the product sends, replayed as the runtime role in a signed context, with the same
statements replayed by the superuser, whom no policy concerns.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from cases.models import Accompaniment, Case, RentStatement
from cases.queries import case_page, lists
from cases.queries.names import household_names
from common.context import acting
from partners.acting import Acting
from tests.performance.dataset import SIZES
from tests.performance.plans import Cost, Statements, touched, waited

AGENDA = 60
#: Blocks that signed contexts read, whatever is asked: the key, once in each statement.
CONTEXT = 20
ROUNDS, PAIRS = 5, 20


@dataclass(frozen=True)
class Operation:
    """`buffers`, `time`: the most it may cost, as a multiple of the floor (performance.md); None: not asked.
    `given`: what a person has before doing it (a page to follow, files to read), which costs nothing here.
    `from_size`: the smallest unit that has that much to read."""

    name: str
    act: Callable[..., Any]
    buffers: float | None
    time: float | None
    given: Callable[[Acting], Any] = lambda by: None
    from_size: str = "small"


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
        """Whether its targets are met; in the suite only blocks are steady."""
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


def _agenda(by: Acting, files: dict[int, int]) -> None:
    household_names(by.list_audience, files)
    list(Accompaniment.objects.filter(case_id__in=files))
    list(RentStatement.objects.filter(case_id__in=files.values()))


def _some_cursor(by: Acting) -> UUID:
    return Case.objects.values_list("public_id", flat=True).get(pk=_one_case(by))


def _one_case(by: Acting) -> int:
    return _cases(by)[0]


def _cases(by: Acting) -> list[int]:
    return lists.by_name(by.list_audience, size=AGENDA).case_ids


def _files(by: Acting) -> dict[int, int]:
    return dict(Case.objects.filter(pk__in=_cases(by)).values_list("pk", "tenancy_id"))


OPERATIONS = (
    Operation("list", _list, 2.2, 1.5),
    Operation("next page", _next_page, 2.2, 1.5, _some_cursor),
    Operation("count", _count, None, 3.5),
    Operation("search, common", _search("ae"), None, 2.0),
    Operation("search, none", _search("zzz"), 6.0, 6.0),
    Operation("case page", _case, 3.2, 1.6, _one_case),
    Operation("agenda of 60", _agenda, 2.8, 1.6, _files, "medium"),
)


def operations_of(size: str) -> list[Operation]:
    """Those that a unit of that size has enough households for."""
    return [each for each in OPERATIONS if SIZES.index(each.from_size) <= SIZES.index(size)]


def statements(by: Acting, operation: Operation) -> Statements:
    """Those the product sends when that member does it."""
    kept: list[tuple[str, Any]] = []

    def keep(execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config", "SET ")):
            kept.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with acting(by.audiences, read_only=True):
        given = operation.given(by)
        with connection.execute_wrapper(keep):
            operation.act(by, given)
    return kept


@dataclass
class Replay:
    """An operation of one member, to be replayed: `times` holds one pair (product, floor) per round, in milliseconds."""

    operation: Operation
    size: str
    by: Acting
    sent: Statements
    times: list[tuple[float, float]] = field(default_factory=list)

    def round(self, app: psycopg.Connection, superuser: psycopg.Connection) -> None:
        """The quickest of some pairs: what else the machine does only ever adds."""
        pairs = [(waited(app, self.by.audiences, self.sent), waited(superuser, (), self.sent)) for _ in range(PAIRS)]
        self.times.append((min(product for product, _ in pairs), min(floor for _, floor in pairs)))

    def measured(self, app: psycopg.Connection, superuser: psycopg.Connection) -> Measured:
        """Blocks of one replay, and the median of the rounds there were; no time without any."""
        blocks = [(touched(app, self.by.audiences, self.sent), touched(superuser, (), self.sent)) for _ in range(2)][-1]
        pairs = sorted(self.times or [(0.0, 0.0)], key=lambda pair: pair[0] / max(0.001, pair[1]))
        costs = (Cost(*each) for each in zip(blocks, pairs[len(pairs) // 2], strict=True))
        return Measured(self.operation, self.size, *costs)


def replay(operation: Operation, size: str, by: Acting) -> Replay:
    """What the product sends when that member does it, ready to be replayed."""
    return Replay(operation, size, by, statements(by, operation))
