"""The register of the data protection office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.queries.office import office_figures
from cases.views.gate import acts_as
from partners.enums import Capacity, Role


@acts_as(Capacity.DATA_PROTECTION, Role.DPO)
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """Readings and agreements of her organisation, by month. Nobody's name is here, so nothing is logged."""
    return render(request, "cases/office.html", {"figures": office_figures()})
