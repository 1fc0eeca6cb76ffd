"""Tasks of the outbox. A message carries an outbox id and nothing else."""

from datetime import timedelta

from celery import shared_task

from common import outbox
from common.jobs import once_each


@shared_task(bind=True)
def run_outbox(self, outbox_id: str) -> None:
    """Do the work of one outbox row. A message that comes back had a worker that died with it."""
    delivery = self.request.delivery_info or {}
    outbox.run(outbox_id, worker_died=bool(delivery.get("redelivered")))


@shared_task
@once_each(timedelta(seconds=30), together=False)
def sweep_outbox() -> None:
    """Send again what was written but not done. Row by row: one that cannot be ended does not hold back the others."""
    outbox.sweep()


@shared_task
def sign_of_life() -> None:
    """Nothing: each worker gets one every minute, and having done it is its sign (`config.celery.sign_of_worker`)."""
