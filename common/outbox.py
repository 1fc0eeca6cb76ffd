"""Work asked in a business transaction and done after it.

The row in PostgreSQL is the truth; a Celery message carries its id alone and saves waiting for the
sweep. The worker reads the row again: nothing that came through the broker is trusted.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import F, Q, QuerySet

from common.models import Outbox
from common.refusal import Refused

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Longer than the hard limit of a task: a row is claimed again only when its worker is dead.
LEASE = timedelta(seconds=300)
BACK_OFF = (timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
# A row just written has its message on the way.
FIRST_SWEEP = timedelta(seconds=30)
SWEEP_LIMIT = 200
# Five attempts and their pauses last less: nobody is at work any more.
STUCK_AFTER = timedelta(hours=1)

DONE, REFUSED, DEAD = "done", "refused", "dead"
#: The state of what was given up, in one word for who asked and for who has it tried again.
UNMADE = "Non préparé"
NOT_MADE = "Palier a essayé cinq fois. Demandez-le de nouveau, ou revenez plus tard : il peut être relancé pour vous."


class HasId(Protocol):
    @property
    def id(self) -> int: ...


class Asker(Protocol):
    """Who asks: a member in one capacity, or a person by her audience. `partners.acting.Acting` is one."""

    @property
    def capacity(self) -> str: ...
    @property
    def membership(self) -> HasId | None: ...
    @property
    def member_audience(self) -> int | None: ...
    @property
    def person_audience(self) -> int | None: ...


@dataclass(frozen=True)
class Handler:
    """`work` does it, twice to the same end, and raises Refused when the asker may no longer have it.
    `tell` gives the asker the sentence of a refusal, or of a failure (the row's outcome is then "dead")."""

    work: Callable[[Outbox], None]
    tell: Callable[[Outbox, str], None]


_handlers: dict[str, Handler] = {}


def register(name: str, work: Callable[[Outbox], None], *, tell: Callable[[Outbox, str], None]) -> None:
    """Give the task of that name its handler. A name registered twice raises ValueError."""
    if name in _handlers:
        raise ValueError(f"{name} has a handler already")
    _handlers[name] = Handler(work, tell)


def handlers() -> Mapping[str, Handler]:
    """Every registered handler, by task name."""
    return MappingProxyType(_handlers)


def ask(task_name: str, *, by: Asker, subject_id: int) -> Outbox:
    """Write the work to do in the open transaction; its message leaves on commit.

    Ids only. A broker that does not answer loses nothing: the sweep publishes the row again.
    """
    row = Outbox.objects.create(
        task=task_name,
        asker_membership_id=by.membership.id if by.membership else None,
        asker_person_id=by.person_audience,
        capacity=str(by.capacity),
        subject_id=subject_id,
    )
    transaction.on_commit(lambda: publish(row.id), robust=True)
    return row


def publish(outbox_id: UUID) -> None:
    """Send the row's id to a worker."""
    from common.tasks import run_outbox  # noqa: PLC0415 - the task imports this module

    run_outbox.delay(str(outbox_id))


def run(outbox_id: UUID | str, *, worker_died: bool = False) -> None:
    """Do one row's work, unless it is done, not due, or another worker has it.

    `worker_died`: the row may be taken back from the worker that had it, without waiting for its lease to end.
    Effects in order: attempt counted and committed, work, outcome written. Refused: outcome "refused", the
    asker is told. Another exception: due again after a back-off, and "dead" after the fifth; only its class and
    its place are logged, since its message may carry a household's data.
    """
    row = _claim(outbox_id, worker_died)
    if row is None:
        return
    try:
        _handlers[row.task].work(row)
    except Refused as refused:
        _finish(row, REFUSED)
        _tell(row, refused.sentence)
    except Exception as error:  # noqa: BLE001 - any failure is tried again; see above for what is logged
        _failed(row, error)
    else:
        _finish(row, DONE)


def sweep() -> list[UUID]:
    """Publish again what is due and not done, end what failed five times; return what was published."""
    waiting = Outbox.objects.filter(done_at=None)
    for row in waiting.filter(attempts__gte=MAX_ATTEMPTS, next_at__lte=TransactionNow())[:SWEEP_LIMIT]:
        _give_up(row)
    lost = Q(attempts=0, next_at__lte=TransactionNow() - FIRST_SWEEP)
    again = Q(attempts__gt=0, attempts__lt=MAX_ATTEMPTS, next_at__lte=TransactionNow())
    due = list(waiting.filter(lost | again).order_by("next_at").values_list("id", flat=True)[:SWEEP_LIMIT])
    for outbox_id in due:
        publish(outbox_id)
    return due


def unmade() -> QuerySet[Outbox]:
    """What somebody must look at: given up, or due and undone an hour after it was asked or tried again."""
    long_ago = TransactionNow() - STUCK_AFTER
    asked = Q(retried_at=None, created_at__lte=long_ago) | Q(retried_at__lte=long_ago)
    return Outbox.objects.filter(Q(outcome=DEAD) | Q(asked, done_at=None, next_at__lte=TransactionNow()))


def retry(outbox_id: UUID, *, by: int | None) -> bool:
    """Have a row of `unmade()` tried again from the first attempt, in the open transaction.

    `by`: the membership of who asks, kept with the row; None for the operator of the installation. False, and nothing
    is done, for any other row: done, in a worker's hands, or tried again meanwhile (two clicks are one retry). Effects
    in order: no attempt and no outcome any more, due now, who and when; its message leaves on commit.
    """
    tried = unmade().filter(pk=outbox_id)
    again = tried.update(
        attempts=0,
        next_at=TransactionNow(),
        done_at=None,
        outcome="",
        retries=F("retries") + 1,
        retried_at=TransactionNow(),
        retried_by_id=by,
    )
    if again:
        logger.info("%s: tried again, asked by %s", outbox_id, "the operator" if by is None else f"membership {by}")
        transaction.on_commit(lambda: publish(outbox_id), robust=True)
    return bool(again)


def _claim(outbox_id: UUID | str, worker_died: bool) -> Outbox | None:
    waiting = Outbox.objects.filter(pk=outbox_id, done_at=None, attempts__lt=MAX_ATTEMPTS)
    if not worker_died:
        waiting = waiting.filter(next_at__lte=TransactionNow())
    claimed = waiting.update(attempts=F("attempts") + 1, next_at=TransactionNow() + LEASE)
    return Outbox.objects.get(pk=outbox_id) if claimed else None


def _finish(row: Outbox, outcome: str) -> bool:
    row.outcome = outcome
    return bool(Outbox.objects.filter(pk=row.pk, done_at=None).update(done_at=TransactionNow(), outcome=outcome))


def _failed(row: Outbox, error: Exception) -> None:
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "%s %s: attempt %d failed, %s at %s:%s",
        *(row.task, row.pk, row.attempts, type(error).__name__, place.filename, place.lineno),
    )
    if row.attempts >= MAX_ATTEMPTS:
        _give_up(row)
        return
    pause = BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    Outbox.objects.filter(pk=row.pk, done_at=None).update(next_at=TransactionNow() + pause)


def _give_up(row: Outbox) -> None:
    if _finish(row, DEAD):
        logger.error("%s %s: given up after %d attempts", row.task, row.pk, row.attempts)
        _tell(row, NOT_MADE)


def _tell(row: Outbox, sentence: str) -> None:
    if handler := _handlers.get(row.task):
        handler.tell(row, sentence)
