"""The first page of each role."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partners.enums import Capacity, Role
from partners.requests import ActingRequest

FIRST_PAGE = {
    Role.CLERK: "tenants",
    Role.WORKER: "day",
    Role.MANAGER: "team_board",
    Role.ADMIN: "organisation",
    Role.DPO: "office",
}
#: Those of the capacities that any role may take.
FIRST_OF_CAPACITY = {
    Capacity.COMMITTEE_SECRETARY: "committees",
    Capacity.COMMITTEE_SEAT: "reading_room",
    Capacity.FUNDER: "issued_reports",
}


@login_not_required
@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Sends each role to its first page; who has no work anywhere is told so."""
    if request.acting is None:
        return redirect("account_login") if not request.user.is_authenticated else render(request, "no_work.html")
    if request.acting.capacity == Capacity.PERSON or request.acting.role is None:
        return redirect("person_page")
    return redirect(FIRST_OF_CAPACITY.get(request.acting.capacity) or FIRST_PAGE[request.acting.role])
