"""Issuing a document: content frozen in the request, PDF made by a worker, immutable once ready."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet
from django.utils import timezone

from common import outbox
from common.formatting import clock, full_date
from common.models import Document

RENDER = "render_document"
STARTED = 10
STOPPED_BY_ASKER = "Vous l’avez arrêté avant la fin. Rien n’a été gardé."


def issue(
    *,
    by: outbox.Asker,
    kind: str,
    title: str,
    template: str,
    snapshot: Mapping[str, Any],
    case_id: int | None = None,
    recipient_id: int | None = None,
    work: str = RENDER,
) -> Document:
    """Freeze this content for its asker and ask a worker for the PDF; she alone will see it.

    `snapshot` is JSON and all that `template` will be given, with the title and the fingerprint. `template` is a
    file under `documents/` that extends the base; its name carries its version, and a published version is never
    edited. `case_id`: the case she must still have in her lists when it is made and downloaded; None for what is
    hers whatever follows, such as a receipt. `recipient_id`: the unit it is delivered to, whose it then is for good; the
    database refuses it where the household's agreement does not open `housing` to that unit. `work`: the outbox task that makes it; one that gathers the content
    itself starts from what it was asked (`snapshot`) and gives the rest to `store`. Effects in order: document
    waiting, work asked.
    """
    document = Document.objects.create(
        asker_id=by.person_audience or by.member_audience,
        kind=kind,
        title=title,
        template=template,
        snapshot=dict(snapshot),
        case_id=case_id,
        recipient_id=recipient_id,
    )
    outbox.ask(work, by=by, subject_id=document.pk)
    return document


def fetch(public_id: UUID) -> Document | None:
    """The document of that id if the open context is its asker's, else None. Its content stays behind."""
    return Document.objects.defer("content", "snapshot").filter(public_id=public_id).first()


def fingerprint(snapshot: Mapping[str, Any]) -> str:
    """Twelve figures of the digest of a content, as its last line shows them: « 3f9a 71c2 e0b8 »."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]}"


def moment_of(document: Document) -> str:
    """The moment its content was frozen, as it is read: « 21 novembre 2026 à 17 h 20 »."""
    issued_at = timezone.localtime(document.created_at)
    return f"{full_date(issued_at)} à {clock(issued_at)}"


def render(document: Document, *, on_step: Callable[[int], None]) -> bytes:
    """The PDF of that document's frozen content. Touches no row itself: it may take seconds."""
    return draw(document.template, document.title, document.snapshot, document.created_at, on_step=on_step)


def draw(
    template: str,
    title: str,
    snapshot: Mapping[str, Any],
    at: datetime,
    *,
    is_kept: bool = False,
    on_step: Callable[[int], None] = lambda share: None,
) -> bytes:
    """The PDF of a content frozen at that moment, with its title and its fingerprint: PDF/UA-1, or PDF/A-3 for one that `is_kept`,
    tagged as well."""
    from common import pdf  # noqa: PLC0415 - only a worker draws: the web never loads Pango

    issued_at = timezone.localtime(at)
    moment = f"{full_date(issued_at)} à {clock(issued_at)}"
    laid = pdf.lay_out(
        template,
        {
            **snapshot,
            "title": title,
            "issued_at": issued_at.isoformat(timespec="seconds"),
            "issued_on": f"le {moment}",
            "moment": moment,
            "fingerprint": fingerprint(snapshot),
        },
        on_step=on_step,
    )
    return laid.archive() if is_kept else laid.reading()


def begin(document: Document) -> bool:
    """Start its bar, whatever had held it up; False when it no longer waits."""
    return _waiting(document).update(progress=STARTED, refusal="") == 1


def advance(document: Document, share: int) -> bool:
    """Show this share of the work, in percent, on the asker's page. False when it no longer waits: a task asks this
    between its stages, and goes no further."""
    return _waiting(document).update(progress=share) == 1


def store(document: Document, content: bytes, *, snapshot: Mapping[str, Any] | None = None) -> bool:
    """Make it ready with its digest, in the asker's context; False when it was finished before.

    `snapshot`: the content, when the worker gathered it; written with the PDF or not at all.
    """
    gathered = {} if snapshot is None else {"snapshot": dict(snapshot)}
    return _finish(
        document,
        state=Document.State.READY,
        progress=100,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        **gathered,
    )


def stop(document: Document) -> bool:
    """Stop what its asker no longer wants; False when it was finished before. Its worker ends at its next stage."""
    return _finish(document, state=Document.State.STOPPED, refusal=STOPPED_BY_ASKER)


def refuse(document: Document, sentence: str) -> bool:
    """Refuse it with the sentence its asker reads; False when it was finished before."""
    return _finish(document, state=Document.State.REFUSED, refusal=sentence)


def hold_up(document: Document, sentence: str) -> bool:
    """Say to its asker that it could not be made; False when it was finished before. It waits for `outbox.retry`."""
    return _waiting(document).update(progress=0, refusal=sentence) == 1


def _finish(document: Document, **columns: Any) -> bool:
    return _waiting(document).update(finished_at=TransactionNow(), **columns) == 1


def _waiting(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(pk=document.pk, state=Document.State.WAITING)
