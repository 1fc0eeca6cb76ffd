"""Files of a committee: those ready to be presented."""

from collections.abc import Iterable

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef, QuerySet

from committees.enums import DecisionKind, SessionState
from committees.models import AgendaItem, Committee, Decision, PresentationSheet

_TO_COME = (SessionState.PLANNED, SessionState.SENT, SessionState.OPEN)


def ready(committee: Committee, *, among: Iterable[int] | None = None) -> QuerySet[PresentationSheet]:
    """Its sheets that may be put on an agenda: filed, agreed to, neither decided nor on one already. Urgent first, then by filing."""
    decided = Decision.objects.filter(sheet=OuterRef("pk")).exclude(kind=DecisionKind.ADJOURNED)
    listed = AgendaItem.objects.filter(sheet=OuterRef("pk"), closed_at=None, session__state__in=_TO_COME)
    found = PresentationSheet.objects.filter(
        ~Exists(decided),
        ~Exists(listed),
        committee=committee,
        withdrawn_at=None,
        readable_until__gt=TransactionNow(),
    )
    if among is not None:
        found = found.filter(pk__in=list(among))
    return found.order_by("-is_urgent", "filed_at", "pk")
