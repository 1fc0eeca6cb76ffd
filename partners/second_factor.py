"""Outside the demonstration, every professional has a second factor (decisions T17)."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

SETUP = "mfa_index"
#: What somebody without a second factor may open: setting one up, proving who she is, leaving.
SETTING_UP = frozenset({SETUP, "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"})
#: What answers whoever asks: probes, and a household's own page, which the signature of its link opens.
FOR_ANYBODY = frozenset(
    {
        "healthz",
        "readyz",
        "person_link",
        "person_link_expired",
        "person_page",
        "person_print",
        "person_withdraw",
        "person_stop_everything",
        "person_receipt",
        "person_receipt_print",
        "person_leave",
    }
)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorMiddleware:
    """Sends whoever is signed in without a second factor to its setup, whatever she asked, if one is required.

    A fragment asked by htmx is answered by a move of the whole page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated and not self._may_pass(request):
            return self._to_setup(request)
        return self.get_response(request)

    @staticmethod
    def _may_pass(request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            name = ""
        return name in SETTING_UP | FOR_ANYBODY or has_second_factor(request.user)

    @staticmethod
    def _to_setup(request: HttpRequest) -> HttpResponse:
        setup = reverse(SETUP)
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": setup})
        return HttpResponseRedirect(setup)


def has_second_factor(user) -> bool:
    """Whether signing in asks this user for more than a password."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
