"""What no text of ours holds."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

NUL = "\0"


class NulMiddleware:
    """Whatever is asked or sent with a NUL character is answered 400, and nothing of it is done: PostgreSQL keeps none, and no keyboard
    types one. After CSRF, so that what another site sends is refused before it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    @staticmethod
    def process_view(request: HttpRequest, *_: Any) -> HttpResponse | None:
        if NUL in request.path or _holds_it(request.GET) or _holds_it(request.POST):
            return render(request, "400.html", status=400)
        return None


def _holds_it(said: QueryDict) -> bool:
    return any(NUL in each for name, values in said.lists() for each in (name, *values))
