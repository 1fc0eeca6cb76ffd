"""Reaching a household one's unit follows, and its visits: the gate first, the reading log, then names."""

from uuid import UUID

from django.http import Http404, QueryDict

from cases.enums import CaseKind
from cases.models import Case, Visit
from cases.queries.case_page import Rights, rights_on
from cases.queries.names import heading, household_names
from cases.reading import Purpose, record_reading
from cases.views.gate import get_case_or_404
from partners.requests import MemberRequest


def followed_case(request: MemberRequest, public_id: UUID) -> Case:
    """The accompaniment of that public id held by the acting unit; anything else is the common 404."""
    return get_case_or_404(request, public_id, kind=CaseKind.ACCOMPANIMENT, holder_id=request.acting.unit_audience)


def log_opening(request: MemberRequest, case: Case, purpose: str = Purpose.CASE) -> Rights:
    """Write the reading log with what opens the case, and return it. Call before reading anything named."""
    rights = rights_on(case, request.acting)
    record_reading(
        request.acting,
        purpose=purpose,
        route=route_of(request),
        case_ids=[case.pk],
        basis=rights.basis,
    )
    return rights


def log_list(request: MemberRequest, case_ids) -> None:
    """Write the reading log of a list: one row with its ids, none when nothing is shown."""
    if case_ids:
        record_reading(request.acting, purpose=Purpose.LIST, route=route_of(request), case_ids=case_ids)


def followed_visit(request: MemberRequest, public_id: UUID) -> Visit:
    """A visit of a household the acting unit follows; anything else is the common 404."""
    visit = Visit.objects.select_related("case").filter(public_id=public_id).first()
    if visit is None:
        raise Http404
    return visit


def route_of(request: MemberRequest) -> str:
    """The route's name, for the reading log."""
    return request.resolver_match.view_name if request.resolver_match else ""


def unit_of(request: MemberRequest) -> int:
    """The unit in which this member acts."""
    return request.acting.membership.unit_id if request.acting.membership else 0


def name_on(case: Case, rights: Rights, *, short: bool = True) -> str:
    """What the household is called here, else its number."""
    return heading(household_names(rights.audience, [case.pk]).get(case.pk, []), short=short) or case.number


def posted(request: MemberRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, even an empty one, else nothing."""
    return request.POST if request.method == "POST" else None
