"""The money of a demonstration: three lines of one team, a plan that adds up and two that do not, and books closed until before last
month. Made by the product's own actions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from cases.demo.acts import member
from cases.demo.past import as_application
from cases.models import Case, CommonPart
from cases.programmes.reading import read
from common.context import acting
from funding.actions.closing import close
from funding.actions.lines import keep_plan, open_line
from funding.actions.shares import attribute
from funding.conventions import Convention
from funding.models import FundingLine
from funding.months import Month
from funding.permissions import check_may_fund
from funding.plans.shape import Plan
from funding.queries.facts import gather
from funding.queries.standing import open_months
from partners.acting import Acting

MANAGER = "laurent.dubreuil@pas-de-porte.example"
PLANS = ("gironde", "cantal", "chartres")


def seed() -> None:
    """Lines, shares, closings and plans of the first team; nothing when it has a line already. Needs the secrets of the owner and of
    the runtime role."""
    with as_application():
        _seed(member(MANAGER))


def _seed(by: Acting) -> None:
    with acting(by.audiences):
        if FundingLine.objects.exists():
            return
        for name in PLANS:
            keep_plan(plan=read(Plan, Path(__file__).parent / "plans" / f"{name}.yaml"), by=by)
        _lines(by, timezone.localdate())
        waiting = open_months(gather(check_may_fund(by)), timezone.localdate())
    for month in waiting[:-1]:
        with acting(by.audiences):
            close(month=month, by=by)


def _lines(by: Acting, today: date) -> None:
    first = Month(today.year - (today.month < 7), 1)
    state = open_line(
        label=f"FNAVDL {first.year}", funder="État (DDETS)", convention=_convention(first, months=34), by=by
    )
    local = open_line(
        label="Fonds de solidarité logement",
        funder="Conseil départemental du Val-Montaubre",
        convention=_convention(first, plan="cantal", euros=2_000),
        by=by,
    )
    open_line(
        label="Appel à projets de la Fondation",
        funder="Fondation Toit Commun",
        convention=_convention(first, months=24),
        by=by,
    )
    for place, case in enumerate(_under_contract()):
        parts = ((state, "0.6"), (local, "0.4")) if place % 2 else ((state, "1"),)
        for line, part in parts:
            attribute(case=case, line=line, part=Decimal(part), since=first, until=None, by=by)


def _under_contract() -> list[Case]:
    signed = CommonPart.objects.filter(kind="contract", issued_at__isnull=False).order_by("case_id").distinct("case_id")
    return [part.case for part in signed.select_related("case")]


def _convention(first: Month, plan: str = "", **granted: int) -> Convention:
    """A year of the prices of the first agreement, as a part of that plan."""
    since = first.first.isoformat()
    rates = [
        {"key": "month", "label": "Mois de mesure", "unit": "measure_month", "euros": 195, "from": since},
        {"key": "diagnosis", "label": "Diagnostic", "unit": "diagnosis", "euros": 220, "from": since},
    ]
    said = {
        "since": str(first),
        "until": str(first.plus(11)),
        "counting": {"presence": "any_day", "rest": "days_out", "diagnosis": "apart"},
        "card": {"key": "measures", "label": f"Convention {first.year}", "rates": rates},
        "month": "month",
        "diagnosis": "diagnosis",
        "plan": plan,
    }
    return Convention.model_validate(said | granted)
