"""What is sent to who sits: her convocation to a session, and her way in when she has no account."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q


class Convocation(models.Model):
    """A mail to one holder about one session: she is called, or is no longer. Asked, then sent once.

    `sequence` counts what she was sent of that session, from 0: her calendar takes the highest.
    """

    session = models.ForeignKey("committees.Session", DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    seat = models.CharField(max_length=60)
    holder = models.ForeignKey("committees.SeatHolder", DO_NOTHING, related_name="+")
    sequence = models.PositiveIntegerField()
    is_cancellation = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=TransactionNow())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "holder", "sequence", "author"], name="convocation_once")
        ]


class GuestLink(models.Model):
    """The link of a holder without account, to one session. The keeper's own: nobody else reads or writes it.

    `audience`: what a browser that came in by it acts for; it reads what her seat reads of that session alone, once a code was given.
    Token and code are kept as digests. `codes_left`: how many codes may still be asked for; `tries_left`: of the code that was sent last.
    """

    session = models.ForeignKey("committees.Session", DO_NOTHING, related_name="+")
    author = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    committee = models.ForeignKey("committees.Committee", DO_NOTHING, related_name="+")
    seat = models.CharField(max_length=60)
    holder = models.ForeignKey("committees.SeatHolder", DO_NOTHING, related_name="+")
    audience = models.OneToOneField("partners.Audience", DO_NOTHING, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=TransactionNow())
    revoked_at = models.DateTimeField(null=True)
    codes_left = models.PositiveSmallIntegerField(db_default=20)
    code_asked_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, null=True)  # noqa: DJ001 - none until one is sent, and once it is used
    code_until = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(db_default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "holder", "author"], condition=Q(revoked_at=None), name="guest_link_once"
            )
        ]
