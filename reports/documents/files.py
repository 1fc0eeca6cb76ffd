"""The files of a report, from its frozen content: one to read, one to keep, one to reckon with."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from common import seal
from common.formatting import clock, full_date
from reports.documents import drawing
from reports.documents.annual_report import TEMPLATE
from reports.documents.workbook import workbook

DATA, BOOK = "donnees.json", "donnees.xlsx"
READ, KEPT, SEALED = 86, 94, 98


@dataclass(frozen=True)
class Files:
    """`reading`: PDF/UA-1. `archive`: PDF/A-3 with the content (JSON) and the workbook attached, sealed when `sealed`.
    `workbook`: XLSX. `digest`: SHA-256 of the content, hexadecimal; the attached JSON is exactly those bytes."""

    reading: bytes
    archive: bytes
    workbook: bytes
    digest: str
    sealed: bool


def data_of(content: Mapping[str, Any]) -> bytes:
    """The content as the one JSON text that its digest is taken of: keys in order, no space, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content, hexadecimal, as printed in the report."""
    return hashlib.sha256(data_of(content)).hexdigest()


def context_of(content: Mapping[str, Any], *, at: datetime, is_sealed: bool) -> dict[str, Any]:
    """What the template is given: the content, its charts drawn, its digest, and when it was issued."""
    issued_at, digest = timezone.localtime(at), digest_of(content)
    return {
        **drawing.drawn(content),
        "issued_at": issued_at.isoformat(timespec="seconds"),
        "issued_on": f"le {full_date(issued_at)} à {clock(issued_at)}",
        "digest": digest,
        "fingerprint": f"{digest[:4]} {digest[4:8]} {digest[8:12]}",
        "digest_words": [digest[start : start + 8] for start in range(0, len(digest), 8)],
        "is_sealed": is_sealed,
        "data_name": DATA,
        "book_name": BOOK,
    }


def files(content: Mapping[str, Any], *, at: datetime, on_step: Callable[[int], None] = lambda share: None) -> Files:
    """Make the three files of `reports.documents.annual_report.report_content`.

    `at`: when the report was issued, printed in it. `on_step` is called with the share done, in percent, rising. Takes seconds
    and touches no row. Without a certificate in the settings the archive is not sealed (`common.seal`), and the report says so.
    """
    from common import pdf  # noqa: PLC0415 - only a worker draws: the web never loads Pango

    installed = seal.installed()
    laid = pdf.lay_out(TEMPLATE, context_of(content, at=at, is_sealed=installed is not None), on_step=on_step)
    reading = laid.reading()
    on_step(READ)
    book = workbook(content, at=at)
    attached = [
        pdf.Attached(DATA, data_of(content), "Les données du rapport", at),
        pdf.Attached(BOOK, book, "Les tableaux du rapport", at),
    ]
    archive = laid.archive(attached)
    on_step(KEPT)
    if installed:
        archive = seal.seal(archive, by=installed, reason=f"Rapport émis par {content['issuer']}")
        on_step(SEALED)
    return Files(reading, archive, book, digest_of(content), installed is not None)
