"""The register of the data protection office, and the withdrawals it receives."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.office_withdrawals import stop_everything_by_letter
from cases.actions.withdrawals import transaction_time
from cases.documents_consent import receipt_content
from cases.enums import WithdrawalChannel
from cases.forms.office import OfficeWithdrawalForm
from cases.queries.office import office_figures
from cases.reading import Purpose, record_reading
from cases.views.gate import acts_as
from common.formatting import full_name
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@acts_as(Capacity.DATA_PROTECTION, Role.DPO)
@require_safe
def office(request: MemberRequest) -> HttpResponse:
    """Readings and agreements of her organisation, by month. Nobody's name is here, so nothing is logged."""
    return render(request, "cases/office.html", {"figures": office_figures(timezone.localdate())})


@acts_as(Capacity.DATA_PROTECTION, Role.DPO)
@require_http_methods(["GET", "HEAD", "POST"])
def office_withdraw(request: MemberRequest) -> HttpResponse:
    """Stop every agreement of the person a letter names, and show the receipt to print and send her.

    The office keeps no document about a person, so the receipt stands on the answer itself, once. A request that
    names nobody is logged as refused: the form must not serve to look for someone.
    """
    form = OfficeWithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            number = stop_everything_by_letter(**asked, by=request.acting)
        except Refused as refused:
            record_reading(request.acting, purpose=Purpose.REFUSED, route=request.resolver_match.view_name)
            form.add_error(None, refused.sentence)
        else:
            content = receipt_content(
                number=number,
                person_name=full_name("", asked["first_name"], asked["last_name"]),
                at=transaction_time(),
                channel=str(WithdrawalChannel(asked["channel"]).label),
                received_by=f"{request.acting.organisation_name}, {request.acting.title}",
                ended=[],
            )
            return render(request, "cases/office_withdrawn.html", {"receipt": content})
    return render(request, "cases/office_withdraw.html", {"form": form})
