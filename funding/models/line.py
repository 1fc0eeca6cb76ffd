"""A funding line, its convention as it was signed and amended, and who it pays for."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from funding.models.fields import MonthField


class FundingLine(models.Model):
    """`author`: the managers of the unit that it pays. `funder`: whose money it is, in words: no right follows from it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    label = models.CharField("nom de la ligne", max_length=120)
    funder = models.CharField("financeur", max_length=120)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "label"], name="funding_line_label"),
            models.UniqueConstraint(fields=["id", "author"], name="funding_line_composite"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """What the ledger calls it; keys are in the order in which lines were made."""
        return f"{self.pk:012d}"


class ConventionVersion(models.Model):
    """What `funding.conventions.Convention` reads, as it was signed or amended: the latest number stands, none changes."""

    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    line = models.ForeignKey(FundingLine, DO_NOTHING, related_name="versions")
    number = models.PositiveIntegerField()
    convention = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "number", "author"], name="convention_version_once")]


class LineShare(models.Model):
    """The part of each month's cost of one case that a line pays, from `since` to `until`, both included (None: no end).

    `part`: above 0, 1 is the whole. `until` is the month before `since` where it was a mistake: then it pays for none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="+")
    line = models.ForeignKey(FundingLine, DO_NOTHING, related_name="+")
    part = models.DecimalField(max_digits=7, decimal_places=6)
    since = MonthField()
    until = MonthField(null=True)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_share_part", condition=Q(part__gt=0, part__lte=1)),
            models.CheckConstraint(
                name="line_share_months", condition=Q(since__day=1) & (Q(until=None) | Q(until__day=1))
            ),
        ]
        indexes = [models.Index(fields=["case"], name="line_share_case")]


class Intensity(models.Model):
    """The key of the rate card under which a case's contracts are counted from that day on; of two that begin together, the later
    row."""

    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="+")
    since = models.DateField()
    key = models.CharField(max_length=60)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        indexes = [models.Index(fields=["case"], name="intensity_case")]


class PlanVersion(models.Model):
    """What `funding.plans.shape.Plan` reads: a plan as its source printed it, with what does not add up in it. The latest number
    of a key stands."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    plan = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key", "number"], name="plan_version_once")]
