"""A household's steps and aids, and the professionals around it: the team notes them, its manager reads them."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import steps
from cases.enums import StepAnswer
from cases.forms.steps import (
    AnswerForm,
    ContactForm,
    RemindForm,
    StepForm,
    known_contact,
    label_of_kind,
    new_step,
    noted_step,
)
from cases.models import Case, Contact, Step
from cases.permissions import check_may_note_steps, check_may_read_steps
from cases.queries.steps import Steps, current_contacts, steps_of
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from cases.views.step_words import TAGS, line_of, result_of, totals_said
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

TEAM = (Role.WORKER, Role.MANAGER)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_safe
def steps_page(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Every step, what it came to, and the professionals around the household."""
    case = followed_case(request, public_id)
    check_may_read_steps(request.acting, case.pk)
    rights, today = log_opening(request, case), timezone.localdate()
    found = steps_of(case)
    context = {
        "case": case,
        "name": name_on(case, rights),
        "may_note": rights.is_team,
        "open": [(step, line_of(step, today)) for step in found.open],
        "answered": [
            (step, line_of(step, today), TAGS[StepAnswer(step.answer)], result_of(step)) for step in found.answered
        ],
        "totals": _totals(found),
        "contacts": [(contact, _said(contact)) for contact in found.contacts],
    }
    return render(request, "cases/steps.html", context)


def _totals(found: Steps) -> str:
    rows = [*found.open, *found.answered]
    return totals_said(sum(row.asked_cents or 0 for row in rows), sum(row.granted_cents or 0 for row in rows))


def _said(contact: Contact) -> str:
    return ", ".join(filter(None, [contact.function, contact.body]))


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def step_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note a step: `?nature=` proposes its kind, `?contact=` the professional."""
    case = followed_case(request, public_id)
    check_may_note_steps(request.acting, case.pk)
    rights = log_opening(request, case)
    proposed = new_step(request.GET.get("nature", ""), request.GET.get("contact", ""))
    form = StepForm(posted(request), contacts=current_contacts(case), initial=proposed)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            steps.add(case=case, by=request.acting, entry=form.entry())
            messages.success(request, "C’est noté.")
            return redirect("steps", public_id)
    context = {"form": form, "case": case, "name": name_on(case, rights), "title": "Ajouter une démarche"}
    return render(request, "cases/step.html", context)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def step_correct(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Correct a step, but for its answer."""
    step = _step(public_id)
    case = step.case
    check_may_note_steps(request.acting, case.pk)
    rights = log_opening(request, case)
    contacts = current_contacts(case)
    if step.contact and step.contact not in contacts:
        contacts.append(step.contact)
    form = StepForm(posted(request), contacts=contacts, initial=noted_step(step))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            steps.correct(step=step, by=request.acting, entry=form.entry())
            messages.success(request, "La démarche est corrigée.")
            return redirect("steps", case.public_id)
    context = {"form": form, "case": case, "name": name_on(case, rights), "title": "Corriger la démarche"}
    return render(request, "cases/step.html", context)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def step_answer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What was answered; or later."""
    step = _step(public_id)
    check_may_note_steps(request.acting, step.case_id)
    rights = log_opening(request, step.case)
    initial = {
        "answer": step.answer,
        "answered_on": step.answered_on or timezone.localdate(),
        "granted_cents": step.granted_cents,
    }
    form = AnswerForm(posted(request), kind=step.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            steps.answer(step=step, by=request.acting, **form.cleaned_data)
            messages.success(request, "La réponse est notée.")
            return redirect("steps", step.case.public_id)
    context = {
        "form": form,
        "step": step,
        "line": line_of(step, timezone.localdate()),
        "name": name_on(step.case, rights),
        "kind": label_of_kind(step.kind),
    }
    return render(request, "cases/step_answer.html", context)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_POST
def step_remind(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« Plus tard »: come back to it in 15 or 30 days."""
    step, form = _step(public_id), RemindForm(request.POST)
    check_may_note_steps(request.acting, step.case_id)
    if not form.is_valid():
        raise Refused("Choisissez quand y revenir.")
    on = timezone.localdate() + timedelta(days=form.cleaned_data["days"])
    steps.remind(step=step, by=request.acting, on=on)
    messages.success(request, f"Relance dans {form.cleaned_data['days']} jours.")
    return redirect("steps", step.case.public_id)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_POST
def step_reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take its answer back."""
    step = _step(public_id)
    steps.reopen(step=step, by=request.acting)
    messages.success(request, "La démarche est de nouveau en cours.")
    return redirect("steps", step.case.public_id)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note a professional around the household."""
    case = followed_case(request, public_id)
    check_may_note_steps(request.acting, case.pk)
    rights, form = log_opening(request, case), ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            steps.add_contact(case=case, by=request.acting, entry=form.entry())
            messages.success(request, "C’est noté. Cette personne n’a accès à rien.")
            return redirect(reverse("steps", args=[public_id]) + "#entourage")
    return _contact_page(request, form, case, name_on(case, rights), "Ajouter un professionnel")


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_correct(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Correct what is known of her, or say that she no longer follows the household."""
    contact = Contact.objects.select_related("case").filter(public_id=public_id).first()
    if contact is None:
        raise Http404
    case = contact.case
    check_may_note_steps(request.acting, case.pk)
    rights = log_opening(request, case)
    form = ContactForm(posted(request), contact=contact, initial=known_contact(contact))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            steps.correct_contact(contact=contact, by=request.acting, entry=form.entry())
            messages.success(request, "C’est corrigé.")
            return redirect(reverse("steps", args=[case.public_id]) + "#entourage")
    return _contact_page(request, form, case, name_on(case, rights), "Corriger ce contact")


def _contact_page(request: MemberRequest, form: ContactForm, case: Case, name: str, title: str) -> HttpResponse:
    return render(request, "cases/contact.html", {"form": form, "case": case, "name": name, "title": title})


def _step(public_id: UUID) -> Step:
    """A step of a household whose steps this member reads; anything else is the common 404."""
    step = Step.objects.select_related("case", "contact").filter(public_id=public_id).first()
    if step is None:
        raise Http404
    return step
