"""The way in of a holder without account: a personal link for one session, then a code sent to the same address."""

import re
import secrets
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from cases.actions.person_links import digest_of
from committees.models import Convocation
from common import outbox
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity

SEND_CODE = "guest_code"
CODE_SUBJECT = "Votre code pour la séance de commission"
CODE_MINUTES = 15
#: Where her session keeps what her browser acts for, and when it last did.
GUEST_KEY, GUEST_SEEN_KEY = "guest_audience", "guest_seen_at"


@dataclass(frozen=True)
class Seat:
    """Hers in the session of her link: the audience that reads, and until when at the latest."""

    audience: int
    until: datetime


def _ask(function: str, *values: Any) -> Any:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sec.{function}({marks})", values)
        return cursor.fetchone()[0]


def make_link(convocation: Convocation) -> str:
    """The token of a new link for that holder and session, kept nowhere; the one before is cut. In its secretariat's context."""
    token = secrets.token_urlsafe(24)
    _ask("make_guest_link", convocation.session_id, convocation.holder_id, digest_of(token))
    return token


def is_open(token: str) -> bool:
    """Whether that link opens. One that never was, that is cut, used up, or whose session is closed to her answer alike."""
    return bool(_ask("guest_link_open", token))


def ask_code(token: str) -> None:
    """Have a code sent to her address, at most once a minute; nothing when the link opens nothing. The answer tells neither."""
    audience = _ask("ask_guest_code", token)
    if audience is not None:
        outbox.ask(SEND_CODE, by=Acting(Capacity.COMMITTEE_SEAT, (audience,)), subject_id=audience)


def send_code(audience: int) -> None:
    """Draw a code and send it, in the open context of that link; the one before opens nothing any more.

    Both or neither. Refused when the link is closed meanwhile; OSError when the mail cannot leave.
    """
    code = f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        address = _ask("new_guest_code", audience, code)
        if address is None:
            raise Refused("Ce lien ne s’ouvre plus.")
        body = render_to_string("committees/mail/code.txt", {"code": code, "minutes": CODE_MINUTES})
        EmailMessage(CODE_SUBJECT, body, to=[address]).send()


def redeem(token: str, code: str) -> int | None:
    """What her browser acts for from now on, when the code is the one that was sent; else None, and one of five tries is taken: it must
    be committed. A code opens once."""
    return _ask("redeem_guest_code", token, re.sub(r"\D", "", code))


def seat_of(audience: int) -> Seat | None:
    """The seat that a browser acts for; None once its link is closed, whatever closed it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seat, until FROM sec.guest_seat(%s)", [audience])
        row = cursor.fetchone()
    return Seat(*row) if row else None


def let_in(session: SessionBase, audience: int, seat: Seat) -> None:
    """Have that browser act for her, from now on and for as long as a professional's may (decisions T17): beyond, her link gives
    another code."""
    now = timezone.now()
    session[GUEST_KEY], session[GUEST_SEEN_KEY] = audience, int(now.timestamp())
    # An instant: a length would begin again whenever the session is saved.
    session.set_expiry(min(seat.until, now + timedelta(seconds=settings.SESSION_COOKIE_AGE)))


def acting_of(session: MutableMapping[str, Any]) -> Acting | None:
    """In which title a browser acts that came in by a link: in her seat, for that session alone. None for any other, once the link is
    closed, and once the browser was idle for too long. She has no membership; her seat's audience is what the reading log names."""
    audience, now = session.get(GUEST_KEY), int(time.time())
    idle = now - session.get(GUEST_SEEN_KEY, 0)
    if audience is None or idle > settings.SESSION_IDLE_SECONDS or (seat := seat_of(audience)) is None:
        return None
    if idle > 60:
        session[GUEST_SEEN_KEY] = now
    return Acting(Capacity.COMMITTEE_SEAT, (audience,), member_audience=seat.audience)
