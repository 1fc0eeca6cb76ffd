"""How allauth behaves here: an account is born from an invitation, and a service account never signs in (T4)."""

from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from partners import sealing
from partners.devices import device_words
from partners.models import User
from partners.queries.people import is_service_account
from partners.second_factor import SECOND_FACTORS

#: What proves again who somebody is, by the library's name of it.
PROOFS = {
    "reauthenticate": "Avec le mot de passe",
    "mfa_reauthenticate": "Avec un code",
    "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
}


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, none of the service accounts; in mails, the address of the settings, not the browser's."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe ne correspond pas.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, ou demandez un nouveau mot de passe.",
        "incorrect_password": "Ce n’est pas votre mot de passe actuel.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse | None:
        if is_service_account(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_password_reset_mail(self, user: User, email: str, context: dict) -> None:
        if not is_service_account(user):
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return urljoin(settings.PUBLIC_URL, urlsplit(super().get_reset_password_from_key_url(key)).path)

    def get_reauthentication_methods(self, user) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": PROOFS[method["id"]]} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors under Palier's name and address, in French; the last one stays while one is required."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "C’est votre seule deuxième étape : mettez-en une autre en place, puis retirez celle-ci.",
        "cannot_generate_recovery_codes": "Mettez d’abord une deuxième étape en place.",
        "incorrect_code": "Ce code n’est pas le bon. Écrivez celui que l’application affiche maintenant.",
    }

    def encrypt(self, text: str) -> str:
        return sealing.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
        return not settings.SECOND_FACTOR_REQUIRED or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type) -> str:
        return device_words(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": "Palier"}

    def get_public_key_credential_user_entity(self, user) -> dict:
        return {"id": user.public_id.bytes, "name": user.email, "display_name": user.get_full_name()}
