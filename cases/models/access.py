"""The gate's own tables, written by the keeper only, and the reading log, insert-only."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Expression, Q

from cases.enums import AccompanimentState
from partners.enums import AudienceKind

LIST_KINDS = ["unit", "manager", "member", "person"]


class AccessQuerySet(models.QuerySet["Access"]):
    def for_audience(self, audience_id: int | Expression) -> "AccessQuerySet":
        """The cases present in that audience's lists, now. Every list, search and count starts here.

        Compares with the policies' clock (the transaction's start).
        """
        return self.filter(audience_id=audience_id, present_until__gt=TransactionNow())


class Access(models.Model):
    """One row per (case, audience): until when each scope may be read. NULL: no; 9999-12-31: no end.

    `own`: the audience holds the case or wrote on it. `team_until`: the notes its own unit wrote, for members of
    the team. `present_until`: the case stands in its lists. `activity_until`: a manager keeps her unit's visits
    and the bare case row after the case has closed to the operator.

    From `state` to `referent`: what a list says of a case, for the unit that follows it, its managers and members; empty for
    everybody else. `last_meeting_on`: the last visit held; `next_visit_on`, `next_visit_at`: the first one planned and
    not logged. See docs/adr/0018.
    """

    pk = models.CompositePrimaryKey("case_id", "audience_id")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="accesses", db_index=False)
    audience = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+", db_index=False)
    household = models.ForeignKey("cases.Household", DO_NOTHING, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=AudienceKind)
    capacity = models.CharField(max_length=20)
    own = models.BooleanField(default=False)
    present_until = models.DateTimeField(null=True)
    activity_until = models.DateTimeField(null=True)
    sheet_until = models.DateTimeField(null=True)
    identity_until = models.DateTimeField(null=True)
    housing_until = models.DateTimeField(null=True)
    budget_until = models.DateTimeField(null=True)
    social_until = models.DateTimeField(null=True)
    team_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=AccompanimentState, default="", blank=True)
    is_engaged = models.BooleanField(default=False)
    last_meeting_on = models.DateField(null=True)
    next_visit_on = models.DateField(null=True)
    next_visit_at = models.TimeField(null=True)
    case_number = models.CharField(max_length=16, default="", blank=True)
    case_public_id = models.UUIDField(null=True)
    referent = models.ForeignKey("partners.Membership", DO_NOTHING, null=True, related_name="+", db_index=False)

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LIST_KINDS), name="ceiling_access_kind"),
            models.CheckConstraint(
                condition=Q(capacity__in=["operator", "landlord", "siao", "prescriber", "reserver", "person"]),
                name="ceiling_access_capacity",
            ),
            models.CheckConstraint(
                condition=~Q(capacity__in=["landlord", "reserver", "person"]) | Q(social_until=None, team_until=None),
                name="ceiling_access_social_capacity",
            ),
            models.CheckConstraint(
                condition=Q(kind="member") | Q(social_until=None), name="ceiling_access_social_member"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["member", "manager"], capacity="operator") | Q(team_until=None),
                name="ceiling_access_team",
            ),
            models.CheckConstraint(condition=Q(capacity="operator") | Q(sheet_until=None), name="ceiling_access_sheet"),
            models.CheckConstraint(
                condition=Q(kind="manager", capacity="operator") | Q(activity_until=None),
                name="ceiling_access_activity",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="reserver") | Q(budget_until=None),
                name="ceiling_access_reserver_budget",
            ),
            models.CheckConstraint(
                condition=Q(capacity="operator")
                | Q(
                    state="",
                    is_engaged=False,
                    last_meeting_on=None,
                    next_visit_on=None,
                    next_visit_at=None,
                    referent=None,
                    case_number="",
                    case_public_id=None,
                ),
                name="ceiling_access_course",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "audience"], name="access_household"),
            models.Index(
                fields=["audience", "next_visit_on", "case"],
                name="access_by_visit",
                include=["present_until"],
            ),
            models.Index(
                fields=["audience", "sheet_until", "case"],
                name="access_by_sheet",
                condition=Q(sheet_until__isnull=False),
                include=["present_until"],
            ),
        ]


class PersonAccessQuerySet(models.QuerySet["PersonAccess"]):
    def for_audience(self, audience_id: int | Expression) -> "PersonAccessQuerySet":
        """The persons whose name that audience may see, now: lists by name and searches start here."""
        return self.filter(audience_id=audience_id, name_until__gt=TransactionNow())


class PersonAccess(models.Model):
    """One row per (case, audience, person): until when her name, her identity statements and her contact may be
    read. Her own consent suffices for them, and the violence flag closes her contact alone.

    `name_key` is the folded name this audience may see, apart from Access because a name can end before the rest.
    `called` is what that name is made of, as `cases.queries.names` reads it; None when nobody said it.
    `position` 0 is the person a list shows first. `followed`: the case is an accepted one of this audience's own unit.
    """

    pk = models.CompositePrimaryKey("case_id", "audience_id", "person_id")
    case = models.ForeignKey("cases.Case", DO_NOTHING, related_name="+", db_index=False)
    audience = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+", db_index=False)
    person = models.ForeignKey("cases.Person", DO_NOTHING, related_name="+", db_index=False)
    household = models.ForeignKey("cases.Household", DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8, choices=AudienceKind)
    capacity = models.CharField(max_length=20)
    name_until = models.DateTimeField()
    identity_until = models.DateTimeField(null=True)
    contact_until = models.DateTimeField(null=True)
    name_key = models.TextField(db_collation="C", default="")
    called = models.JSONField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    followed = models.BooleanField(default=False)

    objects = PersonAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LIST_KINDS), name="ceiling_person_access_kind"),
            models.CheckConstraint(
                condition=Q(capacity__in=["operator", "landlord", "siao", "prescriber", "reserver", "person"]),
                name="ceiling_person_access_capacity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "name_key", "case"],
                name="person_access_by_name",
                include=["name_until", "position", "followed"],
            ),
        ]


class AccessLock(models.Model):
    """One version row per household: recomputations of one household queue on it."""

    household = models.OneToOneField("cases.Household", DO_NOTHING, primary_key=True)
    version = models.BigIntegerField(default=0)


class ReadingLog(models.Model):
    """Who read which cases, as which unit and capacity, why and on which basis. Ids only, kept 12 months.

    Written before reading, through a role that can only insert; the id is made here since that role cannot
    return one. A list is one row. `presentation_sheet_ids`: what a committee read, which may be of no case at all.
    `person_id`: the audience of who has no account, a person's or that of a guest's seat; `capacity` says which.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField(db_default=TransactionNow())
    membership_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=20)
    purpose = models.CharField(max_length=12)
    route = models.CharField(max_length=60)
    case_ids = ArrayField(models.BigIntegerField(), default=list)
    presentation_sheet_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    basis = models.CharField(max_length=40, blank=True)
    page_log_id = models.UUIDField(null=True)
