"""Celery on Valkey. A message carries an outbox id and nothing else; PostgreSQL holds the truth."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("palier")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_another_gate(**kwargs) -> None:
    """A worker, like the web server, refuses to start from a gate that is not the declared one."""
    from cases.gate.install import verify  # noqa: PLC0415 - the applications must be ready first

    verify()
