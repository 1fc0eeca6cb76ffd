"""What a session carries of itself, and its absolute end: twelve hours after signing in (decisions T17)."""

import time
from datetime import timedelta
from uuid import uuid4

from allauth.account.signals import password_changed, password_reset, password_set
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from partners.actions.sessions import end_other_sessions
from partners.devices import device_words

#: Kept in a session: when it was last used, how it is named in an address, the device in words, when it began.
SEEN_KEY, ID_KEY, DEVICE_KEY, OPENED_KEY = "seen_at", "session_id", "device", "opened_at"


@receiver(user_logged_in, dispatch_uid="session_ends")
def limit_session(request, **kwargs) -> None:
    """Write the end of this session as an instant: each save would else begin a new term."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


@receiver(user_logged_in, dispatch_uid="session_described")
def describe_session(request, **kwargs) -> None:
    """Write what its owner will know it again by: the device in words and the hour, neither address nor place."""
    now = int(time.time())
    request.session.update(
        {
            ID_KEY: str(uuid4()),
            DEVICE_KEY: device_words(request.headers.get("User-Agent", "")),
            OPENED_KEY: now,
            SEEN_KEY: now,
        }
    )


@receiver([password_changed, password_set, password_reset], dispatch_uid="password_ends_sessions")
def end_sessions_elsewhere(request, user, **kwargs) -> None:
    """A new password ends every other session of its owner, at once."""
    end_other_sessions(user=user, kept=request.session.session_key)
