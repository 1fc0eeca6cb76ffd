"""A lost second factor: taken away by the operator of the installation alone, never unseen (ASVS 6.4.4)."""

import logging
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction

from common.refusal import Refused
from partners.actions.sessions import end_other_sessions
from partners.enums import Role
from partners.models import Membership, User
from partners.notifications import send_second_factor_reset, send_second_factor_reset_of

logger = logging.getLogger(__name__)

NO_FACTOR = "Ce compte n’a pas de deuxième étape : rien n’a été changé."


@transaction.atomic
def reset_second_factor(*, user: User) -> list[str]:
    """Take away every second factor of an account, and return the addresses of the administrators who are told.

    Its password goes with them: who asked for this proves that the mailbox is hers, as when she was invited, before
    she sets up another factor. Effects in order: passkeys, application and recovery codes deleted, no password, all
    sessions ended; on commit a mail to the person, one to each administrator of her organisations, and a line of the
    log. Raises Refused for an account without a second factor.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused(NO_FACTOR)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    ended = end_other_sessions(user=user, kept=None)
    told = sorted(_administrators_of(user))
    transaction.on_commit(partial(send_second_factor_reset, email=user.email), robust=True)
    for email in told:
        send = partial(send_second_factor_reset_of, email=email, name=user.get_full_name(), address=user.email)
        transaction.on_commit(send, robust=True)
    logger.warning("account %s: %d second factors and %d sessions removed by the operator", user.pk, removed, ended)
    return told


def _administrators_of(user: User) -> set[str]:
    """Of every organisation where she has a role, but herself."""
    hers = Membership.objects.filter(user=user, ended_at=None).values("unit__organisation")
    administrators = Membership.objects.filter(unit__organisation__in=hers, role=Role.ADMIN, ended_at=None)
    return set(administrators.exclude(user=user).filter(user__is_active=True).values_list("user__email", flat=True))
