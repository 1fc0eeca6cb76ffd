"""The certificate of an accompaniment under way: given with the household's agreement, kept by who received it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.consent_words import label_of, unit_of
from cases.documents import deliveries
from cases.models import Case, Consent
from cases.permissions import check_may_steer
from cases.queries.consents import in_force
from cases.views.followed import followed_case, log_opening, name_on
from cases.views.gate import acts_as
from common.formatting import full_date
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.models import Audience
from partners.requests import MemberRequest


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """To which landlord it may be given, what it will say, and giving it."""
    shown = followed_case(request, public_id)
    check_may_steer(request.acting, shown.pk)
    rights = log_opening(request, shown)
    offers = deliveries.gather(shown, _landlords(shown, request.acting), request.acting)
    if request.method == "POST":
        wanted = request.POST.get("recipient")
        recipient, content = next((one for one in offers if str(unit_of(one[0]).public_id) == wanted), (None, None))
        if recipient is None or content is None:
            raise Refused(deliveries.NOT_AGREED)
        made = deliveries.deliver(content, case=shown, recipient=recipient, by=request.acting)
        messages.success(request, "L’attestation est en préparation. Le bailleur la trouvera dans ses documents reçus.")
        return redirect("document", made.public_id)
    context = {
        "case": shown,
        "name": name_on(shown, rights),
        "offers": [(unit_of(one), label_of(one), content) for one, content in offers],
    }
    return render(request, "cases/certificate.html", context)


def _landlords(case: Case, by: Acting) -> list[Audience]:
    """The landlords' units to which the household gave an agreement in force."""
    given: list[Consent] = in_force(case, by)
    units = {one.recipient_id: one.recipient for one in given if one.recipient.capacity == Capacity.LANDLORD}
    return list(units.values())


@acts_as(Capacity.LANDLORD, Role.CLERK)
@require_safe
def received_documents(request: MemberRequest) -> HttpResponse:
    """What this unit was given and keeps."""
    found = deliveries.received(request.acting)
    rows = [(one, full_date(timezone.localtime(one.finished_at or one.created_at))) for one in found]
    return render(request, "cases/received_documents.html", {"rows": rows})
