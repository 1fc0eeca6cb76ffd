"""A report to funders, from the figures that a worker counted to the files that its recipients keep."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, F, Q

from reports.enums import FINAL, FROZEN, FileKind, ReportKind, ReportState

S = ReportState


class Report(models.Model):
    """`author`: the managers of the unit that answers for it. Its recipients read it once it is issued, and then it never changes.

    `snapshot`, frozen when it is signed, is all that its files say, and `digest` is of it; `template` names the layout with its
    version. `left_out`: keys of the sections that are not in it. `follows`: how many reports of the programme had been issued when
    its figures were chosen; `rank`: its place among them once it is issued, just behind. `replaces`: the issued report that it
    corrects. `prepared_by`: None when the clock did. `refusal`: why its worker gave up.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    programme = models.ForeignKey("partners.Programme", DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=10, choices=ReportKind)
    since = models.DateField()
    until = models.DateField()
    title = models.CharField("titre", max_length=160)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", DO_NOTHING, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ReportState, default=S.BEING_MADE)
    progress = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(max_length=200, blank=True)
    left_out = models.JSONField(default=list)
    follows = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True)
    template = models.CharField(max_length=120, blank=True)
    snapshot = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())
    composed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author"], name="report_composite"),
            models.UniqueConstraint(fields=["id", "author", "programme"], name="report_of_programme"),
            models.UniqueConstraint(fields=["author", "programme", "rank"], name="report_rank_once"),
            models.UniqueConstraint(
                fields=["author", "programme", "since", "until"],
                condition=~Q(state__in=FINAL),
                name="report_one_draft_each",
            ),
            models.UniqueConstraint(
                fields=["author", "replaces"], condition=~Q(state=S.ABANDONED), name="report_replaced_once"
            ),
            models.CheckConstraint(name="report_period", condition=Q(since__lte=F("until"))),
            models.CheckConstraint(name="report_version", condition=Q(replaces=None, version=1) | Q(version__gt=1)),
            models.CheckConstraint(
                name="report_frozen_is_whole",
                condition=Q(
                    state__in=FROZEN,
                    snapshot__isnull=False,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                )
                & ~Q(digest="")
                & ~Q(template="")
                | Q(
                    state__in=[each for each in S if each not in FROZEN],
                    snapshot=None,
                    digest="",
                    signed_at=None,
                    signed_by=None,
                ),
            ),
            models.CheckConstraint(
                name="report_issued_once",
                condition=Q(state=S.ISSUED, issued_at__isnull=False, issued_by__isnull=False, rank=F("follows") + 1)
                | (~Q(state=S.ISSUED) & Q(issued_at=None, issued_by=None, rank=None)),
            ),
        ]

    @property
    def held_up(self) -> bool:
        """Its worker gave up; somebody may have it tried again."""
        return self.state == S.BEING_MADE and bool(self.refusal)


class ReportRelease(models.Model):
    """The figures that a worker chose for a report, those it leaves out included: its author's alone, for the reports after it to
    be masked beside. The latest of a report stands.

    `release`: what `reports.freezing` reads. `exposed`: how many figures it could not hide; above none, it is not issued.
    """

    report = models.ForeignKey(Report, DO_NOTHING, related_name="releases")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    number = models.PositiveSmallIntegerField()
    release = models.JSONField()
    exposed = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "author", "number"], name="report_release_once")]


class ReportComment(models.Model):
    """What the author writes under a section. `section`: its key in the outline."""

    report = models.ForeignKey(Report, DO_NOTHING, related_name="comments")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    section = models.CharField(max_length=60)
    text = models.TextField()
    changed_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    changed_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "author", "section"], name="report_comment_once")]


class ReportGoal(models.Model):
    """What the author aims at where the agreement says otherwise than the programme. `indicator`: its key in the catalogue. `value`:
    as typed, percents and euros; None for no goal at all."""

    report = models.ForeignKey(Report, DO_NOTHING, related_name="goals")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    indicator = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    changed_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    changed_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "author", "indicator"], name="report_goal_once"),
            models.CheckConstraint(name="report_goal_value", condition=Q(value=None) | Q(value__gte=0)),
        ]


class ReportRecipient(models.Model):
    """A funder's unit to which a report goes. `issued_at`: the database's, when the report is; before, the funder knows nothing of it.

    `name`: its organisation's that day, as the report prints it. `is_wanted`: made false, the row goes.
    """

    report = models.ForeignKey(Report, DO_NOTHING, related_name="recipients")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    recipient = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    name = models.CharField(max_length=120)
    is_wanted = models.BooleanField(default=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "author", "recipient"], name="report_recipient_once")]
        indexes = [models.Index(fields=["recipient", "report"], name="report_recipient_reads")]


class ReportFile(models.Model):
    """A file of a signed report, written once. `of`: the digest of the content it says; `digest`: of its own bytes."""

    report = models.ForeignKey(Report, DO_NOTHING, related_name="files")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind)
    of = models.CharField(max_length=64)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "author", "kind"], name="report_file_once")]
