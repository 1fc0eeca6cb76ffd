"""Whether the process lives must not depend on the database: whatever restarts processes would restart all of them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

PATH = "/healthz"


class LivenessMiddleware:
    """Answers /healthz with its own view before session, account and transaction are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        request.resolver_match = resolve(PATH)
        response = request.resolver_match.func(request)
        response["Cache-Control"] = "no-store"
        return response
