"""A committee, its rules as they were published, and the persons named to its seats."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from committees.enums import Rank


class Committee(models.Model):
    """`secretary`: the audience of the unit that keeps it, in the capacity of secretariat. `name`: that of its latest
    version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)
    secretary = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    programme = models.ForeignKey("partners.Programme", DO_NOTHING, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "secretary"], name="committee_composite")]

    def __str__(self) -> str:
        return self.name


class CommitteeVersion(models.Model):
    """The rules as they were published, and never changed since: a session keeps those it was planned under.

    `rules` is what `committees.rules.Rules` reads; `digest` tells whether a file says the same.
    """

    committee = models.ForeignKey(Committee, DO_NOTHING, related_name="versions")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="committee_version_once"),
            models.UniqueConstraint(fields=["id", "committee"], name="committee_version_composite"),
        ]


class SeatHolder(models.Model):
    """The titular or the substitute of a seat, by name. `audience` is hers alone: a member's where she has an account, a
    guest's where she has none. Named and ended; never moved to another seat."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey(Committee, DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    seat = models.CharField(max_length=60)
    rank = models.CharField(max_length=12, choices=Rank)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("courriel")
    membership = models.ForeignKey("partners.Membership", DO_NOTHING, null=True, related_name="+")
    audience = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    named_at = models.DateTimeField(db_default=TransactionNow())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "seat", "rank"], condition=Q(ended_at=None), name="seat_holder_one_of_rank"
            ),
            models.UniqueConstraint(fields=["id", "committee", "seat"], name="seat_holder_composite"),
        ]

    def __str__(self) -> str:
        return self.name
