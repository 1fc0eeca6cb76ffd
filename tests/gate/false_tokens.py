"""Tokens that the application did not make for this transaction, and so are worth nothing."""

import hashlib
import hmac

from django.conf import settings

from common.context import sign

STRANGE_KEY = b"k" * 32
KID = settings.CONTEXT_KEY_ID


def signed_by(key: bytes, message: str) -> str:
    return f"{message}.{hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}"


def false_tokens(audiences: tuple[int, ...], pid: int, start: int, other: int) -> dict[str, str]:
    """name -> token, for a transaction that began at `start` on `pid`; `other` is an audience of someone else."""
    array = "{" + ",".join(map(str, audiences)) + "}"
    message, good = f"{pid}|{start}|{array}", sign(audiences, pid, start)
    return {
        "bare setting": array,
        "a number": str(audiences[0]),
        "no signature": f"{KID}|{message}",
        "empty signature": f"{KID}|{message}.",
        "a digest of nothing": "x." + hashlib.sha256(b"x").hexdigest(),
        "a plain digest": f"{KID}|{message}." + hashlib.sha256(f"{KID}|{message}".encode()).hexdigest(),
        "wrong key": signed_by(STRANGE_KEY, f"{KID}|{message}"),
        "empty key": signed_by(b"", f"{KID}|{message}"),
        "unknown key": signed_by(STRANGE_KEY, f"k9|{message}"),
        "no key": signed_by(b"", f"|{message}"),
        "an audience appended": good.replace(array, array[:-1] + f",{other}}}"),
        "audiences replaced": good.replace(array, f"{{{other}}}"),
        "every audience": good.replace(array, "{" + ",".join(map(str, range(1, 200))) + "}"),
        "a field more": good.replace(array, f"{array}|{{{other}}}"),
        "another pid": sign(audiences, pid + 1, start),
        "the pid replaced": sign(audiences, pid + 1, start).replace(f"|{pid + 1}|", f"|{pid}|"),
        "a later start": sign(audiences, pid, start + 1),
        "an earlier start": sign(audiences, pid, start - 1),
        "the start replaced": sign(audiences, pid, start - 1).replace(f"|{start - 1}|", f"|{start}|"),
        "capitals": good.upper(),
        "a space before": f" {good}",
        "nothing": "",
        "a dot": ".",
    }


NAMES = tuple(false_tokens((1, 2), 1, 1, 3))
