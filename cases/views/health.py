"""Whether the process lives, and whether it may serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """Both database connections answer."""
    for alias in ("default", "log"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")
