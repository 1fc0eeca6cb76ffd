"""Celery on Valkey. A message carries an outbox id and nothing else; PostgreSQL holds the truth."""

import logging.config
import os
import sys
from pathlib import Path

import django
from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, task_postrun, worker_init, worker_shutdown
from celery.utils.nodenames import default_nodename

from common.starting import told_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("palier")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

PROGRAM = Path(sys.argv[0])
# `celery` or `python -m celery`: a worker or beat, whose settings would else fail in a library's many lines.
if "celery" in (PROGRAM.name, PROGRAM.parent.name):
    with told_in_one_line("celery"):
        django.setup()


@worker_init.connect
def refuse_another_gate(**kwargs) -> None:
    """A worker, like the web server, refuses to start from a gate that is not the declared one."""
    from cases.gate.install import verify  # noqa: PLC0415 - the applications must be ready first

    # The library goes on after what a receiver raises, unless it ends the process.
    with told_in_one_line("celery"):
        verify()


@setup_logging.connect
def log_as_everything_else(**kwargs) -> None:
    """Celery's own format would write the text of a failure, and what is printed."""
    from django.conf import settings  # noqa: PLC0415 - read once Celery has loaded them

    logging.config.dictConfig(settings.LOGGING)


@beat_init.connect
def follow_beat(**kwargs) -> None:
    """In the process of beat, each due task it sends is its sign of life."""
    before_task_publish.connect(sign_of_beat)


def sign_of_beat(**kwargs) -> None:
    from common import metrics  # noqa: PLC0415 - the settings must be ready first

    metrics.note_life(metrics.BEAT)


@task_postrun.connect
def sign_of_worker(sender=None, **kwargs) -> None:
    """What a worker has done is its sign of life: one that answers but takes no work gives none."""
    from common import metrics  # noqa: PLC0415 - the settings must be ready first

    metrics.note_life(metrics.WORKER, (sender and sender.request.hostname) or default_nodename(None))


@worker_shutdown.connect
def end_of_worker(sender=None, **kwargs) -> None:
    from common import metrics  # noqa: PLC0415 - the settings must be ready first

    metrics.note_end(metrics.WORKER, sender.hostname)
