"""The calendar of bilans and meetings, kept by the clock: what comes is due, and a bilan is prepared before its day.

A contract makes the tasks of its calendar when it is signed; without one, or once it is over, the rhythm of the programme
goes on from the adhesion. Fourteen days before, the bilan is asked for in the context of the referent alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.actions.reviews import NO_REFERENT
from cases.enums import AccompanimentState, PartKind, TaskKind
from cases.models import AccompanimentCourse, CommonPart, Task, TeamMember
from cases.parts.calendar import CLOSE_TO_THE_END, EARLY, TO_DO, latest_due, source_of
from cases.programmes.publishing import rules_of
from cases.queries.lists import current_team
from common import outbox
from common.context import acting
from common.jobs import take_slot
from common.models import JobSlot
from partners.acting import act_as
from partners.enums import Capacity
from partners.models import Membership, UnitCapacity

PREPARE = "prepare_bilan"
WITHOUT = "Bilan à préparer : ce ménage n’a pas de référent"
#: A household is asked for once a day at most.
KEPT = timedelta(days=7)


def schedule(today: date) -> None:
    """Ask for the bilans that are to be prepared. Again the same day, or by two at once: nothing more.

    Effects in order, for each unit: tasks of what comes due outside a contract; one bilan asked for each household
    whose bilan is due within fourteen days, of its referent; where there is none, a task for the manager.
    """
    for held in UnitCapacity.objects.filter(capacity=Capacity.OPERATOR).order_by("pk"):
        with acting((held.audience_id, held.manager_audience_id)):
            courses = list(_courses(held.audience_id))
            Task.objects.bulk_create(
                [task for course in courses for task in _coming(course, today)], ignore_conflicts=True
            )
            waiting = dict(_to_prepare([course.case_id for course in courses], today))
            referents = _referents(waiting)
            Task.objects.bulk_create(
                [
                    _task(course, TaskKind.BILAN, WITHOUT, waiting[course.case_id], NO_REFERENT)
                    for course in courses
                    if course.case_id in waiting and course.case_id not in referents
                ],
                ignore_conflicts=True,
            )
        for case_id, membership in referents.items():
            if take_slot(PREPARE, f"{case_id}:{today.isoformat()}"):
                outbox.ask(PREPARE, by=act_as(membership, Capacity.OPERATOR), subject_id=case_id)
    JobSlot.objects.filter(job=PREPARE, done_at__lt=TransactionNow() - KEPT).delete()


def _courses(unit: int) -> QuerySet[Any]:
    """Accompaniments that run under a programme, with the period of the last contract and the last day reviewed."""
    parts = CommonPart.objects.filter(case_id=OuterRef("case_id")).order_by("-number")
    signed = parts.filter(kind=PartKind.CONTRACT, issued_at__isnull=False)
    last = {
        kind: Subquery(
            parts.filter(kind=kind).order_by().values("case_id").annotate(last=Max("ends_on")).values("last")
        )
        for kind in EARLY
    }
    return (
        AccompanimentCourse.objects.filter(
            author_id=unit,
            state=AccompanimentState.ENGAGED,
            engaged_at__isnull=False,
            programme_version__isnull=False,
        )
        .select_related("programme_version")
        .annotate(
            contract=ArraySubquery(signed.values(one=JSONObject(starts="starts_on", ends="ends_on"))[:1]),
            last_bilan=last[PartKind.BILAN],
            last_tripartite=last[PartKind.TRIPARTITE],
        )
        .order_by("pk")
    )


def _coming(course: Any, today: date) -> Iterator[Task]:
    """The tasks of what comes due by the programme's rhythm; none while the calendar of a contract runs, nor for a day
    that went by long before anybody asked."""
    rules = rules_of(course.programme_version).reviews
    since = timezone.localdate(course.engaged_at)
    if course.contract:
        starts, ends = (course.contract[0][name] for name in ("starts", "ends"))
        if ends and date.fromisoformat(ends) >= today:
            return
        since = date.fromisoformat(starts) if starts and not ends else since
    rhythms = (
        (PartKind.BILAN, rules.bilan_months, course.last_bilan),
        (PartKind.TRIPARTITE, rules.tripartite_months, course.last_tripartite),
    )
    for kind, months, last in rhythms:
        day = latest_due(since, months, today + EARLY[kind]) if months else None
        lately = day is not None and day >= today - EARLY[kind]
        if day and lately and (last is None or (day - last).days > CLOSE_TO_THE_END):
            yield _task(course, kind.value, TO_DO[kind], day, kind.value)


def _task(course: Any, kind: str, title: str, due_on: date, source: str) -> Task:
    return Task(
        household_id=course.household_id,
        case_id=course.case_id,
        author_id=course.author_id,
        kind=kind,
        title=title,
        due_on=due_on,
        source=source_of(source, due_on),
    )


def _to_prepare(case_ids: list[int], today: date) -> Iterator[tuple[int, date]]:
    """Each household of these whose bilan is to be prepared, with the day it is due (`queries.reviews.bilan_due`, for
    many). One statement."""
    early = EARLY[PartKind.BILAN]
    bilans = CommonPart.objects.filter(case_id=OuterRef("case_id"), kind=PartKind.BILAN)
    answers = bilans.filter(Q(issued_at=None, abandoned_at=None) | Q(ends_on__gte=OuterRef("due_on") - early))
    tasks = Task.objects.filter(
        ~Exists(answers),
        case_id__in=case_ids,
        kind=TaskKind.BILAN,
        source__startswith=f"{PartKind.BILAN}:",
        done_at=None,
        due_on__lte=today + early,
    )
    yield from tasks.values_list("case_id").annotate(due=Max("due_on")).order_by("case_id")


def _referents(waiting: dict[int, date]) -> dict[int, Membership]:
    places = TeamMember.objects.filter(
        current_team(),
        case_id__in=list(waiting),
        is_referent=True,
        membership__ended_at=None,
        membership__user__is_active=True,
    )
    return {place.case_id: place.membership for place in places.select_related("membership__unit__organisation")}
