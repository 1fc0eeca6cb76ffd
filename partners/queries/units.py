"""Units as the administration and commands list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from partners.enums import Capacity
from partners.models import Organisation, Unit, UnitCapacity


@dataclass(frozen=True)
class ListedUnit:
    """A unit with what it may do. `members` counts memberships in force."""

    key: str
    name: str
    organisation: str
    capacities: tuple[Capacity, ...]
    members: int

    @property
    def capacity_labels(self) -> list[str]:
        return [str(capacity.label) for capacity in self.capacities]


def list_units(*, organisation: Organisation | None = None, capacity: str | None = None) -> list[ListedUnit]:
    """Units by key, of one organisation or that hold one capacity if asked. Two statements."""
    units = Unit.objects.select_related("organisation").annotate(
        members=Count("memberships", filter=Q(memberships__ended_at=None))
    )
    if organisation:
        units = units.filter(organisation=organisation)
    if capacity:
        units = units.filter(pk__in=UnitCapacity.objects.filter(capacity=capacity).values("unit"))
    found = list(units.order_by("key"))
    held = held_by(found)
    return [
        ListedUnit(
            key=unit.key,
            name=unit.name,
            organisation=unit.organisation.name,
            capacities=tuple(Capacity(each) for each in sorted(held[unit.id])),
            members=unit.members,
        )
        for unit in found
    ]


def held_by(units: Iterable[Unit]) -> dict[int, set[str]]:
    """The capacities each of these units holds, by its id. One statement."""
    held: dict[int, set[str]] = {unit.id: set() for unit in units}
    for unit_id, capacity in UnitCapacity.objects.filter(unit__in=list(held)).values_list("unit_id", "capacity"):
        held[unit_id].add(capacity)
    return held
