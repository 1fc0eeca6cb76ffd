"""Background work of reports. Each runs twice to the same end."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from common import outbox
from common.jobs import once_each
from reports import making, schedule
from reports.actions.issuing import MAKE_FILES
from reports.actions.preparing import COMPOSE
from reports.counting import nightly


@shared_task
@once_each(nightly.EVERY, together=False)
def count_cells() -> None:
    """Keep the cells of this year and the last one fresh: each programme of each unit once a day."""
    nightly.count_waiting()


@shared_task
@once_each(timedelta(days=1))
def prepare_reports() -> None:
    """Have the reports prepared that are due: the year's in January, the quarter's when it is over."""
    schedule.prepare_due(timezone.localdate())


outbox.register(COMPOSE, making.compose_report, tell=making.tell_report)
outbox.register(MAKE_FILES, making.make_report_files, tell=making.tell_report)
