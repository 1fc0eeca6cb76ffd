"""What the landlords' proceedings do by themselves, kept by the clock (domain 4.6)."""

from datetime import date

from cases.actions.rent_facts import keep_suspensions
from cases.enums import ProcedureEventKind
from cases.models import Access, ProcedureEvent
from common.context import acting
from partners.enums import Capacity
from partners.models import UnitCapacity

BEGIN_OR_END = (ProcedureEventKind.COMMITTEE, ProcedureEventKind.SUSPENSION_GRANTED)


def keep(today: date) -> None:
    """Begin the suspensions a presentation to the committee begins by itself, and say which are over, of what each operator
    and landlord noted on the cases it still lists. Again the same day, or by two at once: nothing more."""
    for held in UnitCapacity.objects.filter(capacity__in=(Capacity.OPERATOR, Capacity.LANDLORD)).order_by("pk"):
        lists = held.manager_audience_id if held.capacity == Capacity.OPERATOR else held.audience_id
        with acting((held.audience_id, held.manager_audience_id)):
            listed = Access.objects.for_audience(lists).values("case_id")
            noted = ProcedureEvent.objects.filter(
                author_id=held.audience_id, kind__in=BEGIN_OR_END, cancelled_at=None, case_id__in=listed
            )
            case_ids = set(noted.order_by().values_list("case_id", flat=True))
            keep_suspensions(held.audience_id, case_ids, today)
