"""« Situation du compte »: one page for the meeting with the landlord, or for a commission. What the account's page says."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from cases.documents.arrears_words import FACTS, arrears_said, tested
from cases.documents.entitlement import RENT_SHEET
from cases.documents.rent_account_words import (
    capital,
    chart_of,
    due_of,
    payment_said,
    plans_of,
    rows_of,
    said,
    suspension_of,
)
from cases.enums import CaseKind
from cases.formulas.working import CannotCompute
from cases.models import Case
from cases.queries.rent_account import RentAccount
from common import documents
from common.formatting import euros, full_date
from common.models import Document
from partners.acting import Acting

TITLE = "Situation du compte de loyer"
TEMPLATE = "documents/rent_sheet-1.html"
#: The room of the chart, in pixels; and how much of what happened one page holds, the latest.
WIDTH, TALL = 570, 150
EVENTS, STATEMENTS, STAGES, PLANS, DUE = 6, 6, 1, 1, 2
THEIRS = {CaseKind.ACCOMPANIMENT: "le bailleur", CaseKind.TENANCY: "l’association"}


def issue(case: Case, name: str, account: RentAccount, *, by: Acting) -> Document:
    """Ask a worker for that account as a PDF, for `by` alone. She may have it while she may read every case it was read
    from (`from_cases`), asked again when it is made and when it is downloaded."""
    today = timezone.localdate()
    snapshot = content(account, CaseKind(case.kind), today, unit=by.unit_audience or 0)
    return documents.issue(
        by=by,
        kind=RENT_SHEET,
        title=TITLE,
        template=TEMPLATE,
        snapshot=snapshot
        | {
            "issuer": by.organisation_name,
            "household": name,
            "unit": by.unit_name,
            "from_cases": sorted(other_cases(case, account)),
        },
        case_id=case.pk,
    )


def other_cases(case: Case, account: RentAccount) -> set[int]:
    """The cases of the other side that something of this account was read from."""
    found = {row.case_id for row in (*account.plans, *account.events)} - {case.pk}
    theirs = case.kind == CaseKind.ACCOMPANIMENT and any(each.from_landlord for each in account.balances)
    return found | ({case.tenancy_id} if theirs and case.tenancy_id else set())


def content(account: RentAccount, kind: CaseKind, today: date, *, unit: int) -> dict[str, Any]:
    """Everything the page says, frozen in words; figures and marks of the chart in pixels."""
    chart, suspension = chart_of(account, EVENTS, width=WIDTH, tall=TALL), suspension_of(account, today)
    stages = [(said(event), capital(full_date(event.on))) for event in account.events if event.kind not in FACTS]
    facts = [(title, full_date(found.on)) for each, (title, _) in FACTS.items() if (found := account.fact(each))]
    plans = [line for line in plans_of(account, today, unit, THEIRS[kind]) if not line.plan.ended_on]
    return {
        "at": full_date(today),
        "chart": asdict(chart) | {"steps": [asdict(step) | {"right": step.right} for step in chart.steps]}
        if chart
        else None,
        "told": [asdict(one) for one in chart.told] if chart else [],
        "owed": euros(account.balances[-1].cents) if account.balances else "",
        "payment": payment_said(account, today),
        "rows": rows_of(account, "le bailleur")[:STATEMENTS],
        "plans": [
            {"word": line.word, "said": line.sentence, "terms": line.terms, "whose": line.whose}
            for line in plans[:PLANS]
        ],
        "stages": stages[-STAGES:],
        "facts": facts,
        "due": [" ".join(filter(None, (line.due.sentence, line.due.answer))) for line in due_of(account, today)][:DUE],
        "suspension": suspension["said"] if suspension["mode"] != "none" else "",
        "arrears": _arrears(account, today),
    }


def _arrears(account: RentAccount, today: date) -> dict[str, Any]:
    """The test of unpaid rent: its sentences, what it read, and the text that says so."""
    sentences = arrears_said(account, today)
    try:
        found = tested(account, today) if account.balances else None
    except CannotCompute:
        found = None
    return {
        "said": sentences,
        "lines": [(line.label, line.said) for line in found.lines] if found else [],
        "read_on": full_date(account.balances[-1].on) if account.balances else "",
    }
