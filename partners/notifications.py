"""Mails about accounts. A mail to a person carries a link and no fact: neither organisation nor role."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

SUBJECT = "Votre invitation sur Palier"
RESET_SUBJECT = "Votre deuxième étape a été retirée"
RESET_OF_SUBJECT = "Une deuxième étape a été retirée"


def send_invitation(*, email: str, token: str) -> None:
    """Send the link of an invitation. Raises OSError (smtplib's among them) when the mail cannot leave."""
    body = render_to_string(
        "partners/mail/invitation.txt",
        {"url": settings.PUBLIC_URL + reverse("invitation", args=[token]), "hours": settings.INVITATION_HOURS},
    )
    EmailMessage(SUBJECT, body, to=[email]).send()


def send_second_factor_reset(*, email: str) -> None:
    """Tell somebody that her second factor and her password are gone. Raises OSError when the mail cannot leave."""
    url = settings.PUBLIC_URL + reverse("account_reset_password")
    body = render_to_string("partners/mail/second_factor_reset.txt", {"url": url})
    EmailMessage(RESET_SUBJECT, body, to=[email]).send()


def send_second_factor_reset_of(*, email: str, name: str, address: str) -> None:
    """Tell an administrator whose second factor was taken away. Raises OSError when the mail cannot leave."""
    body = render_to_string("partners/mail/second_factor_reset_of.txt", {"name": name, "address": address})
    EmailMessage(RESET_OF_SUBJECT, body, to=[email]).send()
