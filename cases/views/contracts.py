"""The contract of an accompaniment: its versions, its draft, what it sets."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import parts as actions
from cases.enums import AccompanimentState, PartKind, VisitKind, VisitOutcome
from cases.forms.contract import ContractForm, initial_of
from cases.models import Accompaniment, AccompanimentCourse, Case, CommonPart, Visit
from cases.parts.calendar import last_day, reviews
from cases.parts.content import Axis, ContractAnnex, ContractCommon, annex_of, common_of
from cases.periods import add_months
from cases.policies import adhesion_day
from cases.programmes.rules import ContractRules, Rules
from cases.queries import contract_facts
from cases.queries import parts as queries
from cases.views import drafts
from cases.views.followed import followed_case, log_opening, name_on
from cases.views.gate import acts_as
from cases.views.programme_words import rhythm_of
from common.formatting import full_date, plural
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

NO_PROGRAMME = "Ce ménage n’est suivi dans aucun dispositif : son contrat n’a pas de règles."
#: A contract may be noted before the adhesion it followed; earlier than that, its year is mistyped.
BEFORE_ADHESION_MONTHS = 3
NOT_ENGAGED = "Un contrat se fait une fois que le ménage a dit qu’il souhaite être accompagné."
BEYOND = {
    "committee": "La durée la plus longue est atteinte : la commission décide de la suite.",
    "never": "La durée la plus longue est atteinte : ce contrat ne se renouvelle plus.",
}


@dataclass(frozen=True)
class Terms(drafts.Opened[ContractForm]):
    """What the contract is written under. `before`: the version it follows, or the draft itself."""

    course: AccompanimentCourse
    rules: Rules
    before: CommonPart | None
    renewing: bool


operator = acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)


@operator
@require_safe
def contract(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The versions of the contract, what can be done next, or why not."""
    shown = followed_case(request, public_id)
    rights = log_opening(request, shown)
    found = queries.versions(shown, PartKind.CONTRACT)
    draft = next((part for part in found if part.issued_at is None), None)
    in_force = next((part for part in found if part.issued_at), None)
    course = queries.course_of(shown)
    rules = queries.rules_under(course)
    context = {
        "case": shown,
        "name": name_on(shown, rights),
        "draft": draft,
        "issued": [_line(part) for part in found if part.issued_at],
        "refused": "" if found and rules else _refusal(course, rules),
        "may_write": rights.is_team and course.ended_at is None,
        "ends": _ends(in_force),
        "may_renew": bool(in_force and rules and _renewable(in_force, rules.contract, course)),
        "beyond": BEYOND[rules.contract.beyond_maximum] if rules else "",
        "extended": _extended(in_force, course),
        "may_present": rights.may_steer and course.ended_at is None,
        "rules": rules,
        "not_assessed": rules is not None and queries.in_force(shown, PartKind.ASSESSMENT) is None,
    }
    return render(request, "cases/contract.html", context)


def _line(part: CommonPart) -> dict[str, Any]:
    said: ContractCommon = common_of(part)
    kind = "Premier contrat" if part.number == 1 else "Renouvellement" if said.renewal else "Avenant"
    return {
        "part": part,
        "title": f"Version {part.number}. {kind}",
        "period": f"du {full_date(part.starts_on)}" + (f" au {full_date(part.ends_on)}" if part.ends_on else "")
        if part.starts_on
        else "",
    }


def _ends(part: CommonPart | None) -> str:
    """« Il reste 42 jours », or that it is over."""
    if part is None or part.ends_on is None:
        return ""
    left = (part.ends_on - timezone.localdate()).days
    if left < 0:
        return f"Le contrat est terminé depuis le {full_date(part.ends_on)}."
    return f"Le contrat se termine le {full_date(part.ends_on)}, dans {plural(left, 'jour')}."


def _refusal(course: AccompanimentCourse, rules: Rules | None) -> str:
    """Why no first contract may be written yet; empty when it may."""
    if rules is None:
        return NO_PROGRAMME
    if course.engaged_at is None or course.state == AccompanimentState.REACHING:
        return NOT_ENGAGED
    wanted = rules.assessment.meetings_before_contract
    held = Visit.objects.filter(case_id=course.case_id, outcome=VisitOutcome.HELD).count()
    if held >= wanted:
        return ""
    noted = "aucune n’est notée" if not held else "une est notée" if held == 1 else f"{held} sont notées"
    return f"Le dispositif demande {plural(wanted, 'rencontre')} avant le contrat : {noted}."


def _renewable(part: CommonPart, rules: ContractRules, course: AccompanimentCourse) -> bool:
    """As often as the programme says, then as far as a committee allowed."""
    if rules.months is None:
        return False
    return common_of(part).renewal < rules.renewals or _extends(part, course)


def _extends(part: CommonPart, course: AccompanimentCourse) -> bool:
    """Whether a committee allowed a day beyond the end of that contract."""
    return course.extended_until is not None and part.ends_on is not None and course.extended_until > part.ends_on


def _extended(part: CommonPart | None, course: AccompanimentCourse) -> str:
    """The last day that a committee allowed, while no contract runs to it; "" without one."""
    return full_date(course.extended_until) if part and course.extended_until and _extends(part, course) else ""


@operator
@require_http_methods(["GET", "HEAD", "POST"])
def contract_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write the contract with the household: the draft there is, an amendment, a renewal (`?suite=renouvellement`)."""
    shown = followed_case(request, public_id)
    return drafts.edit(
        request,
        shown,
        PartKind.CONTRACT,
        "cases/contract_edit.html",
        reopen=lambda: _opened(request, shown),
        write=lambda opened, form: _written(opened, form, request.acting),
        context=_terms,
        then=drafts.to_sign(request),
    )


def _terms(opened: Terms) -> dict[str, Any]:
    """What the programme sets of the contract, in words."""
    months = opened.rules.contract.months
    return {
        "rules": opened.rules,
        "months": plural(months, "mois", "mois") if months else "",
        "rhythm": rhythm_of(opened.rules),
        "renewing": opened.renewing,
    }


def _opened(request: MemberRequest, shown: Case) -> Terms:
    course = queries.course_of(shown)
    rules = queries.rules_under(course)
    before = next(iter(queries.versions(shown, PartKind.CONTRACT)), None)
    sentence = "" if before and rules else _refusal(course, rules)
    if rules is None or sentence:
        raise Refused(sentence)
    renewing = _renewing(request, before, rules, course)
    common, annex = _said(before)
    axes = rules.contract.axes
    initial = initial_of(common, annex, axes, _first_day(before, renewing)) if common else {}
    return Terms(
        part=before if before and before.issued_at is None else None,
        make=lambda data: ContractForm(data, axes=axes, initial=initial),
        course=course,
        rules=rules,
        before=before,
        renewing=renewing,
    )


def _renewing(request: MemberRequest, before: CommonPart | None, rules: Rules, course: AccompanimentCourse) -> bool:
    if before is None or request.GET.get("suite") != "renouvellement":
        return False
    if before.issued_at is None:
        # The page of the renewal goes on with the draft that it kept by itself.
        if request.POST.get("draft"):
            return False
        raise Refused(actions.ONE_DRAFT)
    if not _renewable(before, rules.contract, course):
        raise Refused(BEYOND[rules.contract.beyond_maximum])
    return True


def _said(before: CommonPart | None) -> tuple[ContractCommon | None, ContractAnnex]:
    if before is None:
        return None, ContractAnnex()
    return common_of(before), annex_of(before, queries.annex(before))


def _first_day(before: CommonPart | None, renewing: bool) -> date | None:
    if before is None:
        return None
    return before.ends_on + timedelta(days=1) if renewing and before.ends_on else before.starts_on


def _check_begins(opened: Terms, starts_on: date) -> None:
    """Refused: a first day months before the adhesion, as a year mistyped is; not of a household taken over, whose contract may be older
    than what Palier knows, nor where the version before begins that day already."""
    course, before = opened.course, opened.before
    if course.engaged_at is None or course.case.tenancy_id is None or (before and before.starts_on == starts_on):
        return
    stated = Accompaniment.objects.filter(case_id=course.case_id).values_list("starts_on", flat=True).first()
    adhesion = adhesion_day(stated, course.engaged_at)
    if starts_on < add_months(adhesion, -BEFORE_ADHESION_MONTHS):
        raise Refused(
            f"Ce contrat commencerait plus de trois mois avant l’adhésion, le {full_date(adhesion)} : corrigez « À partir du »,"
            " surtout son année."
        )


def _written(opened: Terms, form: ContractForm, by: Acting) -> CommonPart:
    _check_begins(opened, form.cleaned_data["starts_on"])
    return write(opened.course, opened.before, form, opened.rules, renewing=opened.renewing, by=by)


def _within(course: AccompanimentCourse, starts_on: date, ends_on: date | None) -> date:
    """Where a contract beyond the maximum ends: no later than what a committee allowed."""
    until = course.extended_until
    if until is None:
        raise Refused(BEYOND["committee"])
    if until < starts_on:
        raise Refused(
            f"La commission a prolongé l’accompagnement jusqu’au {full_date(until)} : commencez avant ce jour."
        )
    return min(ends_on or until, until)


def write(
    course: AccompanimentCourse,
    before: CommonPart | None,
    form: ContractForm,
    rules: Rules,
    *,
    renewing: bool,
    by: Acting,
) -> CommonPart:
    """The draft that says what a valid form holds and what the case gives: the one there is (`before`), or a new one.
    Refusals are those of `begin` and `write` in `cases.actions.parts`; also beyond the programme's maximum, without a committee's
    decision or after the day it allowed."""
    former = common_of(before) if before else None
    starts_on, months = form.cleaned_data["starts_on"], rules.contract.months
    renewal = (former.renewal if former else 0) + int(renewing)
    ends_on = last_day(starts_on, months)
    if renewal > rules.contract.renewals:
        ends_on = _within(course, starts_on, ends_on)
    facts = contract_facts.gather(course.case, by)
    annex = form.annex().model_copy(update=facts.who)
    common = ContractCommon(
        **facts.shared,
        months=months,
        renewal=renewal,
        rhythm=rhythm_of(rules),
        places=[str(VisitKind(place).label).capitalize() for place in rules.visits.places],
        axes=[Axis(key=axis.key, label=axis.label) for axis in rules.contract.axes],
        objectives=form.objectives(former.objectives if former else []),
        commitments=form.commitments(),
        reviews=reviews(rules.reviews, starts_on, ends_on),
    )
    if before is not None and before.issued_at is None:
        actions.write(part=before, common=common, annex=annex, starts_on=starts_on, ends_on=ends_on, by=by)
        return before
    return actions.begin(
        case=course.case,
        kind=PartKind.CONTRACT,
        common=common,
        annex=annex,
        starts_on=starts_on,
        ends_on=ends_on,
        version=course.programme_version,
        by=by,
    )
