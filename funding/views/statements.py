"""A closed month of a line as a file for its funder."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.reading import Purpose, record_reading
from cases.views.followed import route_of
from cases.views.gate import acts_as
from funding.models import Closing, ConventionVersion
from funding.months import Month
from funding.permissions import MANAGERS_ONLY, check_may_fund
from funding.queries.facts import gather
from funding.statements import Statement, workbook
from funding.views.closing import month_or_404
from funding.views.words import cases_of
from partners.enums import Capacity, Role
from partners.reauthentication import proof_before_file
from partners.requests import MemberRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_safe
def line_statement(request: MemberRequest, public_id: UUID, year: int, month: int) -> HttpResponse:
    """What stands in the books of that month for that line, to who proved again who she is; households by number. It names the
    version of the convention that stood when the month was closed. A month that is not closed is no file."""
    managers, asked = check_may_fund(request.acting), month_or_404(year, month)
    closing = _closed(managers, asked, public_id)
    facts = gather(managers)
    held = next((each for each in facts.lines.values() if each.row.public_id == public_id), None)
    if closing is None or held is None:
        raise Http404
    if proof_asked := proof_before_file(request):
        return proof_asked
    entries = tuple(each for each in facts.ledger.booked if each.booked == asked and each.line == held.row.key)
    if cases := cases_of(entries, facts):
        record_reading(request.acting, purpose=Purpose.EXPORT, route=route_of(request), case_ids=sorted(cases))
    statement = Statement(
        operator=f"{request.acting.organisation_name}, {request.acting.unit_name}",
        line=held.row.label,
        funder=held.row.funder,
        version=closing.stood or held.number,
        month=asked,
        closed_on=timezone.localtime(closing.closed_at).date(),
        entries=entries,
        numbers={key: case.number for key, case in facts.cases.items()},
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{statement.file_name}.xlsx"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(workbook(statement), content_type=XLSX, headers=headers)


def _closed(managers: int, month: Month, line: UUID) -> Any:
    """The closing of that month, with `stood`: the number of the line's convention as it then was. None where it is open."""
    before = ConventionVersion.objects.filter(line__public_id=line, published_at__lte=OuterRef("closed_at"))
    stood = Subquery(before.order_by("-number").values("number")[:1])
    return Closing.objects.filter(author_id=managers, month=month).annotate(stood=stood).first()
