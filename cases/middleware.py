"""Opens, for each request, the one transaction and the one context it acts in."""

import time

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from psycopg import errors

from common.context import acting
from partners.acting import act_as_person, from_session, without_account
from partners.sessions import SEEN_KEY, idle_seconds

PERSON_KEY, PERSON_UNTIL_KEY = "person_audience", "person_until"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOST_RACES = (errors.DeadlockDetected, errors.SerializationFailure)
TRY_AGAIN = 503


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
        request.may_try_again = request.method not in SAFE
        response = self._in_one_transaction(request)
        if request.rolled_back and not response.content and response.status_code == TRY_AGAIN:
            request.may_try_again = False
            for upload in request.FILES.values():
                upload.seek(0)
            response = self._in_one_transaction(request)
        if request.acting or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _in_one_transaction(self, request):
        request.rolled_back = False
        audiences = request.acting.audiences if request.acting else ()
        with acting(audiences, read_only=request.method in SAFE and not self._third_party(request)):
            response = self.get_response(request)
            if response.status_code >= 500 or request.rolled_back:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request, exception):
        """Rolls back; of two requests that wait for each other, the one PostgreSQL ends is done once more."""
        request.rolled_back = True
        if request.may_try_again and isinstance(exception.__cause__, LOST_RACES):
            return HttpResponse(status=TRY_AGAIN)
        return None

    @staticmethod
    def _third_party(request) -> bool:
        # Signing in and setting up a second factor write on GET.
        return request.path.startswith("/compte/")

    @staticmethod
    def _end_idle_session(request) -> None:
        now = int(time.time())
        if request.user.is_authenticated:
            if now - request.session.get(SEEN_KEY, now) > idle_seconds(request.session):
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
        return without_account(request.session)
