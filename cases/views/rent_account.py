"""« Compte de loyer »: one page for the operator that follows the household and for the landlord whose tenant it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import rent_accounts, rent_facts
from cases.actions.rent_accounts import Reached
from cases.documents import arrears_words, rent_sheet
from cases.documents import rent_account_words as words
from cases.enums import CaseKind
from cases.forms.rent_account import FactForm, PlanForm, StageForm, SuspensionForm
from cases.models import Case, ProcedureEvent, RepaymentPlan
from cases.periods import add_months
from cases.permissions import check_may_keep_account
from cases.programmes.rules import SuspensionRules
from cases.queries.rent_account import RentAccount, load
from cases.queries.tenant_names import tenant_of
from cases.reading import Purpose, record_reading
from cases.views.followed import log_opening, name_on, posted, route_of
from cases.views.gate import acts_as, get_case_or_404
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import ActingRequest, MemberRequest
from partners.views.refusal import said_on_form

View = Callable[..., HttpResponse]
#: What the other side is called, on one's own case.
OTHER_SIDE: dict[str, str] = {CaseKind.ACCOMPANIMENT: "le bailleur", CaseKind.TENANCY: "l’association"}


def either_side(view: View) -> View:
    """Open a view to the operator's workers and managers, and to the landlord's clerks."""
    of_operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)(view)
    of_landlord = acts_as(
        Capacity.LANDLORD, Role.CLERK, sentence="Le compte d’un locataire est réservé aux gestionnaires de l’agence."
    )(view)

    @wraps(view)
    def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        landlord = request.acting is not None and request.acting.capacity == Capacity.LANDLORD
        return (of_landlord if landlord else of_operator)(request, *args, **kwargs)

    return wrapped


@either_side
@require_safe
def rent_account(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The debt by steps with what happened, its statements, its plan, the proceedings and what they leave to do."""
    case, name = _opened(request, public_id)
    account, today = load(case, request.acting), timezone.localdate()
    unit = request.acting.unit_audience or 0
    context = {
        **_frame(case, name),
        "account": account,
        "chart": words.chart_of(account),
        "rows": words.rows_of(account, "votre fichier" if case.kind == CaseKind.TENANCY else "le bailleur"),
        "findings": words.findings_of(account, today),
        "proposal": arrears_words.proposal_of(account),
        "plans": words.plans_of(account, today, unit, OTHER_SIDE[case.kind]),
        "events": words.events_of(account, unit),
        "facts": arrears_words.facts_of(account, unit),
        "due": words.due_of(account, today),
        "suspension": words.suspension_of(account, today),
    }
    return render(request, "cases/rent_account.html", context)


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def rent_plan(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Record the plan the household signed."""
    case, name = _opened(request, public_id, to_write=True)
    form = PlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            rent_accounts.record_plan(
                case=case, by=request.acting, plan=form.plan, signed_on=form.cleaned_data["signed_on"]
            )
            messages.success(request, "Le plan est noté.")
            return redirect("rent_account", public_id)
    return render(request, "cases/rent_plan.html", {**_frame(case, name), "form": form})


@either_side
@require_POST
def rent_plan_end(request: MemberRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    """End today a plan this side recorded."""
    case, _ = _opened(request, public_id, to_write=True)
    plan = RepaymentPlan.objects.filter(public_id=plan_id, case_id=case.pk).first()
    if plan is None:
        raise Http404
    rent_accounts.end_plan(case=case, plan=plan, by=request.acting)
    messages.success(request, "Le plan est terminé.")
    return redirect("rent_account", public_id)


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def rent_stage(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Record a stage of the proceedings; its deadlines become tasks."""
    case, name = _opened(request, public_id, to_write=True)
    form = StageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reached = Reached(said["stage"], said["on"], said["until"])
        with said_on_form(request, form):
            rent_accounts.record_stage(case=case, by=request.acting, reached=reached)
            messages.success(request, "L’étape est notée. « À faire » suit : ce qui n’est plus dû en est retiré.")
            return redirect("rent_account", public_id)
    return render(request, "cases/rent_stage.html", {**_frame(case, name), "form": form})


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def rent_fact(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Record a fact that time limits are counted from. `?fait=…&le=…`: what was proposed, to check."""
    case, name = _opened(request, public_id, to_write=True)
    kinds = arrears_words.offered(load(case, request.acting))
    proposed = {"kind": request.GET.get("fait", ""), "on": request.GET.get("le", "")}
    form = FactForm(posted(request), kinds=kinds, initial=proposed)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            rent_facts.record_fact(case=case, by=request.acting, **form.cleaned_data)
            messages.success(request, "C’est noté. Les délais et « À faire » en tiennent compte.")
            return redirect("rent_account", public_id)
    return render(request, "cases/rent_fact.html", {**_frame(case, name), "form": form})


@either_side
@require_POST
def rent_sheet_print(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« Situation du compte », frozen and made a PDF."""
    case, name = _opened(request, public_id, purpose=Purpose.EXPORT)
    made = rent_sheet.issue(case, name, load(case, request.acting), by=request.acting)
    return redirect("document", made.public_id)


@either_side
@require_POST
def rent_event_cancel(request: MemberRequest, public_id: UUID, event_id: UUID) -> HttpResponse:
    """Cancel an event this side recorded by mistake."""
    case, _ = _opened(request, public_id, to_write=True)
    event = ProcedureEvent.objects.filter(public_id=event_id, case_id=case.pk).first()
    if event is None:
        raise Http404
    rent_accounts.cancel_event(case=case, event=event, by=request.acting)
    messages.success(request, "C’est annulé.")
    return redirect("rent_account", public_id)


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def rent_suspension(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The operator asks that the proceedings rest; the landlord answers."""
    case, name = _opened(request, public_id, to_write=True)
    account = load(case, request.acting)
    rules = _suspension_of(account)
    if case.kind == CaseKind.ACCOMPANIMENT:
        return _ask(request, case, name, rules)
    latest = add_months(timezone.localdate(), rules.months or 0)
    form = SuspensionForm(posted(request), latest=latest)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            rent_accounts.answer_suspension(case=case, by=request.acting, rules=rules, until=form.cleaned_data["until"])
            messages.success(request, "Votre réponse est notée.")
            return redirect("rent_account", public_id)
    return render(request, "cases/rent_suspension.html", {**_frame(case, name), "form": form, "months": rules.months})


def _ask(request: MemberRequest, case: Case, name: str, rules: SuspensionRules) -> HttpResponse:
    if request.method == "POST":
        rent_accounts.ask_suspension(case=case, by=request.acting, rules=rules)
        messages.success(request, "La demande est notée.")
        return redirect("rent_account", case.public_id)
    return render(request, "cases/rent_suspension.html", {**_frame(case, name), "form": None, "months": rules.months})


def _suspension_of(account: RentAccount) -> SuspensionRules:
    rules = account.rules.rent.suspension if account.rules else SuspensionRules(mode="none")
    if rules.months is None:
        raise Refused("Le dispositif ne prévoit pas de suspension de la procédure.")
    return rules


def _opened(
    request: MemberRequest, public_id: UUID, *, to_write: bool = False, purpose: str = Purpose.CASE
) -> tuple[Case, str]:
    """The case this side keeps an account for, once its reading is logged, and its name; anything else is 404. `to_write`:
    only for who may record something, else NotYours."""
    is_landlord = request.acting.capacity == Capacity.LANDLORD
    kind = CaseKind.TENANCY if is_landlord else CaseKind.ACCOMPANIMENT
    case = get_case_or_404(request, public_id, kind=kind, holder_id=request.acting.unit_audience)
    if to_write:
        check_may_keep_account(request.acting, case)
    if is_landlord:
        record_reading(request.acting, purpose=purpose, route=route_of(request), case_ids=[case.pk], basis="tenancy")
        return case, tenant_of(case)
    return case, name_on(case, log_opening(request, case, purpose))


def _frame(case: Case, name: str) -> dict[str, Any]:
    """What every page of the account says of where it stands."""
    is_landlord = case.kind == CaseKind.TENANCY
    return {
        "case": case,
        "name": name,
        "is_landlord": is_landlord,
        "back_to": "landlord_case" if is_landlord else "case",
        "list_url": "tenants" if is_landlord else "my_cases",
    }
