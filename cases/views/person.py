"""A person's own page: who can see what about her, who has looked, and stopping it (T15, T16)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import withdrawals
from cases.documents import own_consents
from cases.documents.who_sees import gather, issue_who_sees
from cases.enums import WithdrawalChannel
from cases.middleware import PERSON_KEY
from cases.models import Accompaniment, Case, Person
from cases.queries.who_sees import consents_of, name_of, own_cases, who_sees
from cases.reading import Purpose, record_reading
from cases.views.gate import for_person
from common.refusal import Refused
from partners.acting import Acting
from partners.requests import ActingRequest


@dataclass(frozen=True)
class Herself:
    """Who reads her own page: the person, the case her page is about, and in which context she acts."""

    person: Person
    case: Case
    by: Acting


PersonView = Callable[..., HttpResponse]


def with_herself(purpose: str) -> Callable[[PersonView], PersonView]:
    """Give the view the person of this session, reading logged. A link that died meanwhile closes the page.

    A `Refused` raised inside sends her back to her page with its sentence, and nothing is written.
    """

    def decorate(view: PersonView) -> PersonView:
        @for_person
        @wraps(view)
        def wrapped(request: ActingRequest, *args, **kwargs) -> HttpResponse:
            by = request.acting
            cases = own_cases(by.person_audience) if by and by.person_audience else []
            if by is None or not cases:
                # Reading writes nothing: the session is emptied here and saved after the transaction.
                request.session.pop(PERSON_KEY, None)
                return redirect("person_link_expired")
            route = request.resolver_match.view_name
            record_reading(by, purpose=purpose, route=route, case_ids=[case.pk for case in cases])
            person = Person.objects.get(audience_id=by.person_audience)
            try:
                return view(request, Herself(person, cases[0], by), *args, **kwargs)
            except Refused as refused:
                request.rolled_back = True
                messages.error(request, refused.sentence)
                return redirect("person_page")

        return wrapped

    return decorate


@with_herself(Purpose.WHO_LOOKED)
@require_safe
def person_page(request: HttpRequest, me: Herself) -> HttpResponse:
    """Her agreements, who can see what, and who has looked."""
    in_force, past = own_consents.split(consents_of(me.person), timezone.now(), who_sees(me.person))
    context = {
        "content": asdict(gather(me.person, me.case)),
        "in_force": in_force,
        "past": past,
        "team": Accompaniment.objects.filter(case=me.case).first(),
    }
    return render(request, "cases/person_page.html", context)


@with_herself(Purpose.EXPORT)
@require_POST
def person_print(request: HttpRequest, me: Herself) -> HttpResponse:
    """The same page as a PDF of hers."""
    made = issue_who_sees(gather(me.person, me.case), case=me.case, by=me.by)
    return redirect("document", made.public_id)


@with_herself(Purpose.CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_withdraw(request: HttpRequest, me: Herself, consent_id: UUID) -> HttpResponse:
    """Ask once, then stop one agreement; the receipt follows."""
    consent = next((given for given in consents_of(me.person) if given.public_id == consent_id), None)
    if consent is None:
        raise Http404
    if request.method == "POST":
        number = withdrawals.withdraw(consent=consent, channel=WithdrawalChannel.LINK, by=me.by)
        return redirect("person_receipt", number)
    context = {"consent": own_consents.own_consent(consent, timezone.now())}
    return render(request, "cases/person_withdraw.html", context)


@with_herself(Purpose.CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_stop_everything(request: HttpRequest, me: Herself) -> HttpResponse:
    """Ask once, then stop every agreement; the receipt follows."""
    in_force, _ = own_consents.split(consents_of(me.person), timezone.now())
    if request.method == "POST":
        if not in_force:
            raise Refused("Vous n’avez aucun accord en cours.")
        number = withdrawals.stop_everything(person=me.person, channel=WithdrawalChannel.LINK, by=me.by)
        return redirect("person_receipt", number)
    return render(request, "cases/person_stop_everything.html", {"in_force": in_force})


def _receipt_or_404(me: Herself, number: str) -> own_consents.Receipt:
    found = own_consents.receipt(consents_of(me.person), number=number, person_name=name_of(me.person))
    if found is None:
        raise Http404
    return found


@with_herself(Purpose.CASE)
@require_safe
def person_receipt(request: HttpRequest, me: Herself, number: str) -> HttpResponse:
    """What she stopped, when, and what stays."""
    return render(request, "cases/person_receipt.html", {"receipt": _receipt_or_404(me, number)})


@with_herself(Purpose.EXPORT)
@require_POST
def person_receipt_print(request: HttpRequest, me: Herself, number: str) -> HttpResponse:
    """The receipt as a PDF of hers."""
    made = own_consents.issue_receipt(_receipt_or_404(me, number), by=me.by)
    return redirect("document", made.public_id)


@for_person
@require_POST
def person_leave(request: HttpRequest) -> HttpResponse:
    """Close her page on this device."""
    request.session.flush()
    return redirect("person_link_expired")
