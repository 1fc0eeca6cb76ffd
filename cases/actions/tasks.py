"""What is to be done by a day: typed here, or made by the acts whose rules want it; done, and undone."""

from datetime import date
from uuid import uuid4

from django.contrib.postgres.functions import TransactionNow

from cases.enums import TaskKind
from cases.models import Case, Task
from cases.permissions import check_may_keep_tasks
from common.refusal import Refused
from partners.acting import Acting


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
