"""Less frequent openings: confirming what was said, a named colleague elsewhere, a text."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import consents as actions
from cases.consent_words import label_of, unit_of
from cases.enums import CaseKind, GivenHow
from cases.forms.consent import ColleagueForm, DurationForm, SignatureForm, TextForm
from cases.models import Case, Consent, Grant
from cases.permissions_consent import check_opens_by_text, check_records_consent
from cases.queries import consents as queries
from cases.queries.consent_lines import lines
from cases.queries.consents import Adult
from cases.views.consents import operator
from cases.views.gate import open_case_page
from cases.views.signing import end_of, notice_of, recorded_or_404, sign_page
from common.formatting import after
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def consent_confirm(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    """Confirm in writing what was said: a duration, the same words, a signature."""
    consent, case = recorded_or_404(request, consent_id)
    check_records_consent(case, request.acting)
    adults = queries.adults_of(case, request.acting)
    adult = next((one for one in adults if one.person.pk == consent.person_id), None)
    given = queries.in_force(case, request.acting)
    said = [one for one in given if _same_moment(one, consent)]
    if adult is None or not said:
        raise Http404
    form = DurationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        agreed = lines(said, adults, given, queries.parties_of(given), request.acting)
        context = {"form": form, "case": case, "lines": agreed}
        return render(request, "cases/consent_confirm.html", context)
    signature = SignatureForm(*((request.POST, request.FILES) if "given_how" in request.POST else ()))
    if not signature.is_valid():
        return _confirming(request, case=case, adult=adult, said=said, form=form, signature=signature)
    written = actions.confirm_oral(
        case=case,
        consent=consent,
        until=end_of(form.cleaned_data["months"], queries.planned_end(case), signature.given_how),
        given_how=signature.given_how,
        evidence=signature.proof,
        by=request.acting,
    )
    return redirect("consent_signed", written[0].public_id)


def _same_moment(one: Consent, consent: Consent) -> bool:
    return one.given_how == GivenHow.ORAL and one.given_at == consent.given_at and one.person_id == consent.person_id


def _confirming(
    request: MemberRequest,
    *,
    case: Case,
    adult: Adult,
    said: list[Consent],
    form: DurationForm,
    signature: SignatureForm,
) -> HttpResponse:
    own = request.acting.unit_audience
    main = next((one for one in said if one.recipient_id != own), None)
    notice = notice_of(
        adult=adult,
        recipient=label_of(main.recipient) if main else "",
        scopes=main.scopes if main else [],
        purpose=main.purpose if main else "",
        returns=any(one.recipient_id == own for one in said),
        months=form.cleaned_data["months"],
        planned_end=queries.planned_end(case),
        by=request.acting,
    )
    return sign_page(
        request,
        notice=notice,
        url=reverse("consent_confirm", args=[said[0].public_id]),
        kept=[("months", str(form.cleaned_data["months"]))],
        signature=signature,
        may_be_oral=False,
    )


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def consent_colleague(request: MemberRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """Name a professional of another association, before the person says what she may read."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_records_consent(case, request.acting)
    adult = next((one for one in queries.adults_of(case, request.acting) if one.public_id == person), None)
    if adult is None:
        raise Http404
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        audience = queries.colleague_audience(form.cleaned_data["email"], request.acting)
        if audience and audience.membership:
            return redirect("consent_choose", case.public_id, person, audience.membership.public_id)
        form.add_error("email", "Aucun professionnel d’une autre association n’a cette adresse dans Palier.")
    return render(request, "cases/consent_colleague.html", {"form": form, "case": case, "adult": adult})


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def consent_text(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Open a case by a text: the manager says which, to whom, what and until when."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    check_opens_by_text(case, request.acting)
    units = {
        f"{unit_of(audience).public_id}:{audience.capacity}": audience
        for audience in queries.text_recipients(request.acting)
    }
    form = TextForm(
        request.POST if request.method == "POST" else None,
        bases=[(basis.value, basis.label) for basis in actions.TEXT_BASES],
        recipients=[(key, label_of(audience)) for key, audience in units.items()],
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            grant = actions.open_by_text(
                case=case,
                recipient=units[form.cleaned_data["recipient"]],
                basis=form.cleaned_data["basis"],
                scopes=form.cleaned_data["scopes"],
                notice=form.cleaned_data["notice"],
                until=queries.end_of_day(form.cleaned_data["until"]),
                by=request.acting,
            )
            messages.success(request, f"C’est ouvert {after('à', label_of(grant.recipient))}.")
            return redirect("consents", case.public_id)
    return render(request, "cases/consent_text.html", {"form": form, "case": case})


@operator
@require_POST
def consent_text_close(request: MemberRequest, public_id: UUID, grant_id: UUID) -> HttpResponse:
    """End what a text opened: objection of the person, or no longer needed."""
    case = open_case_page(request, public_id, kind=CaseKind.ACCOMPANIMENT)
    grant = Grant.objects.filter(public_id=grant_id, case=case, person=None).first()
    if grant is None:
        raise Http404
    actions.close_text(case=case, grant=grant, by=request.acting)
    messages.success(request, "Cette ouverture est fermée.")
    return redirect("consents", case.public_id)
