"""One log line and one count for each request: which page, what it answered, how long it took, for which unit."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from common import metrics

logger = logging.getLogger("palier.request")
HEADER = "X-Request-ID"
NO_ROUTE = "none"


class ObservingMiddleware:
    """The outermost one: it sees every answer, refused and failed ones too.

    The line holds the route's name, never the address, its query or its body. The request's number is made here and
    sent back as X-Request-ID, so that whoever reports a fault can name it; one that the browser sends is not taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started, number = time.perf_counter(), uuid4().hex
        response = self.get_response(request)
        seconds, route = time.perf_counter() - started, route_of(request)
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        response[HEADER] = number
        logger.info(
            "request",
            extra={
                "request_id": number,
                "route": route,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "unit": unit_of(request),
            },
        )
        metrics.count_request(route, method, response.status_code, seconds)
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the route, without what the address carries."""
    match = request.resolver_match
    return match.view_name or NO_ROUTE if match else NO_ROUTE


def unit_of(request: HttpRequest) -> int | None:
    """The unit that acts, by its internal number; None for a person by her link and for nobody."""
    membership = getattr(getattr(request, "acting", None), "membership", None)
    return getattr(membership, "unit_id", None)
