"""The manager's pages: the unit's households and who follows them, the team of one case."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import teams
from cases.forms.team import REFERENT, HandOverForm, TeamForm
from cases.models import Case, TeamMember, Visit
from cases.permissions import check_manages
from cases.policies import PARIS
from cases.queries import case_page, lists
from cases.queries.consents import last_day
from cases.queries.visits import still_to_log
from cases.views.case_rows import case_rows, count_of, cursor, table_rows
from cases.views.followed import followed_case, log_list, log_opening, name_on, posted, unit_of
from cases.views.gate import acts_as
from cases.views.visit_words import when_of
from common.formatting import full_date, weekday_date
from common.refusal import Refused
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

SENTENCE = "La répartition des ménages est réservée à la responsable d’équipe."
UNASSIGNED = "sans"


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=SENTENCE)
@require_safe
def unit_cases(request: MemberRequest) -> HttpResponse:
    """The unit's households by name, those of one member, those nobody follows."""
    by, typed = request.acting, request.GET.get("q", "").strip()
    members = {str(key): (role, name) for key, role, name in lists.names_of_workers(unit_of(request))}
    chosen = request.GET.get("suivi", "")
    chosen = chosen if chosen in members or chosen == UNASSIGNED else ""
    page = lists.by_name(
        by.manager_audience,
        search=lists.searchable(typed),
        after=cursor(request),
        follower=UUID(chosen) if chosen in members else None,
        unassigned=chosen == UNASSIGNED,
    )
    log_list(request, page.case_ids)
    found = lists.describe(by.manager_audience, page.case_ids)
    workers = {key: name for key, (role, name) in members.items() if role == Role.WORKER or key == chosen}
    context = {
        "q": typed,
        "too_short": bool(typed) and not lists.searchable(typed),
        "tabs": [{"key": key, "name": name, "current": key == chosen} for key, name in _tabs(workers).items()],
        "chosen": chosen,
        "table": table_rows(case_rows(found), referents=True, nothing_planned="Aucune"),
        "count": count_of(page),
        "next_after": page.next_after(found),
    }
    return render(request, "cases/unit_cases.html", context)


def _tabs(workers: dict[str, str]) -> dict[str, str]:
    return {"": "Tous", UNASSIGNED: "Sans référent"} | workers


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who follows that household; the manager adds someone, or gives it to someone else."""
    case = followed_case(request, public_id)
    check_manages(request.acting, case.pk)
    rights = log_opening(request, case)
    places = list(case_page.places_of(case))
    former, today = _referent(places), timezone.localdate()
    waiting = still_to_log(case)
    to_log = _visits_to_log(waiting, today)
    form = TeamForm(posted(request), workers=lists.workers_of(unit_of(request)), former=former, to_log=to_log)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            messages.success(request, _assign(request, case, form, to_log))
            return redirect("team", public_id)
    context = {
        "case": case,
        "form": form,
        "name": name_on(case, rights),
        "places": [_place(place, today, former, to_log) for place in places],
        "former": former.membership.user.get_full_name() if former else "",
        "waiting": [(when_of(visit, today), visit.on < today) for visit in waiting],
    }
    return render(request, "cases/team.html", context)


def _visits_to_log(waiting: Iterable[Visit], today: date) -> str:
    """« la visite du mardi 17 novembre », those whose day has passed; "" when there is none."""
    days = [weekday_date(visit.on) for visit in waiting if visit.on < today]
    if len(days) > 1:
        return f"les visites du {', du '.join(days[:-1])} et du {days[-1]}"
    return f"la visite du {days[0]}" if days else ""


def _referent(places: Iterable[TeamMember]) -> TeamMember | None:
    """Who is the referent and still works here; she who left the unit reads nothing, whatever is answered."""
    return next((place for place in places if place.is_referent and not place.membership.ended_at), None)


def _assign(request: MemberRequest, case: Case, form: TeamForm, to_log: str) -> str:
    member, data = form.chosen(), form.cleaned_data
    name = member.user.get_full_name()
    if data["place"] == REFERENT:
        former = teams.replace_referent(
            case=case, by=request.acting, membership=member, former_leaves=form.former_leaves
        )
        return _handed_over(name, former, form, to_log)
    teams.assign(
        case=case, by=request.acting, membership=member, starts_on=data["starts_on"], last_day=data["last_day"]
    )
    return f"{name} rejoint l’équipe de ce ménage."


def _handed_over(name: str, former: TeamMember | None, form: HandOverForm, to_log: str) -> str:
    """Who is the referent now, what became of the former one, and who logs the visits past."""
    said = f"{name} assure maintenant la référence de ce ménage."
    if former is None or former.membership.ended_at:
        return said
    hers = former.membership.user.get_full_name()
    if form.former_leaves:
        left = f"{said} {hers} a quitté l’équipe et ne lit plus ce dossier."
        return f"{left} {name} note {to_log}, avec ce que {hers} en dit." if to_log else left
    return f"{said} {hers} reste dans l’équipe et lit encore ce dossier{to_log and f', et note {to_log}'}."


def _place(place: TeamMember, today: date, former: TeamMember | None, to_log: str) -> dict[str, Any]:
    starts_on = place.starts_at.astimezone(PARIS).date()
    since = f"à partir du {full_date(starts_on)}" if starts_on > today else f"depuis le {full_date(starts_on)}"
    return {
        "public_id": place.public_id,
        "name": place.membership.user.get_full_name(),
        "function": place.membership.title or place.membership.get_role_display(),
        "is_referent": place.is_referent,
        "since": since,
        "until": full_date(last_day(place.until)) if place.until else "",
        "is_to_come": starts_on > today,
        "hand_over": HandOverForm(former=former, to_log=to_log, auto_id=f"{place.public_id}-%s"),
    }


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def team_release(request: MemberRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """End a place on the team."""
    case, place = _placed(request, public_id, place_id)
    teams.release(place=place, by=request.acting)
    messages.success(request, f"{place.membership.user.get_full_name()} a quitté l’équipe de ce ménage.")
    return redirect("team", case.public_id)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def team_referent(request: MemberRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """Make a member of the team its referent; the former one stays on it, or leaves it."""
    case, place = _placed(request, public_id, place_id)
    form = HandOverForm(request.POST, former=_referent(case_page.places_of(case)))
    if not form.is_valid():
        raise Refused("Dites ce que devient la personne qui assurait la référence : reste-t-elle dans l’équipe ?")
    to_log = _visits_to_log(still_to_log(case), timezone.localdate())
    former = teams.appoint_referent(place=place, by=request.acting, former_leaves=form.former_leaves)
    messages.success(request, _handed_over(place.membership.user.get_full_name(), former, form, to_log))
    return redirect("team", case.public_id)


def _placed(request: MemberRequest, public_id: UUID, place_id: UUID) -> tuple[Case, TeamMember]:
    case = followed_case(request, public_id)
    place = case_page.places_of(case).filter(public_id=place_id).first()
    if place is None:
        raise Http404
    return case, place
