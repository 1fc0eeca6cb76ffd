"""Allauth's forms in our words: a label above each field, no placeholder."""

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from partners.passwords import ADVICE
from partners.sessions import limit_session

LABELS = {
    "login": "Adresse électronique",
    "email": "Adresse électronique",
    "password": "Mot de passe",
    "oldpassword": "Mot de passe actuel",
    "password1": "Nouveau mot de passe",
    "password2": "Nouveau mot de passe, une seconde fois",
    "code": "Code à six chiffres",
    "name": "Nom de cette clé",
}


WRONG_CODE = "Ce code n’est pas le bon. Écrivez celui que l’application affiche maintenant."
WRONG_PASSKEY = "Cette clé d’accès n’a pas été reconnue. Réessayez, ou prenez un autre moyen."
#: What the library lets through, or raises, for an answer that no device would give.
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error, InvalidSignature)
NAME_LENGTH = 40


class _InOurWords(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = ADVICE if name == "password1" else ""
            field.error_messages["required"] = f"Il manque : {str(field.label).lower()}."


class SignInForm(_InOurWords, account.LoginForm):
    """Without « se souvenir de moi »: a session ends after twelve hours, whoever asks."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url=redirect_url)
        limit_session(request)
        return response


class ForgottenPasswordForm(_InOurWords, account.ResetPasswordForm):
    pass


class NewPasswordForm(_InOurWords, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    pass


class FirstPasswordForm(_InOurWords, account.SetPasswordForm):
    pass


class ConfirmPasswordForm(_InOurWords, account.ReauthenticateForm):
    pass


class _SaysWhichCode(_InOurWords):
    """A wrong code says which one to write."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            raise ValidationError(WRONG_CODE, code="incorrect_code") from error


class SecondFactorForm(_SaysWhichCode, second_factor.AuthenticateForm):
    pass


class ConfirmSecondFactorForm(_SaysWhichCode, second_factor.ReauthenticateForm):
    pass


class SetUpSecondFactorForm(_SaysWhichCode, totp.ActivateTOTPForm):
    pass


class _SaysWhichPasskey(_InOurWords):
    """An answer that is not the expected one is said in words, however it is malformed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "credential" in self.fields:
            messages = self.fields["credential"].error_messages
            messages["required"] = messages["invalid"] = WRONG_PASSKEY


class AddPasskeyForm(_SaysWhichPasskey, passkeys.AddWebAuthnForm):
    """A passkey made on the device is never refused for its name: without one it gets one, too long it is cut."""

    name = forms.CharField(required=False, widget=forms.TextInput(attrs={"maxlength": NAME_LENGTH}))

    def clean_name(self) -> str:
        return super().clean_name().strip()[:NAME_LENGTH]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except (ValidationError, *UNREADABLE) as error:
            raise ValidationError(WRONG_PASSKEY, code="wrong_passkey") from error


class RenamePasskeyForm(_InOurWords, passkeys.EditWebAuthnForm):
    name = forms.CharField(max_length=NAME_LENGTH)


class _AsksForPasskey(_SaysWhichPasskey):
    def clean_credential(self):
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE as error:
            raise ValidationError(WRONG_PASSKEY, code="wrong_passkey") from error
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            raise ValidationError(WRONG_PASSKEY, code="wrong_passkey") from error


class PasskeyForm(_AsksForPasskey, passkeys.AuthenticateWebAuthnForm):
    pass


class ConfirmPasskeyForm(_AsksForPasskey, passkeys.ReauthenticateWebAuthnForm):
    pass
