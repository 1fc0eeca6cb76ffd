"""Background work an organisation's members asked for and that was not done."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from common import outbox
from common.models import Outbox
from partners.models import Membership, Organisation

SHOWN = 50


def unmade_of(organisation: Organisation) -> QuerySet[Outbox]:
    """What is to be tried again among all that its members asked for, the oldest first; never what a household asked."""
    return outbox.unmade().filter(asker_membership_id__in=_members(organisation)).order_by("created_at", "id")


def is_asked_in(organisation: Organisation, outbox_id: UUID) -> bool:
    """Whether one of its members, present or past, asked for that work, done or not."""
    return Outbox.objects.filter(pk=outbox_id, asker_membership_id__in=_members(organisation)).exists()


def units_asking(rows: Iterable[Outbox]) -> dict[int, str]:
    """The unit's name, by the membership that asked. One statement."""
    askers = {row.asker_membership_id for row in rows}
    return dict(Membership.objects.filter(pk__in=askers).values_list("pk", "unit__name"))


def _members(organisation: Organisation) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(unit__organisation=organisation).values("pk")
