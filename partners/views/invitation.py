"""The page an invitation's link opens: what is offered, then the account that accepts it."""

from allauth.core.internal import ratelimit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common.refusal import Refused
from partners.acting import SESSION_KEY, choices_for
from partners.actions.invitations import accept, digest_of, open_account
from partners.forms.organisation import OpenAccountForm
from partners.models import Invitation, Membership, User
from partners.queries.invitations import Invited, invited_by_token

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or with the one its address already has.

    Used, cancelled, expired or unknown: the same page (410). Who is signed in with another address, or has an
    account and is not signed in, is told what to do first. Ten tokens that never were in a minute: 429 for the
    address they came from, whatever it asks for here; a link that was sent once and is over is no guess.
    """
    if not _counted(request, dry_run=True):
        return ratelimit.respond_429(request)
    offer = invited_by_token(token)
    if offer is None:
        if not Invitation.objects.filter(token_digest=digest_of(token)).exists():
            _counted(request)
        return _closed(request)
    known = User.objects.filter(email__iexact=offer.email).first()
    hers = known is not None and request.user == known
    form = OpenAccountForm(request.POST or None, email=offer.email)
    if request.method == "POST":
        try:
            if known is not None and hers:
                return _welcome(request, accept(token=token, user=known))
            if known is None and not request.user.is_authenticated and form.is_valid():
                return _first_entry(request, token, offer, form.cleaned_data)
        except Refused:
            return _closed(request)
    return render(
        request,
        "partners/invitation.html",
        {"offer": offer, "token": token, "known": known, "hers": hers, "form": form},
    )


def _counted(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count one guess of that address, or only look (`dry_run`); False past the limit."""
    limits = {"app": "allauth.account", "action": "invitation", "limit_get": True}
    return ratelimit.consume(request, dry_run=dry_run, **limits) is not None


def _first_entry(request: HttpRequest, token: str, offer: Invited, answers: dict) -> HttpResponse:
    membership = open_account(token=token, email=offer.email, **answers)
    login(request, membership.user, backend=BACKEND)
    return _welcome(request, membership)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Act at once in the role just taken."""
    for choice, capacity in choices_for(membership.user):
        if choice.id == membership.id:
            request.session[SESSION_KEY] = [membership.id, capacity.value]
    return redirect("home")


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/invitation_closed.html", status=410)
