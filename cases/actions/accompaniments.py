"""The course of an accompaniment: adhesion and end (decisions T10, T11)."""

from collections.abc import Sequence
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.utils import timezone

from cases.actions.entries import state_entry
from cases.actions.visits import write_note
from cases.enums import AccompanimentState, StatementSource, VisitOutcome, VisitTheme
from cases.models import (
    Accompaniment,
    AccompanimentCourse,
    Case,
    ContactStatement,
    IdentityStatement,
    RentStatement,
    Suspension,
    Visit,
)
from cases.permissions import check_may_steer
from cases.policies import PARIS, Identity, KnownEntry, exits_offered
from cases.queries.parts import rules_under
from cases.signals import ending, engaged
from cases.transitions import ACCOMPANIMENT, allows, target
from common.formatting import full_date
from common.refusal import Refused
from partners.acting import Acting

CONTACT = ("address", "postcode", "commune", "phone", "email")


@transaction.atomic
def engage(
    *,
    case: Case,
    by: Acting,
    identities: Sequence[Identity],
    starts_on: date | None = None,
    entry: KnownEntry | None = None,
) -> None:
    """Record that the household wishes the accompaniment; `starts_on` is the day it said so (today by default), `entry` what the
    unit knows of its situation then.

    Effects in order: the unit states the identity and contact of each adult given; the accompaniment gets its
    first day; the course is engaged at the transaction's time; the referrer reads « accompagnement engagé » and
    what is held by the unit no longer ends with the sheet; the entry is stated, when given; `cases.signals.engaged`. Raises NotYours
    unless team or manager; Refused before a visit held, when already engaged or ended, without any identity, for a day to come, or for
    an entry that `cases.actions.entries` refuses.
    """
    check_may_steer(by, case.pk)
    course = _course(case, "engage")
    if not identities:
        raise Refused("Confirmez l’identité d’au moins une personne du ménage.")
    if starts_on and starts_on > timezone.localdate():
        raise Refused("L’accompagnement commence le jour où le ménage le souhaite, pas plus tard.")
    if not Visit.objects.filter(case_id=case.pk, outcome=VisitOutcome.HELD).exists():
        raise Refused("L’adhésion se dit lors d’une rencontre : notez d’abord la visite.")
    for identity in identities:
        state_identity(case=case, by=by, identity=identity)
    Accompaniment.objects.filter(case_id=case.pk).update(starts_on=starts_on or timezone.localdate())
    changed = AccompanimentCourse.objects.filter(pk=course.pk, engaged_at=None, state=course.state).update(
        state=AccompanimentState.ENGAGED, engaged_at=TransactionNow()
    )
    if changed != 1:
        raise Refused("L’accompagnement vient d’être engagé par quelqu’un de votre équipe.")
    if entry is not None:
        state_entry(case=case, by=by, entry=entry)
    engaged.send(sender=Case, case=case, by=by)


def state_identity(*, case: Case, by: Acting, identity: Identity) -> IdentityStatement:
    """State an adult's name, and her contact when any is given, as the operator knows them from now on."""
    own = {
        "household_id": case.household_id,
        "case_id": case.pk,
        "author_id": by.unit_audience,
        "person_id": identity.person_id,
    }
    contact = {column: getattr(identity, column) for column in CONTACT}
    if any(contact.values()):
        ContactStatement.objects.create(**own, **contact)
    return IdentityStatement.objects.create(
        **own,
        title=identity.title,
        last_name=identity.last_name,
        first_name=identity.first_name,
        born_on=identity.born_on,
    )


@transaction.atomic
def end(*, case: Case, by: Acting, outcome: str, relay: str = "", arrears_cents: int | None = None) -> None:
    """End the accompaniment, or the outreach, with its outcome.

    Effects in order: `cases.signals.ending`; what follows is noted for the team (`relay`, which only its members may write); the arrears at
    exit, when known, become a balance of today typed by the unit; the accompaniment gets its last day, a suspension its
    end; the course ends
    at the transaction's time, in its follow-up right when it was engaged and the agreement gives one; grants to
    landlords end with it; team and unit go on reading during that right (before adhesion, until the sheet's last day).
    Raises NotYours unless team or manager, Refused when already ended or for an outcome that does not belong to its
    state: before adhesion, not wished, not reached, moved out or death.
    """
    check_may_steer(by, case.pk)
    course = _course(case, "end")
    if outcome not in exits_offered(course.state):
        raise Refused("Cette fin ne correspond pas à l’étape où en est le ménage.")
    ending.send(sender=Case, case=case, by=by)
    if relay.strip():
        write_note(case=case, by=by, text=relay, themes=[VisitTheme.STEPS])
    if arrears_cents is not None:
        _state_arrears(case, by, arrears_cents)
    Accompaniment.objects.filter(case_id=case.pk).update(ends_on=timezone.localdate())
    _end_suspension(case)
    after = target(ACCOMPANIMENT, "end", course.state) if course.follow_up_days else AccompanimentState.ENDED
    changed = AccompanimentCourse.objects.filter(pk=course.pk, ended_at=None, state=course.state).update(
        state=after, ended_at=TransactionNow(), outcome=outcome
    )
    if changed != 1:
        raise Refused("L’accompagnement vient d’être terminé par quelqu’un de votre équipe.")


def may_state_arrears(case: Case) -> bool:
    """Whether the unit reads the tenancy whose arrears it would state. One statement."""
    return case.tenancy_id is not None and Case.objects.filter(pk=case.tenancy_id).exists()


def _state_arrears(case: Case, by: Acting, cents: int) -> None:
    if not may_state_arrears(case):
        raise Refused("Le compte de ce locataire n’est pas ouvert à votre équipe : sa dette ne peut pas y être écrite.")
    typed = {"balance_cents": cents, "source": StatementSource.TYPED}
    own = {"case_id": case.tenancy_id, "author_id": by.unit_audience, "on": timezone.localdate()}
    if not RentStatement.objects.filter(**own).update(**typed):
        RentStatement.objects.create(**own, **typed, household_id=case.household_id)


_NOT_NOW = {
    "engage": "L’accompagnement est déjà engagé.",
    "suspend": "Seul un accompagnement engagé peut être suspendu.",
    "resume": "Cet accompagnement n’est pas suspendu.",
    "end": "Cet accompagnement ne peut pas se terminer dans son état.",
}


@transaction.atomic
def suspend(
    *, case: Case, by: Acting, reason: str, starts_on: date | None = None, planned_until: date | None = None
) -> None:
    """Suspend the accompaniment since `starts_on` (today by default): nothing is due meanwhile.

    Effects in order: the course is suspended; the period is written. No agreement ends, and the landlord is told nothing.
    Raises NotYours unless team or manager; Refused unless it is engaged, for a first day to come or before the adhesion, or
    a planned end before today.
    """
    today = timezone.localdate()
    starts_on = starts_on or today
    course = _turn(case, by, "suspend", AccompanimentState.SUSPENDED)
    if starts_on > today:
        raise Refused("Une suspension se note à partir du jour où elle commence.")
    if course.engaged_at and starts_on < course.engaged_at.astimezone(PARIS).date():
        raise Refused("La suspension commence après l’adhésion.")
    if planned_until and planned_until < today:
        raise Refused("La fin prévue de la suspension est passée.")
    Suspension.objects.create(
        household_id=case.household_id,
        case_id=case.pk,
        author_id=by.unit_audience,
        starts_on=starts_on,
        planned_until=planned_until,
        reason=reason,
        recorded_by_id=by.member_audience,
    )


def prolong(*, case: Case, by: Acting, planned_until: date) -> None:
    """Say another planned end. Raises NotYours unless team or manager; Refused unless suspended, or for a day that is past."""
    check_may_steer(by, case.pk)
    if planned_until < timezone.localdate():
        raise Refused("La fin prévue de la suspension est passée.")
    if Suspension.objects.filter(case_id=case.pk, ended_on=None).update(planned_until=planned_until) != 1:
        raise Refused(_NOT_NOW["resume"])


def plan_end(*, case: Case, by: Acting, on: date) -> None:
    """Say the planned end where nothing says one yet: a contract does, once it is signed. Raises NotYours unless team or manager."""
    check_may_steer(by, case.pk)
    Accompaniment.objects.filter(case_id=case.pk, planned_end_on=None).update(planned_end_on=on)


def extend(*, case: Case, by: Acting, until: date) -> None:
    """Let a contract of this accompaniment run to that day, beyond the programme's maximum, as a committee decided: the database
    refuses any other. Raises NotYours unless team or manager; Refused unless it is engaged, under a programme that lets a
    committee prolong, or for a day before one that was allowed already."""
    check_may_steer(by, case.pk)
    course = AccompanimentCourse.objects.select_related("programme_version").filter(case_id=case.pk).first()
    rules = rules_under(course) if course else None
    if course is None or course.engaged_at is None or course.ended_at is not None:
        raise Refused("Seul un accompagnement engagé se prolonge.")
    if rules is None or rules.contract.beyond_maximum != "committee":
        raise Refused(
            "Le dispositif ne laisse pas une commission prolonger l’accompagnement au-delà de sa durée la plus longue."
        )
    if course.extended_until and course.extended_until >= until:
        raise Refused(f"L’accompagnement est déjà prolongé jusqu’au {full_date(course.extended_until)}.")
    AccompanimentCourse.objects.filter(pk=course.pk).update(extended_until=until)


@transaction.atomic
def resume(*, case: Case, by: Acting) -> None:
    """Take up a suspended accompaniment again today. Effects in order: the course is engaged again; the period ends. Raises
    NotYours unless team or manager, Refused unless suspended."""
    _turn(case, by, "resume", AccompanimentState.ENGAGED)
    _end_suspension(case)


def _end_suspension(case: Case) -> None:
    Suspension.objects.filter(case_id=case.pk, ended_on=None).update(ended_on=timezone.localdate())


def _turn(case: Case, by: Acting, act: str, state: str) -> AccompanimentCourse:
    check_may_steer(by, case.pk)
    course = _course(case, act)
    if AccompanimentCourse.objects.filter(pk=course.pk, state=course.state).update(state=state) != 1:
        raise Refused("Quelqu’un de votre équipe vient de changer cet accompagnement. Rouvrez le dossier.")
    return course


def _course(case: Case, act: str) -> AccompanimentCourse:
    course = AccompanimentCourse.objects.filter(case_id=case.pk).first()
    if course is None:
        raise Refused("La saisine n’est pas encore acceptée.")
    if not allows(ACCOMPANIMENT, act, course.state):
        over = course.state in {
            AccompanimentState.ENDED,
            AccompanimentState.FOLLOW_UP,
            AccompanimentState.ARCHIVED,
        }
        raise Refused("L’accompagnement est terminé." if over else _NOT_NOW[act])
    return course
