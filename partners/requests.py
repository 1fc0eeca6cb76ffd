"""What a request carries once the middlewares have spoken, for type checkers."""

from django.http import HttpRequest

from partners.acting import Acting
from partners.models import User


class ActingRequest(HttpRequest):
    """A request of anybody. `acting`: in which title; None for who has none. `rolled_back`: write nothing."""

    acting: Acting | None
    rolled_back: bool


class SignedInRequest(ActingRequest):
    """A request of somebody with an account."""

    user: User


class MemberRequest(SignedInRequest):
    """A request of a member in one of her capacities."""

    acting: Acting
