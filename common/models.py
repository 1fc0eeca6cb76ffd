"""Background work and the documents it makes. No noun of the domain."""

import uuid

from django.contrib.postgres.functions import TransactionNow
from django.db import models


class Outbox(models.Model):
    """Work to do, written in the business transaction. A message carries this id and nothing else.

    The task checks again that the asker may still have it. Ids only. `retries`: how often somebody had it tried again
    from the first attempt, when last, and in which membership; none for the operator of the installation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=80)
    asker_membership_id = models.BigIntegerField(null=True)
    asker_person_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=TransactionNow())
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=TransactionNow())
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    retries = models.PositiveSmallIntegerField(db_default=0)
    retried_at = models.DateTimeField(null=True)
    retried_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="outbox_waiting", condition=models.Q(done_at=None)),
            models.Index(fields=["done_at"], name="outbox_dead", condition=models.Q(outcome="dead")),
        ]


class JobSlot(models.Model):
    """One scheduled effect of one slot of time: written once, whoever asks twice."""

    job = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    done_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]


class Document(models.Model):
    """A PDF made for one asker, or delivered by her to a partner's unit (`recipient_id`), which keeps it. Issued means
    immutable: content, digest and template stay as they were.

    `snapshot` is frozen when it is asked, or by its worker together with the PDF when making it takes a worker. One that
    waits and has a `refusal` is held up: its worker gave up, and somebody may have it tried again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        READY = "ready", "prêt"
        REFUSED = "refused", "refusé"
        STOPPED = "stopped", "arrêté"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asker_id = models.BigIntegerField(db_index=True)
    recipient_id = models.BigIntegerField(null=True, db_index=True)
    kind = models.CharField(max_length=40)
    title = models.CharField("titre", max_length=160)
    template = models.CharField(max_length=120)
    snapshot = models.JSONField(default=dict)
    case_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=TransactionNow())
    finished_at = models.DateTimeField(null=True)

    @property
    def held_up(self) -> bool:
        return self.state == self.State.WAITING and bool(self.refusal)
