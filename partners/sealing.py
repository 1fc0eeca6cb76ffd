"""Secrets of second factors at rest: encrypted with the installation's account keys, the newest first."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

#: Every token of Fernet begins so; a key of an application (capitals) and a seed of codes (hexadecimal) never do.
TOKEN = "gAAAA"  # noqa: S105 - the mark of an encrypted text, not a secret
SECRET_FIELDS = ("secret", "seed")
MISSING = "account_keys is missing from the secrets file: second factors are never kept in the clear."


@dataclass
class Sealed:
    """What a passage did: texts found in the clear, texts of an older key, texts left as they were."""

    encrypted: int = 0
    rotated: int = 0
    kept: int = 0


def _keys() -> list[Fernet]:
    if not settings.ACCOUNT_KEYS:
        raise ImproperlyConfigured(MISSING)
    return [Fernet(key) for key in settings.ACCOUNT_KEYS]


def encrypt(text: str) -> str:
    """The token of that text under the newest key. Raises ImproperlyConfigured when the installation has none."""
    return _keys()[0].encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of that token. Raises cryptography's InvalidToken when none of the keys made it, a clear text included."""
    return MultiFernet(_keys()).decrypt(token.encode()).decode()


def seal_all(authenticators: Any = None) -> Sealed:
    """Bring every secret of a second factor under the newest key, one row at a time; again changes nothing.

    `authenticators`: the rows (a manager or queryset), all by default. Stopped half way, it goes on where it was.
    Raises InvalidToken at a token that none of the keys made: nothing of that row is written.
    """
    done, rows = Sealed(), authenticators if authenticators is not None else Authenticator.objects.all()
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = rows.select_for_update().filter(pk=pk).first()
            if row is not None and (changed := _sealed(row.data, done)) != row.data:
                rows.filter(pk=pk).update(data=changed)
    return done


def _sealed(data: dict[str, Any], done: Sealed) -> dict[str, Any]:
    changed: dict[str, Any] = {name: _one(data[name], done) for name in SECRET_FIELDS if name in data}
    if "migrated_codes" in data:
        changed["migrated_codes"] = [_one(code, done) for code in data["migrated_codes"]]
    return data | changed


def _one(text: str, done: Sealed) -> str:
    if not text.startswith(TOKEN):
        done.encrypted += 1
        return encrypt(text)
    try:
        _keys()[0].decrypt(text.encode())
    except InvalidToken:
        clear = decrypt(text)
        done.rotated += 1
        return encrypt(clear)
    done.kept += 1
    return text
