"""How allauth behaves here: no open sign-up, since an account is born from an invitation."""

from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up; in mails, the address of the settings rather than the one the browser claims."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe ne correspond pas.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, ou demandez un nouveau mot de passe.",
        "incorrect_password": "Ce n’est pas votre mot de passe actuel.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return urljoin(settings.PUBLIC_URL, urlsplit(super().get_reset_password_from_key_url(key)).path)
