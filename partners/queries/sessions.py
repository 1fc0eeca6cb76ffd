"""Somebody's open sessions, as her account page lists them."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from partners.devices import UNKNOWN
from partners.models import Session, User
from partners.session_store import KEPT_KEY
from partners.sessions import DEVICE_KEY, ID_KEY, OPENED_KEY, SEEN_KEY, idle_seconds


@dataclass(frozen=True)
class OpenSession:
    """One session. `key` never leaves the server; `public_id` names it in an address.

    `kept`: on a phone of hers. `ends_at`: when it ends, however busy.
    """

    key: str
    public_id: str
    device: str
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    kept: bool
    current: bool


def open_sessions(user: User, *, current: str | None) -> list[OpenSession]:
    """Her sessions that still open something, the one of key `current` first, then the last used."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    found = [_described(row, current) for row in rows]
    return sorted(filter(None, found), key=lambda session: (not session.current, -session.seen_at.timestamp()))


def _described(row: Session, current: str | None) -> OpenSession | None:
    """None for one that is not described, or idle for too long."""
    data = row.get_decoded()
    if ID_KEY not in data or time.time() - data[SEEN_KEY] > idle_seconds(data):
        return None
    return OpenSession(
        key=row.session_key,
        public_id=data[ID_KEY],
        device=data.get(DEVICE_KEY, UNKNOWN),
        opened_at=datetime.fromtimestamp(data[OPENED_KEY], UTC),
        seen_at=datetime.fromtimestamp(data[SEEN_KEY], UTC),
        ends_at=row.expire_date,
        kept=bool(data.get(KEPT_KEY)),
        current=row.session_key == current,
    )
