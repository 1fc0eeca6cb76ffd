"""Units as the administration and commands list them."""

from collections.abc import Iterable

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from partners.enums import Capacity
from partners.models import Organisation, Unit, UnitCapacity


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


def held_by(units: Iterable[Unit]) -> dict[int, set[str]]:
    """The capacities each of these units holds, by its id. One statement."""
    held: dict[int, set[str]] = {unit.id: set() for unit in units}
    for unit_id, capacity in UnitCapacity.objects.filter(unit__in=list(held)).values_list("unit_id", "capacity"):
        held[unit_id].add(capacity)
    return held
