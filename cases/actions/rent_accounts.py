"""What is recorded on a rent account, by the operator on its accompaniment or the landlord on its tenancy (domain 4.6, 4.8)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.enums import CaseKind, ProcedureEventKind, ProcedureStage, TaskKind
from cases.formulas.plan import Plan
from cases.formulas.procedure import Event, Kind, deadlines
from cases.models import Case, ProcedureEvent, RepaymentPlan, Task
from cases.periods import add_months
from cases.permissions import check_may_keep_account
from cases.programmes.rules import SuspensionRules
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

    Effects in order: the plan this side had recorded before ends on that day; this one is added. Raises NotYours unless
    team, manager or the tenancy's own clerk; Refused for a signature in the future or before the plan it replaces.
    """
    check_may_keep_account(by, case)
    if signed_on > timezone.localdate():
        raise Refused("Un plan se note une fois signé : sa date ne peut pas être dans l’avenir.")
    own = RepaymentPlan.objects.filter(case_id=case.pk, author_id=by.unit_audience, ended_on=None)
    if own.filter(signed_on__gt=signed_on).exists():
        raise Refused("Un plan plus récent est déjà noté : terminez-le d’abord.")
    own.update(ended_on=signed_on)
    return RepaymentPlan.objects.create(
        **_by(case, by),
        signed_on=signed_on,
        debt_cents=plan.debt,
        monthly_cents=plan.monthly,
        first_on=plan.first_on,
        months=plan.months,
    )


@transaction.atomic
def end_plan(*, case: Case, plan: RepaymentPlan, by: Acting) -> None:
    """End today a plan this side recorded. Raises NotYours as `record_plan`; Refused when another side's, or ended."""
    check_may_keep_account(by, case)
    own = RepaymentPlan.objects.filter(pk=plan.pk, case_id=case.pk, author_id=by.unit_audience, ended_on=None)
    if own.update(ended_on=timezone.localdate()) != 1:
        raise Refused("Ce plan est déjà terminé, ou noté par un autre service.")


@transaction.atomic
def record_stage(*, case: Case, by: Acting, reached: Reached, lease_signed_on: date | None = None) -> ProcedureEvent:
    """Record a stage of the proceedings and what it leaves to do.

    Effects in order: the event is added; the tasks of the stages before are closed; one task is added for each deadline
    ahead. Raises NotYours as `record_plan`; Refused for a day in the future (but a hearing), or an end before it.
    """
    check_may_keep_account(by, case)
    today = timezone.localdate()
    if reached.on > today and reached.stage != ProcedureStage.HEARING:
        raise Refused("Cette étape n’a pas encore eu lieu : seule une audience se note à l’avance.")
    if reached.until and reached.until < reached.on:
        raise Refused("La fin vient après le début : vérifiez les deux dates.")
    if reached.stage == ProcedureStage.NONE:
        raise Refused("Choisissez une étape de la procédure.")
    made = ProcedureEvent.objects.create(
        **_by(case, by), kind=ProcedureEventKind.STAGE, stage=reached.stage, on=reached.on, until_on=reached.until
    )
    _write_tasks(case, by, lease_signed_on)
    return made


@transaction.atomic
def cancel_event(*, case: Case, event: ProcedureEvent, by: Acting, lease_signed_on: date | None = None) -> None:
    """Cancel an event this side recorded by mistake: it stays, and counts no more; the tasks of the procedure are made
    again from what is left, those of the stage before opened again. Raises NotYours as `record_plan`; Refused when another side's, or cancelled."""
    check_may_keep_account(by, case)
    own = ProcedureEvent.objects.filter(pk=event.pk, case_id=case.pk, author_id=by.unit_audience, cancelled_at=None)
    if own.update(cancelled_at=TransactionNow()) != 1:
        raise Refused("Cette étape est déjà annulée, ou notée par un autre service.")
    tasks = _write_tasks(case, by, lease_signed_on)
    tasks.filter(done_at__isnull=False).update(done_at=None, done_by_id=None)


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


def _write_tasks(case: Case, by: Acting, lease_signed_on: date | None) -> QuerySet[Task]:
    """One task for each deadline of this side's latest stage from today on, and these tasks; what was to be done for
    another stage is closed."""
    today = timezone.localdate()
    known = ProcedureEvent.objects.filter(case_id=case.pk, kind=ProcedureEventKind.STAGE, cancelled_at=None)
    events = [Event(ProcedureStage(each.stage), each.on, until=each.until_on) for each in known.order_by("on", "id")]
    due = deadlines(events, today=today, lease_signed_on=lease_signed_on)
    wanted = {f"{SOURCE}{each.kind}:{each.due_on}": each for each in due if each.due_on >= today}
    own = Task.objects.filter(case_id=case.pk, author_id=by.unit_audience, source__startswith=SOURCE)
    own.filter(done_at=None).exclude(source__in=wanted).update(done_at=TransactionNow(), done_by_id=by.member_audience)
    present = set(own.values_list("source", flat=True))
    Task.objects.bulk_create(
        Task(
            **_by(case, by),
            kind=TaskKind.WINTER_TRUCE if each.kind in TRUCE else TaskKind.PROCEDURE,
            title=each.task[:160],
            due_on=each.due_on,
            source=source,
        )
        for source, each in wanted.items()
        if source not in present
    )
    return own.filter(source__in=wanted)
