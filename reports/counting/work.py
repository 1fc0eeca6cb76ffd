"""Counting, as the statistics role, in one transaction that sees one state of the facts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from common.context import STATISTICS, counting
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity
from reports.cells import Table
from reports.counting.asked import Asked, asked_by
from reports.counting.families import FAMILY_OF, SQL, column
from reports.counting.statements import Row, parameters_of, rows_of
from reports.models import CellCount

#: How many counts of the same days are kept: the last one may be read while the next is made.
KEPT = 2
#: What a sort or a hash of one count may hold in memory before it goes to the disk.
MEMORY = "64MB"
NOT_A_MANAGER = "Les chiffres d’un rapport se comptent pour une responsable d’équipe d’une association."


class Authors(NamedTuple):
    """Whose facts are counted, and for whom: the audiences of one operator unit and of its managers."""

    unit: int
    managers: int


def authors_of(by: Acting) -> Authors:
    """Those of a manager's unit. Refused for anybody else."""
    if by.capacity != Capacity.OPERATOR or not by.manager_audience or not by.unit_audience:
        raise Refused(NOT_A_MANAGER)
    return Authors(by.unit_audience, by.manager_audience)


def count(authors: Authors, programme: str, what: Iterable[Table] | Asked, *, today: date | None = None) -> CellCount:
    """Count the facts of that unit under that programme (its key) and keep the figures, as the statistics role.

    `today`: a planned visit of a day before it has passed; the day in Paris by default. In one transaction of its own
    connection, which sees one state of the facts: figures and their count, then counts of the same days but the last `KEPT` are
    forgotten. Nothing is written when something fails. Raises as `asked_by`; RuntimeError inside another count.
    """
    asked = what if isinstance(what, Asked) else asked_by(what)
    day = today or timezone.localdate()
    with counting(*authors):
        rows, missing = _counted(authors, programme, asked, day)
        made = CellCount.objects.using(STATISTICS).create(
            author_id=authors.managers,
            programme=programme,
            since=asked.since,
            until=asked.until,
            today=day,
            asked=asked.as_json(),
            missing=missing,
        )
        _keep(made, rows)
        _forget(made)
    # Who reads it does so with the rights of the application.
    made._state.db = DEFAULT_DB_ALIAS
    return made


def _counted(authors: Authors, programme: str, asked: Asked, today: date) -> tuple[list[Row], dict[str, int]]:
    parameters: dict[str, Any] = {
        "unit": authors.unit,
        "managers": authors.managers,
        "programme": programme,
        "today": today,
    }
    with connections[STATISTICS].cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        rows = rows_of(cursor, asked, FAMILY_OF, parameters)
        cursor.execute((SQL / "missing.sql").read_text(encoding="utf-8"), parameters | parameters_of(asked))
        missing = {name: number for name, number in cursor.fetchall() if number}
    return rows, missing


def _keep(made: CellCount, rows: Sequence[Row]) -> None:
    columns = [list(each) for each in zip(*rows, strict=True)] or [[] for _ in Row._fields]
    with connections[STATISTICS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_cellfigure (count_id, author_id, cell, since, until, place, value, households)"
            " SELECT %s, %s, * FROM unnest(%s::text[], %s::date[], %s::date[], %s::text[], %s::bigint[], %s::int[])",
            [made.pk, made.author_id, *columns],
        )


def _forget(made: CellCount) -> None:
    """Counts of the same programme and days but the last ones."""
    same = CellCount.objects.using(STATISTICS).filter(
        author_id=made.author_id, programme=made.programme, since=made.since, until=made.until
    )
    kept = set(same.order_by("-counted_at", "-pk").values_list("pk", flat=True)[:KEPT])
    gone = [pk for pk in same.values_list("pk", flat=True) if pk not in kept]
    with connections[STATISTICS].cursor() as cursor:
        for table, key in (("reports_cellfigure", column("count-id")), ("reports_cellcount", "id")):
            cursor.execute(f"DELETE FROM {table} WHERE {key} = ANY (%s)", [gone])
