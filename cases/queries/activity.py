"""The figures of a unit's activity over a period, as its manager may read them; no name is read.

Accompaniments start from her Access rows. Visits, minutes and bare cases start from their author or holder: a case
that closed at day 60 is in no list any more, and its visits are still the unit's (`activity_until`).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import TruncMonth, TruncWeek

from cases.enums import CaseKind, VisitOutcome
from cases.models import (
    Access,
    Accompaniment,
    AccompanimentCourse,
    Case,
    EarlierActivity,
    ReferralSheet,
    RentStatement,
    Visit,
    VisitTime,
)
from cases.periods import WEEK, Period
from partners.acting import Acting


@dataclass(frozen=True)
class Earlier:
    """Of the months that begin in the period: meetings, planned visits and minutes of before the taking over."""

    held: int = 0
    planned: int = 0
    minutes: int = 0

    def __bool__(self) -> bool:
        return bool(self.held or self.planned or self.minutes)


@dataclass(frozen=True)
class Visits:
    """Logged visits by (part, outcome), planned visits not logged by part; and what the effective rate is made of.

    A part is the first day of a week, month or quarter. `planned`: those whose moment has passed; `planned_held`: those
    of them that were held. `earlier`: beside them, what the unit counted before it took its accompaniments over.
    """

    logged: dict[tuple[date, str], int]
    not_logged: dict[date, int]
    planned: int
    planned_held: int
    earlier: Earlier = Earlier()

    @property
    def held(self) -> int:
        return sum(count for (_, outcome), count in self.logged.items() if outcome == VisitOutcome.HELD)

    @property
    def total(self) -> int:
        return sum(self.logged.values())


@dataclass(frozen=True)
class Minutes:
    """Minutes of everyone together. `presences`: one per worker at a meeting or an attempt, none at a cancelled visit;
    `unsaid`: those without any minutes."""

    visits: int
    travel: int
    administration: int
    presences: int
    unsaid: int

    @property
    def total(self) -> int:
        return self.visits + self.travel + self.administration


@dataclass(frozen=True)
class Households:
    """`received`: requests of the period; `closed`: those of them that day 60 closed. The rest counts accompaniments
    the manager still reads: `accepted`, `engaged` and `ended` (by outcome) in the period, `followed` and
    `accompanied` (engaged) at some time of it, `taken_over` those of them that came from the unit's own file."""

    received: int
    closed: int
    accepted: int
    engaged: int
    followed: int
    accompanied: int
    ended: dict[str, int]
    taken_over: int = 0


@dataclass(frozen=True)
class Arrears:
    """What the accompanied households owe, in cents, at their entry and in the latest statement readable now.

    Totals and comparisons are of the `both` whose two balances are known. `now_dates`: first and last day of the
    statements read as of now.
    """

    population: int
    entry_known: int
    now_known: int
    both: int
    entry_cents: int
    now_cents: int
    cleared: int
    reduced: int
    unchanged: int
    increased: int
    now_dates: tuple[date, date] | None


def case_ids(by: Acting, period: Period) -> list[int]:
    """The cases those figures are about, for the reading log. Three statements, ids only."""
    visits = _visits(by, period).values_list("case_id", flat=True).distinct()
    received = _received(by, period).values_list("pk", flat=True)
    followed = _followed(by, period).values_list("case_id", flat=True)
    return sorted({*visits, *received, *followed})


def visits(by: Acting, period: Period, today: date) -> Visits:
    """Visits of the unit in that period. One statement. What the end of an accompaniment overtook is expected
    nowhere; a planned visit counts once its day has passed, or as soon as it is logged."""
    first_of = TruncWeek("on") if period.grain == WEEK else TruncMonth("on")
    rows = (
        _visits(by, period)
        .filter(Q(on__lt=today) | ~Q(outcome=""))
        .annotate(first=first_of)
        .values_list("first", "outcome", "is_planned")
        .annotate(count=Count("pk"))
        .order_by()
        .union(*(_earlier(by, period, what) for what in _EARLIER), all=True)
    )
    logged: Counter[tuple[date, str]] = Counter()
    missing: Counter[date] = Counter()
    planned: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for first, outcome, is_planned, count in rows:
        if outcome in _EARLIER:
            earlier[outcome] += count
            continue
        part = period.part_of(first)
        if outcome:
            logged[part, outcome] += count
        else:
            missing[part] += count
        planned[outcome] += count if is_planned else 0
    before = Earlier(**{name: earlier[f"earlier_{name}"] for name in ("held", "planned", "minutes")})
    return Visits(dict(logged), dict(missing), planned.total(), planned[VisitOutcome.HELD], before)


def minutes(by: Acting, period: Period) -> Minutes:
    """Minutes of those visits, of every worker together. One statement."""
    was_there = ~Q(visit__outcome__in=[VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.CANCELLED_BY_WORKER])
    unsaid = Q(visit_minutes=None, travel_minutes=None, administration_minutes=None)
    found = VisitTime.objects.filter(
        author_id=by.unit_audience,
        visit__author_id=by.unit_audience,
        visit__on__range=(period.since, period.until),
    ).aggregate(
        visits=Sum("visit_minutes", default=0),
        travel=Sum("travel_minutes", default=0),
        administration=Sum("administration_minutes", default=0),
        presences=Count("pk", filter=was_there),
        unsaid=Count("pk", filter=was_there & unsaid),
    )
    return Minutes(**found)


def households(by: Acting, period: Period) -> Households:
    """Requests and accompaniments of that period. Three statements.

    An accompaniment taken over was referred by nobody: it counts from its true first day, and in no request.
    """
    inside, referred = (period.since, period.until), Q(case__tenancy__isnull=False)
    received = _received(by, period)
    listed = Access.objects.for_audience(by.manager_audience or 0).values("case_id")
    counted = _followed(by, period).aggregate(
        followed=Count("pk"),
        accepted=Count("pk", filter=referred & Q(created_at__date__range=inside)),
        engaged=Count(
            "pk", filter=(referred & Q(engaged_at__date__range=inside)) | (~referred & Q(began__range=inside))
        ),
        accompanied=Count(
            "pk", filter=Q(engaged_at__date__lte=period.until) | (~referred & Q(engaged_at__isnull=False))
        ),
        taken_over=Count("pk", filter=~referred),
    )
    over = _followed(by, period).filter(ended_at__date__range=inside)
    ended = over.values_list("outcome").annotate(count=Count("pk")).order_by("outcome")
    requests = received.aggregate(all=Count("pk"), listed=Count("pk", filter=Q(pk__in=listed)))
    return Households(
        received=requests["all"], closed=requests["all"] - requests["listed"], ended=dict(ended), **counted
    )


def arrears(by: Acting, period: Period) -> Arrears:
    """Arrears of the accompanied households, at entry and now. One statement.

    At entry: the landlord's sheet while it is open, else the latest statement readable that is not later than the
    request. Now: the latest statement readable. What the gate does not open is missing, and counted as missing.
    """
    sheets = ReferralSheet.objects.filter(receiving_case_id=OuterRef("case_id")).values("balance_cents")
    rent = RentStatement.objects.filter(case_id=OuterRef("case__tenancy_id")).order_by("-on", "-id")
    before = rent.filter(on__lte=OuterRef("case__opened_at__date")).values("balance_cents")
    rows = (
        _followed(by, period)
        .filter(engaged_at__date__lte=period.until)
        .annotate(
            sheet=Subquery(sheets[:1]),
            before=Subquery(before[:1]),
            now=Subquery(rent.values("balance_cents")[:1]),
            now_on=Subquery(rent.values("on")[:1]),
        )
        .values_list("sheet", "before", "now", "now_on")
        .order_by("pk")
    )
    return _compared([(before if sheet is None else sheet, now, now_on) for sheet, before, now, now_on in rows])


def _compared(balances: list[tuple[int | None, int | None, date | None]]) -> Arrears:
    both = [(entry, now) for entry, now, _ in balances if entry is not None and now is not None]
    days = [day for entry, now, day in balances if entry is not None and now is not None and day]
    return Arrears(
        population=len(balances),
        entry_known=sum(entry is not None for entry, _, _ in balances),
        now_known=sum(now is not None for _, now, _ in balances),
        both=len(both),
        entry_cents=sum(entry for entry, _ in both),
        now_cents=sum(now for _, now in both),
        cleared=sum(now == 0 < entry for entry, now in both),
        reduced=sum(0 < now < entry for entry, now in both),
        unchanged=sum(now == entry for entry, now in both),
        increased=sum(now > entry for entry, now in both),
        now_dates=(min(days), max(days)) if days else None,
    )


def _visits(by: Acting, period: Period) -> QuerySet[Visit]:
    return Visit.objects.standing().filter(author_id=by.unit_audience, on__range=(period.since, period.until))


#: What stands for an outcome in the rows of before the taking over, in the statement that reads both.
_EARLIER = ("earlier_held", "earlier_planned", "earlier_minutes")


def _earlier(by: Acting, period: Period, what: str) -> QuerySet[EarlierActivity, Any]:
    months = EarlierActivity.objects.filter(author_id=by.unit_audience, month__range=(period.since, period.until))
    told = months.annotate(first=F("month"), outcome=Value(what), is_planned=Value(False))
    counted = Sum(what.removeprefix("earlier_"))
    return told.values_list("first", "outcome", "is_planned").annotate(count=counted).order_by()


def _received(by: Acting, period: Period) -> QuerySet[Case]:
    inside = {"opened_at__date__range": (period.since, period.until), "tenancy__isnull": False}
    return Case.objects.filter(holder_id=by.unit_audience, kind=CaseKind.ACCOMPANIMENT, **inside)


def _followed(by: Acting, period: Period) -> QuerySet[AccompanimentCourse]:
    """Accompaniments open at some time of the period: accepted before its end, or begun before it when they were taken
    over; not ended before its beginning."""
    began = Accompaniment.objects.filter(case_id=OuterRef("case_id")).values("starts_on")
    listed = Access.objects.for_audience(by.manager_audience or 0).values("case_id")
    return AccompanimentCourse.objects.annotate(began=Subquery(began[:1])).filter(
        Q(ended_at=None) | Q(ended_at__date__gte=period.since),
        Q(created_at__date__lte=period.until) | Q(case__tenancy=None, began__lte=period.until),
        case_id__in=listed,
        author_id=by.unit_audience,
    )
