"""Asking for a team's activity report (decisions T4: its manager alone)."""

from django.db import connection
from django.utils import timezone

from cases.documents.activity_report import MAKE, TEMPLATE, asked, title_of
from cases.documents.entitlement import ACTIVITY_REPORT, MANAGERS_ONLY
from cases.periods import LONGEST_YEARS, Period, too_long
from common import documents
from common.models import Document
from common.refusal import NotYours, Refused
from partners.acting import Acting
from partners.enums import Capacity


def ask(*, period: Period, by: Acting) -> Document:
    """Ask a worker for the report of that period, for `by` alone. Asked again while it waits, it is the same one.

    Two clicks at once are one report: the second waits for the first one's commit. Effects in order: the document that
    waits, the work asked. Raises NotYours but for the manager of an operator's
    unit, Refused for a period that has not begun or lasts more than three years.
    """
    if by.capacity != Capacity.OPERATOR or not by.is_manager:
        raise NotYours(MANAGERS_ONLY)
    if period.since > timezone.localdate():
        raise Refused("Cette période n’a pas commencé. Choisissez des dates déjà passées.")
    if too_long(period):
        raise Refused(f"Cette période est trop longue. Un rapport couvre {LONGEST_YEARS} ans au plus.")
    _one_at_a_time(by)
    wanted = {"asker_id": by.member_audience, "kind": ACTIVITY_REPORT, "snapshot": asked(period)}
    waiting = Document.objects.filter(state=Document.State.WAITING, refusal="", **wanted).first()
    return waiting or documents.issue(
        by=by,
        kind=ACTIVITY_REPORT,
        title=title_of(period),
        template=TEMPLATE,
        snapshot=asked(period),
        work=MAKE,
    )


def _one_at_a_time(by: Acting) -> None:
    """Wait for the end of what the same asker is asking elsewhere; held until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{ACTIVITY_REPORT} {by.member_audience}"]
        )
