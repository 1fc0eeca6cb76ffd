"""« Veille »: the accompaniments that ended and whose follow-up right still runs, the first to be over in front.

Who came back is followed anew, and watched no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from cases.enums import AccompanimentState, VisitOutcome
from cases.models import Access, AccompanimentCourse, TeamMember, Visit, VisitNote
from cases.policies import last_day_of_follow_up
from cases.queries.lists import current_team

#: A unit watches some tens of households; beyond this the page shows those whose right is over first.
MOST = 200


@dataclass(frozen=True)
class Watched:
    """One household. `course` carries the annotations of `_courses`; `until`: the last day of the right."""

    course: Any
    until: date


def watched(audience_id: int | None, today: date) -> tuple[list[Watched], bool]:
    """Those that audience lists, without any name, and whether there are more. One statement."""
    rows = [
        Watched(course, last_day_of_follow_up(course.ended_at, course.follow_up_days))
        for course in _courses(audience_id)[: MOST + 1]
    ]
    running = [one for one in rows if one.until >= today]
    return sorted(running[:MOST], key=lambda one: (one.until, one.course.pk)), len(rows) > MOST


def relays(case_ids: Collection[int]) -> dict[int, str]:
    """What was agreed at the end of each, where this context is on its team: the note written by the very transaction
    that ended it. One statement, after the reading log; none for nobody."""
    if not case_ids:
        return {}
    ended = AccompanimentCourse.objects.filter(case_id=OuterRef("case_id")).values("ended_at")
    notes = VisitNote.objects.filter(case_id__in=case_ids, visit=None, created_at=Subquery(ended[:1]))
    return dict(notes.order_by("id").values_list("case_id", "text"))


def _courses(audience_id: int | None) -> QuerySet[Any]:
    since = Visit.objects.filter(case_id=OuterRef("case_id"), on__gt=OuterRef("ended_at__date"))
    back = AccompanimentCourse.objects.filter(
        household_id=OuterRef("household_id"), author_id=OuterRef("author_id"), ended_at=None
    )
    held = since.filter(outcome=VisitOutcome.HELD).values("case_id").values(n=Count("pk"))
    places = TeamMember.objects.filter(current_team(), case_id=OuterRef("case_id"), is_referent=True)
    name = Concat("membership__user__first_name", Value(" "), "membership__user__last_name")
    return (
        AccompanimentCourse.objects.filter(
            ~Exists(back),
            state=AccompanimentState.FOLLOW_UP,
            case_id__in=Access.objects.for_audience(audience_id or 0).values("case_id"),
        )
        .select_related("case")
        .annotate(
            held_since=Subquery(held),
            referent=Subquery(places.values(name=name)[:1]),
        )
        .order_by(F("ended_at").asc(), "pk")
    )
