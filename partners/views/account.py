"""Signing in, the page « Moi », and the capacity a session acts in."""

from contextlib import suppress
from uuid import UUID

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from partners.acting import SESSION_KEY, choices_for, memberships_of
from partners.demo_doors import DOORS, OTHER_DOORS, PERSON_DOOR, Door
from partners.forms.account import SignInForm
from partners.models import User
from partners.queries.recovery_codes import FEW, codes_left, left_in_words
from partners.queries.sessions import open_sessions
from partners.requests import SignedInRequest
from partners.second_factor import has_second_factor
from partners.session_store import KEPT_KEY


class SignIn(LoginView):
    """Allauth's sign-in; in a demonstration, its doors above. Who was on her way to the reading room reads that a guest comes in by
    her link."""

    form_class = SignInForm

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs) | demonstration_doors()
        return context | {"guests_too": _is_of_guests(context["redirect_field_value"] or "")}


def _is_of_guests(address: str) -> bool:
    """Whether that page is also opened without an account, by the link of a convocation."""
    with suppress(NoReverseMatch):
        return address.startswith(reverse("reading_room"))
    return False


def demonstration_doors() -> dict[str, list[tuple[Door, str]]]:
    """The buttons of the entry page with their addresses, `doors` and `other_doors`; none outside a demonstration, and
    none that leads nowhere."""
    if not settings.DEMONSTRATION:
        return {}
    doors, others = (
        [(door, reverse("demo_enter", args=[door.key])) for door in group] for group in (DOORS, OTHER_DOORS)
    )
    with suppress(NoReverseMatch):
        doors.insert(3, (PERSON_DOOR, reverse("demo_person")))
    return {"doors": doors, "other_doors": others}


@login_not_required
def absent(request: HttpRequest, **kwargs) -> HttpResponse:
    """An address of the library that Palier does not open: signing up, changing one's address."""
    raise Http404


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """« Moi »: who I am here, where I work, how this screen looks, how I sign in."""
    left = codes_left(request.user)
    return render(
        request,
        "partners/account.html",
        {
            "memberships": memberships_of(request.user),
            "second_factor": has_second_factor(request.user),
            "codes_said": "" if left is None or left > FEW else left_in_words(left),
            "sessions": open_sessions(request.user, current=request.session.session_key),
            "kept": bool(request.session.get(KEPT_KEY)),
            "kept_hours": settings.PHONE_IDLE_SECONDS // 3600,
            "has_password": request.user.has_usable_password(),
        },
    )


@require_POST
def daily_mail(request: SignedInRequest) -> HttpResponse:
    """Be written to once a day when something is due (`wanted`), or not any more."""
    wanted = request.POST.get("wanted") == "yes"
    User.objects.filter(pk=request.user.pk).update(daily_mail=wanted)
    messages.success(request, "Vous recevrez le courriel du jour." if wanted else "Vous ne recevrez plus ce courriel.")
    return redirect("account")


@require_POST
def switch(request: SignedInRequest, public_id: UUID, capacity: str) -> HttpResponse:
    """Act from now on in that membership and capacity; 404 unless it is one of hers, in force."""
    for membership, choice in choices_for(request.user):
        if membership.public_id == public_id and choice == capacity:
            request.session[SESSION_KEY] = [membership.id, choice.value]
            return redirect("home")
    raise Http404
