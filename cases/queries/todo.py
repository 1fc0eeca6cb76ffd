"""What is to be done, as the team, its manager, or the landlord's clerks may read it: tasks and alerts that wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from cases.models import Access, Case, Task, TenantAccount
from cases.queries.alerts import alert_row, alerts_of_tenancy, unread
from cases.queries.names import heading, household_names
from cases.queries.tenant_names import called
from partners.acting import Acting
from partners.enums import Capacity

#: How far ahead a list looks, and how many lines it shows.
AHEAD = timedelta(days=30)
MOST = 100
#: How long what was done may be undone from the household's page.
UNDO = timedelta(days=1)


@dataclass(frozen=True)
class Todo:
    """Tasks by day, the oldest first; and alerts nobody of the unit has read, by case id as `alert_row`, the latest
    first."""

    tasks: list[Task]
    alerts: list[tuple[int, dict[str, Any]]]

    @property
    def case_ids(self) -> set[int]:
        return {*(task.case_id for task in self.tasks), *(case_id for case_id, _ in self.alerts)}


def todo_of(by: Acting, today: date) -> Todo:
    """What waits on the cases this member lists. Two statements."""
    cases = Access.objects.for_audience(by.list_audience or by.unit_audience or 0).values("case_id")
    tasks = _open(today + AHEAD).filter(case_id__in=cases).select_related("case").order_by("due_on", "id")
    alerts = unread(by).filter(_about(cases)).order_by("-id").values_list("case_id", alert_row())
    return Todo(list(tasks[:MOST]), list(alerts[:MOST]))


def _about(cases: QuerySet[Access, Any]) -> Q:
    """On a case of the list, or on the tenancy of one, or on an accompaniment of one's tenant."""
    tenancies = Case.objects.filter(pk__in=cases).values("tenancy_id")
    return Q(case_id__in=cases) | Q(case_id__in=tenancies)


def _open(until: date) -> QuerySet[Task]:
    return Task.objects.filter(done_at=None, due_on__lte=until)


def counts_of(by: Acting, today: date) -> tuple[int, int]:
    """Tasks due by today and alerts unread, of one's unit. One statement."""
    tasks = _open(today).filter(author_id=by.unit_audience).order_by().values_list("pk", "case_id")
    alerts = unread(by).order_by().values_list("case_id", "pk")
    found = tasks.annotate(is_task=Value(True)).union(alerts.annotate(is_task=Value(False)), all=True)
    said = [row[2] for row in found]
    return sum(said), len(said) - sum(said)


def tasks_of_course(case: str = "case_id") -> ArraySubquery:
    """For rows that name a case by that column: what is to be done there by this side, by day, and what somebody did within a day."""
    return ArraySubquery(_shown().filter(case_id=OuterRef(case)).values(json=_row()))


def due_tasks(today: date) -> ArraySubquery:
    """For rows with a `case_id`: what is to be done there by that day."""
    rows = _open(today).filter(case_id=OuterRef("case_id")).order_by("due_on", "id")
    return ArraySubquery(rows.values(json=_row()))


def work_of_tenancy(case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """For the landlord of that tenancy: what is to be done there, and what was written both ways. One statement."""
    (row,) = Case.objects.filter(pk=case.pk).annotate(tasks=tasks_of_course("pk"), alerts=alerts_of_tenancy())
    return row.tasks, row.alerts


def _shown() -> QuerySet[Task]:
    lately = Q(done_at__gt=TransactionNow() - UNDO, done_by__isnull=False)
    return Task.objects.filter(Q(done_at=None) | lately).order_by("due_on", "id")


def _row() -> JSONObject:
    return JSONObject(public_id="public_id", kind="kind", title="title", due_on="due_on", done_at="done_at")


@dataclass(frozen=True)
class Household:
    """What one's own page of that household is, and what it is called there."""

    case: Case
    name: str


def own_cases(by: Acting, case_ids: Collection[int]) -> dict[int, Case]:
    """One's own case of each household, by any of these case ids (its tenancy's or accompaniment's too). One statement, two
    for a landlord; names nobody."""
    ids = list(case_ids)
    if by.capacity == Capacity.LANDLORD:
        reached = dict(Case.objects.filter(pk__in=ids).values_list("pk", "tenancy_id"))
        wanted = {pk: tenancy or pk for pk, tenancy in reached.items()}
        own = Case.objects.filter(pk__in=wanted.values(), holder_id=by.unit_audience).in_bulk()
        return {pk: own[of] for pk, of in wanted.items() if of in own}
    cases = Case.objects.filter(Q(pk__in=ids) | Q(tenancy_id__in=ids), holder_id=by.unit_audience).order_by("pk")
    return {pk: case for case in cases for pk in (case.pk, case.tenancy_id) if pk}


def households_of(by: Acting, own: dict[int, Case]) -> dict[int, Household]:
    """The same cases, with what each household is called. One statement, after the reading log."""
    cases = {case.pk for case in own.values()}
    names = _tenants(cases) if by.capacity == Capacity.LANDLORD else _followed(by, cases)
    return {pk: Household(case, names.get(case.pk) or case.number) for pk, case in own.items()}


def _tenants(cases: Collection[int]) -> dict[int, str]:
    accounts = TenantAccount.objects.filter(case_id__in=list(cases))
    return {account.case_id: called(account) for account in accounts if account.case_id}


def _followed(by: Acting, cases: Collection[int]) -> dict[int, str]:
    return {pk: heading(names) for pk, names in household_names(by.list_audience, list(cases)).items()}
