"""The rent account in words: its chart and finding, its statements, its plan, its proceedings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.charts import Balance as Point
from cases.charts import Event as Happened
from cases.charts import StepChart, step_chart
from cases.enums import ProcedureEventKind, ProcedureStage
from cases.formulas import account as accounts
from cases.formulas.arrears import REFERRAL_SOURCE, Account, Open, arrears, constituted_since, refer_before
from cases.formulas.plan import Plan, PlanState, followed
from cases.formulas.procedure import Deadline, Event, deadlines
from cases.formulas.working import CannotCompute
from cases.models import ProcedureEvent, RepaymentPlan
from cases.queries.rent_account import Balance, RentAccount
from common.formatting import euros, full_date, plural

#: A page shows eight statements; the chart draws all of them.
STATEMENTS = 8
PLAN_TAGS = {
    PlanState.COMING: "planned",
    PlanState.UNKNOWN: "neutral",
    PlanState.KEPT: "done",
    PlanState.LATE: "todo",
    PlanState.BROKEN: "late",
    PlanState.DONE: "done",
}
PLAN_WORDS = {
    PlanState.COMING: "À venir",
    PlanState.UNKNOWN: "Pas encore de relevé",
    PlanState.KEPT: "Tenu",
    PlanState.LATE: "En retard",
    PlanState.BROKEN: "Rompu",
    PlanState.DONE: "Soldé",
}


@dataclass(frozen=True)
class PlanLine:
    """A plan, how it is followed, and whether this side may end it."""

    plan: RepaymentPlan
    terms: str
    tag: str
    word: str
    sentence: str
    is_mine: bool


@dataclass(frozen=True)
class EventLine:
    event: ProcedureEvent
    said: str
    on: str
    is_mine: bool


@dataclass(frozen=True)
class DueLine:
    """What is to be done by a day; `is_late`: the day is past."""

    due: Deadline
    on: str
    is_late: bool


def chart_of(account: RentAccount) -> StepChart | None:
    """The steps of the debt with what happened; its title is what became of it."""
    title = accounts.debt(statements_of(account), account.began_on or date.min)
    return step_chart(
        [Point(each.on, each.cents) for each in account.balances],
        events=happened(account),
        title=title.sentence if title else "",
    )


def happened(account: RentAccount) -> list[Happened]:
    """The events of the chart: stages and suspensions, plans, accompaniment, aids."""
    found = [Happened(event.on, _said(event)) for event in account.events]
    found += [
        Happened(plan.signed_on, f"plan signé, {euros(plan.monthly_cents, whole=True)} par mois")
        for plan in account.plans
    ]
    found += [Happened(account.began_on, "accompagnement commencé")] if account.began_on else []
    for step in account.aids:
        amount = f", {euros(step.granted_cents, whole=True)}" if step.granted_cents else ""
        if step.answered_on:
            found.append(Happened(step.answered_on, f"{step.get_kind_display()} obtenu{amount}"))
    return found


def statements_of(account: RentAccount) -> list[accounts.Statement]:
    return [accounts.Statement(each.on, each.cents) for each in account.balances]


def rows_of(account: RentAccount, given_by: str) -> list[dict[str, str]]:
    """The last statements, the latest first."""
    return [
        {
            "on": full_date(each.on),
            "balance": euros(each.cents),
            "rent": _money(each.rent),
            "apl": _money(each.apl),
            "source": given_by if each.from_landlord else "l’équipe",
        }
        for each in reversed(account.balances[-STATEMENTS:])
    ]


def findings_of(account: RentAccount, today: date) -> list[str]:
    """Whether the current rent is paid again, and whether the arrears are constituted, each with its reason."""
    needed = account.rules.rent.resumed_after_months if account.rules else 3
    aids: dict[date, int] = {}
    for step in account.aids:
        if step.answered_on:
            month = step.answered_on.replace(day=1)
            aids[month] = aids.get(month, 0) + (step.granted_cents or 0)
    said = [accounts.payment(statements_of(account), needed, today, aids).sentence]
    if account.balances:
        said += _arrears(account.balances[-1], account, today)
    return said


def _arrears(last: Balance, account: RentAccount, today: date) -> list[str]:
    rule = account.rules.rent.arrears if account.rules else None
    opened = Open(rule.net_of_aid, rule.refer_months) if rule else Open()
    try:
        found = arrears(_read(last), today, opened)
    except CannotCompute as unknown:
        return [str(unknown)]
    if not found.constituted:
        return [f"Impayé non constitué. {found.reason} {found.source}."]
    known = [(each.on, _read(each)) for each in account.balances if each.rent]
    since = constituted_since(known, today, opened) or today
    before = refer_before(since, opened)
    return [
        f"Impayé constitué. {found.reason} {found.source}.",
        f"Constitué depuis le {full_date(since)}, d’après les relevés : le bailleur le signale à la CAF ou à la MSA avant le "
        f"{full_date(before)}, s’il n’est pas réglé. {REFERRAL_SOURCE}.",
    ]


def _read(each: Balance) -> Account:
    """What the rule reads of a balance; an APL that the landlord's account shows is paid to it."""
    return Account(each.cents, each.rent or 0, each.apl or 0, aid_paid_to_landlord=bool(each.apl))


def plans_of(account: RentAccount, today: date, unit: int) -> list[PlanLine]:
    """The plans, the latest first; one that has ended is no longer followed."""
    after = account.rules.rent.plan_broken_after_months if account.rules else 2
    return [_plan(plan, account, today, unit, after) for plan in reversed(account.plans)]


def _plan(plan: RepaymentPlan, account: RentAccount, today: date, unit: int, after: int) -> PlanLine:
    terms = (
        f"{euros(plan.monthly_cents)} par mois pendant {plural(plan.months, 'mois', 'mois')}, à partir du "
        f"{full_date(plan.first_on)}, pour une dette de {euros(plan.debt_cents)}"
    )
    is_mine = plan.author_id == unit and plan.ended_on is None
    if plan.ended_on:
        return PlanLine(plan, terms, "neutral", "Terminé", f"Terminé le {full_date(plan.ended_on)}.", is_mine)
    found = followed(
        Plan(plan.monthly_cents, plan.first_on, plan.months, plan.debt_cents),
        statements_of(account),
        today,
        broken_after=after,
    )
    return PlanLine(plan, terms, PLAN_TAGS[found.state], PLAN_WORDS[found.state], found.sentence, is_mine)


def events_of(account: RentAccount, unit: int) -> list[EventLine]:
    """Stages and suspensions, the latest first."""
    return [
        EventLine(event, f"{_said(event)[:1].upper()}{_said(event)[1:]}", full_date(event.on), event.author_id == unit)
        for event in reversed(account.events)
    ]


def due_of(account: RentAccount, today: date) -> list[DueLine]:
    """What the present stage leaves to be done, by day."""
    events = [Event(ProcedureStage(each.stage), each.on, until=each.until_on) for each in account.stages]
    return [
        DueLine(each, full_date(each.due_on), each.due_on < today)
        for each in deadlines(events, today=today, lease_signed_on=account.lease_on)
    ]


def suspension_of(account: RentAccount, today: date) -> dict[str, Any]:
    """Where the suspension of the proceedings stands, by the programme's rule. `waits`: asked and not answered."""
    rules = account.rules.rent.suspension if account.rules else None
    if rules is None or rules.months is None:
        return {"mode": "none", "said": "Le dispositif ne prévoit pas de suspension de la procédure.", "waits": False}
    last = account.suspension()
    most = plural(rules.months, "mois", "mois")
    said = {
        "asked": f"Le bailleur peut suspendre la procédure {most} au plus, si l’association le demande.",
        "automatic": f"La procédure est suspendue {most} dès la présentation en commission.",
    }[rules.mode]
    if last and last.kind == ProcedureEventKind.SUSPENSION_GRANTED and last.until_on and last.until_on >= today:
        said = f"Procédure suspendue jusqu’au {full_date(last.until_on)}."
    elif last:
        said = f"{_said(last)[:1].upper()}{_said(last)[1:]} le {full_date(last.on)}."
    waits = bool(last and last.kind == ProcedureEventKind.SUSPENSION_ASKED)
    return {"mode": rules.mode, "said": said, "waits": waits}


def _said(event: ProcedureEvent) -> str:
    label = str(event.get_stage_display() if event.kind == ProcedureEventKind.STAGE else event.get_kind_display())
    return f"{label}, jusqu’au {full_date(event.until_on)}" if event.until_on else label


def _money(cents: int | None) -> str:
    return "–" if cents is None else euros(cents)
