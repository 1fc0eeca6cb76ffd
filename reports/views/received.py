"""What a funder reads: the reports that were issued to it, and their files. Nothing else."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.views.gate import acts_as
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from reports.models import Report
from reports.queries.reports import received, received_years
from reports.views import words
from reports.views.files import file_response

funders_only = acts_as(Capacity.FUNDER, Role.CLERK)


@funders_only
@require_safe
def issued_reports(request: MemberRequest) -> HttpResponse:
    """The reports issued to her unit, the latest first or those of a year (« annee »), each one click away. Four statements."""
    years = received_years(request.acting)
    year = words.year_asked(request.GET.get("annee"), years)
    rows = [words.received_row(each) for each in received(request.acting, year)]
    return render(request, "reports/received.html", {"rows": rows, "years": years, "year": year})


@funders_only
@require_safe
def issued_report_file(request: MemberRequest, public_id: UUID, kind: str) -> HttpResponse:
    """A file of one of them. Two statements."""
    found = (
        Report.objects.filter(public_id=public_id, recipients__recipient_id=request.acting.unit_audience)
        .defer("snapshot")
        .first()
    )
    if found is None:
        raise Http404
    return file_response(found, kind)
