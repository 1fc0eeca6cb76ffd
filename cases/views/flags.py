"""Setting and lifting the violence flag, its effects said first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.actions import flags
from cases.enums import CaseKind
from cases.forms.consent import PersonForm
from cases.permissions_consent import check_protects
from cases.queries import consents as queries
from cases.views.consents import operator
from cases.views.gate import open_case_page
from common.refusal import Refused
from partners.requests import MemberRequest


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def flag_set(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who is protected, and what changes for everyone else."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_protects(case, request.acting)
    adults = queries.adults_of(case, request.acting)
    form = PersonForm(request.POST if request.method == "POST" else None, adults=adults, label="Qui est à protéger ?")
    if request.method == "POST" and form.is_valid():
        flags.set_flag(case=case, person=form.adult().person, by=request.acting)
        messages.success(request, "La protection est posée. Elle agit dès maintenant.")
        return redirect("consents", case.public_id)
    return render(request, "cases/flag_set.html", {"form": form, "case": case, "adults": adults})


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def flag_lift(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Lifting asks once: what the agreements say counts again."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_protects(case, request.acting)
    flag = queries.open_flag(case)
    if flag is None:
        raise Refused("Aucune protection n’est posée sur ce ménage.")
    if request.method == "POST":
        flags.lift_flag(flag=flag, case=case, by=request.acting)
        messages.success(request, "La protection est levée.")
        return redirect("consents", case.public_id)
    names = queries.names_of(case, [flag.person])
    context = {"case": case, "flag": flag, "name": names.get(flag.person_id, ("",))[0]}
    return render(request, "cases/flag_lift.html", context)
