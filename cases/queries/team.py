"""A manager's view of her team: what each member does in a period, whom nobody has met, what waits.

Read in two steps, so that the reading log is written before any name: `board` holds ids and dates only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Case as Choice
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.utils import timezone

from cases.enums import AccompanimentState, GivenHow, ReferralState, VisitOutcome
from cases.models import (
    Access,
    AccompanimentCourse,
    Case,
    Consent,
    Referral,
    ReferralAnswer,
    TeamMember,
    Visit,
    VisitTime,
)
from cases.outreach import Reached, Usual, pace_of, reached, usual
from cases.periods import Period
from cases.policies import PARIS, SheetClock, catch_up, sheet_clock
from cases.programmes.publishing import rules_of
from cases.queries.lists import current_team, workers_of
from cases.queries.received import is_answered
from cases.queries.reviews import next_due
from cases.queries.suspensions import rests_in, suspensions
from cases.queries.visits import meetings
from partners.acting import Acting
from partners.enums import Role
from partners.models import Membership

#: A unit follows some hundreds of households; beyond this the page shows the first ones.
MOST_CASES = 1000
#: How far before the end of the period a member's last visit is looked for.
LAST_SOUGHT = timedelta(days=92)


@dataclass
class Line:
    """One member's period. `held` and `attempts`: visits she was at; `coming`, `to_log`: planned visits of the
    households she is the referent of, and those past that she held before she handed over; `forgotten`: her households
    nobody met for too long; minutes are hers. `last`: the last visit held she was at, until the end of the period, when
    it is less than `LAST_SOUGHT` before it."""

    member: Membership
    caseload: int = 0
    held: int = 0
    attempts: int = 0
    coming: int = 0
    to_log: int = 0
    forgotten: int = 0
    visit_minutes: int = 0
    travel_minutes: int = 0
    administration_minutes: int = 0
    last: date | None = None

    @property
    def minutes(self) -> int:
        return self.visit_minutes + self.travel_minutes + self.administration_minutes


@dataclass(frozen=True)
class Waiting:
    """Something that waits at one household; `follower` is its referent's name. `on`: a day, whose meaning is that
    of its list; `days`: how long nobody met it."""

    case: Case
    follower: str = ""
    on: date | None = None
    days: int = 0
    never: bool = False
    clock: SheetClock | None = None
    incomplete: bool = False
    title: str = ""


@dataclass
class Board:
    """Everything on the page but names. Lists in the order in which they press. `is_capped`: the unit follows more
    households than the page reads. `until_met`: days and attempts until the first meetings of the period."""

    lines: list[Line]
    sheets: list[Waiting] = field(default_factory=list)
    forgotten: list[Waiting] = field(default_factory=list)
    adhesions: list[Waiting] = field(default_factory=list)
    oral: list[Waiting] = field(default_factory=list)
    orphans: list[Waiting] = field(default_factory=list)
    to_log: list[Waiting] = field(default_factory=list)
    reviews: list[Waiting] = field(default_factory=list)
    is_capped: bool = False
    until_met: Usual | None = None


def board(by: Acting, unit_id: int, period: Period, today: date) -> Board:
    """The team of that unit over that period, for its manager. Six statements, whatever the number of rows.

    Visits done and minutes are the period's; households, what is to log and whom nobody met are today's.
    Members by name, never ranked. Who has left is no line, and her visits count in the report of the team.
    """
    lines = {member.pk: Line(member) for member in workers_of(unit_id)}
    every = _courses(by, period, today)
    courses = [course for course in every if course.ended_at is None]
    teams = _spread(courses, lines)
    referents = {case_id: _referent(team) for case_id, team in teams.items()}
    _add_visits(by, period, today, lines)
    found = Board(lines=[], is_capped=len(every) == MOST_CASES, until_met=usual(_met(every)))
    by_case = {course.case_id: course for course in courses}
    for visit in _planned(by_case, max(period.until, today)):
        follower = _who_goes(teams.get(visit.case_id, []), visit, today)
        line = lines.get(follower.membership_id) if follower else None
        if visit.on < today:
            found.to_log.append(Waiting(by_case[visit.case_id].case, _name(follower), on=visit.on))
            if line:
                line.to_log += 1
        elif line and period.since <= visit.on <= period.until:
            line.coming += 1
    for course in courses:
        follower = referents.get(course.case_id)
        if _what_waits(course, follower, found, today) and follower and (line := lines.get(follower.membership_id)):
            line.forgotten += 1
    found.forgotten.sort(key=lambda item: -item.days)
    for dated in (found.oral, found.reviews):
        dated.sort(key=lambda item: item.on or today)
    found.sheets = _sheets(by, today)
    found.lines = [line for line in lines.values() if line.member.role == Role.WORKER or _has_work(line)]
    return found


def _has_work(line: Line) -> bool:
    return bool(line.caseload or line.held or line.attempts)


def _courses(by: Acting, period: Period, today: date) -> list[Any]:
    """Accompaniments of the unit that run, or ended since that period began, with what each page line needs; one
    statement. `outcomes`, in order: of a referred household first met in that period, else None."""
    visits = Visit.objects.filter(case_id=OuterRef("case_id"))
    first = visits.filter(outcome=VisitOutcome.HELD).values("case_id").values(first=Min("on"))
    sent = Referral.objects.filter(receiving_case_id=OuterRef("case_id")).values("submitted_at")
    logged = visits.exclude(outcome="").order_by("on", "at", "pk").values("outcome")
    met = When(first_meeting__range=(period.since, period.until), sent_at__isnull=False, then=ArraySubquery(logged))
    oral = Consent.objects.filter(
        Q(case_id=OuterRef("case_id")) | Q(case_id=OuterRef("case__tenancy_id"), recipient_id=by.unit_audience),
        given_how=GivenHow.ORAL,
        ended_at=None,
        until__gt=TransactionNow(),
    ).order_by("until")
    return list(
        AccompanimentCourse.objects.filter(
            Q(ended_at=None) | Q(ended_at__date__gte=period.since),
            case_id__in=Access.objects.for_audience(by.manager_audience or 0).values("case_id"),
            author_id=by.unit_audience,
        )
        .select_related("case", "programme_version")
        .defer("programme_version__rules")
        .annotate(
            **meetings(visits, today),
            suspensions=suspensions(),
            review=next_due(today),
            first_meeting=Subquery(first),
            sent_at=Subquery(sent[:1]),
            outcomes=Choice(met, default=None),
            last_passage=Subquery(visits.exclude(outcome="").values("case_id").values(last=Max("on"))),
            planned=Subquery(visits.to_log().values("case_id").values(last=Max("on"))),
            oral_until=Subquery(oral.values("until")[:1]),
        )
        .order_by("created_at", "pk")[:MOST_CASES]
    )


def _met(courses: Iterable[Any]) -> Iterator[Reached]:
    for course in courses:
        if course.outcomes is not None:
            yield reached(_day(course.sent_at), course.outcomes, course.first_meeting)


def _spread(courses: Iterable[Any], lines: dict[int, Line]) -> dict[int, list[TeamMember]]:
    """Count each member's households; return each household's team. One statement."""
    case_ids = [course.case_id for course in courses]
    places = TeamMember.objects.filter(current_team(), case_id__in=case_ids, membership__ended_at=None)
    teams: dict[int, list[TeamMember]] = {}
    for place in places.select_related("membership__user").order_by("starts_at", "pk"):
        teams.setdefault(place.case_id, []).append(place)
        if line := lines.get(place.membership_id):
            line.caseload += 1
    return teams


def _referent(team: Iterable[TeamMember]) -> TeamMember | None:
    return next((place for place in team if place.is_referent), None)


def _who_goes(team: Sequence[TeamMember], visit: Visit, today: date) -> TeamMember | None:
    """Who makes a planned visit: who is to hold it, unless the reference was taken over since, from her; without her the
    referent; for a day past when she was not on the team yet, who was and still is (a visit not logged when the household
    changes hands stays with who held it)."""
    referent = _referent(team)
    holder = next((place for place in team if place.membership_id == visit.holder_id), None)
    if holder and not (visit.on >= today and _took_over(referent, holder, visit)):
        return holder
    if referent is None or visit.on >= today or _day(referent.starts_at) <= visit.on:
        return referent
    return next((place for place in team if _day(place.starts_at) <= visit.on), referent)


def _took_over(referent: TeamMember | None, holder: TeamMember, visit: Visit) -> bool:
    return referent is not None and referent.pk > holder.pk and referent.starts_at >= visit.created_at


def _add_visits(by: Acting, period: Period, today: date, lines: dict[int, Line]) -> None:
    """What each member did, from her own presences: two at one visit count it each. One statement."""
    inside = Q(visit__on__gte=period.since)
    sought = min(period.since, min(period.until, today) - LAST_SOUGHT)
    held = Q(visit__outcome=VisitOutcome.HELD)
    cancelled = Q(visit__outcome__in=[VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.CANCELLED_BY_WORKER])
    rows = (
        VisitTime.objects.filter(
            author_id=by.unit_audience,
            visit__author_id=by.unit_audience,
            visit__on__range=(sought, period.until),
        )
        .values("worker__membership_id")
        .annotate(
            last=Max("visit__on", filter=held),
            held=Count("pk", filter=inside & held),
            attempts=Count("pk", filter=inside & ~held & ~cancelled),
            visit_minutes=Sum("visit_minutes", filter=inside, default=0),
            travel_minutes=Sum("travel_minutes", filter=inside, default=0),
            administration_minutes=Sum("administration_minutes", filter=inside, default=0),
        )
        .order_by("worker__membership_id")
    )
    for row in rows:
        if line := lines.get(row.pop("worker__membership_id")):
            for name, value in row.items():
                setattr(line, name, value)


def _planned(case_ids: Iterable[int], last: date) -> QuerySet[Visit]:
    return Visit.objects.to_log().filter(case_id__in=list(case_ids), on__lte=last).order_by("on", "at", "id")


def _what_waits(course: Any, referent: TeamMember | None, found: Board, today: date) -> bool:
    """Put that household in the lists where it waits; whether nobody met it for too long."""
    case, follower = course.case, _name(referent)
    reaching = course.state == AccompanimentState.REACHING
    if referent is None:
        found.orphans.append(Waiting(case, on=_day(course.created_at)))
    if reaching and course.last_meeting:
        found.adhesions.append(Waiting(case, follower, on=course.last_meeting))
    for owed in course.review:
        found.reviews.append(Waiting(case, follower, on=date.fromisoformat(owed["due_on"]), title=owed["title"]))
    if course.oral_until:
        found.oral.append(Waiting(case, follower, on=_day(course.oral_until)))
    late = catch_up(
        state=course.state,
        held=course.held,
        last_meeting=course.last_meeting,
        last_attempt=course.last_passage,
        since=_day(course.created_at if reaching else course.engaged_at or course.created_at),
        planned=bool(course.planned),
        rules=rules_of(course.programme_version) if course.programme_version else None,
        today=today,
        rests=rests_in(course.suspensions),
        pace=pace_of(course.outreach),
    )
    if late:
        last = course.last_passage if reaching else course.last_meeting
        found.forgotten.append(Waiting(case, follower, days=late.days, never=last is None))
    return late is not None


def _sheets(by: Acting, today: date) -> list[Waiting]:
    """Sheets that wait for an answer, the first to close in front. One statement, without a name."""
    open_now = Access.objects.for_audience(by.manager_audience or 0).filter(sheet_until__gt=TransactionNow())
    answers = ReferralAnswer.objects.filter(referral_id=OuterRef("pk")).values("state")
    referrals = (
        Referral.objects.filter(receiving_case_id__in=open_now.values("case_id"), recipient_id=by.unit_audience)
        .select_related("receiving_case")
        .annotate(answer=Subquery(answers[:1]))
        .order_by(F("submitted_at").asc(), "pk")
    )
    return [
        Waiting(
            one.receiving_case,
            clock=sheet_clock(one.submitted_at, today),
            incomplete=one.state == ReferralState.INCOMPLETE,
        )
        for one in referrals[:MOST_CASES]
        if one.receiving_case and one.submitted_at and not is_answered(one.answer or "")
    ]


def _name(referent: TeamMember | None) -> str:
    return referent.membership.user.get_full_name() if referent else ""


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, PARIS).date()
