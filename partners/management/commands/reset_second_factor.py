"""`manage reset_second_factor`: for somebody who has lost every second factor and every recovery code."""

from django.core.management.base import BaseCommand, CommandError

from common.refusal import Refused
from partners.actions.second_factor import reset_second_factor
from partners.models import User


class Command(BaseCommand):
    help = (
        "Take away every second factor of an account, with its password, and end its sessions. She is told by mail, and so "
        "is each administrator of her organisations. First make sure that it is she who asks: docs/operations.md."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="the address she signs in with")

    def handle(self, *, email: str, **options) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("There is no account of that address.")
        try:
            told = reset_second_factor(user=user)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"Removed. Told: {', '.join([user.email, *told])}")
        if not told:
            self.stdout.write("No other administrator of her organisation was there to be told.")
