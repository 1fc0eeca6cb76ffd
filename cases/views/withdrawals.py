"""Entering a withdrawal, and its receipt: for whoever received the request, in any capacity."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import withdrawals
from cases.consent_words import OF_HER, opens, turned
from cases.documents.deliveries import ended_lines
from cases.documents_consent import TITLE, Receipt, receipt_content
from cases.enums import WithdrawalChannel
from cases.forms.consent import ChannelForm, StopForm
from cases.models import Case, Consent
from cases.permissions_consent import may_end
from cases.queries import consents as queries
from cases.reading import Purpose, record_reading
from cases.views.gate import logs_refusals, open_case_page, refuse
from cases.views.signing import home_of, route_of
from common import documents
from common.models import Document
from common.refusal import Refused
from partners.enums import Capacity
from partners.requests import MemberRequest

KIND, TEMPLATE = "receipt", "documents/receipt-1.html"
SOMEONE = "La personne"


def for_member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to members in any capacity; a `Refused` is answered 403 with its sentence."""

    @logs_refusals
    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.acting is None or request.acting.membership is None:
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refuse(request, refused)

    return wrapped


@for_member
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: MemberRequest, consent_id: UUID) -> HttpResponse:
    """One agreement the member may see: channel, one question, then the receipt."""
    consent, case = _consent_or_404(request, consent_id)
    name = _name_of(consent, case)
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        channel = form.cleaned_data["channel"]
        number = withdrawals.withdraw(consent=consent, channel=channel, by=request.acting)
        return _give(number, name, channel, [consent], request)
    context = {
        "form": form,
        "consent": consent,
        "name": name,
        "ended": ended_lines([consent])[0],
        "of_her": turned(opens(consent), OF_HER),
        "back_url": _back(case, request),
    }
    return render(request, "cases/withdraw.html", context)


@for_member
@require_http_methods(["GET", "HEAD", "POST"])
def stop_everything(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Every agreement of one adult, without showing them: for the member who received her request."""
    case = open_case_page(request, public_id)
    adults = queries.adults_of(case, request.acting)
    form = StopForm(request.POST if request.method == "POST" else None, adults=adults, label="Qui demande d’arrêter ?")
    if request.method == "POST" and form.is_valid():
        adult, channel = form.adult(), form.cleaned_data["channel"]
        number = withdrawals.stop_everything(person=adult.person, channel=channel, by=request.acting)
        return _give(number, adult.name, channel, [], request)
    context = {"form": form, "case": case, "adults": adults, "back_url": _back(case, request)}
    return render(request, "cases/withdraw_all.html", context)


@for_member
@require_safe
def receipt(request: MemberRequest, number: str) -> HttpResponse:
    """The receipt on screen: the member's own copy, else what her unit recorded under that number."""
    _log_receipt(request, number)
    copy = _copies(number).first()
    content = copy.snapshot if copy else asdict(_rebuilt(number))
    return render(request, "cases/withdraw_receipt.html", {"receipt": content, "copy": copy})


@for_member
@require_POST
def receipt_pdf(request: MemberRequest, number: str) -> HttpResponse:
    """The PDF of a receipt, made once for each who asks."""
    _log_receipt(request, number)
    copy = _copies(number).first() or _issue(_rebuilt(number), request)
    return redirect("document", copy.public_id)


# --- reads --------------------------------------------------------------------------------------------------
def _consent_or_404(request: MemberRequest, public_id: UUID) -> tuple[Consent, Case | None]:
    """The agreement if the member may end it, and the case she works from, which is what the log names. Unknown and
    foreign answer the same 404."""
    consent = (
        Consent.objects.filter(public_id=public_id)
        .select_related("person", "recipient__unit__organisation", "recipient__membership__user")
        .first()
    )
    route = route_of(request)
    if consent is None or not may_end(consent, request.acting):
        raise Http404
    case = home_of(consent, request.acting.unit_audience)
    shown = case.pk if case else consent.case_id
    record_reading(request.acting, purpose=Purpose.CASE, route=route, case_ids=[shown])
    return consent, case


def _back(case: Case | None, request: MemberRequest) -> str:
    """A landlord's unit comes from the page of its tenant, an operator's from the agreements of the case."""
    if case is None:
        return reverse("home")
    if request.acting.capacity != Capacity.LANDLORD:
        return reverse("consents", args=[case.public_id])
    tenancy = Case.objects.filter(pk=case.tenancy_id).first() if case.tenancy_id else None
    return reverse("landlord_case", args=[(tenancy or case).public_id])


def _name_of(consent: Consent, case: Case | None) -> str:
    if case is None:
        return SOMEONE
    return queries.names_of(case, [consent.person]).get(consent.person_id, (SOMEONE, SOMEONE))[0]


def _copies(number: str) -> QuerySet[Document]:
    """The asker's own copies, whatever was closed since."""
    return Document.objects.defer("content").filter(kind=KIND, snapshot__number=number).order_by("id")


def _ended(number: str) -> QuerySet[Consent]:
    return Consent.objects.filter(receipt_number=number, ended_at__isnull=False).order_by("id")


def _log_receipt(request: MemberRequest, number: str) -> None:
    """404 unless there is a copy of hers or an agreement she may see; logged before it is read."""
    cases = list(_ended(number).values_list("case_id", flat=True))
    if not (cases or _copies(number).exists()):
        raise Http404
    record_reading(request.acting, purpose=Purpose.CASE, route=route_of(request), case_ids=cases)


def _rebuilt(number: str) -> Receipt:
    """The receipt from the agreements that carry its number, for the unit that recorded them."""
    ended = list(
        _ended(number).select_related(
            "person",
            "recipient__unit__organisation",
            "recipient__membership__user",
            "ended_by__unit__organisation",
            "author__unit__organisation",
        )
    )
    first = ended[0]
    case = home_of(first, first.author_id)
    return receipt_content(
        number=number,
        person_name=_name_of(first, case),
        at=first.ended_at or first.given_at,
        channel=str(WithdrawalChannel(first.ended_channel).label),
        received_by=_entered_by(first),
        ended=ended_lines(ended),
    )


def _entered_by(consent: Consent) -> str:
    """The unit that entered it; nobody is named when everything was stopped at once."""
    if consent.ended_channel == WithdrawalChannel.LINK:
        return "la personne elle-même"
    unit = consent.ended_by.unit if consent.ended_by else None
    return f"{unit.organisation.name}, {unit.name}" if unit else "un professionnel"


# --- writes -------------------------------------------------------------------------------------------------
def _issue(content: Receipt, request: MemberRequest) -> Document:
    return documents.issue(
        by=request.acting,
        kind=KIND,
        title=TITLE,
        template=TEMPLATE,
        snapshot=asdict(content) | {"issuer": request.acting.organisation_name},
    )


def _give(number: str, name: str, channel: str, ended: list[Consent], request: MemberRequest) -> HttpResponse:
    """Keep the receipt as the member's own copy, then show it."""
    acting = request.acting
    content = receipt_content(
        number=number,
        person_name=name,
        at=withdrawals.transaction_time(),
        channel=str(WithdrawalChannel(channel).label),
        received_by=f"{acting.organisation_name}, {acting.unit_name}",
        ended=ended_lines(ended),
    )
    _issue(content, request)
    return redirect("receipt", number)
