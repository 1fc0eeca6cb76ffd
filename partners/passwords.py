"""The CNIL's password policy (deliberation 2022-100): 12 characters of 4 classes, 14 of 3, or 7 words."""

import re

from django.core.exceptions import ValidationError

ADVICE = (
    "Choisissez 12 caractères avec majuscule, minuscule, chiffre et signe, ou 14 caractères avec trois de "
    "ces sortes, ou une phrase d’au moins sept mots."
)
TOO_WEAK = "Ce mot de passe se devine trop vite : allongez-le, ou mêlez-y d’autres sortes de caractères."
_BETWEEN_WORDS = re.compile(r"[\s\-_.,;:!?'’]+")
WORDS = 7


class CnilPasswordValidator:
    """Refuses (ValidationError, in French) a password below all three of the CNIL's examples."""

    def validate(self, password: str, user=None) -> None:
        classes = _classes(password)
        strong = (len(password) >= 12 and classes == 4) or (len(password) >= 14 and classes >= 3)
        if not strong and _words(password) < WORDS:
            raise ValidationError(TOO_WEAK, code="password_too_weak")

    def get_help_text(self) -> str:
        return ADVICE


def _classes(password: str) -> int:
    """How many of: small letters, capitals, figures, signs. A space is none of them."""
    return sum(
        (
            any(character.islower() for character in password),
            any(character.isupper() for character in password),
            any(character.isdigit() for character in password),
            any(not character.isalnum() and not character.isspace() for character in password),
        )
    )


def _words(password: str) -> int:
    """How many different words of at least two letters."""
    return len({word for word in _BETWEEN_WORDS.split(password.casefold()) if len(word) >= 2 and word.isalpha()})
