"""What is signed in two parts, whatever its kind: read together, signed by each, made final, printed."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import parts as actions
from cases.documents import parts as words
from cases.enums import PartKind, Party, SignedHow
from cases.forms.part_signature import PartSignatureForm
from cases.models import Annex, Case, CommonPart
from cases.parts.content import annex_of, common_of
from cases.parts.reviews import Decision
from cases.permissions import check_may_steer, check_may_write_parts
from cases.queries import parts as queries
from cases.queries.case_page import Rights
from cases.queries.parts import Wanted
from cases.queries.reviews import is_to_come
from cases.reading import Purpose, record_reading
from cases.views.assessments import concludes_no_support
from cases.views.followed import log_opening, name_on, route_of
from cases.views.gate import acts_as
from common.formatting import full_date
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
LANDLORD_READS = "Le bailleur lira la partie commune une fois signée, si le ménage l’a accepté."
SIGNED_BY_ALL = "Partie commune : ce que signent toutes les parties"
#: The minutes of a meeting are signed by the association alone.
READ_BY_LANDLORD = "Partie commune : ce que le bailleur lira, si le ménage l’accepte"
#: Where each kind is written, by the name of its route.
EDITED_AT = {
    PartKind.ASSESSMENT: "assessment_edit",
    PartKind.CONTRACT: "contract_edit",
    PartKind.BILAN: "bilan_edit",
    PartKind.TRIPARTITE: "meeting_minutes",
}
#: What its page offers while something is still to be written in it.
WRITE = {
    PartKind.ASSESSMENT: "Compléter le diagnostic",
    PartKind.CONTRACT: "Compléter le contrat",
    PartKind.BILAN: "Compléter avec le ménage",
    PartKind.TRIPARTITE: "Noter la rencontre",
}
#: Where what was decided is done: the words of its button, its route.
FOLLOWS = {
    Decision.AMEND: ("Préparer la nouvelle version", "contract"),
    Decision.STOP: ("Terminer l’accompagnement", "end_accompaniment"),
    Decision.ASK_SUSPENSION: ("Ouvrir le compte de loyer", "rent_account"),
}
#: Later, what was decided has been done or decided again.
FOLLOWS_FOR = timedelta(days=60)
LISTED_AT = {
    PartKind.ASSESSMENT: "assessment",
    PartKind.CONTRACT: "contract",
    PartKind.BILAN: "reviews",
    PartKind.TRIPARTITE: "reviews",
}


def _held(request: MemberRequest, part_id: UUID) -> CommonPart:
    """A part of a case the acting unit holds; anything else is the common 404."""
    part = queries.find(part_id)
    if part is None or part.author_id != request.acting.unit_audience:
        raise Http404
    return part


def who_of(one: Wanted) -> str:
    """What names a signer in an address."""
    return str(one.person.public_id) if one.person else str(one.party)


@operator
@require_safe
def part(request: MemberRequest, part_id: UUID) -> HttpResponse:
    """Both parts as they are read together, who has signed, and what is left to do."""
    shown = _held(request, part_id)
    rights = log_opening(request, shown.case)
    annex = queries.annex(shown) if rights.is_team else None
    wanted = queries.wanted(shown, annex) if annex else []
    unsaid = actions.unsaid(shown, annex) if annex and shown.issued_at is None else ""
    to_come = shown.starts_on if is_to_come(shown) else None
    context = {
        "part": shown,
        "unsaid": f"Elle se note une fois tenue, le {full_date(to_come)}." if to_come else unsaid,
        "write": "" if to_come else WRITE[PartKind(shown.kind)],
        "case": shown.case,
        "name": name_on(shown.case, rights),
        "title": words.title_of(shown),
        "common_title": READ_BY_LANDLORD if shown.kind == PartKind.TRIPARTITE else SIGNED_BY_ALL,
        "common": words.common_sections(shown),
        "annex": words.annex_sections(shown, annex) if annex else [],
        "wanted": [(one, who_of(one)) for one in wanted],
        "complete": bool(wanted) and all(one.given for one in wanted),
        "is_team": rights.is_team,
        "no_support": shown.issued_at and rights.may_steer and concludes_no_support(shown),
        "follows": _follows(shown, annex) if rights.may_steer else None,
        "edit_url_name": EDITED_AT[PartKind(shown.kind)],
        "list_url_name": LISTED_AT[PartKind(shown.kind)],
    }
    return render(request, "cases/part.html", context)


def _follows(shown: CommonPart, annex: Annex | None) -> dict[str, str] | None:
    """What a bilan or a meeting decided of late leads to, and where it is done."""
    if shown.issued_at is None or timezone.now() - shown.issued_at > FOLLOWS_FOR:
        return None
    if shown.kind == PartKind.BILAN:
        decided = common_of(shown).decision
    elif shown.kind == PartKind.TRIPARTITE and annex:
        decided = annex_of(shown, annex).decision
    else:
        return None
    if decided not in FOLLOWS:
        return None
    button, route = FOLLOWS[decided]
    return {
        "said": f"Décidé ensemble : {decided.label}.",
        "button": button,
        "url": reverse(route, args=[shown.case.public_id]),
    }


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def part_sign(request: MemberRequest, part_id: UUID, who: str) -> HttpResponse:
    """One signature, on the screen or on paper photographed; the member's own for the operator by a button."""
    shown = _held(request, part_id)
    check_may_steer(request.acting, shown.case_id)
    rights = log_opening(request, shown.case)
    one, annex = _wanted(shown, who)
    if one.party == Party.OPERATOR:
        return _sign_for_operator(request, shown)
    form = PartSignatureForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), initial={"name": one.name}
    )
    if request.method == "POST" and form.is_valid():
        actions.sign(
            part=shown,
            party=one.party,
            person=one.person,
            name=form.cleaned_data["name"],
            how=SignedHow(form.given_how),
            evidence=form.proof,
            by=request.acting,
        )
        messages.success(request, f"C’est signé : {form.cleaned_data['name']}.")
        return redirect("part", part_id)
    return render(request, "cases/part_sign.html", _signing(shown, rights, (one, annex), form))


def _signing(shown: CommonPart, rights: Rights, asked: tuple[Wanted, Annex], form: PartSignatureForm) -> dict:
    one, annex = asked
    return {
        "part": shown,
        "name": name_on(shown.case, rights),
        "title": words.title_of(shown),
        "common": words.common_sections(shown),
        "annex": words.annex_sections(shown, annex) if one.party == Party.HOUSEHOLD else [],
        "one": one,
        "who": who_of(one),
        "form": form,
    }


def _wanted(shown: CommonPart, who: str) -> tuple[Wanted, Annex]:
    """The signature asked for, and the annex that goes with the part."""
    if shown.issued_at is not None:
        raise Refused(actions.ISSUED)
    annex = queries.annex(shown)
    if annex is None:
        raise Refused("Seule l’équipe qui suit ce ménage fait signer ce document.")
    for one in queries.wanted(shown, annex):
        if who_of(one) == who:
            return one, annex
    raise Http404


def _sign_for_operator(request: MemberRequest, shown: CommonPart) -> HttpResponse:
    if request.method == "POST":
        name = request.acting.person_name
        actions.sign(
            part=shown,
            party=Party.OPERATOR,
            person=None,
            name=name,
            how=SignedHow.SCREEN,
            evidence=None,
            by=request.acting,
        )
        messages.success(request, f"C’est signé : {name}.")
    return redirect("part", shown.public_id)


@operator
@require_POST
def part_issue(request: MemberRequest, part_id: UUID) -> HttpResponse:
    """Make it final."""
    shown = _held(request, part_id)
    check_may_write_parts(request.acting, shown.case_id)
    annex = queries.annex(shown)
    wanted = queries.wanted(shown, annex) if annex else []
    actions.issue(part=shown, wanted=wanted, by=request.acting)
    messages.success(request, "C’est définitif. Remettez sa copie au ménage.")
    return redirect("part", part_id)


@operator
@require_POST
def part_abandon(request: MemberRequest, part_id: UUID) -> HttpResponse:
    """Put the draft aside."""
    shown = _held(request, part_id)
    actions.abandon(part=shown, by=request.acting)
    messages.success(request, "Le brouillon est abandonné.")
    return redirect(LISTED_AT[PartKind(shown.kind)], shown.case.public_id)


@operator
@require_POST
def part_pdf(request: MemberRequest, part_id: UUID, copy: str) -> HttpResponse:
    """The PDF of one copy: both parts for household and operator, the common part for the landlord, or in plain words."""
    shown = _held(request, part_id)
    check_may_write_parts(request.acting, shown.case_id)
    rights = log_opening(request, shown.case)
    annex = queries.annex(shown) if rights.is_team else None
    whole = copy == words.BOTH
    sections = words.plain_sections(shown) if copy == words.PLAIN else words.common_sections(shown)
    signed = queries.signatures(shown) if copy != words.PLAIN else []
    made = words.issue_pdf(
        part=shown,
        copy=copy,
        sections=sections,
        annex=words.annex_sections(shown, annex) if whole else [],
        signed=signed,
        by=request.acting,
    )
    return redirect("document", made.public_id)


landlord = acts_as(Capacity.LANDLORD, Role.CLERK)


def _shared(request: MemberRequest, part_id: UUID) -> CommonPart:
    """A common part this landlord may read: issued, agreed, and not its own."""
    found = queries.find(part_id)
    if found is None or found.issued_at is None:
        raise Http404
    record_reading(
        request.acting,
        purpose=Purpose.CASE,
        route=route_of(request),
        case_ids=[found.case_id],
        basis="agreement",
    )
    return found


@landlord
@require_safe
def shared_part(request: MemberRequest, part_id: UUID) -> HttpResponse:
    """The common part as the landlord reads it."""
    shown = _shared(request, part_id)
    context = {
        "part": shown,
        "title": words.title_of(shown),
        "common": words.common_sections(shown),
        "tenancy": Case.objects.filter(household_id=shown.household_id, holder_id=request.acting.unit_audience).first(),
    }
    return render(request, "cases/shared_part.html", context)


@landlord
@require_POST
def shared_part_pdf(request: MemberRequest, part_id: UUID) -> HttpResponse:
    """The landlord's copy as a PDF: it keeps what it received."""
    shown = _shared(request, part_id)
    made = words.issue_pdf(
        part=shown,
        copy=words.COMMON,
        sections=words.common_sections(shown),
        annex=[],
        signed=[],
        by=request.acting,
    )
    return redirect("document", made.public_id)
