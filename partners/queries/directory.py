"""Whom to call: the referents of the entities that signed an agreement together (domain 4.0)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from common.text import fold
from partners.acting import Acting
from partners.enums import Capacity, EntityRole
from partners.models import Agreement, AgreementLandlord, Organisation, Referent, Unit


@dataclass(frozen=True)
class Entity:
    """A unit and what it answers for in an agreement; `key` names it in a form, without an internal id."""

    agreement: Agreement
    unit: Unit
    role: EntityRole

    @property
    def key(self) -> str:
        return f"{self.agreement.programme.key}.{self.agreement.operator_unit.key}.{self.unit.key}.{self.role.value}"


@dataclass(frozen=True)
class Line:
    """An entity and one of its referents; None where nobody is named: then its own telephone stands."""

    entity: Entity
    referent: Referent | None

    @property
    def is_expected(self) -> bool:
        """Whether an entity without a referent is worth a line: nobody promised staff on the spot."""
        return self.referent is not None or self.entity.role != EntityRole.PROXIMITY


@dataclass(frozen=True)
class Listed:
    """The lines of one agreement."""

    agreement: Agreement
    lines: tuple[Line, ...]


def directory(by: Acting, search: str = "") -> list[Listed]:
    """The referents of the agreements `by`'s organisation signed in the capacity she acts in, by programme.

    `search`: words that must all stand in the name, the unit, the organisation, the role or the territory. Nothing of
    another agreement is found. Three statements.
    """
    wanted = fold(search).split()
    agreements = partners_in(by).order_by("programme__name", "operator_unit__name")
    listed = (Listed(one, tuple(line for line in lines_of(one) if _says(line, wanted))) for one in agreements)
    return [one for one in listed if one.lines]


def partners_in(by: Acting) -> QuerySet[Agreement]:
    """The agreements in force today that `by`'s organisation signed as what she acts as."""
    organisation = by.membership.unit.organisation_id if by.membership else 0
    if by.capacity == Capacity.OPERATOR:
        return _agreements().filter(operator_unit__organisation_id=organisation)
    if by.capacity == Capacity.LANDLORD:
        mine = AgreementLandlord.objects.filter(unit__organisation_id=organisation)
        return _agreements().filter(pk__in=mine.values("agreement_id"))
    return _agreements().none()


def entities_of(organisation: Organisation) -> list[Line]:
    """The entities of that organisation in the agreements in force, each with its referents. Three statements."""
    hers = Q(operator_unit__organisation=organisation) | Q(landlords__unit__organisation=organisation)
    agreements = _agreements().filter(pk__in=Agreement.objects.filter(hers).values("pk"))
    found = agreements.order_by("programme__name", "operator_unit__name")
    return [line for one in found for line in lines_of(one) if line.entity.unit.organisation_id == organisation.pk]


def referents_of(organisation: Organisation) -> QuerySet[Referent]:
    """The referents its administration keeps."""
    return Referent.objects.filter(unit__organisation=organisation).select_related("agreement__programme", "unit")


def lines_of(agreement: Agreement) -> Iterator[Line]:
    """Every entity of that agreement with its referents, the operator first. Reads what was fetched with it."""
    named: dict[tuple[int, str], list[Referent]] = {}
    for referent in agreement.referents.all():
        named.setdefault((referent.unit_id, referent.role), []).append(referent)
    for entity in _entities(agreement):
        found = named.get((entity.unit.pk, entity.role), [])
        yield from [Line(entity, referent) for referent in found] or [Line(entity, None)]


def _agreements() -> QuerySet[Agreement]:
    today = timezone.localdate()
    units = AgreementLandlord.objects.select_related("unit__organisation").order_by("unit__organisation__name", "pk")
    return (
        Agreement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
        .select_related("programme", "operator_unit__organisation")
        .prefetch_related(
            Prefetch("landlords", queryset=units),
            Prefetch("referents", queryset=Referent.objects.order_by("territory", "name")),
        )
    )


def _entities(agreement: Agreement) -> Iterator[Entity]:
    yield Entity(agreement, agreement.operator_unit, EntityRole.OPERATOR)
    for landlord in agreement.landlords.all():
        yield Entity(agreement, landlord.unit, EntityRole(landlord.entity))
        yield Entity(agreement, landlord.unit, EntityRole.PROXIMITY)


def _says(line: Line, wanted: list[str]) -> bool:
    if not line.is_expected:
        return False
    unit, referent = line.entity.unit, line.referent
    said = [unit.name, unit.organisation.name, str(line.entity.role.label)]
    if referent:
        said += [referent.name, referent.territory]
    text = fold(" ".join(said))
    return all(word in text for word in wanted)
