from celery import shared_task


@shared_task
def sweep_outbox() -> None:
    """Send again what was written but not done."""
