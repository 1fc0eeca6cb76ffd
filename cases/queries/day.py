"""A worker's day: visits late, today and soon, and the households to catch up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cases.enums import AccompanimentState, VisitOutcome
from cases.models import (
    Access,
    AccompanimentCourse,
    Case,
    ContactStatement,
    Referral,
    ReferralSheet,
    TeamMember,
    Visit,
)
from cases.outreach import pace_of
from cases.policies import CANCELLED, PARIS, catch_up
from cases.programmes.publishing import rules_of
from cases.programmes.rhythm import Due
from cases.queries.alerts import unread_of_course
from cases.queries.asked import asked_of_course, is_asked
from cases.queries.lists import current_team
from cases.queries.reviews import drafts
from cases.queries.steps import due_steps
from cases.queries.suspensions import is_overdue, rests_in, suspensions
from cases.queries.todo import due_tasks
from cases.queries.visits import meetings

#: A caseload is 10 to 20 households (domain 2); beyond this the day page shows the first ones.
MOST_CASES = 200
HORIZON_DAYS = 7


@dataclass(frozen=True)
class ToCatchUp:
    """A household that is late by its programme's rules: nobody has met it (or tried to) for `days` days."""

    course: AccompanimentCourse
    days: int
    never: bool
    due: Due | None


@dataclass(frozen=True)
class Day:
    """Visits not logged though their day has passed, today's (logged or not), those of the coming week. `to_meet`: the
    households nobody has met yet, `with_steps` those with a step to come back to, `with_drafts` those with something to
    complete and sign, `to_resume` those suspended beyond the planned end, `with_tasks`, `with_asked` and `with_alerts` those with
    something to do by now, asked by an app above or to read, annotated by `_courses`."""

    late: list[Visit]
    today: list[Visit]
    soon: list[Visit]
    to_catch_up: list[ToCatchUp]
    to_meet: list[Any]
    with_steps: list[Any]
    with_drafts: list[Any]
    to_resume: list[Any]
    with_tasks: list[Any]
    with_asked: list[Any]
    with_alerts: list[Any]

    @property
    def case_ids(self) -> set[int]:
        visits = {visit.case_id for visit in [*self.late, *self.today, *self.soon]}
        courses = [*(item.course for item in self.to_catch_up), *self.to_meet, *self.with_steps, *self.to_resume]
        courses += [*self.with_drafts, *self.with_tasks, *self.with_asked, *self.with_alerts]
        written_on = {course.case.tenancy_id for course in self.with_alerts}
        return visits | written_on | {course.case_id for course in courses}


def day_of(member_audience: int | None, today: date, membership: int | None = None) -> Day:
    """The day of that member, without any name: the visits she holds or accompanies, and those nobody holds. Three
    statements, driven from her own cases. `membership`: hers, by which companions are known."""
    mine = list(
        Access.objects.for_audience(member_audience or 0)
        .order_by("next_visit_on", "case_id")
        .values_list("case_id", flat=True)[:MOST_CASES]
    )
    visits = list(
        Visit.objects.standing()
        .filter(case_id__in=mine)
        .filter(Q(on=today) | Q(outcome="", on__lte=today + timedelta(days=HORIZON_DAYS)))
        .filter(_hers(member_audience or 0, today) | Q(companions__contains=[membership or 0]))
        .select_related("case")
        .order_by("on", "at", "id")
    )
    courses = list(_courses(mine, today))
    return Day(
        late=[visit for visit in visits if visit.on < today],
        today=[visit for visit in visits if visit.on == today],
        soon=[visit for visit in visits if visit.on > today],
        to_catch_up=_to_catch_up(courses, today),
        to_meet=[one for one in courses if one.state == AccompanimentState.REACHING and one.last_meeting is None],
        with_steps=[one for one in courses if one.due_steps],
        with_tasks=[one for one in courses if one.due_tasks],
        with_asked=[one for one in courses if is_asked(one)],
        with_alerts=[one for one in courses if one.unread],
        with_drafts=[one for one in courses if one.drafts],
        to_resume=[one for one in courses if is_overdue(one.suspensions, today)],
    )


def _hers(member_audience: int, today: date) -> Q:
    """Visits that member holds; to come, those planned before she took the reference over; and, as long as nobody on
    the team holds them, those it is hers to log."""
    places = TeamMember.objects.filter(current_team(), case_id=OuterRef("case_id"))
    held = places.filter(membership_id=OuterRef("holder_id"), membership__ended_at=None)
    holders = TeamMember.objects.filter(case_id=OuterRef("case_id"), membership_id=OuterRef(OuterRef("holder_id")))
    took_over = places.filter(
        Exists(holders.filter(current_team(), pk__lt=OuterRef("pk"))),
        member_id=member_audience,
        is_referent=True,
        starts_at__gte=OuterRef("created_at"),
    )
    settled = Q(outcome="", on__lt=today) & _somebody_else_s(member_audience)
    return (
        Exists(held.filter(member_id=member_audience))
        | Q(Exists(took_over), on__gte=today)
        | (~Exists(held) & ~settled)
    )


def _somebody_else_s(member_audience: int) -> Q:
    """Visits of before that member joined the team, when somebody who was on it then still is: hers to log."""
    places = TeamMember.objects.filter(current_team(), case_id=OuterRef("case_id"))
    came_after = places.filter(member_id=member_audience, starts_at__date__gt=OuterRef("on"))
    was_there = places.filter(membership__ended_at=None, starts_at__date__lte=OuterRef("on"))
    return Q(Exists(came_after), Exists(was_there))


def address_of(case: Case) -> str:
    """Where to go: as the tenant stated it, else as the landlord's sheet says; "" when neither is open.

    Two statements at most. The caller has written the reading log.
    """
    stated = ContactStatement.objects.filter(case=case).exclude(address="")
    said = stated.order_by("-person__is_party", "person_id", "-id").first()
    place = said or ReferralSheet.objects.filter(receiving_case=case).first()
    return ", ".join(filter(None, [place.address, place.commune])) if place else ""


def communes_of(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The commune of each of these cases, as `address_of` finds its address; "" when it is not open. One statement,
    after the reading log."""
    stated = ContactStatement.objects.filter(case=OuterRef("pk")).exclude(commune="")
    stated = stated.order_by("-person__is_party", "person_id", "-id")
    sheets = ReferralSheet.objects.filter(receiving_case=OuterRef("pk"))
    commune = Coalesce(*(Subquery(rows.values("commune")[:1]) for rows in (stated, sheets)), Value(""))
    return dict(Case.objects.filter(public_id__in=public_ids).values_list("public_id", commune))


def _to_catch_up(courses: Sequence[Any], today: date) -> list[ToCatchUp]:
    found = []
    for course in courses:
        reaching = course.state == AccompanimentState.REACHING
        last = course.last_passage if reaching else course.last_meeting
        began = course.created_at if reaching else course.engaged_at or course.created_at
        late = catch_up(
            state=course.state,
            held=course.held,
            last_meeting=course.last_meeting,
            last_attempt=course.last_passage,
            since=began.astimezone(PARIS).date(),
            planned=bool(course.planned),
            rules=rules_of(course.programme_version) if course.programme_version else None,
            today=today,
            rests=rests_in(course.suspensions),
            pace=pace_of(course.outreach),
        )
        if late:
            found.append(ToCatchUp(course, late.days, last is None, late.due))
    return sorted(found, key=lambda item: -item.days)


def _courses(case_ids: list[int], today: date) -> QuerySet[Any]:
    visits = Visit.objects.filter(case_id=OuterRef("case_id"))
    latest = visits.exclude(outcome="").values("case_id").values(last=Max("on"))
    planned = visits.filter(outcome="").values("case_id").values(last=Max("on"))
    tries = visits.exclude(outcome__in=["", VisitOutcome.HELD, *CANCELLED]).values("case_id").values(n=Count("pk"))
    sent = Referral.objects.filter(receiving_case_id=OuterRef("case_id"))
    return (
        AccompanimentCourse.objects.filter(case_id__in=case_ids)
        .select_related("case", "programme_version")
        .defer("programme_version__rules")
        .annotate(
            last_passage=Subquery(latest),
            planned=Subquery(planned),
            attempts=Coalesce(Subquery(tries), 0),
            submitted_at=Subquery(sent.values("submitted_at")[:1]),
            due_steps=due_steps(today),
            due_tasks=due_tasks(today),
            unread=unread_of_course(),
            drafts=drafts(),
            **meetings(visits, today),
            suspensions=suspensions(),
            **asked_of_course(),
        )
        .order_by("created_at", "pk")
    )
