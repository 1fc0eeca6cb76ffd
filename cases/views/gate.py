"""Fetching is authorising: the decorators and look-ups every view of the domain goes through."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from cases.models import Case
from cases.reading import Purpose, record_reading
from common.refusal import NotYours, Refused
from partners.enums import Capacity, Role
from partners.requests import ActingRequest, MemberRequest
from partners.views.refusal import refuse

View = Callable[..., HttpResponse]


def logs_refusals(view: View) -> View:
    """Whatever a session asked for and did not find is logged as refused, without an id (T16): the one place."""

    @wraps(view)
    def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.acting and request.resolver_match:
                record_reading(request.acting, purpose=Purpose.REFUSED, route=request.resolver_match.view_name)
            raise

    return wrapped


def acts_as(capacity: Capacity, *roles: Role, sentence: str = "") -> Callable[[View], View]:
    """Open a view to these roles in that capacity.

    Another capacity: 404, as for a page that does not exist. Another role of the same capacity: 403 with the
    sentence. A `Refused` raised inside is answered 403 with its sentence, and nothing is written.
    """

    def decorate(view: View) -> View:
        @logs_refusals
        @wraps(view)
        def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            acting = request.acting
            if acting is None or acting.capacity != capacity:
                raise Http404
            if roles and acting.role not in roles:
                return refuse(
                    request, NotYours(sentence or "Cette page est réservée à un autre rôle de votre service.")
                )
            try:
                return view(request, *args, **kwargs)
            except Refused as refused:
                return refuse(request, refused)

        return wrapped

    return decorate


def for_person(view: View) -> View:
    """Open a view to a person who came by her link; anyone else is sent to the entry of links."""

    @login_not_required
    @logs_refusals
    @wraps(view)
    def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.acting is None or request.acting.capacity != Capacity.PERSON:
            return redirect("person_link_expired")
        return view(request, *args, **kwargs)

    return wrapped


def get_case_or_404(request: MemberRequest, public_id: UUID, **filters: Any) -> Case:
    """The case of that public id if this context may see it. Unknown and foreign answer the same 404."""
    case = Case.objects.filter(public_id=public_id, **filters).first()
    if case is None:
        raise Http404
    return case


def open_case_page(request: MemberRequest, public_id: UUID, basis: str = "", **filters: Any) -> Case:
    """Like get_case_or_404, and writes the reading log before anything named is read."""
    case = get_case_or_404(request, public_id, **filters)
    request.reading_log_id = record_reading(
        request.acting,
        purpose=Purpose.CASE,
        route=request.resolver_match.view_name,
        case_ids=[case.pk],
        basis=basis,
    )
    return case
