"""Logging a visit in a few taps, its receipt, its correction; planning the next one; notes."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import visits
from cases.actions.visits import VisitConflict
from cases.enums import AccompanimentState, VisitOutcome
from cases.forms.visit import (
    KIND_ICONS,
    KINDS,
    OUTCOME_ICONS,
    SILENT,
    JoinForm,
    NoteForm,
    PlanForm,
    VisitForm,
    logged_visit,
    new_visit,
    planned_visit,
    proposals,
    who_initial,
)
from cases.models import Case, Visit
from cases.permissions import check_may_log, check_may_plan
from cases.policies import outcomes_offered
from cases.queries.case_page import Rights
from cases.queries.objectives import objectives_of, texts_of
from cases.queries.visits import (
    before_visit,
    colleagues,
    known_of,
    logged,
    next_planned,
    planned_on,
    revisions,
    state_of,
    who_held,
)
from cases.views import adhering, visit_words
from cases.views.followed import followed_case, followed_visit, log_opening, name_on, posted
from cases.views.gate import acts_as
from common.formatting import MONTHS, clock, minutes, weekday_date
from common.refusal import NotYours, Refused
from partners.enums import Capacity, Role
from partners.models import Membership
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

TEAM = (Role.WORKER, Role.MANAGER)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def log_visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Log a visit, here and now: the one planned today, if there is one, unless another is asked for (`?autre`)."""
    case = followed_case(request, public_id)
    check_may_log(request.acting, case.pk)
    rights, planned = log_opening(request, case), None
    if request.method != "POST" and "autre" not in request.GET:
        planned = planned_on(case, timezone.localdate())
    return _log(request, case, rights, planned)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def log_planned(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Log a planned visit: its id is the device's, so that a second sending finds it filled."""
    visit = followed_visit(request, public_id)
    check_may_log(request.acting, visit.case_id)
    if visit.outcome and request.method != "POST":
        return redirect("visit", public_id)
    return _log(request, visit.case, log_opening(request, visit.case), visit)


def _log(request: MemberRequest, case: Case, rights: Rights, planned: Visit | None) -> HttpResponse:
    before, now = before_visit(case, request.acting), timezone.localtime()
    initial = planned_visit(planned, now) if planned else new_visit(now, before.last_kind)
    if (said := request.GET.get("issue", "")) in outcomes_offered(met=before.met):
        initial["outcome"] = said
    team, me = colleagues(case), request.acting.membership
    if planned:
        initial |= {"companions": who_initial(planned, team)["companions"]}
    form = VisitForm(
        posted(request),
        met=before.met,
        last=before.last,
        team=team,
        me=me,
        initial=initial,
        objectives=before.objectives,
    )
    name = name_on(case, rights)
    if request.method == "POST" and form.is_valid():
        device_id = planned.device_id if planned else form.cleaned_data["device_id"]
        with said_on_form(request, form):
            try:
                receipt = visits.log(case=case, by=request.acting, device_id=device_id, entry=form.entry())
            except VisitConflict as conflict:
                return _conflict(request, case, name, conflict)
            return redirect(reverse("visit", args=[receipt.visit.public_id]) + ("?deja=oui" * receipt.replayed))
    when = visit_words.when_of(planned, now.date()) if planned else ""
    return _visit_page(request, form, case, name, title="Noter une visite", planned=planned, planned_when=when)


def _visit_page(request: MemberRequest, form: VisitForm, case: Case, name: str, **context) -> HttpResponse:
    here = form["kind"].value()
    return render(
        request,
        "cases/log_visit.html",
        {
            "form": form,
            "case": case,
            "name": name,
            "outcome_icons": {outcome.value: icon for outcome, icon in OUTCOME_ICONS.items()},
            "silent": " ".join(SILENT),
            "met_outcome": VisitOutcome.HELD.value,
            "place_icon": KIND_ICONS.get(here, "house"),
            "place": dict(KINDS).get(here, ""),
            "who": _who(form),
            "month": MONTHS[(_day(form) or timezone.localdate()).month - 1],
            "moment": _moment(form),
            **context,
        },
    )


def _moment(form: VisitForm) -> str:
    """« 10 h 12 » today, « lundi 16 novembre, 10 h 12 » otherwise, as it stands in the form."""
    said = form.cleaned_data if form.is_bound else form.initial
    on, at = said.get("on"), said.get("at")
    day = "" if on in (None, timezone.localdate()) else weekday_date(on)
    return ", ".join(filter(None, [day, clock(at) if at else ""])) or "Aujourd’hui"


def _who(form: VisitForm) -> str:
    """« Moi », « Moi, Samira Benhaddou », as it stands in the form."""
    if not form.names:
        return "Moi"
    holder, along = form["holder"].value(), form["companions"].value() or []
    return ", ".join(form.names[key] for key in dict.fromkeys([holder, *along]) if key in form.names) or "Moi"


def _day(form: VisitForm) -> date | None:
    said = form.cleaned_data if form.is_bound else form.initial
    return said.get("on")


def _conflict(request: MemberRequest, case: Case, name: str, conflict: VisitConflict) -> HttpResponse:
    """409: both contents are shown, nothing is overwritten, what was typed can still be kept as another visit."""
    standing = logged(conflict.visit, request.acting) if conflict.visit else None
    kept = [
        (key, value)
        for key in request.POST
        if key not in {"csrfmiddlewaretoken", "device_id"}
        for value in request.POST.getlist(key)
    ]
    context = {
        "case": case,
        "name": name,
        "standing": conflict.visit,
        "standing_title": visit_words.visit_title(conflict.visit) if conflict.visit else "",
        "standing_notes": standing.notes if standing else [],
        "sent_outcome": visit_words.OUTCOME_WORDS.get(VisitOutcome(request.POST["outcome"]), ""),
        "sent_note": request.POST.get("note", ""),
        "kept": [*kept, ("device_id", str(uuid4()))],
    }
    return render(request, "cases/visit_conflict.html", context, status=409)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_safe
def visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« C'est noté. »: what was kept, and what next: adhesion after a first meeting, the next visit."""
    shown = followed_visit(request, public_id)
    if not shown.outcome:
        return redirect("log_planned", public_id)
    by, case = request.acting, shown.case
    rights = log_opening(request, case)
    rows, state, coming = logged(shown, by), state_of(case), next_planned(case)
    corrections = revisions(shown)
    told = any(note.progress for note in rows.notes) or any(one.former.get("progress") for one in corrections)
    texts = texts_of(objectives_of(case)) if told else {}
    spent = rows.spent
    is_mine = shown.logged_by_id == by.member_audience
    context = {
        "visit": shown,
        "case": case,
        "name": name_on(case, rights),
        "outcome": visit_words.OUTCOME_WORDS[VisitOutcome(shown.outcome)],
        "icon": OUTCOME_ICONS[VisitOutcome(shown.outcome)],
        "title": visit_words.visit_title(shown),
        "when": visit_words.when_of(shown, timezone.localdate()),
        "spent": minutes(spent.visit_minutes) if spent and spent.visit_minutes else "",
        "travel": minutes(spent.travel_minutes) if spent and spent.travel_minutes else "",
        "administration": minutes(spent.administration_minutes) if spent and spent.administration_minutes else "",
        "notes": [visit_words.note_said(note, texts) for note in rows.notes],
        "who": visit_words.held_by(shown, {one.pk: visit_words.initials_of(one) for one in who_held(shown)}),
        "revisions": [visit_words.revision_said(revision, texts) for revision in corrections],
        "was_there": spent is not None,
        "is_mine": is_mine,
        "is_replay": "deja" in request.GET,
        "may_log": rights.is_team,
        "may_engage": rights.may_steer and state == AccompanimentState.REACHING and shown.outcome == VisitOutcome.HELD,
        "is_running": state in {AccompanimentState.REACHING, AccompanimentState.ENGAGED},
        "coming": coming,
        "coming_when": visit_words.when_of(coming, timezone.localdate()) if coming else "",
        "proposals": _proposals(shown),
    }
    return render(request, "cases/visit.html", context)


def _proposals(shown: Visit) -> list[dict]:
    return [
        {
            "on": on.isoformat(),
            "at": at.isoformat("minutes") if at else "",
            "label": f"{weekday_date(on).capitalize()}, {clock(at)}" if at else weekday_date(on).capitalize(),
        }
        for on, at in proposals(shown.on, shown.at, timezone.localdate())
    ]


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Correct what one logged oneself."""
    shown = followed_visit(request, public_id)
    by = request.acting
    check_may_log(by, shown.case_id)
    if not shown.outcome:
        return redirect("log_planned", public_id)
    if shown.logged_by_id != by.member_audience:
        raise NotYours("Seule la personne qui a noté la visite la corrige.")
    rights = log_opening(request, shown.case)
    rows, known = logged(shown, by), known_of(shown.case, but=shown.pk)
    team = _with_who_was_there(shown, colleagues(shown.case))
    form = VisitForm(
        posted(request),
        met=known.met,
        last=rows.spent,
        team=team,
        me=by.membership,
        objectives=known.objectives,
        noted=rows.mine.progress if rows.mine else None,
        initial=logged_visit(shown, rows.spent, rows.mine) | who_initial(shown, team),
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            visits.correct(visit=shown, by=by, entry=form.entry())
            messages.success(request, "La visite est corrigée.")
            return redirect("visit", public_id)
    name = name_on(shown.case, rights)
    return _visit_page(request, form, shown.case, name, title="Corriger la visite", is_correction=True, visit=shown)


def _with_who_was_there(shown: Visit, team: list[Membership]) -> list[Membership]:
    """The team, and whom the visit names though they have left it since."""
    known = {member.pk for member in team}
    return [*team, *(member for member in who_held(shown) if member.pk not in known)]


@acts_as(Capacity.OPERATOR, *TEAM)
@require_POST
def join_visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« J'y étais aussi »."""
    shown = followed_visit(request, public_id)
    log_opening(request, shown.case)
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise Refused("Écrivez votre temps en minutes, par exemple 45.")
    visits.join(visit=shown, by=request.acting, visit_minutes=form.cleaned_data["visit_minutes"])
    messages.success(request, "C’est noté : vous y étiez aussi.")
    return redirect("visit", public_id)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Plan a visit."""
    case = followed_case(request, public_id)
    check_may_plan(request.acting, case.pk)
    rights = log_opening(request, case)
    form = PlanForm(posted(request), team=colleagues(case), me=request.acting.membership)
    term = adhering.of_case(case)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            planned = visits.plan(case=case, by=request.acting, who=form.who(), **form.when())
            said = f"Visite prévue {visit_words.when_of(planned, timezone.localdate())}."
            _say_planned(request, said, planned.on, term)
            return redirect("case", public_id)
    return _plan_page(request, form, case, rights, adhering=term)


def _plan_page(request: MemberRequest, form: PlanForm, case: Case, rights: Rights, **context) -> HttpResponse:
    own = {"form": form, "name": name_on(case, rights), "back": reverse("case", args=[case.public_id])}
    return render(request, "cases/plan_visit.html", own | context)


def _say_planned(request: MemberRequest, said: str, on: date, term: adhering.Adhering | None) -> None:
    """That it is planned; and, when the case will have closed by then without an adhesion, what to do."""
    if term and on > term.last:
        messages.warning(request, f"{said} {term.warning}")
    else:
        messages.success(request, said)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def move_visit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change the day of a planned visit."""
    planned = followed_visit(request, public_id)
    check_may_plan(request.acting, planned.case_id)
    rights = log_opening(request, planned.case)
    team = _with_who_was_there(planned, colleagues(planned.case))
    initial = {"on": planned.on, "at": planned.at, "kind": planned.kind} | who_initial(planned, team)
    form = PlanForm(posted(request), team=team, me=request.acting.membership, initial=initial)
    term = adhering.of_case(planned.case)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            said = form.who() if "holder" in form.cleaned_data else None
            visits.move(visit=planned, by=request.acting, who=said, **form.when())
            moved = {"on", "at", "kind"} & set(form.changed_data)
            done = "La visite est déplacée." if moved else "C’est noté."
            _say_planned(request, done, form.cleaned_data["on"], term)
            return redirect("case", planned.case.public_id)
    return _plan_page(request, form, planned.case, rights, adhering=term, is_move=True)


@acts_as(Capacity.OPERATOR, *TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def write_note(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A note outside any visit."""
    case = followed_case(request, public_id)
    check_may_log(request.acting, case.pk)
    rights = log_opening(request, case)
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            visits.write_note(
                case=case, by=request.acting, text=form.cleaned_data["text"], themes=form.cleaned_data["themes"]
            )
            messages.success(request, "C’est noté.")
            return redirect("case", public_id)
    return render(request, "cases/note.html", {"form": form, "case": case, "name": name_on(case, rights)})
