"""Work that time asks for."""

from celery import shared_task

from partners.session_store import SessionStore


@shared_task
def purge_sessions() -> None:
    """Delete the sessions whose twelve hours are over; again changes nothing."""
    SessionStore.clear_expired()
