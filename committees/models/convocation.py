"""What is sent to who sits: her convocation to a session."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING


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
