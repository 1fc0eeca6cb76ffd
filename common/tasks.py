"""Tasks of the outbox. A message carries an outbox id and nothing else."""

from celery import shared_task

from common import outbox


@shared_task
def run_outbox(outbox_id: str) -> None:
    """Do the work of one outbox row."""
    outbox.run(outbox_id)


@shared_task
def sweep_outbox() -> None:
    """Send again what was written but not done."""
    outbox.sweep()
