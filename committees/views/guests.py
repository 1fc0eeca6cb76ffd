"""A guest's way in: her link, the code that comes by mail, and the way out."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees import guests
from committees.forms.guests import CodeForm
from partners.requests import ActingRequest

WRONG_CODE = "Ce code n’est pas le bon, ou il ne sert plus. Vérifiez les six chiffres, ou demandez un autre code."


@login_not_required
@cache_control(no_store=True)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: ActingRequest, token: str) -> HttpResponse:
    """Offer a code by mail, ask for it, then open the reading room of that session.

    Opening the page sends nothing: programs that read mails follow links. A link that opens nothing (any more) answers the closed page,
    whatever closed it; ten of those in a minute, and the address they came from is told to wait (429). A wrong code answers 200: the
    try must be committed. Opening signs any professional of this browser out.
    """
    if not _counted(request, dry_run=True):
        return ratelimit.respond_429(request)
    if not guests.is_open(token):
        _counted(request)
        return redirect("guest_closed")
    wants_code = request.method == "POST" and "demander" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not wants_code else None)
    if wants_code:
        guests.ask_code(token)
    elif form.is_valid():
        audience = guests.redeem(token, form.cleaned_data["code"])
        if audience is not None:
            return _let_in(request, audience)
        form.add_error("code", WRONG_CODE)
    return render(request, "committees/guest.html", {"form": form, "is_asked": wants_code or form.is_bound})


def _counted(request: ActingRequest, *, dry_run: bool = False) -> bool:
    """Count one link that opens nothing, of that address, or only look (`dry_run`); False past the limit."""
    limits = {"app": "allauth.account", "action": "guest_link", "limit_get": True}
    return ratelimit.consume(request, dry_run=dry_run, **limits) is not None


def _let_in(request: ActingRequest, audience: int) -> HttpResponse:
    seat = guests.seat_of(audience)
    if seat is None:
        return redirect("guest_closed")
    request.session.flush()
    guests.let_in(request.session, audience, seat)
    return redirect("reading_room")


@login_not_required
@cache_control(no_store=True)
@require_safe
def guest_closed(request: ActingRequest) -> HttpResponse:
    """Her link opens nothing, whatever closed it."""
    return render(request, "committees/guest_closed.html")


@login_not_required
@require_POST
def guest_leave(request: ActingRequest) -> HttpResponse:
    """Leave the reading room on this browser. The link stays: it asks for another code."""
    if guests.GUEST_KEY in request.session:
        request.session.flush()
    return redirect("guest_closed")
