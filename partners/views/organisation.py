"""The organisation page: units, members, invitations. For its administration alone; no household in sight."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actions import invitations, memberships
from partners.enums import Role
from partners.forms.organisation import InviteForm, RoleForm
from partners.models import Invitation, Membership, Organisation
from partners.permissions import membership_of
from partners.queries.people import (
    ended_memberships,
    lapsed_invitations,
    members_of,
    open_invitations,
    page_of_members,
    pending_invitations,
)
from partners.queries.units import list_units
from partners.queries.unmade_work import unmade_of
from partners.reauthentication import proof_required
from partners.requests import MemberRequest
from partners.views.refusal import for_administration, said_on_form

ROLE_WORK = {
    Role.WORKER: "Voit les ménages de ses équipes, note ses visites.",
    Role.MANAGER: "Répartit, suit le service, fait le rapport.",
    Role.CLERK: "Pour un bailleur : importe et oriente ses locataires.",
    Role.ADMIN: "Invite et change les rôles. Ne voit aucun ménage.",
    Role.DPO: "Voit le registre et les chiffres d’accès, sans nom.",
}


def _organisation(request: MemberRequest) -> Organisation:
    return membership_of(request.acting).unit.organisation


def _membership(request: MemberRequest, public_id: UUID) -> Membership:
    """A membership in force of one's organisation; any other, or unknown, is the same 404."""
    return get_object_or_404(members_of(_organisation(request)), public_id=public_id)


@require_safe
@for_administration
def organisation(request: MemberRequest) -> HttpResponse:
    """Units with their keys and capacities, members with their roles, invitations that wait or lapsed, ended roles."""
    mine = _organisation(request)
    unit_key, search = request.GET.get("service", ""), request.GET.get("q", "").strip()
    after = request.GET.get("apres")
    chosen = members_of(mine, unit_key=unit_key, search=search)
    shown, more = page_of_members(chosen, after=_after(mine, after))
    return render(
        request,
        "partners/organisation.html",
        {
            "organisation": mine,
            "units": list_units(organisation=mine),
            "members": shown,
            "more": more,
            "invitations": list(pending_invitations(mine)),
            "lapsed": list(lapsed_invitations(mine)),
            "ended": [] if unit_key or search or after else list(ended_memberships(mine)),
            "unmade": unmade_of(mine).exists(),
            "unit_key": unit_key,
            "search": search,
        },
    )


def _after(mine: Organisation, public_id: str | None) -> Membership | None:
    try:
        return members_of(mine).filter(public_id=UUID(public_id)).first() if public_id else None
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_administration
@proof_required
def invite(request: MemberRequest) -> HttpResponse:
    """Invite an address, or again one that did not open in time; the mail leaves once everything is written."""
    mine = _organisation(request)
    initial = _lapsed(mine, request.GET.get("de", ""))
    form = InviteForm(request.POST or None, organisation=mine, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            invitations.invite(
                by=request.acting,
                unit=form.cleaned_data["unit"],
                role=form.cleaned_data["role"],
                title=form.cleaned_data["title"],
                email=form.cleaned_data["email"],
            )
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}.")
            return redirect("organisation")
    offered = [(role.label, ROLE_WORK[role]) for role in form.offered]
    return render(request, "partners/invite.html", {"form": form, "roles": offered})


def _lapsed(mine: Organisation, public_id: str) -> dict[str, str]:
    """What the form of an invitation that nobody opened in time held; nothing for any other, or none."""
    try:
        found = lapsed_invitations(mine).get(public_id=UUID(public_id))
    except (ValueError, Invitation.DoesNotExist):
        return {}
    return {"email": found.email, "unit": found.unit.key, "role": found.role, "title": found.title}


@require_POST
@for_administration
@proof_required
def invitation_resend(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A new link for 72 hours more; the former one is dead."""
    invitation = get_object_or_404(pending_invitations(_organisation(request)), public_id=public_id)
    invitations.resend(by=request.acting, invitation=invitation)
    messages.success(request, f"Nouvelle invitation envoyée à {invitation.email}. L’ancien lien ne s’ouvre plus.")
    return redirect("organisation")


@require_POST
@for_administration
def invitation_cancel(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back, its link is dead; one that nobody opened in time leaves the list."""
    mine = _organisation(request)
    invitation = get_object_or_404(open_invitations(mine), public_id=public_id)
    lapsed = lapsed_invitations(mine).filter(pk=invitation.pk).exists()
    invitations.cancel(by=request.acting, invitation=invitation)
    done = "retirée de la liste" if lapsed else "annulée. Son lien ne s’ouvre plus"
    messages.success(request, f"Invitation de {invitation.email} {done}.")
    return redirect("organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@for_administration
@proof_required
def member(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One member: her role, to change it or to end it."""
    membership = _membership(request, public_id)
    form = RoleForm(
        request.POST or None,
        units=[membership.unit],
        initial={"role": membership.role, "title": membership.title},
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            memberships.change_role(
                by=request.acting,
                membership=membership,
                role=form.cleaned_data["role"],
                title=form.cleaned_data["title"],
            )
            messages.success(request, f"Rôle changé : {membership.user}.")
            return redirect("organisation")
    own = membership.id == membership_of(request.acting).id
    return render(request, "partners/member.html", {"form": form, "membership": membership, "own": own})


@require_POST
@for_administration
@proof_required
def member_end(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a membership; its sessions lose that role at their next request."""
    membership = _membership(request, public_id)
    memberships.end_membership(by=request.acting, membership=membership)
    messages.success(request, f"{membership.user} n’est plus membre du service « {membership.unit} ».")
    return redirect("organisation")
