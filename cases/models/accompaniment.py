"""The accompaniment: what may be shared of it, its course and its entry (operator only), and its team."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DO_NOTHING, F, Q

from cases.enums import AccompanimentKind, AccompanimentState, ExitOutcome, ProcedureStage, Reason, SuspensionReason
from cases.models.base import Authored


class Accompaniment(Authored):
    """Scope `housing`: the referent's professional contact, the type and the dates. Nothing else: a grant opens
    the whole row."""

    referent_name = models.CharField("référent", max_length=160, blank=True)
    referent_phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    referent_email = models.EmailField("courriel professionnel", blank=True)
    kind = models.CharField("type", max_length=12, choices=AccompanimentKind, default=AccompanimentKind.MAINTENANCE)
    starts_on = models.DateField(null=True)
    planned_end_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="accompaniment_per_case")]


class AccompanimentCourse(Authored):
    """State, adhesion and exit: read by the operator unit alone. `follow_up_days` and the
    rules are those of the version it began under; none outside a programme. `outreach`: how the household is to be
    reached. `extended_until`: the last day a committee allowed beyond the programme's maximum."""

    programme_version = models.ForeignKey("partners.ProgrammeVersion", DO_NOTHING, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=AccompanimentState, default=AccompanimentState.REACHING)
    engaged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, choices=ExitOutcome, blank=True)
    follow_up_days = models.PositiveSmallIntegerField(default=180)
    outreach = models.JSONField(null=True)
    extended_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="course_per_case"),
            models.CheckConstraint(
                name="course_ended_has_outcome",
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]


class EntryStatement(Authored):
    """What the unit knows of the entry, as codes, from the adhesion on: read by the team and its manager alone, never
    granted, and counted instead of the referral's sheet (docs/adr/0039). What is empty is not known."""

    reasons = ArrayField(models.CharField(max_length=24, choices=Reason), default=list)
    stage = models.CharField(max_length=24, choices=ProcedureStage, blank=True)
    commune = models.CharField("code INSEE", max_length=5, blank=True)
    debt_cents = models.BigIntegerField(null=True)
    debt_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="entry_statement_per_case"),
            models.CheckConstraint(
                name="entry_statement_commune_is_a_code", condition=Q(commune__regex=r"^(\d[\dAB]\d{3})?$")
            ),
            models.CheckConstraint(
                name="entry_statement_debt_and_its_day",
                condition=Q(debt_cents=None, debt_on=None) | Q(debt_cents__gte=0, debt_on__isnull=False),
            ),
        ]


class Suspension(Authored):
    """A period during which the accompaniment rests: read by the operator unit alone. It ends when it is resumed,
    or when the accompaniment ends."""

    starts_on = models.DateField()
    planned_until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=24, choices=SuspensionReason)
    recorded_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on=None), name="suspension_one_open"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")), name="suspension_period"
            ),
        ]


class TeamMember(Authored):
    """A member on the team of a case, from and until. Only the team reads its notes."""

    member = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    membership = models.ForeignKey("partners.Membership", DO_NOTHING, related_name="+")
    is_referent = models.BooleanField(default=False)
    assigned_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "member"], condition=Q(ended_at=None), name="team_member_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None, is_referent=True), name="team_one_referent"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("starts_at")), name="team_period"),
        ]
