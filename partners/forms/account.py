"""Allauth's forms in our words: a label above each field, no placeholder."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.forms import Form
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
}


WRONG_CODE = "Ce code n’est pas le bon. Écrivez celui que l’application affiche maintenant."


class _InOurWords(Form):
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
