"""In which unit and capacity a session acts: one at a time, rights never add up (T3, T4)."""

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from partners.enums import ROLE_CAPACITIES, AudienceKind, Capacity, Role
from partners.models import Audience, Membership

SESSION_KEY = "acting"


@dataclass(frozen=True)
class Acting:
    """A member in one capacity, or a person or a guest of a committee by her link (then `membership` is None).

    `unit_audience` writes; `audiences` is what the signed context carries: unit and member, the unit's managers
    for a manager, the office for an administrator or a data protection officer, herself alone for a seat of a committee, and
    for a service account only the imports of its unit. `choices`: all that her session may choose from.
    """

    capacity: Capacity
    audiences: tuple[int, ...]
    membership: Membership | None = None
    unit_audience: int | None = None
    member_audience: int | None = None
    manager_audience: int | None = None
    person_audience: int | None = None
    choices: tuple[tuple[Membership, Capacity], ...] = field(default=(), compare=False, repr=False)

    @property
    def role(self) -> Role | None:
        return Role(self.membership.role) if self.membership else None

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @property
    def list_audience(self) -> int:
        """The audience whose lists this session reads first: her own cases for a worker, else the unit's."""
        if self.person_audience:
            return self.person_audience
        if self.role == Role.WORKER and self.member_audience:
            return self.member_audience
        return self.manager_audience or self.unit_audience or self.member_audience or 0

    @property
    def named_without_account(self) -> int | None:
        """Whom the reading log names for who has no membership: the audience of a person, or of a guest's seat."""
        return self.person_audience or (self.member_audience if self.membership is None else None)

    # What the header shows ---------------------------------------------------------------------------
    @property
    def organisation_name(self) -> str:
        return self.membership.unit.organisation.name if self.membership else ""

    @property
    def unit_name(self) -> str:
        return self.membership.unit.name if self.membership else ""

    @property
    def capacity_label(self) -> str:
        return str(self.capacity.label)

    @property
    def person_name(self) -> str:
        return self.membership.user.get_full_name() if self.membership else ""

    @property
    def title(self) -> str:
        return (self.membership.title or self.membership.get_role_display()) if self.membership else ""


@cache
def _in_force() -> QuerySet[Any]:
    """Every membership in force with what its sessions carry, built once: each request asks it of one user."""
    own = Q(kind=AudienceKind.MEMBER, membership_id=OuterRef("pk"))
    of_unit = Q(kind__in=[AudienceKind.UNIT, AudienceKind.MANAGER], unit_id=OuterRef("unit_id"))
    of_office = Q(kind=AudienceKind.OFFICE, organisation_id=OuterRef("unit__organisation_id"))
    audiences = Audience.objects.filter(own | of_unit | of_office).values(
        json=JSONObject(id="id", kind="kind", capacity="capacity")
    )
    return (
        Membership.objects.filter(ended_at=None)
        .select_related("unit__organisation", "user")
        .annotate(carried=ArraySubquery(audiences))
        .order_by("id")
    )


def memberships_of(user) -> list[Any]:
    """Her memberships in force, with unit and organisation, oldest first. One statement.

    `carried`: kind, capacity and id of each audience a session of hers may carry in them.
    """
    return list(_in_force().filter(user=user))


def choices_for(user) -> list[tuple[Any, Capacity]]:
    """Every (membership, capacity) in which she has work: what the switcher offers. One statement."""
    return [
        (membership, capacity)
        for membership in memberships_of(user)
        for capacity in ROLE_CAPACITIES[Role(membership.role)]
        if AudienceKind.MEMBER in _by_kind(membership.carried, capacity)
    ]


def _by_kind(audiences: Iterable[dict[str, Any]], capacity: Capacity) -> dict[str, int]:
    return {row["kind"]: row["id"] for row in audiences if row["capacity"] == capacity}


def act_as(membership: Membership, capacity: Capacity | str) -> Acting:
    """The acting context of this membership. Raises LookupError when its role has no work in that capacity."""
    capacity = Capacity(capacity)
    if membership.ended_at is not None or capacity not in ROLE_CAPACITIES[Role(membership.role)]:
        raise LookupError("This member has no work in that capacity.")
    if membership.role == Role.SERVICE:
        service = Audience.objects.filter(capacity=capacity, membership=membership, kind=AudienceKind.SERVICE).first()
        served = Audience.objects.filter(capacity=capacity, unit=membership.unit, kind=AudienceKind.UNIT).first()
        if service is None or served is None:
            raise LookupError("This service account has no audience in that capacity.")
        return Acting(capacity, (service.id,), membership, unit_audience=served.id)
    rows = Audience.objects.filter(
        Q(membership=membership, kind=AudienceKind.MEMBER)
        | Q(unit=membership.unit, kind__in=[AudienceKind.UNIT, AudienceKind.MANAGER])
        | Q(organisation=membership.unit.organisation_id, kind=AudienceKind.OFFICE),
        capacity=capacity,
    )
    return _carrying(membership, capacity, {row.kind: row.id for row in rows})


def _carrying(membership: Membership, capacity: Capacity, by_kind: dict[str, int]) -> Acting:
    member = by_kind.get(AudienceKind.MEMBER)
    if member is None:
        raise LookupError("This member has no audience in that capacity.")
    if capacity in {Capacity.ADMINISTRATION, Capacity.DATA_PROTECTION}:
        return Acting(capacity, (member, by_kind[AudienceKind.OFFICE]), membership, member_audience=member)
    if capacity == Capacity.COMMITTEE_SEAT:
        return Acting(capacity, (member,), membership, member_audience=member)
    unit = by_kind[AudienceKind.UNIT]
    manager = by_kind.get(AudienceKind.MANAGER) if membership.role == Role.MANAGER else None
    return Acting(
        capacity,
        tuple(audience for audience in (unit, member, manager) if audience),
        membership,
        unit_audience=unit,
        member_audience=member,
        manager_audience=manager,
    )


def act_as_person(audience_id: int) -> Acting:
    """A household member by her personal link."""
    return Acting(Capacity.PERSON, (audience_id,), person_audience=audience_id)


def from_session(user, session) -> Acting | None:
    """What the session chose, else her first choice; None when she has no work anywhere (any more)."""
    options = choices_for(user)
    if not options:
        return None
    chosen = session.get(SESSION_KEY)
    membership, capacity = next((option for option in options if chosen == [option[0].id, option[1].value]), options[0])
    acting = _carrying(membership, capacity, _by_kind(membership.carried, capacity))
    return replace(acting, choices=tuple(options))


Session = MutableMapping[str, Any]
_ways_in: list[Callable[[Session], Acting | None]] = []


def let_in(way: Callable[[Session], Acting | None]) -> None:
    """Let in who has no account by that way too: what her session makes of her, or None."""
    if way not in _ways_in:
        _ways_in.append(way)


def without_account(session: Session) -> Acting | None:
    """What the ways in of the apps above make of that session; None when it came by none of them."""
    return next((acting for way in _ways_in if (acting := way(session)) is not None), None)
