"""Background work of committees, as who asked for it. Each runs twice to the same end."""

from cases.reminders import tell_nobody
from cases.tasks import asker_of
from committees import convocations, guests
from common import outbox
from common.context import acting
from common.models import Outbox


def send_convocation(row: Outbox) -> None:
    """Send one convocation, once."""
    with acting(asker_of(row).audiences):
        convocations.send(row.subject_id or 0)


def send_guest_code(row: Outbox) -> None:
    """Send the code that a guest asked for. Her link is its own asker: she has no account."""
    audience = row.subject_id or 0
    with acting((audience,)):
        guests.send_code(audience)


outbox.register(guests.SEND_CODE, send_guest_code, tell=tell_nobody)
outbox.register(convocations.CONVOKE, send_convocation, tell=tell_nobody)
