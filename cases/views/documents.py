"""A document's own pages: only its asker's, and only while she may have it."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.documents.activity_report import stage_of
from cases.documents.entitlement import ACTIVITY_REPORT, WHO_SEES, refusal_of
from cases.documents.who_sees import gather, issue_who_sees
from cases.enums import CaseKind
from cases.middleware import PERSON_KEY
from cases.models import Case, Person
from cases.permissions_consent import on_the_case
from cases.queries.who_sees import agreement_ended_since
from cases.reading import Purpose, record_reading
from cases.views.gate import acts_as, get_case_or_404, logs_refusals, refuse
from common import documents
from common.models import Document
from common.refusal import NotYours, Refused
from common.views import documents as pages
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.reauthentication import proof_before_file
from partners.requests import ActingRequest, MemberRequest

#: Kinds of documents that speak of many households: downloaded by who proved again who she is.
OF_MANY = {ACTIVITY_REPORT}
#: Where documents of another module lead back to, by kind: an address and the words of its link.
RETURNS: dict[str, Callable[[Document], tuple[str, str]]] = {}
#: The page of its case, by the capacity of who asked: of which kind, its route, the words of the link.
PAGE_OF_CASE = {
    Capacity.OPERATOR: (CaseKind.ACCOMPANIMENT, "case", "Revenir au ménage"),
    Capacity.LANDLORD: (CaseKind.TENANCY, "landlord_case", "Revenir au locataire"),
}
DocumentView = Callable[[ActingRequest, Document, Acting], HttpResponse]


def for_asker(view: DocumentView) -> Callable[[ActingRequest, UUID], HttpResponse]:
    """Give the view the document if it is this session's, and the context that asks. Unknown and another's
    answer the same 404."""

    @login_not_required
    @logs_refusals
    @wraps(view)
    def wrapped(request: ActingRequest, public_id: UUID) -> HttpResponse:
        by = request.acting
        if by is None:
            if PERSON_KEY in request.session:
                return redirect("person_link_expired")
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())
        document = documents.fetch(public_id)
        if document is None:
            raise Http404
        return view(request, document, by)

    return wrapped


@require_safe
@for_asker
def document(request: ActingRequest, document: Document, by: Acting) -> HttpResponse:
    """The wait, then the download."""
    person = by.capacity == Capacity.PERSON
    back_url, back = _back(document, by)
    return pages.waiting_page(
        request,
        document,
        layout="layouts/plain.html" if person else "layouts/app.html",
        back_url=back_url,
        back=back,
        stage=_stage(document),
        **_situation(document),
    )


def _back(document: Document, by: Acting) -> tuple[str, str]:
    """Where the page leads back to, and its words: the household the document is about, when it is my unit's."""
    if by.capacity == Capacity.PERSON:
        return reverse("person_page"), "Revenir"
    if document.kind == ACTIVITY_REPORT and by.is_manager:
        return reverse("activity_reports"), "Revenir"
    if document.kind in RETURNS:
        return RETURNS[document.kind](document)
    leads = PAGE_OF_CASE.get(by.capacity)
    if leads and document.case_id:
        kind, route, said = leads
        own = Case.objects.filter(pk=document.case_id, kind=kind, holder_id=by.unit_audience).first()
        if own:
            return reverse(route, args=[own.public_id]), said
    return reverse("home"), "Revenir"


@require_safe
@for_asker
def document_progress(request: ActingRequest, document: Document, by: Acting) -> HttpResponse:
    """The part of that page that changes."""
    return pages.progress(request, document, stage=_stage(document), **_situation(document))


def _situation(document: Document) -> dict[str, str]:
    """Which moment « qui peut voir quoi » describes, and whether an agreement the asker may see ended since."""
    if document.kind != WHO_SEES or document.state != Document.State.READY or document.case_id is None:
        return {}
    ended = agreement_ended_since(document.created_at, case_id=document.case_id)
    return {
        "says": f"Il dit la situation du {documents.moment_of(document)}.",
        "outdated": "Un accord a pris fin depuis : ce document ne dit plus la situation d’aujourd’hui."
        if ended
        else "",
    }


def _stage(document: Document) -> str:
    return stage_of(document.progress) if document.kind == ACTIVITY_REPORT else ""


@require_POST
@for_asker
def document_stop(request: ActingRequest, document: Document, by: Acting) -> HttpResponse:
    """« Arrêter »: nothing more is made of it. Refused in words when it was finished before."""
    if not documents.stop(document):
        return refuse(request, Refused("Ce document est déjà terminé : il n’y a plus rien à arrêter."))
    return redirect("document", document.public_id)


@require_safe
@for_asker
def document_download(request: ActingRequest, document: Document, by: Acting) -> HttpResponse:
    """The file, if the asker may still have it: asked again at each download. Logged before it is read."""
    if document.state != Document.State.READY:
        return redirect("document", document.public_id)
    if sentence := refusal_of(document, by):
        return refuse(request, Refused(sentence))
    if document.kind in OF_MANY and (proof_asked := proof_before_file(request)):
        return proof_asked
    record_reading(
        by,
        purpose=Purpose.EXPORT,
        route=request.resolver_match.view_name,
        case_ids=[document.case_id] if document.case_id else document.snapshot.get("cases", []),
        presentation_sheet_ids=[] if document.case_id else document.snapshot.get("sheets", []),
    )
    return pages.download(document)


# --- « Qui peut voir quoi » from the case page ----------------------------------------------------------------
def asked_about(request: MemberRequest, case_id: UUID, person_id: UUID, purpose: str) -> tuple[Case, Person]:
    """The case and its person for the team or manager, reading logged."""
    case = get_case_or_404(request, case_id, kind=CaseKind.ACCOMPANIMENT)
    if not on_the_case(case, request.acting):
        raise NotYours("Cette page est réservée à l’équipe qui suit ce ménage.")
    person = Person.objects.filter(public_id=person_id, household_id=case.household_id).first()
    if person is None:
        raise Http404
    record_reading(request.acting, purpose=purpose, route=request.resolver_match.view_name, case_ids=[case.pk])
    return case, person


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_safe
def who_sees(request: MemberRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """What the person may be told, read with her or printed for her."""
    case, person = asked_about(request, case_id, person_id, Purpose.WHO_LOOKED)
    context = {"case": case, "person": person, "content": asdict(gather(person, case))}
    return render(request, "cases/who_sees.html", context)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def who_sees_print(request: MemberRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """The same, frozen and made a PDF to hand over."""
    case, person = asked_about(request, case_id, person_id, Purpose.EXPORT)
    made = issue_who_sees(gather(person, case), case=case, by=request.acting)
    return redirect("document", made.public_id)
