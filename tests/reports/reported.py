"""Reports led through the product's own acts, worked on as a worker does."""

from cases.periods import Period
from common import outbox
from common.models import Outbox
from partners.acting import Acting
from partners.models import Programme
from reports import tasks
from reports.actions import issuing, preparing
from reports.marks import mark_of
from reports.models import Report
from reports.queries.aims import aims_of
from reports.queries.reports import Funder, comments_of, funders
from tests.harness import within

assert tasks


def known(*chosen: Acting) -> list[Funder]:
    """These funders as the directory has them."""
    return [each for each in funders() if each.audience_id in {by.unit_audience for by in chosen}]


def again(report: Report, by: Acting) -> Report:
    with within(by):
        return Report.objects.select_related("programme").get(pk=report.pk)


def shown(report: Report, by: Acting) -> str:
    """What the page of a report that is read over, or signed, carries of it."""
    with within(by):
        to = list(report.recipients.values_list("recipient_id", flat=True))
        if report.digest:
            return mark_of(report.digest, to)
        (last, *_) = report.releases.order_by("-number")
        return mark_of(last.number, to, comments_of(report) | aims_of(report).texts)


def work(report: Report, task: str = preparing.COMPOSE) -> Outbox:
    """Do what was last asked of that report as a worker does; its row afterwards."""
    row = Outbox.objects.filter(task=task, subject_id=report.pk).order_by("-created_at", "-next_at")[0]
    outbox.run(row.pk)
    row.refresh_from_db()
    assert row.outcome == outbox.DONE, row.outcome
    return row


def prepared(by: Acting, programme: Programme, period: Period, *to: Acting) -> Report:
    with within(by):
        made = preparing.prepare(programme=programme, period=period, recipients=known(*to), by=by)
    return again(made, by)


def composed(by: Acting, programme: Programme, period: Period, *to: Acting) -> Report:
    made = prepared(by, programme, period, *to)
    work(made)
    return again(made, by)


def checked(by: Acting, programme: Programme, period: Period, *to: Acting) -> Report:
    made = composed(by, programme, period, *to)
    return _read_over(made, by)


def _read_over(made: Report, by: Acting) -> Report:
    with within(by):
        issuing.check(report=made, by=by)
    return again(made, by)


def signed(by: Acting, programme: Programme, period: Period, *to: Acting, with_files: bool = True) -> Report:
    return _signed(checked(by, programme, period, *to), by, with_files=with_files)


def _signed(made: Report, by: Acting, *, with_files: bool = True) -> Report:
    with within(by):
        issuing.sign(report=made, by=by)
    if with_files:
        work(made, issuing.MAKE_FILES)
    return again(made, by)


def issued(by: Acting, programme: Programme, period: Period, *to: Acting) -> Report:
    return _issued(signed(by, programme, period, *to), by)


def _issued(made: Report, by: Acting) -> Report:
    with within(by):
        issuing.issue(report=made, by=by)
    return again(made, by)


def led_on(made: Report, by: Acting) -> Report:
    """From where its count is asked to its issue."""
    work(made)
    return _issued(_signed(_read_over(again(made, by), by), by), by)
