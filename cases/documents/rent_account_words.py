"""The rent account in words, on the screen and on paper: its chart and finding, its statements, its plan, its proceedings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.charts import Balance as Point
from cases.charts import Event as Happened
from cases.charts import StepChart, step_chart
from cases.documents.arrears_words import FACTS, arrears_said
from cases.enums import ProcedureEventKind, ProcedureStage
from cases.formulas import account as accounts
from cases.formulas.plan import Plan, PlanState, followed
from cases.formulas.procedure import Deadline
from cases.models import ProcedureEvent, RepaymentPlan
from cases.queries.rent_account import RentAccount
from common.formatting import euros, full_date, plural

#: A page shows eight statements; the chart draws all of them.
STATEMENTS = 8
#: The stage « aucune », once something had begun.
STOPPED = "procédure arrêtée"
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
    """A plan, how it is followed, who noted it and whether this side may end it. `is_theirs`: the other side's, not
    ended."""

    plan: RepaymentPlan
    terms: str
    tag: str
    word: str
    sentence: str
    whose: str
    is_mine: bool
    is_theirs: bool


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


def chart_of(account: RentAccount, latest: int = 0, **size: int) -> StepChart | None:
    """The steps of the debt with what happened, or the `latest` of it; its title is what became of the debt. `width`,
    `tall`: of a document's."""
    title = accounts.debt(statements_of(account), account.began_on or date.min)
    return step_chart(
        [Point(each.on, each.cents) for each in account.balances],
        events=sorted(happened(account), key=lambda event: event.on)[-latest:],
        title=title.sentence if title else "",
        **size,
    )


def happened(account: RentAccount) -> list[Happened]:
    """The events of the chart: stages, suspensions and the facts that count, plans, accompaniment, aids. A lease was signed
    long before."""
    noted = (account.fact(kind) for kind in FACTS if kind != ProcedureEventKind.LEASE_SIGNED)
    counted = {fact.pk for fact in noted if fact}
    shown = [event for event in account.events if event.kind not in FACTS or event.pk in counted]
    found = [Happened(event.on, said(event)) for event in shown]
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
    return [payment_said(account, today), *arrears_said(account, today)]


def payment_said(account: RentAccount, today: date) -> str:
    needed = account.rules.rent.resumed_after_months if account.rules else 3
    aids: dict[date, int] = {}
    for step in account.aids:
        if step.answered_on:
            month = step.answered_on.replace(day=1)
            aids[month] = aids.get(month, 0) + (step.granted_cents or 0)
    return accounts.payment(statements_of(account), needed, today, aids).sentence


def plans_of(account: RentAccount, today: date, unit: int, other: str) -> list[PlanLine]:
    """The plans, the latest first; one that has ended is no longer followed. `other`: what the other side is called."""
    return [_plan(plan, account, today, unit, other) for plan in reversed(account.plans)]


def terms_of(plan: RepaymentPlan) -> str:
    """« 60,00 € par mois pendant 22 mois, à partir du 21 décembre 2026, pour une dette de 1 284,50 € »."""
    return (
        f"{euros(plan.monthly_cents)} par mois pendant {plural(plan.months, 'mois', 'mois')}, à partir du "
        f"{full_date(plan.first_on)}, pour une dette de {euros(plan.debt_cents)}"
    )


def _plan(plan: RepaymentPlan, account: RentAccount, today: date, unit: int, other: str) -> PlanLine:
    is_own, terms = plan.author_id == unit, terms_of(plan)
    whose = "Noté par votre service" if is_own else f"Noté par {other}"
    if plan.ended_on:
        over = f"Terminé le {full_date(plan.ended_on)}."
        return PlanLine(plan, terms, "neutral", "Terminé", over, whose, is_mine=False, is_theirs=False)
    found = followed(
        Plan(plan.monthly_cents, plan.first_on, plan.months, plan.debt_cents),
        statements_of(account),
        today,
        broken_after=account.rules.rent.plan_broken_after_months if account.rules else 2,
    )
    return PlanLine(
        plan,
        terms,
        PLAN_TAGS[found.state],
        PLAN_WORDS[found.state],
        found.sentence,
        whose,
        is_mine=is_own,
        is_theirs=not is_own,
    )


def events_of(account: RentAccount, unit: int) -> list[EventLine]:
    """Stages and suspensions, the latest first."""
    return [
        EventLine(event, capital(said(event)), full_date(event.on), event.author_id == unit)
        for event in reversed(account.events)
        if event.kind not in FACTS
    ]


def due_of(account: RentAccount, today: date) -> list[DueLine]:
    """What the present stage leaves to be done, by day."""
    return [
        DueLine(each, full_date(each.due_on), each.due_on < today and not each.answer)
        for each in account.deadlines(today)
    ]


def suspension_of(account: RentAccount, today: date) -> dict[str, Any]:
    """Where the suspension of the proceedings stands, by the programme's rule. `waits`: asked and not answered; `runs`:
    granted until a day to come."""
    rules = account.rules.rent.suspension if account.rules else None
    if rules is None or rules.months is None:
        return {"mode": "none", "said": "Le dispositif ne prévoit pas de suspension de la procédure."}
    last, presented = account.suspension(), account.fact(ProcedureEventKind.COMMITTEE)
    most = plural(rules.months, "mois", "mois")
    text = {
        "asked": f"Le bailleur peut suspendre la procédure {most} au plus, si l’association le demande.",
        "automatic": f"La procédure est suspendue {most} dès la présentation en commission.",
    }[rules.mode]
    granted = last.until_on if last and last.kind == ProcedureEventKind.SUSPENSION_GRANTED else None
    runs = granted is not None and granted >= today
    if granted and runs:
        text = f"Procédure suspendue jusqu’au {full_date(granted)}."
    elif rules.mode == "automatic" and presented and presented.on > today:
        text = (
            f"Procédure suspendue {most} à partir du {full_date(presented.on)}, jour de la présentation en commission."
        )
    elif last:
        text = f"{capital(said(last))} le {full_date(last.on)}."
    waits = bool(last and last.kind == ProcedureEventKind.SUSPENSION_ASKED)
    return {"mode": rules.mode, "said": text, "waits": waits, "runs": runs}


def said(event: ProcedureEvent) -> str:
    """« assignation », « suspension accordée, jusqu’au 3 mars 2027 »."""
    label = str(event.get_stage_display() if event.kind == ProcedureEventKind.STAGE else event.get_kind_display())
    if event.stage == ProcedureStage.NONE:
        label = STOPPED
    return f"{label}, jusqu’au {full_date(event.until_on)}" if event.until_on else label


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _money(cents: int | None) -> str:
    return "–" if cents is None else euros(cents)
