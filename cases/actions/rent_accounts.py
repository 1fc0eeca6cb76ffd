"""What is recorded on a rent account, by the operator on its accompaniment or the landlord on its tenancy (domain 4.6, 4.8)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.utils import timezone

from cases.actions.tasks import Due, follow
from cases.enums import CaseKind, ProcedureEventKind, ProcedureStage, TaskKind
from cases.formulas.plan import Plan
from cases.formulas.procedure import Kind
from cases.models import Case, ProcedureEvent, RepaymentPlan, Task
from cases.periods import add_months
from cases.permissions import check_may_keep_account
from cases.programmes.rules import SuspensionRules
from cases.queries.rent_account import proceedings_of
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity

SUSPENDED = ProcedureEventKind.SUSPENSION_GRANTED
TRUCE = (Kind.TRUCE_BEGINS, Kind.TRUCE_ENDS)
#: What the source of a task of the procedure begins with.
SOURCE = "procedure:"


@dataclass(frozen=True)
class Reached:
    """A stage, its day, and the last day of what a judge granted."""

    stage: ProcedureStage
    on: date
    until: date | None = None


@transaction.atomic
def record_plan(*, case: Case, by: Acting, plan: Plan, signed_on: date) -> RepaymentPlan:
    """Record the plan the household signed.

    Effects in order: the plan this side had recorded before ends on that day; this one is added; a deadline that it
    answers is no longer due. Raises NotYours unless team, manager or the tenancy's own clerk; Refused for a signature in
    the future or before the plan it replaces.
    """
    check_may_keep_account(by, case)
    if signed_on > timezone.localdate():
        raise Refused("Un plan se note une fois signé : sa date ne peut pas être dans l’avenir.")
    own = RepaymentPlan.objects.filter(case_id=case.pk, author_id=by.unit_audience, ended_on=None)
    if own.filter(signed_on__gt=signed_on).exists():
        raise Refused("Un plan plus récent est déjà noté : terminez-le d’abord.")
    own.update(ended_on=signed_on)
    made = RepaymentPlan.objects.create(
        **_by(case, by),
        signed_on=signed_on,
        debt_cents=plan.debt,
        monthly_cents=plan.monthly,
        first_on=plan.first_on,
        months=plan.months,
    )
    follow_proceedings(case, by.unit_audience or 0)
    return made


@transaction.atomic
def end_plan(*, case: Case, plan: RepaymentPlan, by: Acting) -> None:
    """End today a plan this side recorded; what it answered is due again. Raises NotYours as `record_plan`; Refused when
    another side's, or ended."""
    check_may_keep_account(by, case)
    own = RepaymentPlan.objects.filter(pk=plan.pk, case_id=case.pk, author_id=by.unit_audience, ended_on=None)
    if own.update(ended_on=timezone.localdate()) != 1:
        raise Refused("Ce plan est déjà terminé, ou noté par un autre service.")
    follow_proceedings(case, by.unit_audience or 0)


@transaction.atomic
def record_stage(*, case: Case, by: Acting, reached: Reached) -> ProcedureEvent:
    """Record a stage of the proceedings and what it leaves to do; `ProcedureStage.NONE`: they stopped that day.

    Effects in order: the event is added; the tasks of the stages before are no longer due; one task is added for each
    deadline ahead. Raises NotYours as `record_plan`; Refused for a day in the future (but a hearing), or an end before it.
    """
    check_may_keep_account(by, case)
    if reached.on > timezone.localdate() and reached.stage != ProcedureStage.HEARING:
        raise Refused("Cette étape n’a pas encore eu lieu : seule une audience se note à l’avance.")
    if reached.until and reached.until < reached.on:
        raise Refused("La fin vient après le début : vérifiez les deux dates.")
    if reached.stage == ProcedureStage.NONE:
        present = proceedings_of(case).present()
        if present is None or present.stage == ProcedureStage.NONE:
            raise Refused("Aucune procédure n’est en cours : il n’y a rien à arrêter.")
    made = ProcedureEvent.objects.create(
        **_by(case, by), kind=ProcedureEventKind.STAGE, stage=reached.stage, on=reached.on, until_on=reached.until
    )
    follow_proceedings(case, by.unit_audience or 0)
    return made


@transaction.atomic
def cancel_event(*, case: Case, event: ProcedureEvent, by: Acting) -> None:
    """Cancel an event this side recorded by mistake: it stays, and counts no more.

    Effects in order: the event is cancelled; so is the suspension that began by itself with it; the tasks of the procedure
    follow from what is left. Raises NotYours as `record_plan`; Refused when another side's, or cancelled.
    """
    check_may_keep_account(by, case)
    own = ProcedureEvent.objects.filter(case_id=case.pk, author_id=by.unit_audience, cancelled_at=None)
    if own.filter(pk=event.pk).update(cancelled_at=TransactionNow()) != 1:
        raise Refused("C’est déjà annulé, ou noté par un autre service.")
    if event.kind == ProcedureEventKind.COMMITTEE:
        begun = own.filter(kind=SUSPENDED, on=event.on, created_at__gte=event.created_at)
        over = [each.until_on + timedelta(days=1) for each in begun if each.until_on]
        own.filter(kind=ProcedureEventKind.SUSPENSION_ENDED, on__in=over).update(cancelled_at=TransactionNow())
        begun.update(cancelled_at=TransactionNow())
    follow_proceedings(case, by.unit_audience or 0)


@transaction.atomic
def ask_suspension(*, case: Case, by: Acting, rules: SuspensionRules) -> ProcedureEvent:
    """Ask the landlord, today, to suspend its proceedings. Raises NotYours unless team or manager; Refused when the
    programme has no such suspension, or grants it by itself."""
    check_may_keep_account(by, case)
    if case.kind != CaseKind.ACCOMPANIMENT:
        raise Refused("La suspension est demandée par l’association ; vous y répondez.")
    if rules.mode != "asked":
        raise Refused("Le dispositif ne prévoit pas de demander une suspension.")
    return ProcedureEvent.objects.create(
        **_by(case, by), kind=ProcedureEventKind.SUSPENSION_ASKED, on=timezone.localdate()
    )


@transaction.atomic
def answer_suspension(*, case: Case, by: Acting, rules: SuspensionRules, until: date | None) -> ProcedureEvent:
    """Grant from today until that day a suspension of one's proceedings, or refuse it (None). Raises NotYours unless the
    tenancy's own clerk; Refused when the programme has none, or for longer than it grants."""
    check_may_keep_account(by, case)
    today = timezone.localdate()
    if by.capacity != Capacity.LANDLORD:
        raise Refused("Seul le bailleur répond à une demande de suspension.")
    if rules.months is None:
        raise Refused("Le dispositif ne prévoit pas de suspension de la procédure.")
    if until and not today <= until <= add_months(today, rules.months):
        raise Refused(
            f"Le dispositif prévoit une suspension de {rules.months}\u00a0mois au plus, à partir d’aujourd’hui."
        )
    kind = SUSPENDED if until else ProcedureEventKind.SUSPENSION_REFUSED
    return ProcedureEvent.objects.create(**_by(case, by), kind=kind, on=today, until_on=until)


def _by(case: Case, by: Acting) -> dict[str, int | None]:
    return {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}


def follow_proceedings(case: Case, unit: int) -> None:
    """Make that unit's tasks of the procedure what the present stage and the facts it may read leave to do: one for each
    deadline ahead, moved when its day moves; those that ended no longer due."""
    today = timezone.localdate()
    known = proceedings_of(case)
    stage = known.present()
    follow(
        own=Task.objects.filter(case_id=case.pk, author_id=unit, source__startswith=SOURCE),
        wanted=[
            Due(
                kind=TaskKind.WINTER_TRUCE if each.kind in TRUCE else TaskKind.PROCEDURE,
                title=each.task[:160],
                due_on=each.due_on,
                source=f"{SOURCE}{each.kind}:{each.due_on if each.kind in TRUCE or not stage else stage.on}",
            )
            for each in known.deadlines(today)
            if not each.answer
        ],
        case=case,
        author=unit,
        since=today,
    )
