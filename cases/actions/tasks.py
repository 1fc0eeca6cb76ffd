"""What is to be done by a day: typed here, or made by the acts whose rules want it; done, and undone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet

from cases.enums import TaskKind
from cases.models import Case, Task
from cases.permissions import check_may_keep_tasks
from common.refusal import Refused
from partners.acting import Acting


@dataclass(frozen=True)
class Due:
    """What a rule wants done by a day. `source` names it for good, whatever its day or its words become."""

    kind: str
    title: str
    due_on: date
    source: str


def follow(*, own: QuerySet[Task], wanted: Collection[Due], case: Case, author: int, since: date = date.min) -> None:
    """Make these tasks of a rule what the rule wants now; again, the same end.

    Effects in order: those it no longer wants are no longer due (closed, done by nobody; what somebody did stays hers);
    those it wants take its day and words, and are due again where they had ceased to be; those that are not there are
    made, but for a day before `since`.
    """
    sources = [each.source for each in wanted]
    own.filter(done_at=None).exclude(source__in=sources).update(done_at=TransactionNow(), done_by_id=None)
    present = {task.source: task for task in own.filter(source__in=sources)}
    base = {"household_id": case.household_id, "case_id": case.pk, "author_id": author}
    Task.objects.bulk_create(
        [
            Task(**base, kind=each.kind, title=each.title, due_on=each.due_on, source=each.source)
            for each in wanted
            if each.source not in present and each.due_on >= since
        ],
        ignore_conflicts=True,
    )
    for each in wanted:
        task = present.get(each.source)
        if task is None or task.done_by_id is not None:
            continue
        if (task.done_at, task.title, task.due_on) != (None, each.title, each.due_on):
            Task.objects.filter(pk=task.pk, done_by_id=None).update(done_at=None, title=each.title, due_on=each.due_on)


def add(*, case: Case, by: Acting, title: str, due_on: date) -> Task:
    """Note something to do by that day, past or to come. Raises NotYours unless team or manager, or the tenancy's clerk."""
    check_may_keep_tasks(by, case)
    return Task.objects.create(
        household_id=case.household_id,
        case_id=case.pk,
        author_id=by.unit_audience,
        kind=TaskKind.TYPED,
        title=title,
        due_on=due_on,
        source=f"typed:{uuid4().hex}",
    )


def finish(*, task: Task, by: Acting) -> None:
    """It is done, now. Raises NotYours like `add`; Refused when it was done before."""
    check_may_keep_tasks(by, task.case)
    done = {"done_at": TransactionNow(), "done_by_id": by.member_audience}
    if Task.objects.filter(pk=task.pk, done_at=None).update(**done) != 1:
        raise Refused("C’est déjà fait.")


def reopen(*, task: Task, by: Acting) -> None:
    """It is to be done again. Raises NotYours like `add`."""
    check_may_keep_tasks(by, task.case)
    if Task.objects.filter(pk=task.pk).update(done_at=None, done_by_id=None) != 1:
        raise Refused("Cette tâche n’a pas pu être rouverte. Rechargez la page.")
