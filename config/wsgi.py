"""WSGI entry point. Refuses to start from a gate that is not the declared one."""

import os

from django.core.wsgi import get_wsgi_application

from common.starting import told_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
with told_in_one_line("web"):
    application = get_wsgi_application()

    from cases.gate.install import verify

    verify()
