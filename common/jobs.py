"""Scheduled effects that must happen once, though beat may tick twice and a worker may die halfway."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, timedelta
from functools import wraps

from django.db import IntegrityError, connection, transaction

from common.models import JobSlot

#: Slots that are over are of no use but to see when a job last ran.
KEPT = timedelta(days=7)


def once_each(period: timedelta, *, together: bool = True) -> Callable[[Callable[[], None]], Callable[[], bool]]:
    """Make a scheduled job that works at most once in each `period`, however many ask for it at the same time.

    The job answers whether it worked. Slots are whole periods since 1970 (UTC) by the database's clock: nobody's own
    clock counts, nor how late a message comes. `together`: slot and work are one transaction, so that work that fails
    gives its slot back to the next tick; a second taker waits for its end. Otherwise the slot is taken first, for work
    whose parts stand alone and that the next slot does again.
    """

    def decorate(work: Callable[[], None]) -> Callable[[], bool]:
        @wraps(work)
        def once() -> bool:
            with transaction.atomic() if together else nullcontext():
                if not take_turn(work.__name__, period):
                    return False
                work()
                return True

        return once

    return decorate


def take_turn(job: str, period: timedelta) -> bool:
    """Take the slot of now, and forget that job's slots of more than a week ago; False when it was taken before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin(make_interval(secs => %s), now(), timestamptz 'epoch')", [period.total_seconds()]
        )
        (begins,) = cursor.fetchone()
    slot, forgotten = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (begins, begins - KEPT))
    if not take_slot(job, slot):
        return False
    JobSlot.objects.filter(job=job, slot__lt=forgotten).delete()
    return True


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
