"""What using a recovery code says: how many are left, before there is none."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib import messages
from django.dispatch import receiver

from partners.queries.recovery_codes import codes_left, left_in_words

MORE = "Pour en faire de nouveaux, ouvrez votre nom, puis « Deuxième étape »."


@receiver(authenticator_used, dispatch_uid="recovery_code_used")
def say_what_is_left(request, authenticator: Authenticator, **kwargs) -> None:
    """After a recovery code, and not after a code of the application, a message on her next page."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        left = left_in_words(codes_left(authenticator.user) or 0)
        messages.warning(request, f"Vous avez utilisé un code de secours. {left}. {MORE}")
