"""Who holds the seats of a committee."""

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from committees.enums import Rank
from committees.models import Committee, SeatHolder
from committees.permissions import check_keeps
from committees.rules import Rules
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity
from partners.models import Membership


def name(
    *, committee: Committee, rules: Rules, seat: str, rank: Rank, person: str, email: str, by: Acting
) -> SeatHolder:
    """Name this person titular or substitute of a seat. Who has an account in a unit that sits reads with it; anybody else is a
    guest of each session.

    Refused: another secretariat; a seat that this committee has not; one that is held at that rank already.
    """
    check_keeps(by, committee.secretary_id)
    if seat not in {each.key for each in rules.seats}:
        raise Refused("Cette commission n’a pas ce siège.")
    if SeatHolder.objects.filter(committee=committee, seat=seat, rank=rank, ended_at=None).exists():
        raise Refused(f"Ce siège a déjà un {Rank(rank).label} : mettez d’abord fin à son mandat.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.name_holder(%s, %s, %s, %s, %s, %s)",
            [committee.pk, seat, rank, person, email, _account_of(email)],
        )
        (made,) = cursor.fetchone()
    return SeatHolder.objects.get(pk=made)


def _account_of(email: str) -> int | None:
    return (
        Membership.objects.filter(
            user__email__iexact=email,
            ended_at=None,
            role__in=["worker", "manager", "clerk"],
            unit__capacities__capacity=Capacity.COMMITTEE_SEAT,
        )
        .values_list("pk", flat=True)
        .first()
    )


def end(*, holder: SeatHolder, by: Acting) -> None:
    """End her mandate: she reads nothing any more. Refused: another secretariat; ended already."""
    check_keeps(by, holder.author_id)
    if not SeatHolder.objects.filter(pk=holder.pk, ended_at=None).update(ended_at=TransactionNow()):
        raise Refused("Ce mandat a déjà pris fin.")
