"""The books of a unit: the months it closed, and what stands in them."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, F, Q

from funding.measures import EntryKind
from funding.models.fields import FractionField, MonthField
from funding.rate_cards import Unit


class Closing(models.Model):
    """A month of that unit's books, closed: once, by a manager, after its last day. Its entries are written with it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    month = MonthField()
    closed_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    closed_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "month"], name="closing_once"),
            models.UniqueConstraint(fields=["id", "author", "month"], name="closing_composite"),
            models.CheckConstraint(name="closing_month", condition=Q(month__day=1)),
        ]


class LedgerEntry(models.Model):
    """`funding.measures.Entry` as it stands in the books of `booked`, the month its closing closed. It names a case and nobody.

    `quantity` and `cents` are below zero in a reversal, `cents` in whole cents.
    """

    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    closing = models.ForeignKey(Closing, DO_NOTHING, related_name="entries")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="+")
    line = models.ForeignKey("funding.FundingLine", DO_NOTHING, related_name="+")
    month = MonthField()
    booked = MonthField()
    unit = models.CharField(max_length=16)
    kind = models.CharField(max_length=10)
    quantity = FractionField()
    weight = FractionField()
    part = models.DecimalField(max_digits=7, decimal_places=6)
    price = models.BigIntegerField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "line", "month", "unit", "booked", "kind", "author"], name="entry_once"
            ),
            models.CheckConstraint(name="entry_unit", condition=Q(unit__in=[Unit.DIAGNOSIS, Unit.MEASURE_MONTH])),
            models.CheckConstraint(
                name="entry_kind",
                condition=Q(kind=EntryKind.COUNT, month=F("booked"))
                | Q(kind__in=[EntryKind.REVERSAL, EntryKind.CORRECTION], month__lt=F("booked")),
            ),
            models.CheckConstraint(
                name="entry_sign",
                condition=Q(kind=EntryKind.REVERSAL, cents__lte=0) | (~Q(kind=EntryKind.REVERSAL) & Q(cents__gte=0)),
            ),
            models.CheckConstraint(name="entry_months", condition=Q(month__day=1)),
            models.CheckConstraint(name="entry_part", condition=Q(part__gt=0, part__lte=1)),
        ]
        indexes = [models.Index(fields=["author", "line", "month"], name="entry_line_month")]
