"""The notice to hand over at the first contact: by when, and its paper."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases.documents.information import gather, issue_information
from cases.enums import AccompanimentState
from cases.permissions import check_may_steer
from cases.policies import PARIS
from cases.programmes.publishing import rules_of
from cases.reading import Purpose, record_reading
from cases.views.followed import followed_case, route_of
from cases.views.gate import acts_as
from common.formatting import full_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@dataclass(frozen=True)
class ToHandOver:
    """« À remettre avant le 3 décembre 2026 », or since when it is late."""

    said: str
    is_late: bool


def to_hand_over(course: Any, today: date) -> ToHandOver | None:
    """By when the notice is to be given to a household that a landlord referred and that has not adhered; else None.

    The delay is its programme's (`referral.information_days`), from the day the sheet was sent.
    """
    if not course.submitted_at or not course.programme_version or course.state != AccompanimentState.REACHING:
        return None
    days = rules_of(course.programme_version).referral.information_days
    last = course.submitted_at.astimezone(PARIS).date() + timedelta(days=days)
    is_late = today > last
    return ToHandOver(f"{'Elle était à' if is_late else 'À'} remettre avant le {full_date(last)}", is_late)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def information_print(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The notice as a PDF to hand over."""
    case = followed_case(request, public_id)
    check_may_steer(request.acting, case.pk)
    record_reading(request.acting, purpose=Purpose.EXPORT, route=route_of(request), case_ids=[case.pk])
    made = issue_information(gather(case, request.acting), case=case, by=request.acting)
    return redirect("document", made.public_id)
