"""Background work of committees, as who asked for it. Each runs twice to the same end."""

import hashlib
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from cases.reminders import tell_nobody
from cases.tasks import asker_of
from committees import convocations, guests
from committees.actions.papers import MAKE
from committees.enums import PaperKind
from committees.models import Paper
from common import documents, outbox, seal
from common.context import acting
from common.jobs import once_each
from common.models import Outbox


@shared_task
@once_each(timedelta(days=1))
def purge_committees() -> None:
    """Forget the annexes and the sheets whose time has come: minutes stay, and a trace of each."""
    purge()


def purge() -> int:
    """The same, whatever the hour: how many annexes and sheets. The delays are the settings'; the database refuses those under six
    months."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_committees(%s, %s)", [settings.ANNEX_MONTHS, settings.PAPER_FORM_MONTHS])
        return cursor.fetchone()[0]


def make_session_papers(row: Outbox) -> None:
    """Make the files that are missing of that session, each kept as soon as it is made; as who signed, asked again before each. Annexes
    come first: `common.seal.Unusable`, when the installation's certificate cannot seal, keeps the minutes alone from being made.

    No transaction is held while one is drawn. A worker that dies leaves what it made, and the next one goes on.
    """
    with acting(asker_of(row).audiences):
        missing = list(Paper.objects.filter(session_id=row.subject_id, content=None).order_by("kind", "pk"))
    for paper in missing:
        content = _drawn(paper)
        with acting(asker_of(row).audiences):
            Paper.objects.filter(pk=paper.pk, content=None).update(
                content=content, digest=hashlib.sha256(content).hexdigest(), made_at=TransactionNow()
            )


def _drawn(paper: Paper) -> bytes:
    """An annex may be purged and is to be read; minutes are kept, sealed by the installation where it has a certificate."""
    is_kept = paper.kind == PaperKind.MINUTES
    content = documents.draw(paper.template, paper.title, paper.snapshot, paper.created_at, is_kept=is_kept)
    if is_kept and (installed := seal.installed()):
        return seal.seal(content, by=installed, reason=f"Compte rendu établi par {paper.snapshot['issuer']}")
    return content


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
