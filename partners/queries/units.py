"""Units as the administration and commands list them."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from partners.enums import Capacity
from partners.models import Organisation, Unit


def units_with_capacities(*, capacity: Capacity | str | None = None) -> QuerySet[Unit]:
    """All units by key, with their organisation and `held`, the capacities in order. One statement."""
    units = Unit.objects.select_related("organisation").annotate(
        held=ArrayAgg("capacities__capacity", order_by="capacities__capacity", default=[], distinct=True)
    )
    if capacity:
        units = units.filter(pk__in=Unit.objects.filter(capacities__capacity=capacity))
    return units.order_by("key")


def units_of(organisation: Organisation) -> list[Unit]:
    """The units of one organisation by name, with `members` (memberships in force) and `capacity_labels`."""
    units = list(
        units_with_capacities()
        .filter(organisation=organisation)
        .annotate(members=Count("memberships", filter=Q(memberships__ended_at=None), distinct=True))
        .order_by("name", "id")
    )
    for unit in units:
        unit.capacity_labels = [Capacity(held).label for held in unit.held]
    return units
