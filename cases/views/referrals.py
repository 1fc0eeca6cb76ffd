"""Referring tenants to an association: answers, the sheet as it will be read, then sending; completing, withdrawing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template import Context
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from cases.actions import referrals
from cases.actions.referrals import MOST_TENANTS, why_not
from cases.enums import FeedbackState
from cases.forms.answer import asked_words
from cases.forms.referral import CommonForm, CompleteForm, TenantForm, both_are_valid
from cases.forms.together import Together
from cases.models import Case, Referral, ReferralSheet
from cases.queries import received
from cases.queries import tenants as queries
from cases.queries.tenant_names import called
from cases.queries.tenants import Recipient, StatedAccount
from cases.reading import Purpose, record_reading
from cases.views.clerk import clerk, membership_of, route_of, unit_of
from cases.views.received import _details as sheet_details
from common.context import as_if, rehearsal
from common.formatting import euros, full_date, plural
from common.refusal import NotYours, Refused
from partners.requests import MemberRequest

PREVIEW, CONFIRM, EDIT = "preview", "confirm", "edit"
#: Whose task a missing piece of a referral is, said to the clerk.
TASKS = {
    "landlord": "à vous de le donner : l’association vous le demandera",
    "household": "l’association le demandera au ménage",
    "operator": "l’association le complétera",
}
NEVER_KEPT = {"csrfmiddlewaretoken", "step", "remove"}


@clerk
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: MemberRequest) -> HttpResponse:
    """One tenant or several: what is said of them, the sheet as the association will read it, then sending."""
    data = request.POST if request.method == "POST" else request.GET
    chosen = _chosen_or_404(request, data)
    if not chosen:
        messages.warning(request, "Choisissez au moins un locataire.")
        return redirect("tenants")
    recipients = queries.recipients(membership_of(request).unit_id, unit_of(request))
    refused = [sentence for account in chosen if (sentence := why_not(account))]
    accounts = [account for account in chosen if not why_not(account)]
    if not recipients or not accounts or len(accounts) > MOST_TENANTS:
        return _impossible(request, recipients, refused, len(accounts))
    common, tenants = _forms(request, accounts, recipients)
    step = request.POST.get("step", "")
    if step in {PREVIEW, CONFIRM} and both_are_valid(common, tenants):
        try:
            if step == CONFIRM:
                return _send(request, common, tenants)
            return _preview(request, common, tenants, refused)
        except NotYours:
            raise
        except Refused as no:
            common.add_error(None, no.sentence)
    return _ask(request, common, tenants, refused)


# --- the selection -----------------------------------------------------------------------------------------------
def _chosen_or_404(request: MemberRequest, data: QueryDict) -> list[StatedAccount]:
    """The chosen accounts of the unit by name, once their reading is logged; one that is not its own: 404."""
    unit = unit_of(request)
    try:
        wanted = {UUID(text) for text in data.getlist("locataire")} - _removed(data)
    except ValueError:
        raise Http404 from None
    found = queries.chosen(unit, wanted)
    if len(found.ids) != len(wanted):
        raise Http404
    if found.case_ids:
        route = route_of(request)
        record_reading(request.acting, purpose=Purpose.LIST, route=route, case_ids=found.case_ids, basis="tenancy")
    return queries.describe(unit, found.ids)


def _removed(data: QueryDict) -> set[UUID]:
    return {UUID(text) for text in data.getlist("remove")}


def _impossible(
    request: MemberRequest, recipients: Sequence[Recipient], refused: list[str], count: int
) -> HttpResponse:
    """Nobody can be referred now: says why, and what to do."""
    context = {
        "refused": refused,
        "no_agreement": not recipients,
        "too_many": count if count > MOST_TENANTS else 0,
        "most": MOST_TENANTS,
        "tenants_url": reverse("tenants"),
    }
    return render(request, "cases/refer_impossible.html", context)


# --- asking ------------------------------------------------------------------------------------------------------
def _forms(
    request: MemberRequest, accounts: Sequence[StatedAccount], recipients: Sequence[Recipient]
) -> tuple[CommonForm, list[TenantForm]]:
    several, data = len(accounts) > 1, request.POST if request.method == "POST" else None
    asked, former = request.GET.get("vers", ""), queries.former_sheets(unit_of(request), accounts)
    initial: dict[str, Any] = {
        "recipient": asked if asked in {each.key for each in recipients} else _only(recipients),
        "contact_name": request.acting.person_name,
        "contact_phone": membership_of(request).phone,
    }
    if not several and (before := former.get(accounts[0].pk)):
        initial |= _said_before(before, recipients, initial["recipient"])
    common = CommonForm(data, recipients=recipients, several=several, initial=initial)
    return common, [
        TenantForm(data, account=account, several=several, former=former.get(account.pk)) for account in accounts
    ]


def _said_before(sheet: ReferralSheet, recipients: Sequence[Recipient], recipient: str) -> dict[str, Any]:
    """What the former referral said and may still hold. Whether the tenant was told this time is never supposed."""
    again = [each.key for each in recipients if each.agreement.pk == sheet.referral.agreement_id]
    return {
        "recipient": recipient or (again[0] if again else ""),
        "origin": sheet.referral.origin,
        "actions": sheet.actions_taken,
    }


def _only(recipients: Sequence[Recipient]) -> str:
    return recipients[0].key if len(recipients) == 1 else ""


def _ask(
    request: MemberRequest, common: CommonForm, tenants: Sequence[TenantForm], refused: Sequence[str]
) -> HttpResponse:
    if request.POST.get("step") not in {PREVIEW, CONFIRM}:
        # Coming back to one's answers, or leaving a tenant out, is no mistake: what was typed is shown as it is.
        for form in (common, *tenants):
            form.errors.clear()
    total = sum(form.account.balance_cents for form in tenants)
    several = len(tenants) > 1
    answers = Together([("", common), *((called(form.account) if several else "", form) for form in tenants)])
    context = {
        "common": common,
        "tenants": tenants,
        "people": [{"form": form, **_person(form.account)} for form in tenants],
        "answers": answers,
        "has_errors": answers.errors,
        "several": several,
        "refused": refused,
        "title": called(tenants[0].account) if len(tenants) == 1 else plural(len(tenants), "locataire"),
        "total": euros(total),
        "tenants_url": reverse("tenants"),
        "former": full_date(timezone.localtime(tenants[0].former.referral.submitted_at))
        if not several and tenants[0].former
        else "",
        "phones": [(each.organisation, each.phone) for each in common.recipients.values() if each.phone],
    }
    return render(request, "cases/refer.html", context)


def _person(account: StatedAccount) -> dict[str, Any]:
    return {
        "name": called(account),
        "place": ", ".join(filter(None, [account.address, account.commune])),
        "balance": euros(account.balance_cents),
        "public_id": account.public_id,
    }


# --- the preview, then sending --------------------------------------------------------------------------------------
def _preview(
    request: MemberRequest, common: CommonForm, tenants: Sequence[TenantForm], refused: Sequence[str]
) -> HttpResponse:
    """The sheets as the association's unit will read them: sent, read with its rights, and undone."""
    recipient, sheets = common.chosen(), []
    with rehearsal():
        sent = _refer(request, common, tenants)
        with as_if([recipient.audience_id]):
            for referral in sent:
                row = received.open_sheet(Case(pk=referral.receiving_case_id), timezone.localdate())
                if row is None:
                    raise Refused("La fiche ne s’ouvre pas chez cette association. Rien n’est envoyé.")
                details = sheet_details(row)
                sheets.append(
                    {
                        "name": row.name,
                        "contact": ", ".join(filter(None, [row.sheet.contact_name, row.sheet.contact_phone])),
                        "content": receivers_part("cases/sheet.html", "content", details),
                        "completeness": _lacking(details["completeness"]),
                    }
                )
    context = {
        "sheets": sheets,
        "recipient": recipient,
        "kept": [(name, value) for name in request.POST for value in _kept(request.POST, name)],
        "refused": refused,
        "refer_url": reverse("refer"),
        "send_words": f"Saisir {recipient.organisation}",
    }
    return render(request, "cases/refer_preview.html", context)


def _lacking(completeness: dict[str, Any]) -> dict[str, Any]:
    """What the programme asks and the sheet does not say, in the clerk's words; what she will be asked comes first."""
    order = list(TASKS)
    missing = sorted(completeness["missing"], key=lambda each: order.index(each["given_by"]))
    return {
        "said": completeness["said"],
        "missing": [{"label": each["label"], "task": TASKS[each["given_by"]]} for each in missing],
        "asked": any(each["given_by"] == "landlord" for each in missing),
    }


def receivers_part(template_name: str, block: str, context: dict[str, Any]) -> SafeString:
    """One block of a page of the receiver's, rendered by its own template: a preview has no second one."""
    template = get_template(template_name).template  # type: ignore[attr-defined]
    (extends,) = template.nodelist.get_nodes_by_type(ExtendsNode)
    given = Context(context)
    with given.render_context.push_state(template), given.bind_template(template):
        return extends.blocks[block].render(given)


def _kept(data: QueryDict, name: str) -> list[str]:
    return [] if name in NEVER_KEPT else data.getlist(name)


def _send(request: MemberRequest, common: CommonForm, tenants: Sequence[TenantForm]) -> HttpResponse:
    sent = _refer(request, common, tenants)
    organisation = common.chosen().organisation
    read = "cette fiche" if len(sent) == 1 else f"ces {len(sent)} fiches"
    messages.success(request, f"C’est envoyé. {organisation} peut lire {read} pendant 60 jours.")
    if len(tenants) == 1:
        return redirect("tenant", tenants[0].account.public_id)
    return redirect(f"{reverse('tenants')}?etat=reponse-attendue")


def _refer(request: MemberRequest, common: CommonForm, tenants: Sequence[TenantForm]) -> list[Referral]:
    said = common.cleaned_data
    return referrals.refer(
        tenants=[form.to_refer(common) for form in tenants],
        recipient=common.chosen(),
        origin=said["origin"],
        contact_name=said["contact_name"],
        contact_phone=said["contact_phone"],
        by=request.acting,
    )


# --- afterwards -----------------------------------------------------------------------------------------------------
@clerk
@require_http_methods(["GET", "HEAD", "POST"])
def refer_complete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What the association asked for, and nothing else; then the sheet goes back to it."""
    referral, account = _referral_or_404(request, public_id)
    told = queries.told_of(referral)
    if FeedbackState.INCOMPLETE not in told:
        raise Refused("Cette saisine n’attend plus de complément.")
    sheet = ReferralSheet.objects.get(referral_id=referral.pk)
    asked = told[FeedbackState.INCOMPLETE].detail
    form = CompleteForm(request.POST if request.method == "POST" else None, asked=asked.split(","), sheet=sheet)
    if form.is_bound and form.is_valid():
        referrals.complete_referral(referral=referral, values=form.values(), by=request.acting)
        messages.success(request, "C’est complété. L’association peut répondre.")
        return redirect("tenant", account.public_id)
    return render(
        request, "cases/refer_complete.html", {"form": form, "asked": asked_words(asked), **_sent(referral, account)}
    )


@clerk
@require_http_methods(["GET", "HEAD", "POST"])
def refer_withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Taking a referral back: what it does, one question."""
    referral, account = _referral_or_404(request, public_id)
    if request.method == "POST":
        referrals.withdraw_referral(referral=referral, by=request.acting)
        messages.success(request, "C’est retiré. L’association ne voit plus la fiche.")
        return redirect("tenant", account.public_id)
    return render(request, "cases/refer_withdraw.html", _sent(referral, account))


def _sent(referral: Referral, account: StatedAccount) -> dict[str, Any]:
    unit = referral.recipient.unit
    return {
        "name": called(account),
        "to": f"{unit.organisation.name}, {unit.name}" if unit else "",
        "tenant_url": reverse("tenant", args=[account.public_id]),
        "tenants_url": reverse("tenants"),
    }


def _referral_or_404(request: MemberRequest, public_id: UUID) -> tuple[Referral, StatedAccount]:
    """The unit's referral of that id and its account, once its reading is logged; anything else: 404."""
    unit = unit_of(request)
    referral = (
        Referral.objects.filter(public_id=public_id, author_id=unit, account__isnull=False)
        .select_related("recipient__unit__organisation")
        .first()
    )
    if referral is None or referral.account_id is None:
        raise Http404
    route = route_of(request)
    record_reading(request.acting, purpose=Purpose.CASE, route=route, case_ids=[referral.case_id], basis="tenancy")
    return referral, queries.describe(unit, [referral.account_id])[0]
