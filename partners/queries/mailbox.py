"""The mails of a demonstration, read from the folder they were written to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

# What the file backend writes after each message.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    """One mail. `key` finds it again: file and place in it."""

    key: str
    subject: str
    recipient: str
    sent_at: datetime
    text: str


def mails(folder: Path) -> list[Mail]:
    """All mails of the folder, newest first; none when the folder does not exist."""
    found = [mail for path in folder.glob("*.log") for mail in _mails_of(path)]
    return sorted(found, key=lambda mail: (mail.sent_at, mail.key), reverse=True)


def mail_by_key(folder: Path, key: str) -> Mail | None:
    """The mail of that key, or None. The key is compared, never opened as a path."""
    return next((mail for mail in mails(folder) if mail.key == key), None)


def _mails_of(path: Path) -> list[Mail]:
    parts = [part for part in path.read_bytes().split(_END) if part.strip()]
    return [_mail(f"{path.stem}-{number}", part) for number, part in enumerate(parts, 1)]


def _mail(key: str, raw: bytes) -> Mail:
    message = message_from_bytes(raw.lstrip(), EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return Mail(
        key=key,
        subject=str(message["Subject"] or ""),
        recipient=str(message["To"] or ""),
        sent_at=_instant(message["Date"].datetime),
        text=body.get_content().strip() if body else "",
    )


def _instant(written: datetime) -> datetime:
    """The date of a mail; « -0000 » is UTC that does not say so."""
    return written if written.tzinfo else written.replace(tzinfo=UTC)
