"""A worker's day and her households: what to do now, and choosing a household."""

from collections.abc import Collection
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.enums import AccompanimentState, VisitKind, VisitOutcome
from cases.models import Visit
from cases.policies import PARIS
from cases.queries import lists
from cases.queries.asked import asked_on_page
from cases.queries.day import Day, ToCatchUp, address_of, communes_of, day_of
from cases.queries.names import heading, household_names
from cases.queries.received import count_open_sheets
from cases.queries.todo import Household
from cases.views.case_rows import case_rows, count_of, cursor, table_rows
from cases.views.followed import log_list
from cases.views.gate import acts_as
from cases.views.outreach_words import TWO_TAPS, tries_said
from cases.views.review_words import draft_line
from cases.views.rhythm_words import owed_in_words
from cases.views.step_words import lines_of
from cases.views.suspending import resting
from cases.views.visit_words import OUTCOME_WORDS
from cases.views.work_words import alert_line, task_lines
from common.formatting import clock, plural, relative_day, weekday_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@acts_as(Capacity.OPERATOR, Role.WORKER, sentence="« Ma journée » est la page des travailleurs sociaux.")
@require_safe
def day(request: MemberRequest) -> HttpResponse:
    """Visits late, now and soon, households to catch up, sheets that wait."""
    by, today = request.acting, timezone.localdate()
    found = day_of(by.member_audience, today, by.membership.pk if by.membership else None)
    log_list(request, found.case_ids)
    names = household_names(by.member_audience, found.case_ids)
    now = next((visit for visit in found.today if not visit.outcome), None)
    unmet = {course.case_id for course in found.to_meet}
    context = {
        "today": weekday_date(today),
        "summary": _summary(found),
        "outcomes": TWO_TAPS,
        "late": [_visit(visit, names, today, unmet) for visit in found.late],
        "visits": [_visit(visit, names, today, unmet) | {"is_next": visit is now} for visit in found.today],
        "soon": [_visit(visit, names, today) for visit in found.soon],
        "to_catch_up": [_catch_up(item, names, unmet) for item in found.to_catch_up],
        "to_meet": [_to_meet(course, names, today) for course in _elsewhere(found)],
        "page_of": "case",
        "alerts": [
            (_household(course, names), alert_line(row, by.unit_audience))
            for course in found.with_alerts
            for row in course.unread
        ],
        "tasks": [
            (_household(course, names), line)
            for course, row in sorted(
                ((course, row) for course in found.with_tasks for row in course.due_tasks),
                key=lambda pair: pair[1]["due_on"],
            )
            for line in task_lines([row], today)
        ],
        "asked": [
            (_household(course, names), line) for course in found.with_asked for line in asked_on_page(course, today)
        ],
        "to_resume": [(course.case, _called(course, names), resting(course, today)) for course in found.to_resume],
        "steps": [
            (course.case, _called(course, names), line)
            for course in found.with_steps
            for line in lines_of(course.due_steps, today)
        ],
        "drafts": [
            (_called(course, names), draft_line(draft)) for course in found.with_drafts for draft in course.drafts
        ],
        "address": address_of(now.case) if now and now.kind == VisitKind.HOME else "",
        "waiting": count_open_sheets(by.unit_audience),
    }
    return render(request, "cases/day.html", context)


def _summary(found: Day) -> str:
    coming = sum(1 for visit in found.today if not visit.outcome)
    behind = len(found.late) + len(found.to_catch_up)
    today = plural(coming, "visite à venir", "visites à venir") if coming else "aucune visite à venir"
    said = [f"{today} aujourd’hui"]
    if behind:
        said.append(plural(behind, "ménage à rattraper", "ménages à rattraper"))
    return ", ".join(said)


def _household(course, names: dict) -> Household:
    return Household(course.case, _called(course, names))


def _called(course, names: dict) -> str:
    return heading(names.get(course.case_id, [])) or course.case.number


def _elsewhere(found: Day) -> list:
    """The households nobody has met that no other part of the page offers to log."""
    shown = {visit.case_id for visit in [*found.late, *found.today] if not visit.outcome}
    shown |= {item.course.case_id for item in found.to_catch_up}
    return [course for course in found.to_meet if course.case_id not in shown]


def _to_meet(course, names: dict, today: date) -> dict:
    since = (course.submitted_at or course.created_at).astimezone(PARIS).date()
    return {
        "case": course.case,
        "name": heading(names.get(course.case_id, [])) or course.case.number,
        "said": f"Jour {(today - since).days}, {tries_said(course.attempts)}",
    }


def _visit(visit: Visit, names: dict, today: date, unmet: Collection[int] = ()) -> dict:
    what = OUTCOME_WORDS[VisitOutcome(visit.outcome)] if visit.outcome else VisitKind(visit.kind).label
    return {
        "visit": visit,
        "name": heading(names.get(visit.case_id, [])) or visit.case.number,
        "hour": clock(visit.at) if visit.at else "",
        "day": weekday_date(visit.on) if visit.on > today else relative_day(visit.on, today),
        "what": what,
        "is_done": bool(visit.outcome),
        "is_unmet": visit.case_id in unmet and not visit.outcome,
    }


def _catch_up(item: ToCatchUp, names: dict, unmet: Collection[int]) -> dict:
    course = item.course
    if item.never:
        said = f"Aucun passage noté depuis {plural(item.days, 'jour')}"
        if course.state == AccompanimentState.ENGAGED:
            said = f"Pas de rencontre depuis l’adhésion, il y a {plural(item.days, 'jour')}"
    elif course.state == AccompanimentState.REACHING:
        said = f"Dernier passage il y a {plural(item.days, 'jour')}"
    else:
        said = f"Pas rencontré depuis {plural(item.days, 'jour')}"
    name = heading(names.get(course.case_id, [])) or course.case.number
    owed = owed_in_words(item.due) if item.due else ""
    return {"case": course.case, "name": name, "said": said, "owed": owed, "is_unmet": course.case_id in unmet}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_safe
def my_cases(request: MemberRequest) -> HttpResponse:
    """The households this member follows, by name."""
    return _list(request, "cases/my_cases.html")


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_safe
def choose_visit(request: MemberRequest) -> HttpResponse:
    """The same list, to log a visit for one of them."""
    return _list(request, "cases/choose_visit.html", opens="log_visit")


def _list(request: MemberRequest, template: str, opens: str = "case") -> HttpResponse:
    typed = request.GET.get("q", "").strip()
    audience = request.acting.member_audience
    page = lists.by_name(audience, search=lists.searchable(typed), after=cursor(request))
    log_list(request, page.case_ids)
    found = lists.describe(audience, page.case_ids)
    rows = case_rows(found, opens, communes=communes_of)
    context = {
        "q": typed,
        "too_short": bool(typed) and not lists.searchable(typed),
        "rows": rows,
        "table": table_rows(rows, referents=False, nothing_planned="Aucune visite prévue"),
        "count": count_of(page),
        "next_after": page.next_after(found),
    }
    return render(request, template, context)
