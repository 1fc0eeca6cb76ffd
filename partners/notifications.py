"""Mails about accounts. A mail carries a link and no fact: neither organisation nor role."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

SUBJECT = "Votre invitation sur Palier"


def send_invitation(*, email: str, token: str) -> None:
    """Send the link of an invitation. Raises OSError (smtplib's among them) when the mail cannot leave."""
    body = render_to_string(
        "partners/mail/invitation.txt",
        {"url": settings.PUBLIC_URL + reverse("invitation", args=[token]), "hours": settings.INVITATION_HOURS},
    )
    EmailMessage(SUBJECT, body, to=[email]).send()
