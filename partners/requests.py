"""What a request carries once the middlewares have spoken, for type checkers."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import ResolverMatch

from partners.acting import Acting
from partners.models import User


class ActingRequest(HttpRequest):
    """A request of anybody. `acting`: in which title; None for who has none. `rolled_back`: write nothing.

    `reading_log_id`: the row of the reading log this page has written, for its fragments.
    """

    acting: Acting | None
    rolled_back: bool
    reading_log_id: UUID
    resolver_match: ResolverMatch  # a view always has one


class SignedInRequest(ActingRequest):
    """A request of somebody with an account."""

    user: User


class MemberRequest(SignedInRequest):
    """A request of a member in one of her capacities."""

    acting: Acting
