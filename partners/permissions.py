"""Who may do what in the directory (decisions T4)."""

from collections.abc import Iterable

from common.refusal import NotYours
from partners.acting import Acting
from partners.enums import ROLE_CAPACITIES, UNIT_CAPACITIES, Capacity, Role
from partners.models import Membership

RESERVED = "Les comptes et les rôles se gèrent par l’administration de votre organisation."
#: A service account is made by a command and signs in nowhere.
INVITED_ROLES = tuple(role for role in Role if role != Role.SERVICE)


def require_administrator(by: Acting) -> None:
    """Raise NotYours unless `by` acts as administrator of her organisation."""
    if by.capacity != Capacity.ADMINISTRATION:
        raise NotYours(RESERVED)


def membership_of(by: Acting) -> Membership:
    """The membership `by` acts in. Raises NotYours for a person who came by her link."""
    if by.membership is None:
        raise NotYours(RESERVED)
    return by.membership


def has_work(role: Role | str, capacities: Iterable[str]) -> bool:
    """Whether that role has work in a unit that holds these capacities: a clerk needs a landlord, and so on."""
    needed = set(ROLE_CAPACITIES[Role(role)]) & UNIT_CAPACITIES
    return not needed or bool(needed & set(capacities))
