"""What is presented to a committee, and which seat reads which version of it."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from committees.enums import Ceiling


class PresentationSheet(models.Model):
    """What its author chose to present: a record of its own, from which nothing leads to a case.

    `case` and `household`: those of an operator's accompaniment; none for a paper form that a secretariat or a prescriber
    typed, whose agreement is then `agreed_until`. `is_coded`: presented without agreement, under its number alone. The keeper's: `readable_until`, until when the
    secretariat reads it; `is_narrowed`, whether the coded version alone may be shown to a seat or to a room. `revision`: what recomputing who reads it queues on. Filed once and withdrawn once, each at its transaction's time; what was filed never changes.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16)
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    secretary = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    household = models.ForeignKey("cases.Household", DO_NOTHING, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", DO_NOTHING, null=True, related_name="+")
    competence = models.CharField("ce qui est demandé", max_length=60)
    is_urgent = models.BooleanField(default=False)
    is_coded = models.BooleanField(default=False)
    agreed_until = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    revision = models.BigIntegerField(db_default=0)
    readable_until = models.DateTimeField(null=True)
    is_narrowed = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "author"], name="sheet_number_once"),
            models.UniqueConstraint(fields=["id", "committee", "secretary"], name="sheet_composite"),
            models.UniqueConstraint(fields=["id", "author", "secretary"], name="sheet_authored"),
            models.CheckConstraint(
                name="sheet_of_a_household_or_of_none",
                condition=Q(case=None, household=None) | Q(case__isnull=False, household__isnull=False),
            ),
            models.CheckConstraint(name="sheet_agreement_said_once", condition=Q(case=None) | Q(agreed_until=None)),
        ]
        indexes = [
            models.Index(fields=["household"], name="sheet_household"),
            models.Index(fields=["secretary", "readable_until"], name="sheet_secretary"),
            models.Index(fields=["author"], name="sheet_author"),
        ]


class SheetVersion(models.Model):
    """A sheet as one ceiling reads it. `content` is what `committees.sheets` writes and reads."""

    sheet = models.ForeignKey(PresentationSheet, DO_NOTHING, related_name="versions")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    secretary = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    ceiling = models.CharField(max_length=8, choices=Ceiling)
    content = models.JSONField()
    read_over_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "ceiling", "author"], name="sheet_version_once")]


class SheetScan(models.Model):
    """A paper form as its prescriber signed it, drawn again page by page (`committees.scans`): read by the secretariat that typed
    it, while the form may be read, and by no seat. It never changes, and is purged with its sheet."""

    sheet = models.ForeignKey(PresentationSheet, DO_NOTHING, related_name="scans")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    secretary = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "author"], name="sheet_scan_once")]


class SheetAccess(models.Model):
    """Who reads which version of a sheet, for which session, and until when. Written by the keeper alone."""

    audience = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    item = models.ForeignKey("committees.AgendaItem", DO_NOTHING, related_name="+")
    sheet = models.ForeignKey(PresentationSheet, DO_NOTHING, related_name="+")
    session = models.ForeignKey("committees.Session", DO_NOTHING, related_name="+")
    ceiling = models.CharField(max_length=8, choices=Ceiling)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "item"], name="sheet_access_once")]
        indexes = [models.Index(fields=["sheet"], name="sheet_access_sheet")]
