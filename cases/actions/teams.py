"""Who follows a household: joining, leaving, replacing, being its referent (decisions T4, T8)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.models import Accompaniment, AccompanimentCourse, Case, TeamMember
from cases.permissions import check_manages
from cases.policies import PARIS
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import AudienceKind, Capacity, Role
from partners.models import Audience, Membership


@transaction.atomic
def assign(
    *,
    case: Case,
    by: Acting,
    membership: Membership,
    starts_on: date | None = None,
    last_day: date | None = None,
) -> TeamMember:
    """Put a member of the unit on the team of a case; with dates for a substitute (`last_day` included).

    Effects in order: a place that ran out is ended; the new one is written; Access opens on its first day.
    Raises NotYours unless a manager of the holding unit, Refused before acceptance, for someone of another
    unit or already on the team, or for dates that do not follow each other.
    """
    _check_manages_accepted(by, case)
    today = timezone.localdate()
    if last_day and last_day < max(starts_on or today, today):
        raise Refused("Le dernier jour est avant le premier. Corrigez les dates du remplacement.")
    starts_at = _midnight(starts_on) if starts_on and starts_on > today else None
    until = _midnight(last_day + timedelta(days=1)) if last_day else None
    return add_member(case=case, by=by, membership=membership, starts_at=starts_at, until=until)


def add_member(
    *,
    case: Case,
    by: Acting,
    membership: Membership,
    is_referent: bool = False,
    starts_at: datetime | None = None,
    until: datetime | None = None,
) -> TeamMember:
    """Write a place on the team, from now unless `starts_at`. Raises Refused for another unit's member or one
    already there. Who may is held by the callers and by the gate."""
    member = _member_audience(membership, by)
    TeamMember.objects.filter(case_id=case.pk, member=member, ended_at=None, until__lte=TransactionNow()).update(
        ended_at=TransactionNow()
    )
    if TeamMember.objects.filter(case_id=case.pk, member=member, ended_at=None).exists():
        raise Refused(f"{membership.user.get_full_name()} fait déjà partie de l’équipe de ce ménage.")
    return TeamMember.objects.create(
        household_id=case.household_id,
        case_id=case.pk,
        author_id=by.unit_audience,
        member=member,
        membership=membership,
        is_referent=is_referent,
        assigned_by_id=by.member_audience,
        starts_at=starts_at or TransactionNow(),
        until=until,
    )


def add_referents(*, places: Sequence[tuple[Case, Membership]], by: Acting) -> list[TeamMember]:
    """Write the first place on the team of each of these cases, that of its referent. Refusals as for `add_member`."""
    audience_of = {member.pk: _member_audience(member, by) for member in {one.pk: one for _, one in places}.values()}
    return TeamMember.objects.bulk_create(
        TeamMember(
            household_id=case.household_id,
            case_id=case.pk,
            author_id=by.unit_audience,
            member=audience_of[membership.pk],
            membership=membership,
            is_referent=True,
            assigned_by_id=by.member_audience,
            starts_at=TransactionNow(),
        )
        for case, membership in places
    )


@transaction.atomic
def appoint_referent(*, place: TeamMember, by: Acting, former_leaves: bool = False) -> TeamMember | None:
    """Make that member of the team the referent, in the place of the former one, whose place is returned (None
    when there was none, or when it is the same). She stays on the team, or leaves it at once when `former_leaves`.

    Effects in order: the former referent's mark goes, and with `former_leaves` her place ends: she no longer reads
    the case from the next request; the new one gets the mark; the accompaniment shows her professional contact,
    which a landlord reads when the household agreed. Raises NotYours unless a manager of the holding unit, Refused
    for a place that is not open now.
    """
    check_manages(by, place.case_id)
    open_now = TeamMember.objects.filter(ended_at=None, starts_at__lte=TransactionNow()).filter(
        Q(until=None) | Q(until__gt=TransactionNow())
    )
    if not open_now.filter(pk=place.pk).exists():
        raise Refused("Cette personne ne fait pas partie de l’équipe aujourd’hui.")
    former = _referent_of(place.case_id)
    if former and former.pk == place.pk:
        return None
    if former:
        _hand_over(former, leaves=former_leaves)
    if TeamMember.objects.filter(pk=place.pk, ended_at=None).update(is_referent=True) != 1:
        raise Refused("Cette personne vient de quitter l’équipe. Rechargez la page.")
    user, phone = place.membership.user, place.membership.phone
    Accompaniment.objects.filter(case_id=place.case_id).update(
        referent_name=user.get_full_name(), referent_phone=phone, referent_email=user.email
    )
    return former


def _referent_of(case_id: int) -> TeamMember | None:
    places = TeamMember.objects.select_related("membership__user")
    return places.filter(case_id=case_id, ended_at=None, is_referent=True).first()


def _hand_over(former: TeamMember, *, leaves: bool) -> None:
    ends = {"ended_at": TransactionNow()} if leaves or former.membership.ended_at else {}
    mark = TeamMember.objects.filter(pk=former.pk, ended_at=None, is_referent=True)
    if mark.update(is_referent=False, **ends) != 1:
        raise Refused("La référence vient de changer. Rechargez la page.")


@transaction.atomic
def replace_referent(
    *, case: Case, by: Acting, membership: Membership, former_leaves: bool = False
) -> TeamMember | None:
    """Give the case to another member of the unit: she joins the team if need be and becomes its referent.

    The former referent's place is returned; what becomes of it, and the refusals, are those of `appoint_referent`.
    """
    _check_manages_accepted(by, case)
    place = TeamMember.objects.filter(case_id=case.pk, membership=membership, ended_at=None).first()
    place = place or add_member(case=case, by=by, membership=membership)
    return appoint_referent(place=place, by=by, former_leaves=former_leaves)


@transaction.atomic
def release(*, place: TeamMember, by: Acting) -> None:
    """End a place on the team: she no longer reads the case from the next request.

    Raises NotYours unless a manager of the holding unit; Refused for the referent (another is appointed first)
    and for a place already ended.
    """
    check_manages(by, place.case_id)
    if place.is_referent:
        raise Refused("Désignez d’abord qui devient référent : un ménage n’en reste pas sans.")
    if TeamMember.objects.filter(pk=place.pk, ended_at=None).update(ended_at=TransactionNow()) != 1:
        raise Refused("Cette personne a déjà quitté l’équipe.")


def _check_manages_accepted(by: Acting, case: Case) -> None:
    check_manages(by, case.pk)
    if not AccompanimentCourse.objects.filter(case_id=case.pk).exists():
        raise Refused("Acceptez d’abord la saisine : vous direz alors qui suit ce ménage.")


def _member_audience(membership: Membership, by: Acting) -> Audience:
    here = by.membership.unit_id if by.membership else None
    if membership.unit_id != here or membership.ended_at or membership.role not in {Role.WORKER, Role.MANAGER}:
        raise Refused("Choisissez quelqu’un de votre service.")
    return Audience.objects.get(membership=membership, kind=AudienceKind.MEMBER, capacity=Capacity.OPERATOR)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, PARIS)
