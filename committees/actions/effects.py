"""What was decided, done once by who answers for it (docs/adr/0034). The committee writes nothing in a household's case: its team does."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.actions import accompaniments
from cases.actions.rent_facts import record_granted
from cases.enums import AccompanimentState, SuspensionReason
from cases.models import AccompanimentCourse, Case, Suspension
from committees.enums import EffectKind, Outcome
from committees.models import DecisionEffect
from committees.permissions import check_carries_out
from common.refusal import Refused
from partners.acting import Acting


class AlreadyDone(Refused):
    """Somebody did it before, or it had no follow-up."""

    def __init__(self) -> None:
        super().__init__("C’est déjà fait : rien n’a été fait une seconde fois.")


@transaction.atomic
def carry_out(*, effect: DecisionEffect, by: Acting) -> None:
    """Do what was decided, now. Of a paper form: note that it is done.

    Effects in order: what it makes in the case (the planned end, the suspension, the event of the procedure); it is done, by `by`;
    for a renewal, the right to its last day. Raises NotYours unless its team or that team's manager, or the secretariat of a paper form;
    AlreadyDone once it is; Refused for what is done elsewhere, and then is done of itself: adhesion, end, another session.
    """
    waiting = _waiting(effect, by)
    if waiting.kind == EffectKind.PRESENT_AGAIN:
        raise Refused("Inscrivez ce dossier à une séance : ce sera fait dès qu’il y aura été vu.")
    case = waiting.case
    made = _MADE[EffectKind(waiting.kind)](waiting, case, by) if case else None
    _end(DecisionEffect.objects.filter(pk=waiting.pk), Outcome.CARRIED_OUT, by, made)
    if case and waiting.kind == EffectKind.RENEW and waiting.until_on:
        accompaniments.extend(case=case, by=by, until=waiting.until_on)


@transaction.atomic
def drop(*, effect: DecisionEffect, by: Acting) -> None:
    """Say that it will not be done: the secretariat reads « sans suite », never why. Raises NotYours and AlreadyDone as `carry_out`;
    Refused for what is to be presented again."""
    waiting = _waiting(effect, by)
    if waiting.kind == EffectKind.PRESENT_AGAIN:
        raise Refused("Pour ne plus représenter cette demande, retirez sa fiche.")
    _end(DecisionEffect.objects.filter(pk=waiting.pk), Outcome.DROPPED, by)


def _waiting(effect: DecisionEffect, by: Acting) -> DecisionEffect:
    """It, which nobody else ends meanwhile."""
    check_carries_out(by, effect)
    queued = DecisionEffect.objects.select_for_update(of=("self",)).filter(pk=effect.pk, done_at=None)
    found = queued.select_related("case").first()
    if found is None:
        raise AlreadyDone
    return found


def _end(effects: QuerySet[DecisionEffect], outcome: Outcome, by: Acting, made: int | None = None) -> int:
    return effects.filter(done_at=None).update(
        done_at=TransactionNow(), done_by_id=by.member_audience, outcome=outcome, made_id=made
    )


# --- what each makes -------------------------------------------------------------------------------------------------
def _open(effect: DecisionEffect, case: Case, by: Acting) -> int:
    course = _course(case)
    if course.engaged_at is None:
        raise Refused("Le ménage n’a pas encore dit qu’il souhaite être accompagné : notez d’abord son adhésion.")
    if effect.until_on:
        accompaniments.plan_end(case=case, by=by, on=effect.until_on)
    return course.pk


def _renew(effect: DecisionEffect, case: Case, by: Acting) -> int:
    return _course(case).pk


def _suspend(effect: DecisionEffect, case: Case, by: Acting) -> int:
    if _course(case).state != AccompanimentState.SUSPENDED:
        today = timezone.localdate()
        accompaniments.suspend(
            case=case,
            by=by,
            reason=SuspensionReason.OTHER,
            planned_until=effect.until_on if effect.until_on and effect.until_on >= today else None,
        )
    return Suspension.objects.get(case_id=case.pk, ended_on=None).pk


def _suspend_litigation(effect: DecisionEffect, case: Case, by: Acting) -> int:
    if effect.until_on is None:
        raise Refused("La commission n’a pas dit jusqu’à quand : notez la suspension sur le compte de loyer.")
    on = effect.starts_on or timezone.localdate(effect.created_at)
    return record_granted(case=case, by=by, on=on, until=effect.until_on).pk


def _finish(effect: DecisionEffect, case: Case, by: Acting) -> int:
    course = _course(case)
    if course.ended_at is None:
        raise Refused("Terminez l’accompagnement en disant comment : cette décision sera alors mise en œuvre.")
    return course.pk


_MADE: dict[EffectKind, Callable[[DecisionEffect, Case, Acting], int]] = {
    EffectKind.OPEN: _open,
    EffectKind.RENEW: _renew,
    EffectKind.SUSPEND: _suspend,
    EffectKind.SUSPEND_LITIGATION: _suspend_litigation,
    EffectKind.END: _finish,
}


def _course(case: Case) -> AccompanimentCourse:
    found = AccompanimentCourse.objects.filter(case_id=case.pk).first()
    if found is None:
        raise Refused("La saisine n’est pas encore acceptée.")
    return found


# --- what is done of itself ------------------------------------------------------------------------------------------
def on_engaged(*, case: Case, by: Acting, **_: Any) -> None:
    """The household adhered (`cases.signals.engaged`): what was to be opened is."""
    for effect in _of(case).filter(kind=EffectKind.OPEN):
        carry_out(effect=effect, by=by)


def on_ending(*, case: Case, by: Acting, **_: Any) -> None:
    """The accompaniment ends (`cases.signals.ending`): so it was decided, or nothing else that was can follow."""
    _end(_of(case).filter(kind=EffectKind.END), Outcome.CARRIED_OUT, by, _course(case).pk)
    _end(_of(case), Outcome.DROPPED, by)


def _of(case: Case) -> QuerySet[DecisionEffect]:
    return DecisionEffect.objects.filter(case_id=case.pk, done_at=None).exclude(kind=EffectKind.PRESENT_AGAIN)
