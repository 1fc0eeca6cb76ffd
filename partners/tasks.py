"""Work that time asks for."""

from datetime import timedelta

from celery import shared_task

from common.jobs import once_each
from partners.session_store import SessionStore


@shared_task
@once_each(timedelta(days=1))
def purge_sessions() -> None:
    """Delete the sessions whose twelve hours are over; again changes nothing."""
    SessionStore.clear_expired()
