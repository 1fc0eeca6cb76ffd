"""The notice to hand over at the first contact: by when, and its paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases.actions.information import hand_over
from cases.documents.information import gather, issue_information
from cases.enums import AccompanimentState
from cases.permissions import check_may_steer
from cases.policies import PARIS, information_due
from cases.programmes.publishing import rules_of
from cases.reading import Purpose, record_reading
from cases.views.followed import followed_case, route_of
from cases.views.gate import acts_as
from common.formatting import full_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@dataclass(frozen=True)
class Information:
    """« À remettre avant le 3 décembre 2026 », since when it is late, or when and by whom it was given (`is_given`)."""

    kind: str
    said: str

    @property
    def is_given(self) -> bool:
        return self.kind == "done"


def information_of(course: Any, today: date) -> Information | None:
    """Where the notice of a household that a landlord referred stands; None once it adhered without it, or for another.

    The delay is its programme's (`referral.information_days`), from the day the sheet was sent.
    """
    if not course.submitted_at or not course.programme_version:
        return None
    if given := course.informed:
        on = full_date(datetime.fromisoformat(given["at"]).astimezone(PARIS))
        return Information("done", f"Remise le {on} par {given['first_name']} {given['last_name']}")
    if course.state != AccompanimentState.REACHING:
        return None
    last = information_due(course.submitted_at, rules_of(course.programme_version).referral.information_days)
    if today > last:
        return Information("late", f"Elle était à remettre avant le {full_date(last)}")
    return Information("todo", f"À remettre avant le {full_date(last)}")


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def information_print(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The notice as a PDF to hand over."""
    case = followed_case(request, public_id)
    check_may_steer(request.acting, case.pk)
    record_reading(request.acting, purpose=Purpose.EXPORT, route=route_of(request), case_ids=[case.pk])
    made = issue_information(gather(case, request.acting), case=case, by=request.acting)
    return redirect("document", made.public_id)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def information_given(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« Elle est remise »: today, by who says so."""
    hand_over(case=followed_case(request, public_id), by=request.acting)
    messages.success(request, "C’est noté. La notice est remise.")
    return redirect("case", public_id)
