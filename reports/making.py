"""Composing a report and making its files, as the manager who asked. Each runs twice to the same end."""

import hashlib
import time
from collections.abc import Callable

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, QuerySet
from django.utils import timezone

from cases.tasks import asker_of
from common.context import acting
from common.models import Outbox
from common.refusal import Refused
from partners.acting import Acting
from reports.actions.issuing import MAKE_FILES
from reports.actions.preparing import COMPOSE, STARTED
from reports.composing import Composed, pack
from reports.documents.files import Files, files
from reports.enums import FileKind, ReportState
from reports.gathering import gather
from reports.models import Report, ReportFile, ReportRelease
from reports.permissions import check_may_report
from reports.queries.reports import issued_before

#: In which state a report waits for each task.
_WAITS = {COMPOSE: ReportState.BEING_MADE, MAKE_FILES: ReportState.SIGNED}
#: A bar is not told more often.
PACE_SECONDS = 0.5


class _Stopped(Exception):
    """Nobody waits for it any more."""


def compose_report(row: Outbox) -> None:
    """Count and mask the figures of a waiting report, next to every report of its programme that was issued.

    No transaction is held while it reckons. Nothing is kept before the end: a worker that dies leaves a report that waits, and the
    next one begins again; stopped meanwhile, nothing is kept, though it was asked again since: that is another's work.
    """
    by = asker_of(row)
    advance = _advancing(row)
    with acting(by.audiences):
        check_may_report(by)
        report = _waiting(row).select_related("programme").first()
        if report is None:
            return
        _advance(row, STARTED)
        issued = issued_before(report)
    try:
        composed = gather(report, issued, by, on_step=advance)
    except _Stopped:
        return
    by = asker_of(row)
    with acting(by.audiences):
        check_may_report(by)
        _keep(row, report, composed, follows=len(issued))


def _waiting(row: Outbox) -> QuerySet[Report]:
    """The report that waits for what this row asks; none when it waits no more, or for another row that asked it since."""
    since = Outbox.objects.filter(task=row.task, subject_id=row.subject_id, created_at__gt=row.created_at)
    return Report.objects.filter(~Exists(since), pk=row.subject_id, state=_WAITS[row.task])


def _keep(row: Outbox, report: Report, composed: Composed, *, follows: int) -> None:
    """The figures and the state in one transaction; nothing when somebody stopped it, or another worker has done it."""
    # Held first: whether it was asked again is read once nobody can any more.
    list(Report.objects.select_for_update().filter(pk=report.pk).values_list("pk"))
    waiting = _waiting(row)
    if not waiting.exists():
        return
    ReportRelease.objects.create(
        report=report,
        author_id=report.author_id,
        number=report.releases.count() + 1,
        release=pack(composed),
        exposed=len(composed.release.exposed),
    )
    waiting.update(state=ReportState.COMPOSED, progress=100, refusal="", follows=follows, composed_at=TransactionNow())


def make_report_files(row: Outbox) -> None:
    """Make the files of a signed report and keep the three of them together. As who signed, asked again before they are kept."""
    by = asker_of(row)
    with acting(by.audiences):
        report = Report.objects.filter(pk=row.subject_id, state=ReportState.SIGNED).first()
        if report is None or report.snapshot is None or report.files.exists():
            return
        content = report.snapshot
    try:
        made = files(content, at=timezone.localtime(report.signed_at), on_step=_advancing(row))
    except _Stopped:
        return
    by = asker_of(row)
    with acting(by.audiences):
        check_may_report(by)
        _keep_files(report, made)


def _keep_files(report: Report, made: Files) -> None:
    """Nothing when the report was opened again meanwhile, or another worker has done it."""
    held = Report.objects.select_for_update().filter(pk=report.pk, state=ReportState.SIGNED, digest=report.digest)
    if not held.exists() or report.files.exists():
        return
    contents = {FileKind.READING: made.reading, FileKind.ARCHIVE: made.archive, FileKind.TABLE: made.workbook}
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            author_id=report.author_id,
            kind=kind,
            of=report.digest,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
        )
        for kind, content in contents.items()
    )
    held.update(progress=100, refusal="")


def _advancing(row: Outbox) -> Callable[[int], None]:
    """Shows the share done on the report's page, as who asked; _Stopped when nobody waits for it any more."""
    by: Acting = asker_of(row)
    told = [time.monotonic() - PACE_SECONDS]

    def advance(share: int) -> None:
        if time.monotonic() - told[0] < PACE_SECONDS:
            return
        told[0] = time.monotonic()
        with acting(by.audiences):
            if not _advance(row, share):
                raise _Stopped

    return advance


def _advance(row: Outbox, share: int) -> bool:
    return _waiting(row).update(progress=share, refusal="") == 1


def tell_report(row: Outbox, sentence: str) -> None:
    """Say on the report's page that it was not made, unless it was asked again since. Who is gone has no page: another manager stops it
    and has it counted again."""
    try:
        by = asker_of(row)
    except Refused:
        return
    with acting(by.audiences):
        _waiting(row).update(progress=0, refusal=sentence[:200])
