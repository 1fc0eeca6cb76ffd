"""An accompaniment that rests: from when, until when and why; prolonged, taken up again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import accompaniments
from cases.enums import SuspensionReason
from cases.forms.suspension import ProlongForm, SuspendForm
from cases.models import AccompanimentCourse, Case
from cases.permissions import check_may_steer
from cases.queries.case_page import Rights
from cases.queries.suspensions import is_overdue, open_in, suspensions
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from common.formatting import on_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@dataclass(frozen=True)
class Resting:
    """« Suspendu depuis le 3 novembre, jusqu'au 30 novembre »; `is_over`: its planned end has come."""

    said: str
    is_over: bool


def resting(course: Any, today: date) -> Resting | None:
    """The suspension that runs, of an annotated course."""
    running = open_in(course.suspensions)
    if running is None:
        return None
    reason = SuspensionReason(running["reason"]).label
    said = f"Suspendu depuis {on_date(date.fromisoformat(running['starts_on']), today)} : {reason}."
    if running["planned_until"]:
        until = on_date(date.fromisoformat(running["planned_until"]), today)
        said += f" Fin prévue {until}."
    return Resting(said, is_overdue(course.suspensions, today))


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend_accompaniment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """From when, until when, why. « Reprendre » is on the household's page."""
    case = followed_case(request, public_id)
    check_may_steer(request.acting, case.pk)
    rights, form = log_opening(request, case), SuspendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            accompaniments.suspend(case=case, by=request.acting, **form.cleaned_data)
            messages.success(request, "L’accompagnement est suspendu. Vous pouvez le reprendre quand vous voulez.")
            return redirect("case", public_id)
    return _page(request, case, rights, form, "Suspendre l’accompagnement")


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def prolong_suspension(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Another planned end for the suspension that runs."""
    case = followed_case(request, public_id)
    check_may_steer(request.acting, case.pk)
    rights = log_opening(request, case)
    course = AccompanimentCourse.objects.filter(case_id=case.pk).annotate(suspensions=suspensions()).first()
    running = open_in(course.suspensions) if course else None
    form = ProlongForm(posted(request), initial={"planned_until": running["planned_until"] if running else None})
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            accompaniments.prolong(case=case, by=request.acting, **form.cleaned_data)
            messages.success(request, "C’est noté.")
            return redirect("case", public_id)
    return _page(request, case, rights, form, "Prolonger la suspension")


def _page(
    request: MemberRequest, case: Case, rights: Rights, form: SuspendForm | ProlongForm, title: str
) -> HttpResponse:
    context = {"form": form, "case": case, "name": name_on(case, rights), "title": title}
    return render(request, "cases/suspend.html", context)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def resume_accompaniment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Taken up again at once."""
    accompaniments.resume(case=followed_case(request, public_id), by=request.acting)
    messages.success(request, "L’accompagnement reprend.")
    return redirect("case", public_id)
