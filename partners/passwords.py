"""The CNIL's password policy (deliberation 2022-100): 12 characters of 4 classes, 14 of 3, or 7 words."""

import re

from django.core.exceptions import ValidationError

ADVICE = (
    "Choisissez 12 caractères avec majuscule, minuscule, chiffre et signe, ou 14 caractères avec trois de ces "
    "sortes, ou une phrase d’au moins sept mots."
)


class CnilPasswordValidator:
    """Refuses (ValidationError, in French) a password below all three of the CNIL's examples."""

    def validate(self, password: str, user=None) -> None:
        patterns = (r"[a-zà-öø-ÿ]", r"[A-ZÀ-ÖØ-Þ]", r"\d", r"[^\w]|_")
        classes = sum(bool(re.search(pattern, password)) for pattern in patterns)
        words = [word for word in re.split(r"[\s\-_.]+", password) if len(word) >= 2]
        long_enough = (len(password) >= 12 and classes == 4) or (len(password) >= 14 and classes >= 3)
        if not long_enough and len(words) < 7:
            raise ValidationError(ADVICE, code="password_too_weak")

    def get_help_text(self) -> str:
        return ADVICE
