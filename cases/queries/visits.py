"""What logging a visit needs to know: whether the household was met, one's last visit there, one's own rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, QuerySet, Subquery

from cases.enums import AccompanimentState, VisitOutcome
from cases.models import (
    AccompanimentCourse,
    Case,
    Referral,
    TeamMember,
    Visit,
    VisitNote,
    VisitRevision,
    VisitTime,
)
from cases.policies import is_meeting, last_sheet_day
from cases.programmes.rhythm import LONGEST_WINDOW
from cases.queries.lists import current_team
from cases.queries.objectives import Objective, objectives_in, objectives_of_course
from partners.acting import Acting
from partners.models import Membership

#: How far back one's last meeting is looked for: a household is tried some ten times between two.
LATEST = 12


@dataclass(frozen=True)
class Known:
    """What is known of a household whose visit is noted: whether anybody has met it, the objectives of its contract."""

    met: bool
    objectives: list[Objective]


@dataclass(frozen=True)
class Before(Known):
    """The same before a visit is logged. `last`: one's own minutes of the last meeting there."""

    last_kind: str | None
    last: VisitTime | None


@dataclass(frozen=True)
class Logged:
    """One's own rows of a visit, and every note of it one may read."""

    spent: VisitTime | None
    mine: VisitNote | None
    notes: list[VisitNote]


def places_on(case_id: int) -> QuerySet[TeamMember]:
    """The places on the team of that case that are open now, the referent first."""
    return TeamMember.objects.filter(current_team(), case_id=case_id).order_by("-is_referent", "starts_at", "id")


def colleagues(case: Case) -> list[Membership]:
    """Those who may hold a visit of that household, the referent first. One statement."""
    return [place.membership for place in places_on(case.pk).select_related("membership__user")]


def who_held(visit: Visit) -> list[Membership]:
    """Who held or is to hold that visit, then who came along. One statement, none when nobody is said."""
    said = [pk for pk in (visit.holder_id, *visit.companions) if pk]
    found = Membership.objects.select_related("user").in_bulk(said) if said else {}
    return [found[pk] for pk in said if pk in found]


def revisions(visit: Visit) -> list[VisitRevision]:
    """What that visit said before each correction, the latest first, as the team reads it. One statement."""
    rows = VisitRevision.objects.filter(visit=visit).select_related("written_by__membership__user")
    return list(rows.order_by("-id"))


def before_visit(case: Case, by: Acting) -> Before:
    """Two statements."""
    mine = VisitTime.objects.filter(case_id=case.pk, worker_id=by.member_audience).select_related("visit")
    latest = list(mine.order_by("-visit__on", "-visit_id")[:LATEST])
    last = next((spent for spent in latest if is_meeting(spent.visit.outcome)), None)
    known = known_of(case)
    return Before(known.met, known.objectives, latest[0].visit.kind if latest else None, last)


def known_of(case: Case, *, but: int | None = None) -> Known:
    """`but`: a visit whose notes are left out. One statement."""
    met = Exists(Visit.objects.filter(case_id=case.pk, outcome=VisitOutcome.HELD))
    (row,) = Case.objects.filter(pk=case.pk).annotate(met=met, **objectives_of_course("pk"))
    return Known(row.met, objectives_in(row, but=but))


def logged(visit: Visit, by: Acting) -> Logged:
    """Two statements."""
    spent = VisitTime.objects.filter(visit=visit, worker_id=by.member_audience).first()
    notes = list(VisitNote.objects.filter(visit=visit).select_related("written_by__membership__user").order_by("id"))
    mine = next((note for note in notes if note.written_by_id == by.member_audience), None)
    return Logged(spent, mine, notes)


def planned_on(case: Case, day: date) -> Visit | None:
    """The first visit planned for that household on that day and not logged yet."""
    return Visit.objects.to_log().filter(case_id=case.pk, on=day).order_by("at", "id").first()


def next_planned(case: Case) -> Visit | None:
    """The next visit planned for that household, late ones included."""
    return Visit.objects.to_log().filter(case_id=case.pk).order_by("on", "at").first()


def state_of(case: Case) -> str:
    """Where its accompaniment stands, "" before acceptance."""
    return AccompanimentCourse.objects.filter(case_id=case.pk).values_list("state", flat=True).first() or ""


def last_day_to_adhere(case: Case) -> date | None:
    """The day by which a household that was referred must have adhered, else its case closes; None once it has, or
    when nobody referred it. One statement."""
    reaching = AccompanimentCourse.objects.filter(case_id=case.pk, state=AccompanimentState.REACHING)
    sent = Referral.objects.filter(Exists(reaching), receiving_case_id=case.pk).values_list("submitted_at", flat=True)
    submitted_at = sent.first()
    return last_sheet_day(submitted_at) if submitted_at else None


def still_to_log(case: Case) -> list[Visit]:
    """The visits planned for that household and not logged, the oldest first. One statement."""
    return list(Visit.objects.to_log().filter(case_id=case.pk).order_by("on", "at", "id"))


def meetings(visits: QuerySet[Visit], today: date) -> dict[str, Any]:
    """`last_meeting`, and `held`: the days of visits held that a programme's rhythm still looks at."""
    held = visits.filter(outcome=VisitOutcome.HELD)
    recent = held.filter(on__gt=today - timedelta(days=LONGEST_WINDOW))
    return {
        "last_meeting": Subquery(held.values("case_id").values(last=Max("on"))),
        "held": ArraySubquery(recent.values("on")),
    }
