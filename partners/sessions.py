"""The absolute end of a session: twelve hours after signing in, however busy (decisions T17)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone


@receiver(user_logged_in, dispatch_uid="session_ends")
def limit_session(request, **kwargs) -> None:
    """Write the end of this session as an instant: each save would else begin a new term."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
