"""Ending sessions: one's own, or those of who has left."""

from partners.models import Session, User


def end_session(*, user: User, key: str) -> bool:
    """End that session of that user; its next request is anonymous. False when she has none of that key."""
    ended, _ = Session.objects.filter(user=user, session_key=key).delete()
    return bool(ended)


def end_other_sessions(*, user: User, kept: str | None) -> int:
    """End every session of that user but the one of key `kept`, and return how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=kept or "").delete()
    return ended
