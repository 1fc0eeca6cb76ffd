"""Opens, for each request, the one transaction and the one context it acts in."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction

from common.context import acting
from partners.acting import act_as_person, from_session

PERSON_KEY, PERSON_UNTIL_KEY, SEEN_KEY = "person_audience", "person_until", "seen_at"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ActingMiddleware:
    """Sets `request.acting`, then opens the transaction with its signed context around the view.

    GET, HEAD and OPTIONS are read-only. A view's exception, a status of 500 or a page marked `request.rolled_back`
    rolls everything back: Django has turned the exception into a response below us, and would commit.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self._end_idle_session(request)
        request.acting = self._acting(request)
        audiences = request.acting.audiences if request.acting else ()
        with acting(audiences, read_only=request.method in SAFE and not self._third_party(request)):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "rolled_back", False):
                transaction.set_rollback(True)
        if request.acting or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request, exception):
        request.rolled_back = True

    @staticmethod
    def _third_party(request) -> bool:
        # Signing in and setting up a second factor write on GET.
        return request.path.startswith("/compte/")

    @staticmethod
    def _end_idle_session(request) -> None:
        now = int(time.time())
        if request.user.is_authenticated:
            if now - request.session.get(SEEN_KEY, now) > settings.SESSION_IDLE_SECONDS:
                logout(request)
                return
            if now - request.session.get(SEEN_KEY, 0) > 60:
                request.session[SEEN_KEY] = now

    @staticmethod
    def _acting(request):
        if request.user.is_authenticated:
            return from_session(request.user, request.session)
        audience = request.session.get(PERSON_KEY)
        if audience and request.session.get(PERSON_UNTIL_KEY, 0) > time.time():
            return act_as_person(audience)
        return None
