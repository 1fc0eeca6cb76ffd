"""Background work of the gate: what was asked, in the asker's context, and what is scheduled.

Each runs twice to the same end.
"""

from celery import shared_task
from django.db import connection

from cases.documents.entitlement import CLOSED, refusal_of
from common import documents, outbox
from common.context import acting
from common.models import Document, Outbox
from common.refusal import Refused
from partners.acting import Acting, act_as, act_as_person
from partners.models import Membership


@shared_task
def open_due_access() -> None:
    """Apply the starts that have come: an agreed text's date, a substitute's first day, the end of follow-up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_due()")


@shared_task
def purge_import_batches() -> None:
    """Forget imports that nobody confirmed within 24 hours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_import_batches()")


@shared_task
def purge_unadhered() -> None:
    """Forget the sheet, and what was typed of the household, six months after a day 60 without adhesion (T11)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_unadhered()")


def asker_of(row: Outbox) -> Acting:
    """The context of who asked, from the row and today's memberships. Refused when she no longer has it."""
    if row.asker_person_id is not None:
        return act_as_person(row.asker_person_id)
    membership = (
        Membership.objects.filter(pk=row.asker_membership_id, ended_at=None, user__is_active=True)
        .select_related("unit__organisation", "user")
        .first()
    )
    if membership is None:
        raise Refused(CLOSED)
    try:
        return act_as(membership, row.capacity)
    except LookupError as gone:
        raise Refused(CLOSED) from gone


def render_document(row: Outbox) -> None:
    """Make the PDF of a waiting document, as its asker.

    What she may have is asked before the rendering and again before the PDF is stored: an agreement may be
    withdrawn meanwhile. The rendering itself holds no transaction.
    """
    by = asker_of(row)
    with acting(by.audiences):
        document = Document.objects.filter(pk=row.subject_id, state=Document.State.WAITING).first()
        if document is None:
            return
        _check(document, by)
        documents.advance(document, documents.STARTED)

    def advance(share: int) -> None:
        with acting(by.audiences):
            documents.advance(document, share)

    content = documents.render(document, on_step=advance)
    with acting(by.audiences):
        _check(document, by)
        documents.store(document, content)


def _check(document: Document, by: Acting) -> None:
    if sentence := refusal_of(document, by):
        raise Refused(sentence)


def tell_document(row: Outbox, sentence: str) -> None:
    """Refuse the document with that sentence, on its asker's page. Who is gone has no page to read it on."""
    try:
        by = asker_of(row)
    except Refused:
        return
    with acting(by.audiences):
        documents.refuse(Document(pk=row.subject_id), sentence)


outbox.register(documents.RENDER, render_document, tell=tell_document)
