"""The reading log of the months before the demonstration, as people who did that work would have left it.

The log has one way in, at the present time (`cases.reading`). Here the owner of the database writes rows of the past,
derived from what happened: whoever logged a visit had read her day and that household.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import uuid4

import psycopg
from django.utils import timezone

from cases.demo.past import KEEPER
from cases.periods import months_before
from cases.reading import Purpose

#: This month and those before it: less than the twelve months the log is kept, so that nothing is purged the next night.
MONTHS_KEPT = 12
#: One household in so many is opened by mistake, by somebody who does not follow it; one in so many has its paper.
REFUSED_ONE_IN, PRINTED_ONE_IN = 41, 23

_VISITS = """
SELECT v.case_id, a.membership_id, a.unit_id, v."on" FROM cases_visit v JOIN partners_audience a ON a.id = v.logged_by_id
WHERE v.outcome <> '' AND v."on" BETWEEN %s AND %s ORDER BY v."on", v.id"""
_MANAGERS = "SELECT unit_id, id FROM partners_membership WHERE role = 'manager' AND ended_at IS NULL"
_COLUMNS = "id, at, membership_id, unit_id, capacity, purpose, route, case_ids, basis"


class Visited(NamedTuple):
    """A visit that was logged: which household, by which membership of which unit, the day it took place."""

    case_id: int
    membership_id: int
    unit_id: int
    on: date


class Read(NamedTuple):
    """A reading: when, by whom, why, and of which cases (none for a refusal)."""

    at: datetime
    membership_id: int
    unit_id: int
    purpose: str
    route: str
    case_ids: tuple[int, ...] = ()


def write(owner: psycopg.Connection) -> None:
    """Write in the log what the visits of the last months tell. Needs the owner's own connection."""
    today = timezone.localdate()
    since = months_before(today, MONTHS_KEPT)[-1].since
    with owner.transaction():
        owner.execute(f"SET LOCAL ROLE {KEEPER}")
        visits = [Visited(*row) for row in owner.execute(_VISITS, [since, today - timedelta(days=1)]).fetchall()]
        managers = dict(owner.execute(_MANAGERS).fetchall())
    into = f"COPY cases_readinglog ({_COLUMNS}) FROM STDIN"
    with owner.transaction(), owner.cursor() as cursor, cursor.copy(into) as rows:
        for read in derived(visits, managers, today):
            who = (read.membership_id, read.unit_id, "operator")
            rows.write_row((uuid4(), read.at, *who, read.purpose, read.route, list(read.case_ids), ""))


def derived(visits: Iterable[Visited], managers: dict[int, int], today: date) -> Iterator[Read]:
    """What was read for these visits, in no order. `managers`: one membership by unit; `today` is not written."""
    days: dict[tuple[date, int, int], set[int]] = defaultdict(set)
    months: dict[tuple[date, int], set[int]] = defaultdict(set)
    for number, visit in enumerate(visits):
        who = (visit.membership_id, visit.unit_id)
        days[visit.on, *who].add(visit.case_id)
        months[visit.on.replace(day=1), visit.unit_id].add(visit.case_id)
        yield Read(_at(visit.on, 16, number), *who, Purpose.CASE, "case", (visit.case_id,))
        if number % REFUSED_ONE_IN == 0:
            yield Read(_at(visit.on, 11, number), *who, Purpose.REFUSED, "case")
        if number % PRINTED_ONE_IN == 0:
            yield Read(_at(visit.on, 17, number), *who, Purpose.WHO_LOOKED, "who_sees", (visit.case_id,))
            yield Read(_at(visit.on, 17, number + 1), *who, Purpose.EXPORT, "who_sees_print", (visit.case_id,))
    for (day, membership_id, unit_id), cases in days.items():
        yield Read(_at(day, 8, len(cases)), membership_id, unit_id, Purpose.LIST, "day", tuple(sorted(cases)))
    for (first, unit_id), cases in months.items():
        told = (first + timedelta(days=34)).replace(day=3)
        if unit_id in managers and told < today:
            yield Read(
                _at(told, 9, 12), managers[unit_id], unit_id, Purpose.REPORT, "activity_reports", tuple(sorted(cases))
            )


def _at(day: date, hour: int, number: int) -> datetime:
    """Some minute of that hour, in Paris."""
    return timezone.make_aware(datetime.combine(day, time(hour, number * 7 % 60)))
