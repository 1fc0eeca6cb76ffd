"""Opening the directory's pages to the administration, and answering a refusal."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render

from common.refusal import NotYours, Refused
from partners.enums import Capacity
from partners.permissions import RESERVED
from partners.requests import ActingRequest


def for_administration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to the administration of an organisation, about that organisation.

    Another role of the organisation: 403 with the sentence. A person by her link, or no role anywhere: 404. A
    `Refused` raised inside is answered 403 with its sentence, and nothing is written.
    """

    @wraps(view)
    def wrapped(request: ActingRequest, *args, **kwargs) -> HttpResponse:
        acting = request.acting
        if acting is None or acting.membership is None:
            raise Http404
        if acting.capacity != Capacity.ADMINISTRATION:
            return refuse(request, NotYours(RESERVED))
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refuse(request, refused)

    return wrapped


def refuse(request: ActingRequest, refused: Refused) -> HttpResponse:
    """403 with the sentence; the transaction is rolled back."""
    request.rolled_back = True
    return render(request, "403.html", {"sentence": refused.sentence}, status=403)
