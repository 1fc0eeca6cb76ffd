"""« Bilans et rencontres » of a household: what is due, what is drafted, what was signed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import reviews as actions
from cases.documents import parts as words
from cases.documents.reviews import issue_invitation
from cases.enums import PartKind
from cases.forms.reviews import BilanForm, MeetingForm, MinutesForm, initial_of_meeting
from cases.models import AccompanimentCourse, Annex, Case, CommonPart, Task
from cases.parts.content import annex_of, common_of
from cases.parts.reviews import Decision
from cases.permissions import check_may_write_parts
from cases.programmes.publishing import rules_of
from cases.queries import parts as queries
from cases.queries import reviews as found_of
from cases.queries.objectives import objectives_of
from cases.views import drafts
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from cases.views.review_words import due_said
from common.formatting import euros, full_date, plural
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
NO_DRAFT = {
    PartKind.BILAN: "Aucun bilan n’est préparé. Préparez-le d’abord.",
    PartKind.TRIPARTITE: "Aucune rencontre n’est prévue. Prévoyez-la d’abord.",
}


@operator
@require_safe
def reviews(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What is due, drafted and signed, and how often the programme wants them."""
    shown = followed_case(request, public_id)
    rights = log_opening(request, shown)
    today = timezone.localdate()
    found = found_of.of_case(shown)
    course = AccompanimentCourse.objects.select_related("programme_version").get(case_id=shown.pk)
    rules = rules_of(course.programme_version).reviews if course.programme_version else None
    drafted = {part.kind for part in found.drafts}
    may_write = rights.is_team and course.engaged_at is not None and course.ended_at is None
    context = {
        "case": shown,
        "name": name_on(shown, rights),
        "due": [_due(task, today) for task in found.due],
        "drafts": [_line(part) for part in found.drafts],
        "signed": [_line(part) for part in found.signed],
        "may_prepare": may_write and PartKind.BILAN not in drafted,
        "may_meet": may_write and PartKind.TRIPARTITE not in drafted and (rules is None or rules.tripartite_months),
        "may_write": may_write,
        "is_engaged": course.engaged_at is not None,
        "rhythm": _rhythm(rules) if rules else "",
    }
    return render(request, "cases/reviews.html", context)


def _rhythm(rules: Any) -> str:
    said = f"Un bilan tous les {plural(rules.bilan_months, 'mois', 'mois')}"
    if rules.tripartite_months is None:
        return f"{said}, sans entretien tripartite."
    return f"{said}, un entretien tripartite tous les {plural(rules.tripartite_months, 'mois', 'mois')}."


def _due(task: Task, today: date) -> dict[str, Any]:
    return {
        "title": task.title,
        "said": due_said(task.due_on, today),
        "kind": "late" if task.due_on < today else "todo",
    }


def _line(part: CommonPart) -> dict[str, Any]:
    if part.kind == PartKind.TRIPARTITE:
        on = f"{'Tenu' if part.issued_at else 'Prévu'} le {full_date(part.starts_on)}" if part.starts_on else ""
    else:
        on = f"Du {full_date(part.starts_on)} au {full_date(part.ends_on)}" if part.starts_on and part.ends_on else ""
    return {
        "part": part,
        "title": words.title_of(part),
        "on": on,
        "is_meeting": part.kind == PartKind.TRIPARTITE,
        "to_come": found_of.is_to_come(part),
    }


@operator
@require_POST
def bilan_prepare(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Prepare the bilan now: the one that is due, else one until today."""
    shown = followed_case(request, public_id)
    check_may_write_parts(request.acting, shown.pk)
    log_opening(request, shown)
    today = timezone.localdate()
    ends_on = found_of.bilan_due(shown, today) or today
    made = actions.prepare(case=shown, ends_on=ends_on, by=request.acting)
    messages.success(request, "Le bilan est préparé avec ce qui a été noté. Complétez-le avec le ménage.")
    return redirect("part", made.public_id)


def _drafted(shown: Case, kind: PartKind) -> tuple[CommonPart, Annex | None]:
    part = queries.draft(shown, kind)
    if part is None:
        raise Refused(NO_DRAFT[kind])
    return part, queries.annex(part)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def bilan_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Complete the bilan with the household; the facts come from what was logged."""
    shown = followed_case(request, public_id)
    return drafts.edit(
        request,
        shown,
        PartKind.BILAN,
        "cases/bilan_edit.html",
        reopen=lambda: _bilan(shown),
        write=lambda opened, form: _write_bilan(opened, form, request.acting),
        context=lambda opened: {"facts": _facts(opened.part)},
        then=drafts.to_sign(request),
    )


def _facts(part: CommonPart | None) -> list[Any]:
    return [one for one in words.common_sections(part) if one.title in FACTS] if part else []


def _bilan(shown: Case) -> drafts.Opened[BilanForm]:
    part, annex = _drafted(shown, PartKind.BILAN)
    part.case = shown
    said = {"common": common_of(part), "annex": annex_of(part, annex), "objectives": objectives_of(shown)}
    return drafts.Opened(part, lambda data: BilanForm(data, **said))


def _write_bilan(opened: drafts.Opened[BilanForm], form: BilanForm, by: Acting) -> CommonPart:
    assert opened.part
    common, kept = form.said()
    actions.write_bilan(part=opened.part, said=common, annex=kept, by=by)
    return opened.part


#: What the bilan says of itself, and nobody types.
FACTS = ("Qui et quand", "Les visites faites", "Le loyer", "Les aides au logement")


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Plan the tripartite meeting, or move it."""
    shown = followed_case(request, public_id)
    check_may_write_parts(request.acting, shown.pk)
    rights = log_opening(request, shown)
    planned = queries.draft(shown, PartKind.TRIPARTITE)
    said = (
        (planned.starts_on, common_of(planned), annex_of(planned, queries.annex(planned)))
        if planned
        else (None, None, None)
    )
    form = MeetingForm(posted(request), initial=initial_of_meeting(*said))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = actions.plan_meeting(case=shown, **form.cleaned_data, by=request.acting)
            messages.success(request, "La rencontre est prévue. Vous pouvez imprimer l’invitation.")
            return redirect("reviews", made.case.public_id)
    context = {"case": shown, "name": name_on(shown, rights), "form": form, "moving": planned is not None}
    return render(request, "cases/meeting_plan.html", context)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_minutes(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note who came, what was said and what was decided."""
    shown = followed_case(request, public_id)
    return drafts.edit(
        request,
        shown,
        PartKind.TRIPARTITE,
        "cases/meeting_minutes.html",
        reopen=lambda: _minutes(shown),
        write=lambda opened, form: _write_minutes(opened, form, request.acting),
        context=lambda opened: {"on": _day_of(opened.part)},
        then=drafts.to_sign(request, "C’est noté. Relisez, puis rendez-le définitif."),
    )


def _day_of(part: CommonPart | None) -> str:
    return full_date(part.starts_on) if part and part.starts_on else ""


def _minutes(shown: Case) -> drafts.Opened[MinutesForm]:
    part, annex = _drafted(shown, PartKind.TRIPARTITE)
    said, parties = annex_of(part, annex), common_of(part).parties
    initial = {"rent": said.rent or _owed(shown), "outlook": said.outlook, "decision": said.decision, "text": said.text}
    return drafts.Opened(part, lambda data: MinutesForm(data, parties=parties, initial=initial))


def _write_minutes(opened: drafts.Opened[MinutesForm], form: MinutesForm, by: Acting) -> CommonPart:
    assert opened.part
    read = form.cleaned_data
    actions.write_minutes(
        part=opened.part,
        came=form.came(),
        rent=read["rent"],
        outlook=read["outlook"],
        decision=Decision(read["decision"]),
        text=read["text"],
        by=by,
    )
    return opened.part


def _owed(shown: Case) -> str:
    """What is owed, for a first line to correct."""
    last = found_of.last_owed(shown)
    return f"Dette de {euros(last.balance_cents)} au {full_date(last.on)}." if last else ""


@operator
@require_POST
def meeting_invitation(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The invitation as a PDF, the same for the household and for its landlord."""
    shown = followed_case(request, public_id)
    check_may_write_parts(request.acting, shown.pk)
    log_opening(request, shown)
    part, annex = _drafted(shown, PartKind.TRIPARTITE)
    names = [name for _, name in queries.adults_who_sign(shown) if name]
    made = issue_invitation(
        part=part, said=common_of(part), where=annex_of(part, annex), names=names, by=request.acting
    )
    return redirect("document", made.public_id)
