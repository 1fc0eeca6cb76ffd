"""Visits, their minutes, their notes, and the one number a landlord may be given."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DO_NOTHING, Exists, OuterRef, Q
from django.utils import timezone

from cases.enums import VisitKind, VisitOutcome
from cases.models.accompaniment import AccompanimentCourse
from cases.models.base import Authored


class VisitQuerySet(models.QuerySet["Visit"]):
    def standing(self) -> "VisitQuerySet":
        """All but those that the end of the accompaniment overtook: planned before it for a later day, not logged."""
        overtaken = AccompanimentCourse.objects.filter(
            case_id=OuterRef("case_id"), ended_at__gt=OuterRef("created_at"), ended_at__date__lt=OuterRef("on")
        )
        return self.filter(~Q(outcome="") | ~Exists(overtaken))

    def standing_until(self, ended_at: datetime | None) -> "VisitQuerySet":
        """The same, of one case whose accompaniment's end is known."""
        if ended_at is None:
            return self
        return self.filter(~Q(outcome="") | Q(created_at__gte=ended_at) | Q(on__lte=timezone.localdate(ended_at)))

    def to_log(self) -> "VisitQuerySet":
        """Planned, standing and not logged."""
        return self.standing().filter(outcome="")


class Visit(Authored):
    """Activity of the operator unit, never granted. `device_id` is made on the device, unique per author: a
    replay returns the first receipt. A planned visit has no outcome until it is logged. `holder`: the member who is
    to hold it, or held it; `companions`: the memberships of colleagues who came along."""

    device_id = models.UUIDField(default=uuid.uuid4)
    content_digest = models.CharField(max_length=64, blank=True)
    is_planned = models.BooleanField(default=False)
    on = models.DateField()
    at = models.TimeField(null=True)
    kind = models.CharField(max_length=16, choices=VisitKind, default=VisitKind.HOME)
    outcome = models.CharField(max_length=24, choices=VisitOutcome, blank=True)
    logged_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    holder = models.ForeignKey("partners.Membership", DO_NOTHING, null=True, related_name="+")
    companions = ArrayField(models.BigIntegerField(), default=list)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "device_id"], name="visit_device_id_per_author"),
            models.CheckConstraint(condition=Q(is_planned=True) | ~Q(outcome=""), name="visit_planned_or_logged"),
        ]
        indexes = [
            models.Index(fields=["case", "on"], name="visit_case_on"),
            models.Index(fields=["case", "outcome", "on", "at"], name="visit_case_outcome"),
            models.Index(fields=["author", "on"], name="visit_author_on"),
        ]


class VisitTime(Authored):
    """Minutes of one worker: read by her and her manager only."""

    visit = models.ForeignKey(Visit, DO_NOTHING, related_name="+")
    worker = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    visit_minutes = models.PositiveSmallIntegerField(null=True)
    travel_minutes = models.PositiveSmallIntegerField(null=True)
    administration_minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "worker"], name="visit_time_per_worker")]


class VisitNote(Authored):
    """Scope `social`: read by the team on the case, never by a landlord. `progress`: objective's key -> a step of
    `ObjectiveProgress`."""

    visit = models.ForeignKey(Visit, DO_NOTHING, null=True, related_name="+")
    written_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    themes = ArrayField(models.CharField(max_length=16), default=list)
    text = models.TextField(blank=True)
    next_steps = models.CharField(max_length=400, blank=True)
    progress = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="note_case")]


class VisitRevision(Authored):
    """Scope `social`: what a visit and its note said before a correction, and who corrected them. Never changed."""

    visit = models.ForeignKey(Visit, DO_NOTHING, related_name="+")
    written_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    former = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["visit", "-id"], name="visit_revision_visit")]


class EarlierActivity(Authored):
    """What was done in a month before the case was taken over, as its unit counted it: never granted."""

    month = models.DateField()
    held = models.PositiveSmallIntegerField()
    planned = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "month"], name="earlier_activity_per_month")]


class VisitShared(Authored):
    """Scope `housing`: how many visits were held in a month, written by the keeper from the visits."""

    month = models.DateField()
    held = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "month"], name="visit_shared_per_month")]
