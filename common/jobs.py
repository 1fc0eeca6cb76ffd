"""Scheduled effects that must happen once, though beat may tick twice and a worker may die halfway."""

from django.db import IntegrityError, transaction

from common.models import JobSlot


def take_slot(job: str, slot: str) -> bool:
    """Take one slot of time of a job (for instance "2026-W47"); False when it was taken before.

    Call it in the transaction of the effect: a rollback gives the slot back, and a second taker waits for the
    first one's commit.
    """
    try:
        with transaction.atomic():
            JobSlot.objects.create(job=job, slot=slot)
    except IntegrityError:
        return False
    return True
