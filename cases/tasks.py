"""Background work of the gate: what was asked, in the asker's context, and what is scheduled.

Each runs twice to the same end.
"""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import connection
from django.db.models import DateField, ExpressionWrapper, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases import digest, proceedings, reminders, reviews
from cases.actions import reviews as bilans
from cases.documents import activity_report as report
from cases.documents.entitlement import CLOSED, refusal_of
from cases.enums import AccompanimentState
from cases.models import AccompanimentCourse, Case
from cases.permissions import on_team
from cases.queries import activity
from cases.queries.reviews import bilan_due
from cases.reading import Purpose, record_reading
from common import documents, outbox
from common.context import acting
from common.jobs import once_each
from common.models import Document, Outbox
from common.refusal import Refused
from partners.acting import Acting, act_as, act_as_person
from partners.enums import Capacity
from partners.models import Membership, UnitCapacity


@shared_task
@once_each(timedelta(minutes=1))
def open_due_access() -> None:
    """Apply the starts that have come: an agreed text's date, a substitute's first day, the end of follow-up."""
    keep("open_due")


@shared_task
@once_each(timedelta(hours=1))
def purge_import_batches() -> None:
    """Forget imports that nobody confirmed within 24 hours."""
    keep("purge_import_batches")


@shared_task
@once_each(timedelta(days=1))
def purge_unadhered() -> None:
    """Forget the sheet, and what was typed of the household, six months after a day 60 without adhesion (T11)."""
    keep("purge_unadhered")


@shared_task
@once_each(timedelta(hours=1))
def end_follow_up() -> None:
    """What lists and screens say of the accompaniments whose follow-up right is over: ended."""
    close_follow_ups()


def close_follow_ups() -> None:
    """End them, each unit in its own context: dates alone close what may be read, and the database holds them."""
    today = timezone.localdate()
    days = ExpressionWrapper(TruncDate("ended_at") + F("follow_up_days"), output_field=DateField())
    for held in UnitCapacity.objects.filter(capacity=Capacity.OPERATOR).order_by("pk"):
        with acting((held.audience_id, held.manager_audience_id)):
            AccompanimentCourse.objects.annotate(last=days).filter(
                author_id=held.audience_id, state=AccompanimentState.FOLLOW_UP, last__lt=today
            ).update(state=AccompanimentState.ENDED)


@shared_task
@once_each(timedelta(hours=1))
def remind_unanswered() -> None:
    """Remind units of the answers they owe soon, and tell their managers of those that are late."""
    reminders.remind(timezone.localtime())


@shared_task
@once_each(timedelta(hours=1))
def ask_daily_digests() -> None:
    """Ask for the day's mail of each member who has something due, once a day."""
    digest.ask(timezone.localtime())


@shared_task
@once_each(timedelta(hours=1))
def prepare_bilans() -> None:
    """Say what comes due of bilans and meetings, and have the bilans prepared before their day."""
    reviews.schedule(timezone.localdate())


@shared_task
@once_each(timedelta(hours=1))
def keep_proceedings() -> None:
    """Begin and end the suspensions of proceedings that begin and end by themselves."""
    proceedings.keep(timezone.localdate())


def keep(function: str) -> None:
    """Call this function of the keeper's, which takes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sec.{function}()")


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


class _Stopped(Exception):
    """The document no longer waits: nothing more is to be done of it."""


def render_document(row: Outbox) -> None:
    """Make the PDF of a waiting document, as its asker.

    What she may have is asked before the rendering and again before the PDF is stored: an agreement may be
    withdrawn meanwhile. The rendering itself holds no transaction. Once stopped, nothing is kept.
    """
    if (document := _begun(row)) is not None:
        _render_and_store(row, document)


def make_activity_report(row: Outbox) -> None:
    """Gather the figures of a waiting report as its manager, then make its PDF; stopped between any two stages.

    The reading log is written first, with every case counted. Nothing is kept before the end: a worker that dies
    leaves a report that waits, and the next one begins again.
    """
    if (document := _begun(row)) is None:
        return
    by, period = asker_of(row), report.period_asked(document.snapshot)
    with acting(by.audiences):
        cases = activity.case_ids(by, period)
        record_reading(by, purpose=Purpose.REPORT, route="activity_reports", case_ids=cases)
    today = timezone.localdate()
    figures: dict[str, Any] = {}
    for share, name, read in (
        (report.VISITS, "visited", lambda: activity.visits(by, period, today)),
        (report.MINUTES, "spent", lambda: activity.minutes(by, period)),
        (report.HOUSEHOLDS, "followed", lambda: activity.households(by, period)),
        (report.ARREARS, "owed", lambda: activity.arrears(by, period)),
        (report.LAYOUT, "at", timezone.localtime),
    ):
        with acting(by.audiences):
            if not documents.advance(document, share):
                return
            figures[name] = read()
    content = report.report_content(period=period, organisation=by.organisation_name, unit=by.unit_name, **figures)
    document.snapshot = content
    _render_and_store(row, document, gathered=content)


def prepare_bilan(row: Outbox) -> None:
    """Prepare the bilan of that household as its referent, if it is still due; refused when she no longer has it."""
    by = asker_of(row)
    with acting(by.audiences):
        case = Case.objects.filter(pk=row.subject_id).first()
        due = bilan_due(case, timezone.localdate()) if case and on_team(by, case.pk) else None
        if case is None or due is None:
            return
        record_reading(by, purpose=Purpose.CASE, route=row.task, case_ids=[case.pk], basis="team")
        bilans.prepare(case=case, ends_on=due, by=by)


def _begun(row: Outbox) -> Document | None:
    """The document to make, its bar started; None when it is finished or stopped. Refused when she may not have it."""
    by = asker_of(row)
    with acting(by.audiences):
        document = Document.objects.filter(pk=row.subject_id, state=Document.State.WAITING).first()
        if document is not None:
            _check(document, by)
            documents.begin(document)
        return document


def _render_and_store(row: Outbox, document: Document, gathered: dict[str, Any] | None = None) -> None:
    by = asker_of(row)

    def advance(share: int) -> None:
        with acting(by.audiences):
            if not documents.advance(document, share):
                raise _Stopped

    try:
        content = documents.render(document, on_step=advance)
    except _Stopped:
        return
    by = asker_of(row)
    with acting(by.audiences):
        _check(document, by)
        documents.store(document, content, snapshot=gathered)


def _check(document: Document, by: Acting) -> None:
    if sentence := refusal_of(document, by):
        raise Refused(sentence)


def tell_document(row: Outbox, sentence: str) -> None:
    """Say that sentence on the asker's page: refused, or held up when its worker gave up. Who is gone has no page."""
    try:
        by = asker_of(row)
    except Refused:
        return
    say = documents.hold_up if row.outcome == outbox.DEAD else documents.refuse
    with acting(by.audiences):
        say(Document(pk=row.subject_id), sentence)


outbox.register(documents.RENDER, render_document, tell=tell_document)
outbox.register(reviews.PREPARE, prepare_bilan, tell=reminders.tell_nobody)
outbox.register(report.MAKE, make_activity_report, tell=tell_document)
