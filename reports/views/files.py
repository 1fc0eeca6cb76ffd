"""Giving a file of a report, as it was made."""

import hashlib

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from reports.enums import FileKind
from reports.models import Report, ReportFile

PDF = "application/pdf"
#: Kind -> its type, the end of its name, whether it opens in the page.
SERVED = {
    FileKind.READING: (PDF, ".pdf", "inline"),
    FileKind.ARCHIVE: (PDF, "-archive.pdf", "attachment"),
    FileKind.TABLE: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "attachment"),
}


def file_response(report: Report, kind: str) -> HttpResponse:
    """That file of a report which the open context reads; no cache keeps it. 404 for a kind that is not there; ValueError when it is
    not what was made. One statement."""
    found = ReportFile.objects.filter(report=report, kind=kind).first()
    if found is None:
        raise Http404
    content = bytes(found.content)
    if hashlib.sha256(content).hexdigest() != found.digest:
        raise ValueError(f"file {found.pk} is not the one that was made")
    content_type, end, disposition = SERVED[FileKind(kind)]
    name = f"{slugify(report.title.replace('’', ' '))}{f'-version-{report.version}' if report.version > 1 else ''}{end}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'{disposition}; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
