"""The administration's side of the directory: who is called at each entity of one's own organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actions.referents import Contact, add_referent, change_referent, remove_referent
from partners.forms.referents import NewReferentForm, ReferentForm
from partners.models import Referent
from partners.permissions import membership_of
from partners.queries.directory import Line, entities_of, referents_of
from partners.requests import MemberRequest
from partners.views.refusal import for_administration, said_on_form


def _lines(request: MemberRequest) -> list[Line]:
    return entities_of(membership_of(request.acting).unit.organisation)


def _referent(request: MemberRequest, public_id: UUID) -> Referent:
    """One of one's organisation; any other, or unknown, is the same 404."""
    return get_object_or_404(referents_of(membership_of(request.acting).unit.organisation), public_id=public_id)


@require_safe
@for_administration
def referents(request: MemberRequest) -> HttpResponse:
    """Each entity of one's organisation with its referents, and those that have none."""
    return render(request, "partners/referents.html", {"lines": [line for line in _lines(request) if line.is_expected]})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administration
def referent_new(request: MemberRequest) -> HttpResponse:
    """Name somebody at one of them."""
    entities = {line.entity.key: line.entity for line in _lines(request)}
    initial = {"entity": request.GET.get("service", "")}
    form = NewReferentForm(request.POST or None, entities=entities.values(), initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = add_referent(entity=form.chosen(), contact=form.contact(), by=request.acting)
            messages.success(request, f"{made.name} est dans l’annuaire. Vos partenaires le voient aussitôt.")
            return redirect("referents")
    return render(request, "partners/referent_new.html", {"form": form, "has_entities": bool(entities)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administration
def referent(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change what the directory says of somebody, or take her off."""
    found = _referent(request, public_id)
    initial = {name: getattr(found, name) for name in Contact._fields}
    form = ReferentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            change_referent(referent=found, contact=form.contact(), by=request.acting)
            messages.success(request, "C’est enregistré. Vos partenaires le voient aussitôt.")
            return redirect("referents")
    return render(request, "partners/referent.html", {"form": form, "referent": found})


@require_POST
@for_administration
def referent_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take somebody off the directory."""
    found = _referent(request, public_id)
    remove_referent(referent=found, by=request.acting)
    messages.success(request, f"{found.name} n’est plus dans l’annuaire.")
    return redirect("referents")
