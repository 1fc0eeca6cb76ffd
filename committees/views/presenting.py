"""A team presents a household to a committee: writes the sheet, reads it over with the household, files it, takes it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from cases.queries import consents
from cases.queries.case_page import Rights, load_facts, rights_on
from cases.queries.consents import Adult
from cases.queries.names import household_names
from cases.reading import Purpose, record_reading
from cases.views.followed import followed_case, log_opening, name_on, posted, route_of
from cases.views.gate import acts_as
from committees.actions import sheets as actions
from committees.forms.presenting import ReadOverForm, SheetForm, written
from committees.models import PresentationSheet
from committees.permissions import check_presents
from committees.queries import presenting as queries
from committees.queries.known import names_of, proposed
from committees.queries.presenting import Offered
from committees.views import presenting_words as words
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)


@operator
@require_safe
def present(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The committees there are, whose agreement is there, the sheet under way and the former ones with what was decided."""
    case, _ = _opened(request, public_id)
    found = queries.presented(case)
    offered = queries.offered_to(case, presented_to={each.sheet.committee_id for each in found})
    adults = consents.adults_of(case, request.acting)
    given = consents.in_force(case, request.acting)
    known = words.Known(case, found, queries.rules_told(found, offered), adults, given)
    places = words.places(offered, known)
    return render(request, "committees/present.html", {"case": case, "name": _called(case, adults), "places": places})


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def present_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Choose the committee, unless there is only one; then write the sheet, proposed from what the case holds."""
    case, rights = _opened(request, public_id)
    wanted = request.POST.get("commission") or request.GET.get("commission", "")
    offered = queries.offered_to(case)
    chosen = next((each for each in offered if each.committee.key == wanted), offered[0] if len(offered) == 1 else None)
    if chosen is None:
        context = {
            "case": case,
            "name": name_on(case, rights),
            "choices": [(each, words.often(each.rules)) for each in offered],
        }
        return render(request, "committees/present_choose.html", context)
    page = load_facts(case, rights)
    if page is None:
        raise Http404
    form = SheetForm(
        posted(request),
        rules=chosen.rules,
        last_names=[name.last_name for name in names_of(page)],
        protected=page.course.flagged,
        initial=proposed(page) if request.method != "POST" else {},
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = actions.prepare(
                case=case,
                committee=chosen.committee,
                competence=form.cleaned_data["competence"],
                said=form.content(_presented_by(request.acting)),
                is_urgent=form.cleaned_data["is_urgent"],
                is_coded=form.is_coded,
                by=request.acting,
            )
            return redirect("present_file", made.public_id)
    return _writing(request, form, case, chosen, protected=page.course.flagged)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def present_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write a draft again."""
    sheet = _own_sheet(request, public_id)
    case = _case_of(sheet)
    rights = log_opening(request, case)
    actions.check_may_write(sheet=sheet, by=request.acting)
    chosen, protected = queries.of_committee(sheet), consents.open_flag(case) is not None
    names = household_names(rights.audience, [case.pk]).get(case.pk, [])
    form = SheetForm(
        posted(request),
        rules=chosen.rules,
        last_names=[name.last_name for name in names],
        is_coded=sheet.is_coded,
        protected=protected,
        initial=written(queries.versions(sheet), sheet.competence, is_urgent=sheet.is_urgent),
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            actions.write(
                sheet=sheet,
                competence=form.cleaned_data["competence"],
                said=form.content(_presented_by(request.acting)),
                is_urgent=form.cleaned_data["is_urgent"],
                by=request.acting,
            )
            return redirect("present_file", public_id)
    return _writing(request, form, case, chosen, sheet=sheet, protected=protected)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def present_file(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read it over with the household, version after version as its readers will, then file it."""
    sheet = _own_sheet(request, public_id)
    case = _case_of(sheet)
    log_opening(request, case)
    actions.check_may_write(sheet=sheet, by=request.acting)
    chosen, versions = queries.of_committee(sheet), queries.versions(sheet)
    protected = consents.open_flag(case) is not None
    adults = consents.adults_of(case, request.acting)
    agreed = words.agreed_of(case, chosen, adults, consents.in_force(case, request.acting))
    form = ReadOverForm(posted(request))
    if request.method == "POST" and (sheet.is_coded or form.is_valid()):
        with said_on_form(request, form):
            read_over_on = None if sheet.is_coded else form.cleaned_data["read_over_on"]
            actions.file(sheet=sheet, read_over_on=read_over_on, by=request.acting)
            messages.success(request, f"La fiche {sheet.number} est déposée.")
            return redirect("present", case.public_id)
    context = {
        "case": case,
        "sheet": sheet,
        "name": _called(case, adults),
        "committee": chosen.committee,
        "asked": words.asked_of(chosen.rules, sheet.competence),
        "shown": words.shown(versions, chosen.rules, protected=protected),
        "agreed": agreed,
        "missing": "" if sheet.is_coded or all(each.until for each in agreed) else actions.NOT_AGREED,
        "short": None if sheet.is_coded else words.short_of(agreed, chosen.rules, timezone.localdate()),
        "protected": protected,
        "form": form,
    }
    return render(request, "committees/present_file.html", context)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def present_withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take it back, once what that does was read."""
    sheet = _own_sheet(request, public_id)
    case = _case_of(sheet)
    rights = log_opening(request, case)
    if request.method == "POST":
        actions.withdraw(sheet=sheet, by=request.acting)
        messages.success(request, f"La fiche {sheet.number} est retirée.")
        return redirect("present", case.public_id)
    context = {"case": case, "sheet": sheet, "name": name_on(case, rights), "committee": sheet.committee}
    return render(request, "committees/present_withdraw.html", context)


def _writing(
    request: MemberRequest,
    form: SheetForm,
    case: Case,
    chosen: Offered,
    *,
    sheet: PresentationSheet | None = None,
    protected: bool,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "case": case,
        "committee": chosen.committee,
        "rules": chosen.rules,
        "sheet": sheet,
        "protected": protected,
    }
    return render(request, "committees/present_new.html", context)


def _opened(request: MemberRequest, public_id: UUID) -> tuple[Case, Rights]:
    """A household this member presents, and what opens it to her; logged."""
    case = followed_case(request, public_id)
    rights = rights_on(case, request.acting)
    check_presents(rights)
    record_reading(
        request.acting, purpose=Purpose.CASE, route=route_of(request), case_ids=[case.pk], basis=rights.basis
    )
    return case, rights


def _own_sheet(request: MemberRequest, public_id: UUID) -> PresentationSheet:
    """A sheet of this team; anything else is the common 404."""
    sheet = queries.own_sheet(public_id, request.acting.unit_audience)
    if sheet is None:
        raise Http404
    return sheet


def _case_of(sheet: PresentationSheet) -> Case:
    assert sheet.case is not None
    return sheet.case


def _presented_by(by: Acting) -> str:
    return f"{by.organisation_name}, {by.unit_name}"


def _called(case: Case, adults: list[Adult]) -> str:
    """« Mme Vasseur et M. Vasseur », or the number."""
    return " et ".join(adult.civil for adult in adults[:2]) or case.number
