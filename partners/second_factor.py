"""In production, every professional has a second factor (decisions T17)."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

SETUP = "mfa_activate_totp"
#: What somebody without a second factor may open: setting it up, proving who she is, leaving.
OPEN = frozenset({SETUP, "account_login", "account_logout", "account_reauthenticate", "healthz", "readyz"})
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorMiddleware:
    """Sends a professional who has no second factor to its setup, whatever she asked. In production only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PRODUCTION and request.user.is_authenticated and not self._may_pass(request):
            return redirect(SETUP)
        return self.get_response(request)

    @staticmethod
    def _may_pass(request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            name = ""
        return name in OPEN or Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists()
