"""Opening the directory's pages to the administration, and answering a refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from urllib.parse import urlsplit

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
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
    """403 with the sentence, and the way it names or back to the page she came from; a script that sent what was typed on a page, and
    says so in X-Requested-With, gets the sentence alone. The transaction is rolled back."""
    request.rolled_back = True
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"refusal": refused.sentence}, status=403)
    label, back = refused.way or ("Revenir à la page", came_from(request))
    context = {"sentence": refused.sentence, "not_yours": isinstance(refused, NotYours), "back": back, "label": label}
    return render(request, "403.html", context, status=403)


def came_from(request: HttpRequest) -> str:
    """The path of this site's page that led here; empty when there is none, or when it is this very page read again."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or (request.method != "POST" and page.path == request.path):
        return ""
    path = f"/{page.path.lstrip('/')}"
    return f"{path}?{page.query}" if page.query else path


@contextmanager
def said_on_form(request: ActingRequest, form: BaseForm) -> Iterator[None]:
    """An act of which a refusal is said on its form, where what was typed still stands; nothing is written.

    Too low a role passes, for the view's own gate to answer: to her the form is not open at all.
    """
    try:
        yield
    except NotYours:
        raise
    except Refused as refused:
        request.rolled_back = True
        form.add_error(None, refused.sentence)
