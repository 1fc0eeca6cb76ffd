"""What is to be done, and alerts between partners: for the operator's team and manager, and for the landlord's clerks."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import alerts, tasks
from cases.consent_words import label_of
from cases.enums import CaseKind
from cases.forms.work import AlertForm, TaskForm
from cases.models import Alert, Case, Task
from cases.permissions import check_may_keep_tasks
from cases.queries.alerts import correspondents
from cases.queries.asked import asked_of
from cases.queries.tenant_names import tenant_of
from cases.queries.todo import households_of, own_cases, todo_of
from cases.reading import Purpose, record_reading
from cases.views.followed import log_list, log_opening, name_on, posted, route_of
from cases.views.gate import get_case_or_404
from cases.views.rent_account import either_side
from cases.views.work_words import alert_line, task_line, title_of
from common.formatting import full_date
from partners.enums import Capacity
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@either_side
@require_safe
def todo(request: MemberRequest) -> HttpResponse:
    """Tasks by day, and the alerts nobody of the unit has read, what apps above ask. Six statements."""
    by, today = request.acting, timezone.localdate()
    found = todo_of(by, today)
    asked = asked_of(by, today)
    concerned = found.case_ids | {case_id for case_id, _ in asked}
    own = own_cases(by, concerned)
    log_list(request, concerned | {case.pk for case in own.values()})
    known = households_of(by, own)
    context = {
        "page_of": _page_of(request),
        "tasks": [(known.get(task.case_id), task_line(task, today)) for task in found.tasks],
        "asked": [(known.get(case_id), line) for case_id, line in asked],
        "alerts": [(known.get(case_id), alert_line(row, by.unit_audience)) for case_id, row in found.alerts],
    }
    return render(request, "cases/todo.html", context)


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note something to do by a day."""
    case, name = _opened(request, public_id)
    form = TaskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            tasks.add(case=case, by=request.acting, **form.cleaned_data)
            messages.success(request, "C’est noté.")
            return redirect(_page_of(request), public_id)
    return render(request, "cases/task.html", _frame(request, case, name) | {"form": form})


@either_side
@require_POST
def task_done(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Done; « Annuler » stands on the household's page for a day."""
    task = _task(public_id)
    tasks.finish(task=task, by=request.acting)
    messages.success(request, "C’est fait. La page du ménage permet de l’annuler.")
    return redirect(_page_of(request), task.case.public_id)


@either_side
@require_POST
def task_reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """To be done again."""
    task = _task(public_id)
    tasks.reopen(task=task, by=request.acting)
    messages.success(request, "C’est de nouveau à faire.")
    return redirect(_page_of(request), task.case.public_id)


@either_side
@require_http_methods(["GET", "HEAD", "POST"])
def alert_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write to the partner: what it will read is shown first. Without anybody to write to, what would be needed."""
    case, name = _opened(request, public_id)
    recipients = correspondents(case, request.acting)
    frame = _frame(request, case, name)
    if not recipients:
        return render(request, "cases/alert_closed.html", frame)
    form = AlertForm(posted(request), capacity=request.acting.capacity, recipients=recipients)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        if step != "confirm":
            return render(request, "cases/alert_confirm.html", frame | _preview(request, form))
        with said_on_form(request, form):
            alerts.write(case=case, by=request.acting, entry=form.entry())
            messages.success(request, "L’alerte est envoyée. Vous verrez ici quand elle est lue.")
            return redirect(_page_of(request), public_id)
    return render(request, "cases/alert.html", frame | {"form": form})


def _preview(request: MemberRequest, form: AlertForm) -> dict:
    entry, by = form.entry(), request.acting
    return {
        "kept": [(field, request.POST.get(field, "")) for field in form.fields],
        "reader": label_of(entry.recipient),
        "title": title_of(entry.kind),
        "when": full_date(entry.on),
        "text": entry.text,
        "sender": f"{by.organisation_name}, {by.unit_name}",
    }


@either_side
@require_POST
def alert_receive(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« J'ai lu »: the partner learns the day."""
    alert = Alert.objects.filter(public_id=public_id).first()
    if alert is None:
        raise Http404
    alerts.receive(alert=alert, by=request.acting)
    messages.success(request, "C’est noté : le partenaire verra que l’alerte est lue.")
    return redirect("todo")


def _page_of(request: MemberRequest) -> str:
    return "landlord_case" if request.acting.capacity == Capacity.LANDLORD else "case"


def _task(public_id: UUID) -> Task:
    task = Task.objects.select_related("case").filter(public_id=public_id).first()
    if task is None:
        raise Http404
    return task


def _opened(request: MemberRequest, public_id: UUID) -> tuple[Case, str]:
    """One's own case of that household, for who may write on it, once its reading is logged; anything else is 404."""
    is_landlord = request.acting.capacity == Capacity.LANDLORD
    kind = CaseKind.TENANCY if is_landlord else CaseKind.ACCOMPANIMENT
    case = get_case_or_404(request, public_id, kind=kind, holder_id=request.acting.unit_audience)
    check_may_keep_tasks(request.acting, case)
    if is_landlord:
        record_reading(
            request.acting, purpose=Purpose.CASE, route=route_of(request), case_ids=[case.pk], basis="tenancy"
        )
        return case, tenant_of(case)
    return case, name_on(case, log_opening(request, case))


def _frame(request: MemberRequest, case: Case, name: str) -> dict:
    is_landlord = request.acting.capacity == Capacity.LANDLORD
    return {"case": case, "name": name, "is_landlord": is_landlord, "back_to": _page_of(request)}
