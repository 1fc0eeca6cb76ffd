"""The assessment of a household: its versions, its draft on the programme's grid, its budget."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import parts as actions
from cases.documents.budget import budget_sections
from cases.enums import ExitOutcome, PartKind
from cases.forms.assessment import AssessmentForm, initial_of, progress
from cases.forms.budget import BudgetForm, lines_drawn
from cases.forms.budget import initial_of as initial_of_budget
from cases.models import AccompanimentCourse, Case, CommonPart
from cases.parts.assessment import AssessmentAnnex, AssessmentCommon, Budget, answers_of
from cases.parts.content import annex_of, common_of
from cases.permissions import check_may_write_parts
from cases.programmes.assessing import check, split
from cases.programmes.grids import SUPPORT, Grid
from cases.programmes.publishing import grid_of, questions_at, questions_of, rules_of
from cases.queries import budgets
from cases.queries import parts as queries
from cases.views import drafts
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from common.formatting import full_date, plural
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

NO_PROGRAMME = "Ce ménage n’est suivi dans aucun dispositif : son diagnostic n’a pas de grille."
OVER = "L’accompagnement est terminé : son diagnostic ne s’écrit plus."

operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)


@dataclass(frozen=True)
class Sheet(drafts.Opened[Any]):
    """What is written on: the draft, or what the next draft starts from. `part` None: there is no draft yet."""

    course: AccompanimentCourse
    grid: Grid
    answers: dict[str, Any]
    budget: Budget | None
    held_on: date


@operator
@require_safe
def assessment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The versions of the assessment, the latest totals, what can be done next."""
    shown = followed_case(request, public_id)
    rights = log_opening(request, shown)
    found = queries.versions(shown, PartKind.ASSESSMENT)
    course = _courses(shown).annotate(budget=budgets.newest()).get()
    in_force = next((part for part in found if part.issued_at), None)
    context = {
        "case": shown,
        "name": name_on(shown, rights),
        "draft": next((part for part in found if part.issued_at is None), None),
        "issued": [(part, full_date(part.starts_on) if part.starts_on else "") for part in found if part.issued_at],
        "refused": "" if course.programme_version else NO_PROGRAMME,
        "may_write": rights.is_team and course.ended_at is None,
        "no_support": course.ended_at is None and rights.may_steer and concludes_no_support(in_force),
        "budget": budgets.totals_of(course.budget),
    }
    return render(request, "cases/assessment.html", context)


def concludes_no_support(part: CommonPart | None) -> bool:
    """Whether that assessment says « non-lieu à mesure »."""
    return part is not None and part.kind == PartKind.ASSESSMENT and common_of(part).answers.get(SUPPORT) == "no"


def concluded_by(part: CommonPart | None) -> str:
    """The end that assessment leads to, empty when it leads to none."""
    return ExitOutcome.NO_MEASURE if concludes_no_support(part) else ""


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Fill it in with the household. Whatever is sent is kept as a draft; `step=review` also asks that it be whole."""
    shown = followed_case(request, public_id)
    check_may_write_parts(request.acting, shown.pk)
    if request.method == "POST":
        queries.hold_draft(shown, PartKind.ASSESSMENT)
    if drafts.is_by_itself(request):
        return drafts.keep(request, lambda: _sheet(shown), lambda sheet, form: _answer(sheet, form, request.acting))
    rights = log_opening(request, shown)
    sheet = _sheet(shown)
    form = sheet.make(posted(request))
    answers, differing = sheet.answers, drafts.differences(request, sheet, form)
    if request.method == "POST":
        is_read = form.is_valid()
        answers = form.answers()
    if request.method == "POST" and not differing:
        with said_on_form(request, form):
            part = _answer(sheet, form, request.acting)
            if is_read and (answer := _kept(request, form, part, answers)):
                return answer
    done, asked, left = progress(sheet.grid, answers)
    context = {
        "case": shown,
        "name": name_on(shown, rights),
        "form": form,
        "grid": sheet.grid,
        "done": done,
        "asked": asked,
        "label": f"{plural(done, 'question')} sur {asked}",
        "left": f"{plural(left, 'réponse')} à donner avant de signer." if left else "",
        "budget": sheet.budget,
        "starts_anew": sheet.part is None and bool(sheet.answers),
        **drafts.said_of(sheet, differing),
    }
    return drafts.page(request, "cases/assessment_edit.html", context)


def _answer(sheet: Sheet, form: AssessmentForm, by: Acting) -> CommonPart:
    held_on = form.cleaned_data.get("held_on") or sheet.held_on
    return _write(sheet, answers=form.answers(), budget=sheet.budget, held_on=held_on, by=by)


def _kept(
    request: MemberRequest, form: AssessmentForm, part: CommonPart, answers: Mapping[str, Any]
) -> HttpResponse | None:
    """Where to go once it is kept; None to stay on what is missing."""
    step = request.POST.get("step")
    if step == "review":
        if form.say_what_is_missing():
            return None
        messages.success(request, "C’est noté. Relisez-le ensemble, puis signez.")
        return redirect("part", part.public_id)
    done, asked, _ = progress(form.grid, answers)
    messages.success(request, f"Brouillon enregistré : {plural(done, 'question')} sur {asked}.")
    return redirect("assessment_budget" if step == "budget" else "assessment_edit", part.case.public_id)


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_budget(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The budget of the draft, by line, and what it gives."""
    shown = followed_case(request, public_id)
    return drafts.edit(
        request,
        shown,
        PartKind.ASSESSMENT,
        "cases/assessment_budget.html",
        reopen=lambda: _counted(shown),
        write=lambda sheet, form: _count(sheet, form, request.acting),
        context=lambda sheet: {
            "sections": budget_sections(sheet.part, sheet.budget) if sheet.part and sheet.budget else []
        },
        then=lambda part: _after_the_budget(request, shown),
    )


def _after_the_budget(request: MemberRequest, shown: Case) -> HttpResponse:
    messages.success(request, "Budget enregistré. Le résultat est en bas de page.")
    return redirect("assessment_budget", shown.public_id)


def _counted(shown: Case) -> Sheet:
    """The lines of the budget, over those there are."""
    sheet = _sheet(shown)
    initial = initial_of_budget(sheet.budget) if sheet.budget else budgets.known_of(shown)
    return replace(sheet, make=lambda data: BudgetForm(data, lines=lines_drawn(sheet.budget, data), initial=initial))


def _count(sheet: Sheet, form: BudgetForm, by: Acting) -> CommonPart:
    return _write(sheet, answers=sheet.answers, budget=form.budget, held_on=sheet.held_on, by=by)


def _courses(case: Case) -> Any:
    return AccompanimentCourse.objects.filter(case_id=case.pk).select_related("case", "programme_version")


def _sheet(case: Case) -> Sheet:
    """The questions of the grid over the draft as it stands; without one, the last answers that the programme's present grid still takes."""
    course = _courses(case).get()
    if course.programme_version is None:
        raise Refused(NO_PROGRAMME)
    if course.ended_at is not None:
        raise Refused(OVER)
    found = queries.versions(case, PartKind.ASSESSMENT)
    before = found[0] if found else None
    common: AssessmentCommon | None = common_of(before) if before else None
    annex: AssessmentAnnex = annex_of(before, queries.annex(before)) if before else AssessmentAnnex()
    draft = before if before and before.issued_at is None else None
    if draft and common:
        grid = questions_at(common.grid, common.grid_version)
    else:
        grid = questions_of(grid_of(rules_of(course.programme_version)))
    answers = answers_of(common, annex) if common else {}
    if draft is None:
        wrong = {one.criterion for one in check(grid, answers)}
        answers = {key: answer for key, answer in answers.items() if key not in wrong}
    held_on = draft.starts_on if draft and draft.starts_on else timezone.localdate()
    initial = {"held_on": held_on, **initial_of(answers)}

    def make(data: QueryDict | None) -> AssessmentForm:
        return AssessmentForm(data, grid=grid, initial=initial)

    return Sheet(draft, make, course, grid, answers, annex.budget, held_on)


def _write(sheet: Sheet, *, answers: Mapping[str, Any], budget: Budget | None, held_on: date, by: Acting) -> CommonPart:
    case = sheet.course.case
    housing, others = split(sheet.grid, answers)
    common = AssessmentCommon(
        grid=sheet.grid.key,
        grid_version=sheet.grid.version,
        operator=by.organisation_name,
        answers=housing,
    )
    names = [name for _, name in queries.adults_who_sign(case) if name]
    annex = AssessmentAnnex(household=names, answers=others, budget=budget)
    if sheet.part:
        actions.write(part=sheet.part, common=common, annex=annex, starts_on=held_on, ends_on=None, by=by)
        return sheet.part
    return actions.begin(
        case=case,
        kind=PartKind.ASSESSMENT,
        common=common,
        annex=annex,
        starts_on=held_on,
        ends_on=None,
        version=sheet.course.programme_version,
        by=by,
    )
