"""The activity reports a manager asked for in her unit."""

from cases.documents.entitlement import ACTIVITY_REPORT
from common.models import Document
from partners.acting import Acting

SHOWN = 50


def reports_of(by: Acting) -> list[Document]:
    """Her reports, the latest first, without their content. One statement."""
    mine = Document.objects.filter(asker_id=by.member_audience, kind=ACTIVITY_REPORT)
    return list(mine.defer("content", "snapshot").order_by("-id")[:SHOWN])
