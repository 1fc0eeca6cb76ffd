"""Where the link of a convocation leads a member with an account, and sending one again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.views.gate import logs_refusals
from committees import convocations
from committees.models import SeatHolder
from committees.views.gate import kept_session, secretariat
from partners.acting import SESSION_KEY
from partners.enums import Capacity
from partners.requests import ActingRequest, MemberRequest


@logs_refusals
@require_http_methods(["GET", "HEAD", "POST"])
def called(request: ActingRequest, public_id: UUID) -> HttpResponse:
    """Take a member who follows her convocation to what she reads of that session, in her seat.

    She acts for her unit most days: she is asked to take her seat, and a POST takes it. Who has none: 404, whatever the session.
    """
    acting = request.acting
    if acting is not None and acting.capacity == Capacity.COMMITTEE_SEAT:
        return redirect("reading", public_id)
    seats = [choice for choice in (acting.choices if acting else ()) if choice[1] == Capacity.COMMITTEE_SEAT]
    if not seats:
        raise Http404
    if request.method == "POST":
        chosen = next((pair for pair in seats if str(pair[0].public_id) == request.POST.get("siege")), seats[0])
        request.session[SESSION_KEY] = [chosen[0].pk, chosen[1].value]
        return redirect("reading", public_id)
    return render(request, "committees/called.html", {"seats": [membership for membership, _ in seats]})


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def convocation_again(request: MemberRequest, public_id: UUID, holder_id: UUID) -> HttpResponse:
    """« Renvoyer la convocation », once its address has been read over."""
    shown = kept_session(request, public_id)
    holder = SeatHolder.objects.filter(committee=shown.committee, public_id=holder_id).first()
    if holder is None:
        raise Http404
    if request.method == "POST":
        convocations.ask_again(session=shown, holder=holder, by=request.acting)
        messages.success(request, f"La convocation part à l’adresse {holder.email}.")
        return redirect("attendance", public_id)
    context = {"committee": shown.committee, "session": shown, "holder": holder}
    return render(request, "committees/convocation_again.html", context)
