"""What every page of a landlord's clerk goes through: her role and her unit."""

from django.http import Http404

from cases.views.gate import acts_as
from partners.enums import Capacity, Role
from partners.models import Membership
from partners.requests import MemberRequest

clerk = acts_as(
    Capacity.LANDLORD,
    Role.CLERK,
    sentence="Le fichier des locataires est réservé aux gestionnaires de l’agence.",
)


def unit_of(request: MemberRequest) -> int:
    """The audience of the clerk's unit."""
    return request.acting.unit_audience or 0


def membership_of(request: MemberRequest) -> Membership:
    """The clerk's own membership. Raises Http404 for who has none."""
    if request.acting.membership is None:
        raise Http404
    return request.acting.membership


def route_of(request: MemberRequest) -> str:
    """The name of the page, as the reading log has it."""
    return request.resolver_match.view_name if request.resolver_match else ""
