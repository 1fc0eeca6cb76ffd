"""Members, invitations and accounts, as pages show them."""

from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q, QuerySet

from partners.enums import Role
from partners.models import Invitation, Membership, Organisation, User

PAGE = 50
#: How long an invitation that nobody opened is recalled, and how many ended roles are.
LAPSED_SHOWN, ENDED_SHOWN = timedelta(days=30), 10


def is_service_account(user: User) -> bool:
    """Whether this account works for a program, in one unit or more: nobody signs in with it."""
    return Membership.objects.filter(user=user, role=Role.SERVICE, ended_at=None).exists()


def members_of(organisation: Organisation, *, unit_key: str = "", search: str = "") -> QuerySet[Membership]:
    """Memberships in force of one organisation, by name: of one unit, of a name or address, if asked.

    Service accounts come with the others: they are rights too.
    """
    members = Membership.objects.filter(unit__organisation=organisation, ended_at=None)
    if unit_key:
        members = members.filter(unit__key=unit_key)
    for word in search.split():
        members = members.filter(
            Q(user__last_name__icontains=word) | Q(user__first_name__icontains=word) | Q(user__email__icontains=word)
        )
    return members.select_related("user", "unit").order_by("user__last_name", "id")


def page_of_members(members: QuerySet[Membership], *, after: Membership | None) -> tuple[list[Membership], bool]:
    """The fifty that follow `after`, and whether there are more."""
    if after:
        members = members.filter(
            Q(user__last_name__gt=after.user.last_name) | Q(user__last_name=after.user.last_name, id__gt=after.id)
        )
    found = list(members[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of one organisation that were neither used, cancelled nor replaced: those that can still be used,
    and for a month those that nobody opened in time."""
    unused = Invitation.objects.filter(unit__organisation=organisation, used_at=None, cancelled_at=None)
    return unused.filter(expires_at__gt=TransactionNow() - LAPSED_SHOWN).select_related("unit")


def pending_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of one organisation that can still be used, the newest first."""
    return open_invitations(organisation).filter(expires_at__gt=TransactionNow()).order_by("-created_at", "-id")


def lapsed_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of one organisation that nobody opened in time, and that nothing replaced: for a month."""
    return open_invitations(organisation).filter(expires_at__lte=TransactionNow()).order_by("-expires_at", "-id")


def ended_memberships(organisation: Organisation) -> QuerySet[Membership]:
    """Roles of one organisation that ended, by leaving or by a change, the latest first: at most `ENDED_SHOWN`."""
    ended = Membership.objects.filter(unit__organisation=organisation, ended_at__isnull=False)
    return ended.select_related("user", "unit").order_by("-ended_at", "-id")[:ENDED_SHOWN]
