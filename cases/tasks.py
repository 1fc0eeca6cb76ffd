"""Scheduled work of the gate. Each runs twice to the same end."""

from celery import shared_task
from django.db import connection


@shared_task
def open_due_access() -> None:
    """Apply the starts that have come: an agreed text's date, a substitute's first day, the end of follow-up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_due()")


@shared_task
def purge_import_batches() -> None:
    """Forget imports that nobody confirmed within 24 hours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_import_batches()")
