"""The second step of signing in: what it may be, passing it, proving it again. Allauth's views on our forms."""

from allauth.account.views import ReauthenticateView as ByPassword
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as library
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic.edit import FormMixin

from partners.adapters import SecondFactorAdapter
from partners.forms import account as forms
from partners.queries.recovery_codes import FEW, codes_left, left_in_words
from partners.requests import ActingRequest
from partners.second_factor import has_second_factor

OVERVIEW = reverse_lazy("mfa_index")


class SecondFactor(IndexView):
    """What signing in asks after the password. `must_set_up`: nothing else opens before one is in place."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        missing = not has_second_factor(self.request.user)
        left = codes_left(self.request.user) or 0
        return context | {
            "must_set_up": settings.SECOND_FACTOR_REQUIRED and missing,
            "codes_few": left <= FEW,
            "codes_said": left_in_words(left),
        }


class SecondStep(AuthenticateView):
    """After the password: a passkey, a code of the application or a recovery code, as she has them."""

    form_class = forms.SecondFactorForm
    webauthn_form_class = forms.PasskeyForm

    def get_context_data(self, **kwargs) -> dict:
        user = self.stage.login.user
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        if Authenticator.Type.TOTP not in types:
            self.auth_form.fields["code"].label = "Code de secours"
        return super().get_context_data(**kwargs) | {
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "has_application": Authenticator.Type.TOTP in types,
        }


class AddPasskey(library.AddWebAuthnView):
    form_class = forms.AddPasskeyForm


class RenamePasskey(library.EditWebAuthnView):
    form_class = forms.RenamePasskeyForm
    success_url = OVERVIEW

    def form_valid(self, form) -> HttpResponse:
        messages.success(self.request, "Le nouveau nom est enregistré.")
        return super().form_valid(form)


class RemovePasskey(library.RemoveWebAuthnView):
    """Her last second factor stays while one is required: the page says so, and the form does nothing."""

    success_url = OVERVIEW

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"refused": self._refusal()}

    def form_valid(self, form) -> HttpResponse:
        if sentence := self._refusal():
            messages.error(self.request, sentence)
            return redirect(OVERVIEW)
        return super().form_valid(form)

    def _refusal(self) -> str:
        adapter = SecondFactorAdapter()
        allowed = adapter.can_delete_authenticator(self.get_object())
        return "" if allowed else str(adapter.error_messages["cannot_delete_authenticator"])


class Resuming(FormMixin):
    """Once proved, what waited for it is done as it was sent, with the headers it came with.

    If that is refused, it alone is undone: the proof stands, and a recovery code that gave it has served.
    """

    request: ActingRequest

    def form_valid(self, form) -> HttpResponse:
        self.request.__dict__.pop("headers", None)
        with transaction.atomic():
            response = super().form_valid(form)
            if self.request.rolled_back:
                transaction.set_rollback(True)
        self.request.rolled_back = False
        return response


class ConfirmByPassword(Resuming, ByPassword):
    form_class = forms.ConfirmPasswordForm


class ConfirmByCode(Resuming, ByCode):
    form_class = forms.ConfirmSecondFactorForm


class ConfirmByPasskey(Resuming, library.ReauthenticateWebAuthnView):
    form_class = forms.ConfirmPasskeyForm

    def form_invalid(self, form) -> HttpResponse:
        """The same page with a new question for the device: an answered one serves no more."""
        messages.error(self.request, " ".join(form.errors.get("credential", [forms.WRONG_PASSKEY])))
        return HttpResponseRedirect(self.request.get_full_path())


@require_safe
def to_overview(request: HttpRequest) -> HttpResponse:
    """The library's list of passkeys is part of the overview."""
    return redirect(OVERVIEW)
