"""What an asker sees of her document: the wait, then the file. The caller has fetched it in her context."""

import hashlib
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from common.models import Document


def waiting_page(
    request: HttpRequest,
    document: Document,
    *,
    layout: str,
    back_url: str,
    back: str = "Revenir",
    stage: str = "",
    says: str = "",
    outdated: str = "",
) -> HttpResponse:
    """« Votre document se prépare », then its download; a link refreshes it where htmx does not.

    `back`: the words of the link to `back_url`. `stage`: what the worker does now, in words; the usual sentence when
    empty. `says`: which moment it describes. `outdated`: why it no longer says how things stand, if so.
    """
    context = {"document": document, "layout": layout, "back_url": back_url, "back": back, "stage": stage}
    context |= {"says": says, "outdated": outdated}
    return render(request, "documents/waiting.html", context)


def progress(
    request: HttpRequest, document: Document, *, stage: str = "", says: str = "", outdated: str = ""
) -> HttpResponse:
    """The part of the waiting page that changes, asked every second until the document is finished or held up.

    204 (the page stays as it is) while nothing moved since the share the page shows, so that a screen reader
    is not told the same thing each second.
    """
    waiting = document.state == Document.State.WAITING and not document.held_up
    if waiting and request.GET.get("shown") == str(document.progress):
        return HttpResponse(status=204)
    context = {"document": document, "stage": stage, "says": says, "outdated": outdated}
    return render(request, "documents/progress.html", context)


class Kept(Protocol):
    """A PDF with the digest of what was issued: a document, or what another module keeps."""

    @property
    def pk(self) -> Any: ...

    title: str
    digest: str
    content: Any


def download(document: Kept) -> HttpResponse:
    """The PDF as an attachment that no cache keeps. Raises ValueError when it is not what was issued."""
    content = bytes(document.content or b"")
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise ValueError(f"document {document.pk} is not the one that was issued")
    return attached(content, f"{slugify(document.title.replace('’', ' '))}.pdf", "application/pdf")


def attached(content: bytes, filename: str, media_type: str) -> HttpResponse:
    """A file to be kept by who asked for it: no cache keeps it, no browser takes it for another kind."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
