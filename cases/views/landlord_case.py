"""The page of a landlord's tenant, seen by its unit: its own rows, neutral states, and what was agreed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.forms.answer import FIELDS
from cases.queries import landlord_case as queries
from cases.views.gate import acts_as, open_case_page
from partners.enums import Capacity, Role


@acts_as(
    Capacity.LANDLORD,
    Role.CLERK,
    sentence="Les dossiers des locataires sont réservés aux gestionnaires de l’agence.",
)
@require_safe
def landlord_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One tenant: what the unit wrote, what it was told, what the household agreed to show."""
    case = open_case_page(request, public_id)
    content = queries.view(case, audience=request.acting.unit_audience or 0)
    fields = dict(FIELDS)
    latest = content.sent[0] if content.sent else None
    context = {
        "case": case,
        "view": content,
        "shared": content.shared,
        "missing": [fields.get(name, name) for name in latest.missing] if latest else [],
    }
    return render(request, "cases/landlord_case.html", context)
