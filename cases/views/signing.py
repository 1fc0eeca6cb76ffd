"""What the pages of an agreement share: who signs for whom, the notice that is read, the page that is signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases.actions.consents import check_running
from cases.consent_words import unit_of, words
from cases.enums import CaseKind, GivenHow, Scope
from cases.forms.consent import SignatureForm
from cases.models import Case, Consent
from cases.permissions_consent import may_end
from cases.queries import consents as queries
from cases.queries.consents import Adult, Proposal
from cases.reading import Purpose, record_reading
from common.formatting import full_date
from partners.acting import Acting
from partners.enums import AudienceKind, Capacity
from partners.requests import MemberRequest

CIVILITIES = {"Mme": "Madame", "M.": "Monsieur", "MME": "Madame", "M": "Monsieur", "MLLE": "Madame"}


@dataclass(frozen=True)
class Signing:
    """Who signs, for which recipient, on which case.

    `flagged`: a violence flag is set on the household. `protected`: it protects the adult who signs; to the
    other adult nothing may say that there is one. `several`: other adults must agree on household facts too.
    """

    case: Case
    adult: Adult
    proposal: Proposal
    flagged: bool = False
    protected: bool = False
    several: bool = False

    @property
    def keys(self) -> list[UUID]:
        recipient = self.proposal.recipient
        key = recipient.membership.public_id if recipient.membership else unit_of(recipient).public_id
        return [self.case.public_id, self.adult.public_id, key]

    @property
    def url(self) -> str:
        return reverse("consent_choose", args=self.keys)

    @property
    def preview_url(self) -> str:
        return reverse("consent_preview", args=self.keys)

    @property
    def label(self) -> str:
        """What the button that leads to it says."""
        return f"Recueillir l’accord de {self.adult.civil}"

    @property
    def is_landlord(self) -> bool:
        return self.proposal.recipient.capacity == Capacity.LANDLORD

    @property
    def is_secretary(self) -> bool:
        """Whether a committee's secretariat receives the presentation sheet."""
        return self.proposal.recipient.capacity == Capacity.COMMITTEE_SECRETARY

    @property
    def addressed(self) -> str:
        """« Madame Vasseur », or the name as it is known."""
        civility, _, rest = self.adult.civil.replace("\u00a0", " ").partition(" ")
        return f"{CIVILITIES[civility]} {rest}" if civility in CIVILITIES else self.adult.name

    @property
    def whose(self) -> str:
        """« votre bailleur, Habitat des Deux Vallées », or the recipient's name."""
        if self.is_landlord:
            return f"votre bailleur, {self.proposal.organisation_name}"
        return self.proposal.recipient_label


@dataclass(frozen=True)
class Notice:
    """What is read aloud and signed. `opened` is empty when only the return direction was agreed to.

    `name` is read without its civility, `signer` stands under the signature with it.
    """

    name: str
    signer: str
    recipient: str
    opened: str
    purpose: str
    until: str
    oral_until: str
    returns_to: str
    narrative: bool
    presentation: bool


def notice_of(
    *,
    adult: Adult,
    recipient: str,
    scopes: Iterable[str],
    purpose: str,
    returns: bool,
    months: int,
    planned_end: date | None,
    by: Acting,
) -> Notice:
    """The notice of an agreement of that many months, written or given orally."""
    scopes = list(scopes)
    return Notice(
        name=_without_civility(adult.name),
        signer=adult.name,
        recipient=recipient,
        opened=words(scopes),
        purpose=purpose,
        until=full_date(queries.last_day(end_of(months, planned_end, GivenHow.SCREEN))),
        oral_until=full_date(queries.last_day(end_of(months, planned_end, GivenHow.ORAL))),
        returns_to=by.organisation_name if returns else "",
        narrative=Scope.SOCIAL in scopes,
        presentation=Scope.PRESENTATION in scopes,
    )


def _without_civility(name: str) -> str:
    civility, _, rest = name.replace("\u00a0", " ").partition(" ")
    return rest if civility in CIVILITIES else name


def end_of(months: int, planned_end: date | None, given_how: str) -> datetime:
    """The end of an agreement of that many months; thirty days at most when it is only said."""
    end = queries.end_after(months, planned_end)
    if given_how != GivenHow.ORAL:
        return end
    return min(end, queries.end_of_day(timezone.localdate() + timedelta(days=queries.ORAL_DAYS)))


def sign_page(
    request: MemberRequest,
    *,
    notice: Notice,
    url: str,
    kept: list[tuple[str, str]],
    signature: SignatureForm,
    may_be_oral: bool = True,
) -> HttpResponse:
    """Step 2: the notice, then the signature on screen, on paper, or the word of the person."""
    context = {
        "notice": notice,
        "url": url,
        "kept": kept,
        "form": signature,
        "may_be_oral": may_be_oral,
        "has_errors": bool(signature.errors),
    }
    return render(request, "cases/consent_sign.html", context)


def signing_or_404(request: MemberRequest, case: Case, person: UUID, recipient: UUID) -> Signing:
    """The adult and the recipient of a page's address: a unit of the proposals, a named colleague, a committee's secretariat.

    Refused once the accompaniment has ended.
    """
    by = request.acting
    proposal = (
        next((one for one in queries.proposals(case, by) if unit_of(one.recipient).public_id == recipient), None)
        or queries.colleague_proposal(recipient, case, by)
        or queries.secretary_proposal(recipient, case)
    )
    adults = queries.adults_of(case, by)
    adult = next((one for one in adults if one.public_id == person), None)
    if proposal is None or adult is None:
        check_running(case)
        raise Http404
    named = proposal.recipient.kind == AudienceKind.MEMBER
    if not (adult.person.is_party or named):
        raise Http404
    flag = queries.open_flag(case)
    protected = flag is not None and flag.person_id == adult.person.pk
    several = sum(one.person.is_party for one in adults) > 1
    return Signing(case, adult, proposal, flag is not None, protected, several)


def route_of(request: MemberRequest) -> str:
    """The route of a request, as the reading log names it."""
    return request.resolver_match.view_name if request.resolver_match else ""


def recorded_or_404(request: MemberRequest, consent_id: UUID) -> tuple[Consent, Case]:
    """An agreement this unit recorded and the accompaniment it belongs to; logged before it is read."""
    route = route_of(request)
    consent = (
        Consent.objects.filter(public_id=consent_id, author_id=request.acting.unit_audience)
        .select_related("person", "recipient__unit__organisation", "recipient__membership__user")
        .first()
    )
    case = home_of(consent, request.acting.unit_audience) if consent else None
    if consent is None or case is None or not may_end(consent, request.acting):
        raise Http404
    record_reading(request.acting, purpose=Purpose.CASE, route=route, case_ids=[case.pk])
    return consent, case


def home_of(consent: Consent, unit_audience: int | None) -> Case | None:
    """The case whose page that unit works from: for the return direction, the accompaniment it came from."""
    own = Case.objects.filter(household_id=consent.household_id, holder_id=unit_audience)
    return (
        own.filter(kind=CaseKind.ACCOMPANIMENT, tenancy_id=consent.case_id).first()
        or Case.objects.filter(pk=consent.case_id).first()
    )


def unsigned(
    case: Case, by: Acting, adults: list[Adult], given: list[Consent], offered: Sequence[Proposal] | None = None
) -> list[Signing]:
    """Who may still sign, for which recipient: each adult party without an agreement in force for it. `offered`: what may be
    shared, else what the programme proposes."""
    signed = {(consent.person_id, consent.recipient_id) for consent in given}
    return [
        Signing(case, adult, proposal)
        for proposal in (queries.proposals(case, by) if offered is None else offered)
        for adult in adults
        if adult.person.is_party and (adult.person.pk, proposal.recipient.pk) not in signed
    ]
