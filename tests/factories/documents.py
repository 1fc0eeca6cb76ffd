"""Documents as their asker and their worker see them."""

from common import outbox
from common.models import Document, Outbox
from partners.acting import Acting
from tests.harness import within


def work(document: Document) -> Outbox:
    """Do the work of that document as a worker does; its row afterwards."""
    row = Outbox.objects.get(subject_id=document.pk)
    outbox.run(row.pk)
    row.refresh_from_db()
    return row


def seen(document: Document, by: Acting) -> Document:
    """That document as its asker reads it now."""
    with within(by):
        return Document.objects.get(pk=document.pk)
