"""The page of a landlord's tenant, seen by its unit: its own rows, neutral states, and what was agreed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.charts import Balance, step_chart
from cases.documents.parts import title_of
from cases.forms.answer import FIELDS
from cases.queries import landlord_case as queries
from cases.queries.landlord_case import Account
from cases.queries.parts import issued_about
from cases.queries.todo import work_of_tenancy
from cases.views.gate import acts_as, open_case_page
from cases.views.work_words import household_work
from common.formatting import euros, full_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@acts_as(
    Capacity.LANDLORD,
    Role.CLERK,
    sentence="Les dossiers des locataires sont réservés aux gestionnaires de l’agence.",
)
@require_safe
def landlord_case(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One tenant: what the unit wrote, what it was told, what the household agreed to show."""
    case = open_case_page(request, public_id)
    content = queries.view(case, audience=request.acting.unit_audience or 0)
    fields = dict(FIELDS)
    latest = content.sent[0] if content.sent else None
    is_own = case.holder_id == request.acting.unit_audience
    tasks, alerts = work_of_tenancy(case)
    context = {
        "work": household_work(tasks if is_own else [], alerts, request.acting, timezone.localdate(), may_keep=is_own),
        "case": case,
        "view": content,
        "shared": content.shared,
        "signed": [
            (part, title_of(part), full_date(timezone.localtime(part.issued_at)))
            for part in issued_about(case.household_id)
        ],
        "rent": _rent(content.account),
        "missing": [fields.get(name, name) for name in latest.missing] if latest else [],
    }
    return render(request, "cases/landlord_case.html", context)


def _rent(account: Account | None) -> dict[str, Any] | None:
    """The steps of the debt and their table, from the unit's own statements; nothing without any."""
    if account is None or not account.statements:
        return None
    return {
        "chart": step_chart([Balance(row.on, row.balance_cents) for row in account.statements]),
        "source": f"Solde de {account.balance} au {account.balance_on}.",
        "rows": [
            {
                "on": full_date(row.on),
                "balance": euros(row.balance_cents),
                "rent": _money(row.rent_cents),
                "apl": _money(row.apl_cents),
                "source": "votre fichier",
            }
            for row in reversed(account.statements)
        ],
    }


def _money(cents: int | None) -> str:
    return "–" if cents is None else euros(cents)
