"""What a session carries of itself, and its ends: idle, and twelve hours after signing in (decisions T17)."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from partners.actions.sessions import end_other_sessions, stop_keeping
from partners.devices import device_words, is_phone
from partners.second_factor import has_second_factor
from partners.session_store import KEPT_KEY

#: Kept in a session: when it was last used, how it is named in an address, the device in words, when it began.
SEEN_KEY, ID_KEY, DEVICE_KEY, OPENED_KEY = "seen_at", "session_id", "device", "opened_at"
OFFER = (
    "Ce téléphone est à vous ? Vous pouvez y rester connectée {hours} heures : "
    "ouvrez vos initiales, en haut, puis « Rester connectée sur ce téléphone »."
)


def idle_seconds(session: Mapping[str, Any]) -> int:
    """How long this session may stay unused: longer when it is kept on a phone."""
    return settings.PHONE_IDLE_SECONDS if session.get(KEPT_KEY) else settings.SESSION_IDLE_SECONDS


@receiver(user_logged_in, dispatch_uid="session_ends")
def limit_session(request, **kwargs) -> None:
    """Write the end of this session as an instant: each save would else begin a new term."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


@receiver(user_logged_in, dispatch_uid="session_described")
def describe_session(request, **kwargs) -> None:
    """Write what its owner will know it again by: the device in words and the hour, neither address nor place.

    It is not kept on a phone, even if the session it takes the place of was.
    """
    now = int(time.time())
    request.session.pop(KEPT_KEY, None)
    request.session.update(
        {
            ID_KEY: str(uuid4()),
            DEVICE_KEY: device_words(request.headers.get("User-Agent", "")),
            OPENED_KEY: now,
            SEEN_KEY: now,
        }
    )


@receiver(user_logged_in, dispatch_uid="phone_offered")
def offer_to_keep(request, user, **kwargs) -> None:
    """On a phone, say once that the session can be kept; only to who has a second factor."""
    if is_phone(request.headers.get("User-Agent", "")) and has_second_factor(user):
        messages.info(request, OFFER.format(hours=settings.PHONE_IDLE_SECONDS // 3600))


@receiver([password_changed, password_set, password_reset], dispatch_uid="password_ends_sessions")
def end_sessions_elsewhere(request, user, **kwargs) -> None:
    """A new password ends every other session of its owner, at once, and this one is no longer kept on a phone."""
    end_other_sessions(user=user, kept=request.session.session_key)
    request.session.pop(KEPT_KEY, None)


@receiver(authenticator_removed, dispatch_uid="second_factor_ends_keeping")
def keep_no_longer(request, user, **kwargs) -> None:
    """A second factor taken away ends the keeping of all her sessions: the phone may be what she has lost."""
    stop_keeping(user=user)
    request.session.pop(KEPT_KEY, None)
