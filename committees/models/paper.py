"""What a session leaves behind: its minutes, and one annex per household."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from committees.enums import PaperKind, Purged, PurgeReason
from committees.models.session import AgendaItem, Session


class Paper(models.Model):
    """Minutes carry file numbers; names, reasons and opinions are one annex per household, which may be purged alone (domain 5).

    `snapshot` is frozen when the session is signed, and is all that the file says. `content`, its PDF, and `digest` are
    written once, by the worker that makes it. `item`, `sheet`: of an annex alone. `author`: the secretariat, which alone reads it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    item = models.ForeignKey(AgendaItem, DO_NOTHING, null=True, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=PaperKind)
    title = models.CharField("titre", max_length=160)
    template = models.CharField(max_length=120)
    snapshot = models.JSONField()
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=TransactionNow())
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], condition=Q(item=None), name="paper_minutes_once"),
            models.UniqueConstraint(fields=["item", "author"], name="paper_annex_once"),
            models.CheckConstraint(
                name="paper_annex_is_of_one_file",
                condition=Q(kind=PaperKind.MINUTES, item=None, sheet=None)
                | Q(kind=PaperKind.ANNEX, item__isnull=False, sheet__isnull=False),
            ),
        ]


class Tombstone(models.Model):
    """What was purged, when and why: of it nothing is left but the number that the minutes carry. Written by the keeper alone.

    `session`: of an annex alone. `author`: the secretariat, which alone reads it.
    """

    kind = models.CharField(max_length=8, choices=Purged)
    why = models.CharField(max_length=12, choices=PurgeReason)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    session = models.ForeignKey(Session, DO_NOTHING, null=True, related_name="+")
    sheet = models.ForeignKey("committees.PresentationSheet", DO_NOTHING, related_name="+")
    number = models.CharField(max_length=16)
    purged_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tombstone_of_a_session_or_of_a_sheet",
                condition=Q(kind=Purged.ANNEX, session__isnull=False) | Q(kind=Purged.SHEET, session=None),
            )
        ]
        indexes = [models.Index(fields=["sheet"], name="tombstone_sheet")]
