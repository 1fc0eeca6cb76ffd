"""Lists of households an operator's audience may see: by name, searched, counted, and spread among workers.

Each starts from the audience's rows of PersonAccess or Access and is paged by key. Ids come first, so that the
reading log is written before any name is read; `describe` then reads the rows of one page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.functions import JSONObject

from cases.enums import VisitOutcome
from cases.models import Access, AccompanimentCourse, Case, PersonAccess, TeamMember, Visit
from cases.queries.names import heading, household_names
from common.text import fold
from partners.enums import Role
from partners.models import Membership

PAGE_SIZE = 50
COUNT_CAP = 1000
SHORTEST_SEARCH = 2


@dataclass(frozen=True)
class Page:
    """One page of a list: the cases in order, the cursor of the next page (a public id) or None, and the count,
    which stops at 1 001 (`COUNT_CAP` + 1: « plus de 1 000 »)."""

    case_ids: list[int]
    next_after: UUID | None
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_CAP


@dataclass(frozen=True)
class CaseRow:
    """A household in a list. Dates are None when nothing is logged or planned."""

    public_id: UUID
    number: str
    name: str
    state: str
    last_meeting: date | None
    next_on: date | None
    next_at: time | None
    referent: str
    is_engaged: bool


@dataclass(frozen=True)
class Load:
    """How many households one worker follows now; `membership` None: those that have no referent."""

    membership: Membership | None
    name: str
    count: int


def current_team() -> Q:
    """Places on a team that are open now."""
    return Q(ended_at=None, starts_at__lte=TransactionNow()) & (Q(until=None) | Q(until__gt=TransactionNow()))


def searchable(text: str) -> str:
    """The folded search, or "" when it has fewer than two letters: then there is nothing to search."""
    folded = fold(text)
    return folded if len(folded.replace(" ", "")) >= SHORTEST_SEARCH else ""


def by_name(
    audience_id: int | None,
    *,
    search: str = "",
    after: UUID | None = None,
    follower: UUID | None = None,
    unassigned: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """Cases in the order of the names that audience sees; `search` is any part of a name, folded.

    `follower` keeps the cases that membership follows now, `unassigned` those without a referent. Four
    statements at most: the cursor's name, the page, the next cursor, the count.
    """
    rows = _named(audience_id, search)
    if follower:
        rows = rows.filter(Exists(_places().filter(membership__public_id=follower)))
    if unassigned:
        rows = rows.filter(~Exists(_places().filter(is_referent=True)), Exists(_running()))
    shown = rows
    if after and (last := _key(audience_id, search, after)):
        shown = rows.filter(TupleGreaterThan(Tuple(F("name_key"), F("case_id")), last))
    found = list(shown.order_by("name_key", "case_id").values_list("case_id", flat=True)[: size + 1])
    page = found[:size]
    following = Case.objects.values_list("public_id", flat=True).get(pk=page[-1]) if len(found) > size else None
    return Page(page, following, _count(rows))


def count(audience_id: int | None) -> int:
    """How many households that audience lists; stops at 1 001."""
    return _count(_named(audience_id, ""))


def _count(rows: QuerySet[PersonAccess]) -> int:
    return rows[: COUNT_CAP + 1].count()


def _named(audience_id: int | None, search: str) -> QuerySet[PersonAccess]:
    """One row per accepted case: the first person a list shows, or the first one whose name matches."""
    rows = PersonAccess.objects.for_audience(audience_id or 0).filter(followed=True)
    if not search:
        return rows.filter(position=0)
    matching = rows.filter(name_key__contains=search)
    earlier = matching.filter(case_id=OuterRef("case_id"), position__lt=OuterRef("position"))
    return matching.filter(~Exists(earlier))


def _key(audience_id: int | None, search: str, case: UUID) -> tuple[str, int] | None:
    found = Case.objects.filter(public_id=case).values("pk")[:1]
    return _named(audience_id, search).filter(case_id=Subquery(found)).values_list("name_key", "case_id").first()


def _places() -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(current_team(), case_id=OuterRef("case_id"), membership__ended_at=None)


def _course() -> QuerySet[AccompanimentCourse]:
    return AccompanimentCourse.objects.filter(case_id=OuterRef("case_id"))


def _running() -> QuerySet[AccompanimentCourse]:
    return _course().filter(ended_at=None)


def describe(audience_id: int | None, case_ids: Sequence[int]) -> list[CaseRow]:
    """The rows of one page, in its order. Two statements. The reading log must be written before."""
    names = household_names(audience_id, case_ids)
    courses = {course.case_id: course for course in _courses(case_ids)}
    return [_row(courses[case_id], names) for case_id in case_ids if case_id in courses]


def _courses(case_ids: Sequence[int]) -> QuerySet[AccompanimentCourse]:
    visits = Visit.objects.filter(case_id=OuterRef("case_id"))
    held = visits.filter(outcome=VisitOutcome.HELD).values("case_id").values(last=Max("on"))
    planned = visits.to_log(OuterRef("ended_at")).order_by("on", "at").values(json=JSONObject(on="on", at="at"))
    referent = _places().filter(is_referent=True).values(json=_person())
    return (
        AccompanimentCourse.objects.filter(case_id__in=case_ids)
        .select_related("case")
        .annotate(last_meeting=Subquery(held), planned=Subquery(planned[:1]), referent=Subquery(referent[:1]))
    )


def _person() -> JSONObject:
    return JSONObject(first_name="membership__user__first_name", last_name="membership__user__last_name")


def _row(course, names: dict) -> CaseRow:
    planned, referent = course.planned or {}, course.referent or {}
    return CaseRow(
        public_id=course.case.public_id,
        number=course.case.number,
        name=heading(names.get(course.case_id, [])) or course.case.number,
        state=course.state,
        last_meeting=course.last_meeting,
        next_on=date.fromisoformat(planned["on"]) if planned else None,
        next_at=time.fromisoformat(planned["at"]) if planned.get("at") else None,
        referent=" ".join(filter(None, [referent.get("first_name"), referent.get("last_name")])),
        is_engaged=course.engaged_at is not None,
    )


def loads(audience_id: int | None, unit_id: int) -> list[Load]:
    """The running households of a unit by worker, those without a referent first when there are any. Seen by
    its manager. Three statements, whatever the number of households."""
    running = Access.objects.for_audience(audience_id or 0).filter(Exists(_running())).values("case_id")
    followed = dict(
        TeamMember.objects.filter(current_team(), case_id__in=running)
        .values_list("membership_id")
        .annotate(count=Count("case_id"))
        .order_by("membership_id")
    )
    orphans = (
        Access.objects.for_audience(audience_id or 0)
        .filter(Exists(_running()), ~Exists(_places().filter(is_referent=True)))[: COUNT_CAP + 1]
        .count()
    )
    members = workers_of(unit_id)
    spread = [
        Load(member, member.user.get_full_name(), followed.get(member.pk, 0))
        for member in members
        if member.role == Role.WORKER or member.pk in followed
    ]
    return ([Load(None, "Sans référent", orphans)] if orphans else []) + spread


def workers_of(unit_id: int) -> list[Membership]:
    """Workers and managers of a unit, by name: who may be on a team."""
    return list(
        Membership.objects.filter(unit_id=unit_id, ended_at=None, role__in=[Role.WORKER, Role.MANAGER])
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "id")
    )
