"""Ending a membership and changing a role: for the administration of the organisation."""

from common.refusal import Refused
from partners.acting import Acting, memberships_of
from partners.actions.keeper import NOT_YOURS, OWN_MEMBERSHIP, call, refusals
from partners.actions.sessions import end_other_sessions
from partners.models import Membership
from partners.permissions import has_work, require_administrator

_SENTENCES = {
    OWN_MEMBERSHIP: "Vous ne pouvez pas changer votre propre rôle : une autre personne de l’administration le fera.",
    NOT_YOURS: "Cette personne n’est plus membre de votre organisation.",
}


def end_membership(*, by: Acting, membership: Membership) -> None:
    """End a membership now, with its places on teams; her sessions lose that role at their next request.

    Effects in order: the membership ends; if it was her last one, all her sessions end.

    Refused for one's own membership, and to anyone but the administration of its organisation.
    """
    require_administrator(by)
    with refusals(_SENTENCES):
        call("SELECT sec.end_membership(%s)", membership.id)
    if not memberships_of(membership.user):
        end_other_sessions(user=membership.user, kept=None)


def change_role(*, by: Acting, membership: Membership, role: str, title: str) -> int:
    """Give a member another role in the same unit, and return the id of the membership that begins.

    Effects in order: the former membership ends with its places on teams, so that no right survives; the new one
    begins. Refused as `end_membership` is, and when the role has no work in that unit.
    """
    require_administrator(by)
    if not has_work(role, membership.unit.capacities.values_list("capacity", flat=True)):
        raise Refused("Ce rôle n’a pas de travail dans ce service.")
    with refusals(_SENTENCES):
        return call("SELECT sec.change_role(%s, %s, %s)", membership.id, role, title)
