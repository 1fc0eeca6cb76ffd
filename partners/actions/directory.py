"""Building the directory: by commands and demonstration data, as owner. The runtime role cannot write it."""

from collections.abc import Iterable
from datetime import date

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from partners.enums import UNIT_CAPACITIES, AudienceKind, Capacity, LandlordEntity, Role
from partners.models import (
    Agreement,
    AgreementLandlord,
    Audience,
    Membership,
    Organisation,
    Programme,
    Unit,
    UnitCapacity,
    User,
)


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
def add_first_administrator(*, unit: Unit, email: str, first_name: str, last_name: str) -> Membership:
    """The account from which everyone else of the organisation is invited, without a password: she asks for one from
    the entry page, by mail to that address. An account of that address is used as it is. Raises ValueError when the
    organisation has an administrator already: she invites the next one herself."""
    held = Membership.objects.filter(unit__organisation=unit.organisation, role=Role.ADMIN, ended_at=None)
    if held.exists():
        raise ValueError(f"{unit.organisation.name} has an administrator already, who invites the others.")
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return add_member(unit=unit, role=Role.ADMIN, user=user, title="Administration des comptes")


@transaction.atomic
def add_agreement(
    *, programme: Programme, operator: Unit, landlords: Iterable[tuple[Unit, LandlordEntity]], starts_on: date
) -> Agreement:
    """The agreement by which these landlord units refer to that operator unit. Raises ValueError when a unit does not
    hold the capacity the agreement needs, or when that operator has an agreement under the programme already."""
    _check_capacity(operator, Capacity.OPERATOR)
    if Agreement.objects.filter(programme=programme, operator_unit=operator).exists():
        raise ValueError(f"{operator.key} has an agreement under {programme.key} already.")
    made = Agreement.objects.create(programme=programme, operator_unit=operator, starts_on=starts_on)
    for unit, entity in landlords:
        _check_capacity(unit, Capacity.LANDLORD)
        AgreementLandlord.objects.create(agreement=made, unit=unit, entity=entity)
    return made


def _check_capacity(unit: Unit, capacity: Capacity) -> None:
    if not unit.capacities.filter(capacity=capacity).exists():
        raise ValueError(f"{unit.key} does not hold the capacity {capacity.value}.")


@transaction.atomic
def add_member(*, unit: Unit, role: Role | str, user: User, title: str = "", phone: str = "") -> Membership:
    """Put a user in a unit in one role, with her audiences. One open membership per unit (IntegrityError)."""
    membership = Membership.objects.create(unit=unit, role=Role(role), user=user, title=title, phone=phone)
    _make_audiences(membership)
    return membership


def _make_audiences(membership: Membership) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.make_member_audiences(%s)", [membership.id])
