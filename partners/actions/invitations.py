"""Inviting somebody into a unit, and accepting (decisions T4; single use, 72 hours, bound to the address)."""

import hashlib
import secrets
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction

from common.refusal import Refused
from partners.acting import Acting
from partners.actions.keeper import NOT_USABLE, NOT_YOURS, call, refusals
from partners.models import Invitation, Membership, Unit, User
from partners.notifications import send_invitation
from partners.permissions import RESERVED, has_work, membership_of, require_administrator

ALREADY_GONE = "Cette invitation a déjà servi, ou n’attend plus."
CLOSED = "Cette invitation n’est plus utilisable."


def digest_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, by: Acting, unit: Unit, role: str, title: str, email: str) -> None:
    """Invite an address into a unit of one's organisation.

    Effects in order: former invitations of that address to that unit are cancelled, a new one is written, the
    mail leaves on commit. Refused when the role has no work in that unit, when the address already has a role
    there, and to anyone but the administration of the unit's organisation.
    """
    require_administrator(by)
    held = unit.capacities.values_list("capacity", flat=True)
    if not has_work(role, held):
        raise Refused("Ce rôle n’a pas de travail dans ce service.")
    if Membership.objects.filter(unit=unit, user__email__iexact=email, ended_at=None).exists():
        raise Refused("Cette personne est déjà membre de ce service : changez son rôle depuis sa ligne.")
    token = secrets.token_urlsafe(32)
    with refusals({NOT_YOURS: RESERVED}):
        call(
            "SELECT sec.invite(%s, %s, %s, %s, %s, %s, %s)",
            unit.id,
            role,
            title,
            email,
            digest_of(token),
            membership_of(by).id,
            settings.INVITATION_HOURS,
        )
    transaction.on_commit(partial(send_invitation, email=email.lower(), token=token), robust=True)


def resend(*, by: Acting, invitation: Invitation) -> None:
    """Invite the same address again: the former link dies, a new one leaves, for 72 hours more."""
    invite(
        by=by,
        unit=invitation.unit,
        role=invitation.role,
        title=invitation.title,
        email=invitation.email,
    )


def cancel(*, by: Acting, invitation: Invitation) -> None:
    """Cancel an invitation nobody has used: its link is dead at once.

    Refused when it was used, cancelled or replaced meanwhile, and to anyone but the administration of its
    organisation.
    """
    require_administrator(by)
    with refusals({NOT_USABLE: ALREADY_GONE, NOT_YOURS: RESERVED}):
        call("SELECT sec.cancel_invitation(%s)", invitation.id)


def accept(*, token: str, user: User) -> Membership:
    """Use an invitation for the user whose address it was sent to, and return the membership it gives.

    Effects in order: the invitation is used, a former membership in that unit ends, the new one begins with its
    audiences. Refused when it was used, cancelled, has expired or was sent to another address.
    """
    with refusals({NOT_USABLE: CLOSED}):
        membership_id = call("SELECT sec.accept_invitation(%s, %s)", token, user.id)
    return Membership.objects.get(pk=membership_id)


def open_account(*, token: str, email: str, first_name: str, last_name: str, password: str) -> Membership:
    """Make the account of an invited address, then accept for it; nothing is made when that is refused.

    `email` is the invitation's own. Refused when the account has been opened meanwhile.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            return accept(token=token, user=user)
    except IntegrityError as error:
        raise Refused(CLOSED) from error
