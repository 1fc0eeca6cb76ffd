"""What the landlords' proceedings do by themselves, kept by the clock (domain 4.6)."""

from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q, QuerySet

from cases.actions.rent_accounts import SOURCE, follow_proceedings
from cases.actions.rent_facts import keep_suspensions
from cases.enums import ProcedureEventKind
from cases.models import Access, Case, ProcedureEvent, RepaymentPlan, Task
from common.context import acting
from partners.enums import Capacity
from partners.models import UnitCapacity

BEGIN_OR_END = (ProcedureEventKind.COMMITTEE, ProcedureEventKind.SUSPENSION_GRANTED)
#: How long what the other side noted is looked for: a clock that stopped for a night finds it.
LATELY = timedelta(days=2)


def keep(today: date) -> None:
    """Keep what each operator and landlord has of the proceedings on the cases it still lists. Again the same day, or by
    two at once: nothing more.

    Effects in order, for each unit: the suspensions that a presentation to the committee begins by itself begin; those
    whose last day is past are over; its tasks of the procedure follow what the other side noted or cancelled lately, and
    what it may no longer read.
    """
    for held in UnitCapacity.objects.filter(capacity__in=(Capacity.OPERATOR, Capacity.LANDLORD)).order_by("pk"):
        lists = held.manager_audience_id if held.capacity == Capacity.OPERATOR else held.audience_id
        with acting((held.audience_id, held.manager_audience_id)):
            cases = Case.objects.filter(
                pk__in=Access.objects.for_audience(lists).values("case_id"), holder_id=held.audience_id
            )
            keep_suspensions(held.audience_id, _noted(cases, held.audience_id), today)
            for case in _followed(cases, held.audience_id).order_by("pk"):
                follow_proceedings(case, held.audience_id)


def _noted(cases: QuerySet[Case], unit: int) -> set[int]:
    """Those where that unit noted what begins or ends by itself."""
    noted = ProcedureEvent.objects.filter(author_id=unit, kind__in=BEGIN_OR_END, cancelled_at=None, case__in=cases)
    return set(noted.order_by().values_list("case_id", flat=True))


def _followed(cases: QuerySet[Case], unit: int) -> QuerySet[Case]:
    """Those with something to do for the procedure, or where something was noted lately, by either side: an event, a plan
    or its end."""
    since = TransactionNow() - LATELY
    due = Task.objects.filter(author_id=unit, source__startswith=SOURCE, done_at=None)
    wanted = Q(pk__in=due.values("case_id"))
    for lately in (
        ProcedureEvent.objects.filter(Q(created_at__gt=since) | Q(cancelled_at__gt=since)),
        RepaymentPlan.objects.filter(Q(created_at__gt=since) | Q(ended_on__gt=since)),
    ):
        ids = lately.values("case_id")
        wanted |= Q(pk__in=ids) | Q(tenancy_id__in=ids) | Q(pk__in=lately.values("case__tenancy_id"))
    return cases.filter(wanted)
