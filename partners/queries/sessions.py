"""Somebody's open sessions, as her account page lists them."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone

from partners.devices import UNKNOWN
from partners.models import Session, User
from partners.sessions import DEVICE_KEY, ID_KEY, OPENED_KEY, SEEN_KEY


@dataclass(frozen=True)
class OpenSession:
    """One session. `key` never leaves the server; `public_id` names it in an address."""

    key: str
    public_id: str
    device: str
    opened_at: datetime
    seen_at: datetime
    current: bool


def open_sessions(user: User, *, current: str | None) -> list[OpenSession]:
    """Her sessions that still open something, the one of key `current` first, then the last used."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    still = time.time() - settings.SESSION_IDLE_SECONDS
    found = [_described(row.session_key, row.get_decoded(), current) for row in rows]
    alive = [session for session in found if session and session.seen_at.timestamp() > still]
    return sorted(alive, key=lambda session: (not session.current, -session.seen_at.timestamp()))


def _described(key: str, data: dict, current: str | None) -> OpenSession | None:
    if ID_KEY not in data:
        return None
    return OpenSession(
        key=key,
        public_id=data[ID_KEY],
        device=data.get(DEVICE_KEY, UNKNOWN),
        opened_at=datetime.fromtimestamp(data[OPENED_KEY], UTC),
        seen_at=datetime.fromtimestamp(data[SEEN_KEY], UTC),
        current=key == current,
    )
