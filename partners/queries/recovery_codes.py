"""How many recovery codes somebody has left, without reading them out."""

from allauth.mfa.models import Authenticator

from partners.models import User

FEW = 3


def codes_left(user: User) -> int | None:
    """How many of her codes still serve; None when she has none at all."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return None if codes is None else len(codes.wrap().get_unused_codes())


def left_in_words(left: int) -> str:
    """« Il en reste 3 », « Il n’en reste plus »."""
    return f"Il en reste {left}" if left else "Il n’en reste plus"
