"""Agreements of a case: what is in force, and recording one in two steps, the person beside the worker."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import consents as actions
from cases.consent_words import unit_of
from cases.enums import CaseKind, GivenHow
from cases.evidence import Proof
from cases.forms.consent import ChoicesForm, SignatureForm
from cases.permissions_consent import check_records_consent, on_the_case
from cases.queries import consents as queries
from cases.queries import landlord_case
from cases.queries.consent_lines import lines, text_lines
from cases.reading import Purpose, record_reading
from cases.views.gate import acts_as, get_case_or_404, open_case_page
from cases.views.signing import (
    Signing,
    end_of,
    notice_of,
    recorded_or_404,
    route_of,
    sign_page,
    signing_or_404,
    unsigned,
)
from common.context import as_if, rehearsal
from common.formatting import full_date
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

REFUSED_ALL = "C’est noté : rien ne sera transmis, et l’accompagnement continue. Ce refus n’est enregistré nulle part."
STILL_IN_FORCE = (
    "Rien de nouveau ne sera transmis. Mais un accord donné avant reste en vigueur : "
    "si la personne veut l’arrêter, retirez-le."
)
operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)


@operator
@require_safe
def consents(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What is shared, with whom, until when; and everything one may do about it."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    by = request.acting
    adults = queries.adults_of(case, by)
    given = queries.in_force(case, by)
    on_case = on_the_case(case, by)
    context = {
        "case": case,
        "adults": adults,
        "lines": lines(given, adults, given, queries.parties_of(given), by),
        "texts": text_lines(case),
        "waiting": unsigned(case, by, adults, given),
        "on_case": on_case,
        "flag": queries.open_flag(case) if on_case else None,
    }
    return render(request, "cases/consent_list.html", context)


@operator
@require_safe
def consent_new(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who gives an agreement, and for whom: skipped when there is one adult and one recipient."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_records_consent(case, request.acting)
    actions.check_running(case)
    adults = queries.adults_of(case, request.acting, parties=True)
    possible = unsigned(case, request.acting, adults, [])
    if len(possible) == 1:
        return redirect(possible[0].url)
    return render(request, "cases/consent_who.html", {"case": case, "possible": possible})


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def consent_choose(request: MemberRequest, public_id: UUID, person: UUID, recipient: UUID) -> HttpResponse:
    """Step 1, the answers; step 2, the notice and the signature. Refusing leaves no trace."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_records_consent(case, request.acting)
    signing = signing_or_404(request, case, person, recipient)
    shortest = queries.end_after(min(signing.proposal.durations), signing.proposal.planned_end)
    actions.check_end(signing.proposal.recipient, shortest, GivenHow.SCREEN, signing.proposal.planned_end)
    if request.method != "POST" or "back" in request.POST:
        return _step_one(request, signing, _questions(signing, initial=request.POST.dict()))
    form = _questions(signing, request.POST)
    if "refuse" in request.POST or (form.is_valid() and form.refuses_all()):
        _say_refused(request, signing)
        return redirect("consents", case.public_id)
    if not form.is_valid():
        return _step_one(request, signing, form)
    signature = SignatureForm(*((request.POST, request.FILES) if "given_how" in request.POST else ()))
    if not signature.is_valid():
        return _step_two(request, signing, form, signature)
    written = actions.record(
        case=case,
        person=signing.adult.person,
        proposal=signing.proposal,
        scopes=form.scopes(),
        also_return=form.also_return,
        until=end_of(form.cleaned_data["months"], signing.proposal.planned_end, signature.given_how),
        given_how=signature.given_how,
        evidence=signature.proof,
        flag_notice_read=signing.flagged,
        by=request.acting,
    )
    return redirect("consent_signed", written[0].public_id)


@operator
@require_POST
def consent_preview(request: MemberRequest, public_id: UUID, person: UUID, recipient: UUID) -> HttpResponse:
    """The live part of step 1: what the recipient would read with the answers given so far."""
    case = get_case_or_404(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    record_reading(
        request.acting,
        purpose=Purpose.CASE,
        route=route_of(request),
        case_ids=[case.pk],
        basis="preview",
        page_log_id=_page_log(request),
    )
    check_records_consent(case, request.acting)
    signing = signing_or_404(request, case, person, recipient)
    form = _questions(signing, request.POST)
    context = {"signing": signing, **_preview(signing, form, request.acting)}
    return render(request, "cases/consent_preview.html", context)


@operator
@require_safe
def consent_signed(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    """« C'est signé »: what is open, until when, how to stop at once, and who may still sign.

    The person reads it: of another adult's answer, it tells at most that something is open.
    """
    consent, case = recorded_or_404(request, consent_id)
    adults = queries.adults_of(case, request.acting)
    given = queries.in_force(case, request.acting)
    together = [one for one in given if one.given_at == consent.given_at and one.person_id == consent.person_id]
    presented = consent.recipient.capacity == Capacity.COMMITTEE_SECRETARY
    offer = queries.secretary_proposal(unit_of(consent.recipient).public_id, case) if presented else None
    others = unsigned(case, request.acting, adults, given, [offer] if offer else None)
    parties = queries.parties_of(given)
    context = {
        "case": case,
        "shared": lines(together, adults, given, parties, request.acting),
        "oral": consent.given_how == GivenHow.ORAL,
        "presented": presented,
        "others": [one for one in others if one.adult.person.pk != consent.person_id],
    }
    return render(request, "cases/consent_signed.html", context)


def _say_refused(request: MemberRequest, signing: Signing) -> None:
    """Nothing is recorded; what was agreed to before goes on until it is withdrawn, and that is said."""
    given = queries.in_force(signing.case, request.acting)
    if any(one.person_id == signing.adult.person.pk for one in given):
        messages.warning(request, STILL_IN_FORCE)
    else:
        messages.info(request, REFUSED_ALL)


def _questions(signing: Signing, *args: Any, **kwargs: Any) -> ChoicesForm:
    return ChoicesForm(*args, proposal=signing.proposal, flagged=signing.flagged, **kwargs)


# --- steps --------------------------------------------------------------------------------------------------
def _step_one(request: MemberRequest, signing: Signing, form: ChoicesForm) -> HttpResponse:
    given = next(
        (
            one
            for one in queries.in_force(signing.case, request.acting)
            if one.person_id == signing.adult.person.pk and one.recipient_id == signing.proposal.recipient.pk
        ),
        None,
    )
    context = {
        "signing": signing,
        "form": form,
        "in_force_until": full_date(queries.last_day(given.until)) if given else "",
        "page_log": getattr(request, "reading_log_id", ""),
        **_preview(signing, form, request.acting),
    }
    return render(request, "cases/consent_choose.html", context)


def _step_two(request: MemberRequest, signing: Signing, form: ChoicesForm, signature: SignatureForm) -> HttpResponse:
    notice = notice_of(
        adult=signing.adult,
        recipient=signing.proposal.recipient_label,
        scopes=form.scopes(),
        purpose=signing.proposal.purpose,
        returns=form.also_return,
        months=form.cleaned_data["months"],
        planned_end=signing.proposal.planned_end,
        by=request.acting,
    )
    return sign_page(request, notice=notice, url=signing.url, kept=form.kept(), signature=signature)


# --- preview ------------------------------------------------------------------------------------------------
def _preview(signing: Signing, form: ChoicesForm, by: Acting) -> dict[str, Any]:
    """What the recipient would read: recorded, read with its own rights, then undone.

    Nothing before a first answer, and nothing under the violence flag: an empty frame would tell the other adult
    of it.
    """
    months = form.months()
    planned = signing.proposal.planned_end
    context: dict[str, Any] = {
        "until": "",
        "planned_end": full_date(planned) if planned else "",
        "several": signing.several,
        "framed": signing.is_landlord and not signing.flagged,
        "shared": None,
    }
    if months:
        context["until"] = full_date(queries.last_day(queries.end_after(months, planned)))
    if not context["framed"] or not form.answered():
        return context
    recipient = signing.proposal.recipient
    with rehearsal():
        if form.scopes():
            actions.record(
                case=signing.case,
                person=signing.adult.person,
                proposal=signing.proposal,
                scopes=form.scopes(),
                also_return=False,
                until=queries.end_after(months or min(signing.proposal.durations), planned),
                given_how=GivenHow.SCREEN,
                evidence=Proof(strokes={}),
                flag_notice_read=True,
                by=by,
            )
        with as_if([recipient.pk]):
            context["shared"] = landlord_case.shared(audience=recipient.pk, case_id=signing.case.pk)
    return context


def _page_log(request: MemberRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("page_log", ""))
    except ValueError:
        return None
