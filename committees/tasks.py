"""Background work of committees, as who asked for it. Each runs twice to the same end."""

import hashlib

from django.contrib.postgres.functions import TransactionNow

from cases.reminders import tell_nobody
from cases.tasks import asker_of
from committees import convocations, guests
from committees.actions.papers import MAKE
from committees.models import Paper
from common import documents, outbox
from common.context import acting
from common.models import Outbox


def make_session_papers(row: Outbox) -> None:
    """Make the files that are missing of that session, each kept as soon as it is made; as who signed, asked again before each.

    No transaction is held while one is drawn. A worker that dies leaves what it made, and the next one goes on.
    """
    with acting(asker_of(row).audiences):
        missing = list(Paper.objects.filter(session_id=row.subject_id, content=None).order_by("-kind", "pk"))
    for paper in missing:
        content = documents.draw(paper.template, paper.title, paper.snapshot, paper.created_at)
        with acting(asker_of(row).audiences):
            Paper.objects.filter(pk=paper.pk, content=None).update(
                content=content, digest=hashlib.sha256(content).hexdigest(), made_at=TransactionNow()
            )


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
# Nobody waits on a page of theirs: the page of the session says which are not made, and asks again.
outbox.register(MAKE, make_session_papers, tell=tell_nobody)
