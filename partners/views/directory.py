"""« Annuaire »: whom one calls among those who signed an agreement together. About no household: nothing is logged."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.enums import Capacity
from partners.queries import directory as queries
from partners.requests import ActingRequest


@require_safe
def directory(request: ActingRequest) -> HttpResponse:
    """The referents of one's agreements; those of others, and of none, are not found."""
    acting = request.acting
    if acting is None or acting.capacity not in {Capacity.OPERATOR, Capacity.LANDLORD}:
        raise Http404
    search = request.GET.get("q", "").strip()
    context = {"found": queries.directory(acting, search), "search": search}
    return render(request, "partners/directory.html", context)
