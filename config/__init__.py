"""Settings, URLs, Celery and WSGI. Names apps by dotted string; imported by nobody."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
