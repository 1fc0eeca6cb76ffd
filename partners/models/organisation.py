"""Organisations, their units, the capacities these hold, and the audiences that stand for them in the gate."""

import uuid

from django.db import models
from django.db.models import DO_NOTHING, Q

from partners.enums import AudienceKind, Capacity


class Organisation(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A branch or service. `key` is the slug used on the command line, unique in the installation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, related_name="units")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)

    def __str__(self) -> str:
        return self.name


class Audience(models.Model):
    """Who the gate opens to. A session carries two or three of them; Access has one row per audience and case.

    `kind` and `capacity` are copied into Access by a composite foreign key, so that ceilings are constraints.
    """

    kind = models.CharField(max_length=8, choices=AudienceKind)
    capacity = models.CharField(max_length=20, choices=Capacity)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, null=True, related_name="+")
    unit = models.ForeignKey(Unit, DO_NOTHING, null=True, related_name="audiences")
    membership = models.ForeignKey("partners.Membership", DO_NOTHING, null=True, related_name="audiences")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "kind", "capacity"], name="audience_composite"),
            models.UniqueConstraint(
                fields=["unit", "capacity", "kind"],
                condition=Q(kind__in=["unit", "manager"]),
                name="audience_unit",
            ),
            models.UniqueConstraint(
                fields=["membership", "capacity"],
                condition=Q(kind__in=["member", "service"]),
                name="audience_member",
            ),
            models.UniqueConstraint(
                fields=["organisation", "capacity"], condition=Q(kind="office"), name="audience_office"
            ),
            models.CheckConstraint(
                name="audience_stands_for_one",
                condition=(
                    Q(kind__in=["unit", "manager"], unit__isnull=False, membership=None)
                    | Q(kind__in=["member", "service"], unit__isnull=False, membership__isnull=False)
                    | Q(kind="person", capacity="person", unit=None, membership=None)
                    | Q(kind="guest", capacity="committee_seat", unit=None, membership=None)
                    | Q(
                        kind="office",
                        capacity__in=["administration", "data_protection"],
                        organisation__isnull=False,
                        unit=None,
                        membership=None,
                    )
                ),
            ),
        ]


class UnitCapacity(models.Model):
    """A unit holds a capacity, and so has two audiences in it: the unit, and its managers."""

    unit = models.ForeignKey(Unit, DO_NOTHING, related_name="capacities")
    capacity = models.CharField(max_length=20, choices=Capacity)
    audience = models.OneToOneField(Audience, DO_NOTHING, related_name="+")
    manager_audience = models.OneToOneField(Audience, DO_NOTHING, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "capacity"], name="unit_capacity_once")]
