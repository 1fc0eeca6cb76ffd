"""How allauth behaves here: an account is born from an invitation, and a service account never signs in (T4)."""

from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from partners.models import User
from partners.queries.people import is_service_account


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
