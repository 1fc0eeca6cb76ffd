"""The page of a followed household, the adhesion and the end of its accompaniment."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import accompaniments
from cases.enums import AccompanimentState, PartKind
from cases.forms.adhesion import EndForm, IdentityForm
from cases.forms.together import Together
from cases.models import AccompanimentCourse, Case
from cases.permissions import check_may_steer
from cases.policies import Identity
from cases.queries import case_page
from cases.queries.asked import asked_on_page
from cases.queries.budgets import totals_of
from cases.queries.case_page import Rights
from cases.queries.consent_lines import ConsentLine, lines, text_lines
from cases.queries.consents import Adult as ConsentAdult
from cases.queries.consents import referrer_of
from cases.queries.parts import in_force
from cases.queries.stays import said_before
from cases.views import adhering, case_words, outreach_words, stairs_words
from cases.views.assessments import concluded_by
from cases.views.endings import endings
from cases.views.entry import entry_at_adhesion, entry_in_words
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from cases.views.information import information_of
from cases.views.rhythm_words import rhythm_of_course
from cases.views.step_words import steps_card
from cases.views.suspending import resting
from cases.views.work_words import household_work
from common.formatting import euros, full_date
from common.refusal import Refused
from partners.acting import Acting
from partners.communes import code_of
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

#: Nothing more is done for the household. During the follow-up right the team still steps in.
OVER = frozenset({AccompanimentState.ENDED, AccompanimentState.ARCHIVED})


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_safe
def case(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The household: where it stands, what happened, who follows it, why one sees it. Eight statements.

    A referral that is not accepted yet leads to its sheet.
    """
    shown = followed_case(request, public_id)
    rights = log_opening(request, shown)
    before = _day(request.GET.get("avant", ""))
    page = case_page.load(shown, request.acting, rights, before=before)
    if page is None:
        return redirect("sheet", public_id)
    today = timezone.localdate()
    adults, term = _named(page), adhering.of_course(page.course, today)
    return render(
        request,
        "cases/case.html",
        {
            "page": page,
            "rights": rights,
            "contact": next((adult.contact for adult in page.adults if any(adult.contact.values())), {}),
            "steps": stairs_words.stairs(page, today),
            "events": case_words.thread(page, first=before is None),
            "adhering": term,
            "information": information_of(page.course, today),
            "reaching": outreach_words.reaching_of_course(page.course, today),
            "outcomes": outreach_words.TWO_TAPS,
            "planned": case_words.planned(page, today, term.last if term else None) if before is None else [],
            "rhythm": rhythm_of_course(page.course, today) if before is None else None,
            "budget": totals_of(page.course.budget),
            "rent": case_words.rent_card(page),
            "bases": case_words.bases(page),
            "adults": adults,
            "consents": _agreed(page, adults, request.acting),
            "withdrawn_on": full_date(page.last_withdrawal) if page.last_withdrawal else "",
            "is_first": before is None,
            **(steps_card(page.course, rights, today) if before is None else {}),
            "taken_over": not (page.course.submitted_at or page.course.ended_at or page.consents or page.withdrawn),
            "objectives": case_words.objectives(page) if before is None else [],
            "former": stairs_words.former(page, today),
            "follow_up": stairs_words.follow_up(page, today),
            "work": household_work(
                page.course.tasks, page.course.alerts, request.acting, today, may_keep=rights.may_steer
            ),
            "asked": asked_on_page(page.course, today) if rights.may_steer else [],
            "suspension": resting(page.course, today),
            **_acts(page.course, rights),
            "met": bool((page.course.counts or {}).get("held")),
        },
    )


def _acts(course: Any, rights: Rights) -> dict[str, bool]:
    """What this member may do there now."""
    return {
        "may_log": rights.is_team and course.state not in OVER,
        "may_engage": rights.may_steer and course.state == AccompanimentState.REACHING,
        "may_end": rights.may_steer and not course.ended_at,
        "may_suspend": rights.may_steer and course.state == AccompanimentState.ENGAGED,
        "may_resume": rights.may_steer and course.state == AccompanimentState.SUSPENDED,
    }


def _named(page: case_page.CasePage) -> list[ConsentAdult]:
    """The adults of the household whose name this member may read."""
    return [
        ConsentAdult(adult.person, adult.name.full, adult.name.short)
        for adult in page.adults
        if adult.name and adult.person.is_adult
    ]


def _agreed(page: case_page.CasePage, adults: list[ConsentAdult], by: Acting) -> list[ConsentLine]:
    parties = [adult.person.pk for adult in page.adults if adult.person.is_party]
    return lines(page.consents, adults, page.consents, parties, by)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def adhesion(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« Le ménage souhaite l'accompagnement »: identity confirmed with each adult, with what is known of the entry, then engaged."""
    shown = followed_case(request, public_id)
    check_may_steer(request.acting, shown.pk)
    rights = log_opening(request, shown)
    page = case_page.load_facts(shown, rights)
    if page is None or page.course.state != AccompanimentState.REACHING:
        raise Refused("L’adhésion de ce ménage est déjà enregistrée, ou son accompagnement est terminé.")
    before = said_before(shown, request.acting)
    last = (page.course.counts or {}).get("last")
    met_on = date.fromisoformat(last) if last else None
    forms = _identity_forms(page, before, posted(request))
    known = entry_at_adhesion(page.course, posted(request), met_on or timezone.localdate())
    checked = [form.is_valid() for form in (*forms, known)]
    if request.method == "POST" and all(checked):
        identities = [identity for form in forms if (identity := form.identity())]
        with said_on_form(request, forms[0]):
            entry = known.entry(code_of(forms[0].cleaned_data["commune"], forms[0].cleaned_data["postcode"]))
            accompaniments.engage(case=shown, by=request.acting, identities=identities, starts_on=met_on, entry=entry)
            messages.success(request, "C’est noté. L’accompagnement est engagé.")
            return redirect("case", public_id)
    answers = Together([("", forms[0]), *(("L’autre adulte", form) for form in forms[1:]), ("", known)])
    context = {
        "page": page,
        "identity_forms": forms,
        "known": known,
        "known_said": entry_in_words(known.initial),
        "answers": answers,
        "has_errors": answers.errors,
        "met_on": full_date(met_on) if met_on else "",
        "said_before": any(form.person.pk in before for form in forms),
    }
    return render(request, "cases/adhesion.html", context)


def _identity_forms(page: case_page.CasePage, before: dict[int, Identity], data) -> list[IdentityForm]:
    """One form per adult who is a party: the tenant is needed, the others only when they were met. What the unit had
    stated in a former stay comes before the sheet, but for the dwelling, which is the one the sheet is about."""
    parties = [adult for adult in page.adults if adult.person.is_party] or page.adults[:1]
    home = {key: value for key, value in page.adults[0].contact.items() if key in {"address", "postcode", "commune"}}
    return [
        IdentityForm(
            data,
            prefix=f"adulte{index}",
            person=adult.person,
            needed=index == 0,
            initial={**home, **adult.contact, **_name(adult), **_before(before.get(adult.person.pk), home)},
        )
        for index, adult in enumerate(parties)
    ]


def _before(said: Identity | None, home: dict[str, str]) -> dict[str, Any]:
    left = {"person_id", *(home if any(home.values()) else ())}
    kept = asdict(said) if said else {}
    return {name: value for name, value in kept.items() if value and name not in left}


def _name(adult: case_page.Adult) -> dict[str, str]:
    if adult.name is None:
        return {}
    return {"title": adult.name.title, "last_name": adult.name.last_name, "first_name": adult.name.first_name}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def end_accompaniment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The end of the accompaniment, or of the outreach: how, then what it closes and for whom, and only then the end.

    An end is never undone: the gate dates it once, and a landlord's agreement that ended is not reopened.
    """
    shown = followed_case(request, public_id)
    check_may_steer(request.acting, shown.pk)
    rights = log_opening(request, shown)
    course = AccompanimentCourse.objects.filter(case_id=shown.pk, ended_at=None).first()
    if course is None:
        raise Refused("Cet accompagnement est déjà terminé.")
    form = EndForm(
        posted(request),
        state=course.state,
        relays=rights.is_team,
        owes=course.engaged_at is not None and accompaniments.may_state_arrears(shown),
        initial={"outcome": request.GET.get("fin") or concluded_by(in_force(shown, PartKind.ASSESSMENT))},
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        if step != "confirm":
            return _end_to_confirm(request, shown, rights, form)
        accompaniments.end(case=shown, by=request.acting, **form.cleaned_data)
        messages.success(request, "C’est noté. L’accompagnement est terminé.")
        return redirect("case", public_id)
    context = {
        "form": form,
        "case": shown,
        "name": name_on(shown, rights),
        "is_engaged": course.engaged_at is not None,
    }
    return render(request, "cases/end_accompaniment.html", context)


def _end_to_confirm(request: MemberRequest, shown: Case, rights: Rights, form: EndForm) -> HttpResponse:
    page = case_page.load(shown, request.acting, rights)
    assert page is not None
    agreed = _agreed(page, _named(page), request.acting)
    closing = endings(page, agreed, text_lines(shown), today=timezone.localdate(), referrer=referrer_of(shown))
    context = {
        "page": page,
        "kept": [(name, request.POST.get(name, "")) for name in form.fields],
        "how": form.said,
        "relay": form.cleaned_data.get("relay", ""),
        "arrears": _owed(form.cleaned_data.get("arrears_cents")),
        "endings": list(closing),
        "may_suspend": page.course.state == AccompanimentState.ENGAGED,
    }
    return render(request, "cases/end_confirm.html", context)


def _owed(cents: int | None) -> str:
    return "" if cents is None else euros(cents)
