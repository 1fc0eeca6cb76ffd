"""A funding plan as its source printed it, with what does not add up in it."""

from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases.views.followed import posted
from cases.views.gate import acts_as
from common.formatting import euros, minutes
from funding.actions.lines import keep_plan
from funding.cents import said
from funding.forms.plans import PlanChoiceForm, PlanForm
from funding.permissions import MANAGERS_ONLY, check_may_fund
from funding.plans import published
from funding.plans.differences import differences, remarks
from funding.plans.shape import CostLine, Plan
from funding.publishing import plan_of
from funding.queries.plans import plan as find
from funding.queries.plans import plans
from funding.shares import percent
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_safe
def funding_plan(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Costs, resources, and each difference in a sentence. One statement; nobody is named."""
    version = find(check_may_fund(request.acting), public_id)
    if version is None:
        raise Http404
    plan = plan_of(version)
    context = {
        "plan": plan,
        "version": version,
        "costs": [_cost(line) for line in plan.costs],
        "cost_total": euros(plan.cost_cents, whole=True),
        "resources": [
            {"resource": each, "cents": euros(cents, whole=True), "how": _how(each)} for each, cents in plan.paid()
        ],
        "resource_total": euros(plan.resource_cents, whole=True),
        "each": _each(plan),
        "planned": minutes(round(plan.minutes_each)) if plan.minutes_each else "",
        "differences": differences(plan),
        "remarks": remarks(plan),
    }
    return render(request, "funding/plan.html", context)


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: MemberRequest) -> HttpResponse:
    """Keep the plan of a real programme, to begin with. One statement to show it; nobody is named."""
    kept = {version.key for version in plans(check_may_fund(request.acting))}
    form = PlanChoiceForm(posted(request), plans=[plan for plan in published() if plan.key not in kept])
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = keep_plan(plan=form.plan, by=request.acting, after=None)
            assert made
            messages.success(request, "Le plan est gardé. Écrivez-y vos montants.")
            return redirect("funding_plan_edit", made.public_id)
    return render(request, "funding/plan_new.html", {"form": form})


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Type the amounts of a plan again: its next version. One statement to show it; nobody is named."""
    version = find(check_may_fund(request.acting), public_id)
    if version is None:
        raise Http404
    form = PlanForm(posted(request), held=plan_of(version))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = keep_plan(plan=form.plan, by=request.acting, after=version.number)
            messages.success(request, "Le plan est enregistré." if made else "Le plan dit déjà ces montants.")
            return redirect("funding_plan", (made or version).public_id)
    return render(request, "funding/plan_edit.html", {"form": form, "plan": form.held, "version": version})


def _cost(line: CostLine) -> dict:
    count = said(Fraction(line.quantity * line.units_each)) if line.quantity * line.units_each != 1 else ""
    return {
        "label": line.label,
        "count": count,
        "price": euros(int(line.euros * 100), whole=True),
        "cents": euros(line.cents, whole=True),
    }


def _how(resource) -> str:
    if resource.to_be_found:
        return "À trouver"
    if resource.rest:
        return "Le reste"
    return percent(Fraction(resource.percent) / 100) if resource.percent else ""


def _each(plan: Plan) -> str:
    least, most = plan.cents_per_household
    return euros(least, whole=True) if least == most else f"de {euros(least, whole=True)} à {euros(most, whole=True)}"
