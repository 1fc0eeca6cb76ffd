"""WSGI entry point. Refuses to start from a gate that is not the declared one."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from cases.gate.install import verify  # noqa: E402 - the applications must be ready first

verify()
