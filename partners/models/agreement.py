"""Programmes and agreements: who may refer to whom, and under which rules."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from partners.enums import EntityRole, LandlordEntity


class Programme(models.Model):
    """A partnership whose rules are data (domain 6). `name`: that of its latest version."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)

    def __str__(self) -> str:
        return self.name


class ProgrammeVersion(models.Model):
    """The rules as they were published, and never changed since: accompaniments keep the version they began under.

    `rules` is what `cases.programmes.rules.Rules` reads; `digest` tells whether a file says the same.
    """

    programme = models.ForeignKey(Programme, DO_NOTHING, related_name="versions")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programme_version_once")]


class Grid(models.Model):
    """An assessment grid of a territory (domain 4.3). `name`: that of its latest version."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)

    def __str__(self) -> str:
        return self.name


class GridVersion(models.Model):
    """A grid as it was published, and never changed since: an assessment keeps the version it was made with.

    `questions` is what `cases.programmes.grids.Grid` reads; `digest` tells whether a file says the same.
    """

    grid = models.ForeignKey(Grid, DO_NOTHING, related_name="versions")
    number = models.PositiveIntegerField()
    questions = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "number"], name="grid_version_once")]


class Agreement(models.Model):
    """Landlord units that may refer to one operator unit under a programme, whose rules say by when it answers and how
    long its team reads after exit."""

    programme = models.ForeignKey(Programme, DO_NOTHING, related_name="agreements")
    operator_unit = models.ForeignKey("partners.Unit", DO_NOTHING, related_name="agreements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "operator_unit"], name="agreement_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="agreement_period"
            ),
        ]


class AgreementLandlord(models.Model):
    agreement = models.ForeignKey(Agreement, DO_NOTHING, related_name="landlords")
    unit = models.ForeignKey("partners.Unit", DO_NOTHING, related_name="+")
    entity = models.CharField(max_length=16, choices=LandlordEntity)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "unit"], name="agreement_landlord_once")]


class Referent(models.Model):
    """Whom one calls at an entity of an agreement: professional contacts, read by its partners.

    `territory`: communes, or a free label; empty for the whole of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, DO_NOTHING, related_name="referents")
    unit = models.ForeignKey("partners.Unit", DO_NOTHING, related_name="+")
    role = models.CharField("rôle", max_length=16, choices=EntityRole)
    name = models.CharField("nom", max_length=120)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    email = models.EmailField("courriel professionnel", blank=True)
    territory = models.CharField("territoire", max_length=300, blank=True)
    changed_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="referent_can_be_reached"),
            models.UniqueConstraint(fields=["agreement", "unit", "role", "name"], name="referent_once"),
        ]
