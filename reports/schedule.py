"""Reports that the clock prepares: the year's in January, the quarter's when it is over, as drafts that wait for a manager."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from cases.models import AccompanimentCourse
from cases.periods import Period, quarter, year
from common.context import acting
from common.jobs import take_slot
from common.models import JobSlot
from partners.acting import Acting, act_as
from partners.enums import Capacity, Role
from partners.models import Membership, Programme, UnitCapacity
from reports.actions.preparing import prepare_by_clock

JOB = "prepare_report"
#: A period's report is prepared in the days after its end: a beat that stood still meanwhile catches up.
WINDOW = timedelta(days=31)
#: Longer than the window: what is forgotten then is not prepared again.
KEPT = timedelta(days=100)
_FIRST_MONTH = 1


def periods_due(today: date) -> list[Period]:
    """The periods whose report is prepared on that day: the past year in January, and the quarter that has just ended."""
    due = [year(today.year - 1)] if today.month == _FIRST_MONTH else []
    last = quarter(quarter(today).since - timedelta(days=1))
    return [*due, last] if today <= last.until + WINDOW else due


def prepare_due(today: date) -> None:
    """Have each due report prepared, for each unit and programme that accompanied somebody in its period. Again, or by two at once:
    nothing more, though a manager gave it up since.

    A unit without a manager is left for the day it has one.
    """
    for held in UnitCapacity.objects.filter(capacity=Capacity.OPERATOR).order_by("pk"):
        manager = _manager(held)
        if manager is None:
            continue
        for period in periods_due(today):
            _prepare(held, manager, period)
    JobSlot.objects.filter(job=JOB, done_at__lt=TransactionNow() - KEPT).delete()


def _prepare(held: UnitCapacity, manager: Acting, period: Period) -> None:
    with acting((held.audience_id, held.manager_audience_id)):
        for programme in _running(held.audience_id, period):
            slot = f"{held.unit_id}:{programme.pk}:{period.since:%Y%m%d}-{period.until:%Y%m%d}"
            if take_slot(JOB, slot):
                prepare_by_clock(programme=programme, period=period, managers=held.manager_audience_id, by=manager)


def _manager(held: UnitCapacity) -> Acting | None:
    """The manager of that unit who has been one for longest: her worker's context counts it."""
    managers = Membership.objects.filter(unit_id=held.unit_id, role=Role.MANAGER, ended_at=None, user__is_active=True)
    first = managers.select_related("unit__organisation", "user").order_by("pk").first()
    return act_as(first, held.capacity) if first else None


def _running(unit: int, period: Period) -> Iterator[Programme]:
    """The programmes under which that unit accompanied somebody on a day of the period."""
    ran = AccompanimentCourse.objects.annotate(began=TruncDate("engaged_at"), over=TruncDate("ended_at")).filter(
        Q(over=None) | Q(over__gte=period.since), author_id=unit, began__lte=period.until
    )
    keys = ran.values_list(F("programme_version__programme_id"), flat=True)
    yield from Programme.objects.filter(pk__in=set(keys)).order_by("pk")
