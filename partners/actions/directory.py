"""Building the directory: by commands and demonstration data, as owner. The runtime role cannot write it."""

from collections.abc import Iterable

from django.db import connection, transaction

from partners.enums import UNIT_CAPACITIES, AudienceKind, Capacity, Role
from partners.models import Audience, Membership, Organisation, Unit, UnitCapacity, User


def add_organisation(*, key: str, name: str) -> Organisation:
    """An organisation; `key` is a slug unique in the installation (IntegrityError otherwise)."""
    return Organisation.objects.create(key=key, name=name)


@transaction.atomic
def add_unit(
    *, organisation: Organisation, key: str, name: str, capacities: Iterable[Capacity | str], **fields
) -> Unit:
    """A unit and the capacities it holds. Raises ValueError for a capacity a unit cannot hold."""
    unit = Unit.objects.create(organisation=organisation, key=key, name=name, **fields)
    for capacity in capacities:
        add_capacity(unit=unit, capacity=capacity)
    return unit


@transaction.atomic
def add_capacity(*, unit: Unit, capacity: Capacity | str) -> UnitCapacity:
    """Give a unit a capacity, with its two audiences; members already there get theirs."""
    capacity = Capacity(capacity)
    if capacity not in UNIT_CAPACITIES:
        raise ValueError(f"A unit cannot hold the capacity {capacity.value}.")
    unit_audience, manager_audience = (
        Audience.objects.create(kind=kind, capacity=capacity, unit=unit)
        for kind in (AudienceKind.UNIT, AudienceKind.MANAGER)
    )
    held = UnitCapacity.objects.create(
        unit=unit, capacity=capacity, audience=unit_audience, manager_audience=manager_audience
    )
    for membership in Membership.objects.filter(unit=unit, ended_at=None):
        _make_audiences(membership)
    return held


@transaction.atomic
def add_member(*, unit: Unit, role: Role | str, user: User, title: str = "", phone: str = "") -> Membership:
    """Put a user in a unit in one role, with her audiences. One open membership per unit (IntegrityError)."""
    membership = Membership.objects.create(unit=unit, role=Role(role), user=user, title=title, phone=phone)
    _make_audiences(membership)
    return membership


def _make_audiences(membership: Membership) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.make_member_audiences(%s)", [membership.id])
