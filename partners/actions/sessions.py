"""Ending sessions: one's own, or those of who has left; keeping one on a phone no longer."""

from django.db import transaction

from partners.models import Session, User
from partners.session_store import KEPT_KEY, SessionStore


def end_session(*, user: User, key: str) -> bool:
    """End that session of that user; its next request is anonymous. False when she has none of that key."""
    ended, _ = Session.objects.filter(user=user, session_key=key).delete()
    return bool(ended)


def end_other_sessions(*, user: User, kept: str | None) -> int:
    """End every session of that user but the one of key `kept`, and return how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=kept or "").delete()
    return ended


@transaction.atomic
def stop_keeping(*, user: User, key: str | None = None) -> int:
    """Take the mark of a kept session off that session of that user (without `key`: off all of hers), and return how
    many had it. One idle for longer than others may be ends at its next request."""
    rows = Session.objects.select_for_update().filter(user=user)
    changed = 0
    for row in rows.filter(session_key=key) if key else rows:
        data = row.get_decoded()
        if data.pop(KEPT_KEY, None):
            changed += Session.objects.filter(pk=row.pk).update(session_data=SessionStore().encode(data))
    return changed
