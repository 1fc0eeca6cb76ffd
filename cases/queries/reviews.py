"""What a bilan is made from, and what is due, drafted and signed of bilans and meetings. Read with the member's rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.enums import ObjectiveProgress, PartKind, StepAnswer, StepKind, VisitOutcome
from cases.formulas.account import Statement
from cases.formulas.plan import Plan, followed
from cases.models import Accompaniment, Case, CommonPart, RentStatement, Step, Task, Visit
from cases.parts.calendar import EARLY
from cases.parts.reviews import Aid, Attempt, BilanAnnex, BilanCommon, Month, Owed, Reached, StepTaken
from cases.queries import rent_account
from cases.queries.objectives import Objective, objectives_of
from cases.queries.parts import in_force
from cases.queries.rent_account import Balance, RentAccount
from partners.acting import Acting

KINDS = (PartKind.BILAN, PartKind.TRIPARTITE)
AIDS: dict[str, str] = {StepKind.APL: "APL", StepKind.FSL_ACCESS: "FSL", StepKind.FSL_MAINTENANCE: "FSL"}


@dataclass(frozen=True)
class Reviews:
    """What is due, the earliest first; the drafts; what was signed, the latest first."""

    due: list[Task]
    drafts: list[CommonPart]
    signed: list[CommonPart]


def is_to_come(part: CommonPart) -> bool:
    """Whether it is a meeting planned for a day that has not come."""
    planned = part.kind == PartKind.TRIPARTITE and part.issued_at is None
    return planned and part.starts_on is not None and part.starts_on > timezone.localdate()


def of_case(case: Case) -> Reviews:
    """Bilans and meetings of that case. Two statements."""
    parts = list(
        CommonPart.objects.filter(case_id=case.pk, kind__in=KINDS, abandoned_at=None).order_by("-ends_on", "-pk")
    )
    return Reviews(
        due=list(Task.objects.filter(case_id=case.pk, kind__in=KINDS, done_at=None).order_by("due_on", "pk")),
        drafts=[part for part in parts if part.issued_at is None],
        signed=[part for part in parts if part.issued_at],
    )


def drafts() -> ArraySubquery:
    """What a case has to finish, of every kind of part: its public id, kind and last day; to annotate rows of a case."""
    waiting = CommonPart.objects.filter(case_id=OuterRef("case_id"), issued_at=None, abandoned_at=None)
    said = JSONObject(public_id="public_id", kind="kind", ends_on="ends_on")
    return ArraySubquery(waiting.order_by("ends_on", "pk").values(one=said))


def next_due(today: date) -> ArraySubquery:
    """The first bilan or meeting a case owes by then or soon: kind and day; to annotate rows of a case."""
    owed = Task.objects.filter(
        case_id=OuterRef("case_id"), kind__in=KINDS, done_at=None, due_on__lte=today + EARLY[PartKind.BILAN]
    )
    return ArraySubquery(owed.order_by("due_on", "pk").values(one=JSONObject(title="title", due_on="due_on"))[:1])


def bilan_due(case: Case, today: date) -> date | None:
    """The due day of the bilan to prepare now: come, or so near that it is time, and neither drafted, signed nor put
    aside yet. Two statements."""
    early = EARLY[PartKind.BILAN]
    due = (
        Task.objects.filter(
            case_id=case.pk,
            kind=PartKind.BILAN,
            source__startswith=f"{PartKind.BILAN}:",
            done_at=None,
            due_on__lte=today + early,
        )
        .order_by("-due_on")
        .values_list("due_on", flat=True)
        .first()
    )
    if due is None or answered(CommonPart.objects.filter(case_id=case.pk, kind=PartKind.BILAN), due):
        return None
    return due


def answered(parts: Iterable[CommonPart], due: date) -> bool:
    """Whether one of these bilans answers for that day, or is a draft that has to be ended first."""
    early = EARLY[PartKind.BILAN]
    return any(
        (part.issued_at is None and part.abandoned_at is None) or (part.ends_on and part.ends_on >= due - early)
        for part in parts
    )


def period_before(case: Case, engaged_on: date, ends_on: date) -> date:
    """The first day of a bilan that ends that day: the day after the last signed one, else the contract's first, else
    the adhesion's. Two statements at most."""
    last = in_force(case, PartKind.BILAN)
    if last and last.ends_on:
        return min(last.ends_on + timedelta(days=1), ends_on)
    contract = in_force(case, PartKind.CONTRACT)
    return min((contract and contract.starts_on) or engaged_on, ends_on)


def gather(case: Case, by: Acting, starts_on: date, ends_on: date) -> tuple[BilanCommon, BilanAnnex]:
    """What was logged in that period, nothing decided. Twelve statements, after the reading log."""
    until = min(ends_on, timezone.localdate())
    visits = list(
        Visit.objects.filter(case_id=case.pk, on__range=(starts_on, until)).exclude(outcome="").order_by("on", "pk")
    )
    steps = _steps(case, starts_on, until)
    account = rent_account.load(case, by)
    followed_by = Accompaniment.objects.filter(case_id=case.pk).first()
    objectives, social = _objectives(case)
    return (
        BilanCommon(
            operator=by.organisation_name,
            referent=followed_by.referent_name if followed_by else "",
            visits=_held_by_month(visits, starts_on, until),
            rent_before=_owed(account.balances, starts_on),
            rent_after=_owed(account.balances, until),
            plan=_plan(account, until),
            aids=[
                Aid(label=AIDS[step.kind], filed_on=step.filed_on, answer=_answer(step))
                for step in steps
                if step.kind in AIDS and step.filed_on
            ],
            objectives=objectives,
        ),
        BilanAnnex(
            attempts=[
                Attempt(on=visit.on, outcome=str(VisitOutcome(visit.outcome).label))
                for visit in visits
                if visit.outcome != VisitOutcome.HELD
            ],
            steps=[
                StepTaken(
                    label=", ".join(filter(None, (_capital(StepKind(step.kind).label), step.body))),
                    filed_on=step.filed_on,
                    asked_cents=step.asked_cents,
                    answer=_answer(step),
                    granted_cents=step.granted_cents,
                )
                for step in steps
            ],
            objectives=social,
        ),
    )


def _held_by_month(visits: list[Visit], starts_on: date, until: date) -> list[Month]:
    """Every month of the period, those without a visit too."""
    found, month = [], starts_on.replace(day=1)
    while month <= until:
        held = [one for one in visits if one.outcome == VisitOutcome.HELD and one.on.replace(day=1) == month]
        found.append(Month(on=month, held=len(held)))
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _steps(case: Case, starts_on: date, until: date) -> list[Step]:
    """Those filed or answered in the period, and those that still wait."""
    rows = Step.objects.filter(case_id=case.pk).order_by("filed_on", "pk")
    return [
        step
        for step in rows
        if not step.answer or any(day and starts_on <= day <= until for day in (step.filed_on, step.answered_on))
    ]


def _capital(label: object) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def _answer(step: Step) -> str:
    return str(StepAnswer(step.answer).label) if step.answer else ""


def _owed(balances: list[Balance], on: date) -> Owed | None:
    """The last balance known that day."""
    return next((Owed(on=each.on, cents=each.cents) for each in reversed(balances) if each.on <= on), None)


def _plan(account: RentAccount, today: date) -> str:
    running = [plan for plan in account.plans if plan.ended_on is None]
    if not running:
        return ""
    plan = running[-1]
    return followed(
        Plan(plan.monthly_cents, plan.first_on, plan.months, plan.debt_cents),
        [Statement(each.on, each.cents) for each in account.balances],
        today,
        broken_after=account.rules.rent.plan_broken_after_months if account.rules else 2,
    ).sentence


def _objectives(case: Case) -> tuple[list[Reached], list[Reached]]:
    """Those of the contract in force, for housing then the others, each with the newest step said of it."""
    found = objectives_of(case)
    return _reached(one for one in found if one.for_housing), _reached(one for one in found if not one.for_housing)


def _reached(objectives: Iterable[Objective]) -> list[Reached]:
    first = ObjectiveProgress.NOT_BEGUN
    return [Reached(key=one.key, text=one.text, progress=one.progress or first) for one in objectives]


def last_owed(case: Case) -> RentStatement | None:
    """The last balance that is known here."""
    return RentStatement.objects.filter(case_id=case.tenancy_id or case.pk).order_by("-on", "-id").first()
