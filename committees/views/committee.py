"""A secretariat's committees: what waits for it, its sessions, its seats."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views.followed import posted
from committees.actions import seats as actions
from committees.enums import Rank, SessionState
from committees.forms.sessions import HolderForm
from committees.models import Committee, PresentationSheet, SeatHolder
from committees.policies import file_by, is_repeated, said_to_call
from committees.publishing import rules_of
from committees.queries import effects
from committees.queries import sessions as queries
from committees.queries.files import ready
from committees.rules import Rules
from committees.sheets import Content, presenter
from committees.views.effect_words import followed
from committees.views.gate import kept_committee, log_sheets, secretariat
from common.formatting import clock, full_date, plural, weekday_date
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

_PAST = {SessionState.SIGNED, SessionState.CANCELLED}
_TAGS = {
    SessionState.PLANNED: "planned",
    SessionState.SENT: "info",
    SessionState.OPEN: "todo",
    SessionState.CLOSED: "todo",
    SessionState.SIGNED: "done",
    SessionState.CANCELLED: "neutral",
}


@secretariat
@require_safe
def committees(request: MemberRequest) -> HttpResponse:
    """The committees this secretariat keeps; the only one opens by itself."""
    kept = list(Committee.objects.filter(secretary_id=request.acting.unit_audience).order_by("name"))
    if len(kept) == 1:
        return redirect("committee", kept[0].public_id)
    return render(request, "committees/committees.html", {"committees": kept})


def rules_now(shown: Committee) -> Rules:
    """The rules that committee has today."""
    version = shown.versions.order_by("-number").first()
    if version is None:
        raise Http404
    return rules_of(version)


@secretariat
@require_safe
def committee(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Its sessions to come, the files ready to be presented, the sessions that sat."""
    shown = kept_committee(request, public_id)
    rules = rules_now(shown)
    files = list(ready(shown).select_related("author__unit__organisation"))
    waiting = effects.waiting(shown)
    followed_sheets = [each.sheet for each in waiting]
    log_sheets(request, [*files, *followed_sheets])
    said = queries.contents([*files, *followed_sheets])
    lines = [session_line(session) for session in queries.of_committee(shown)[:60]]
    context = {
        "committee": shown,
        "rules": rules,
        "to_come": [line for line in reversed(lines) if line["state"] not in _PAST],
        "past": [line for line in lines if line["state"] in _PAST],
        "files": file_lines(files, rules, shown, said),
        "followed": followed(waiting, timezone.localdate(), said),
    }
    return render(request, "committees/committee.html", context)


def session_line(session: Any) -> dict[str, Any]:
    """A session with its number of files as a list says it: when, how many, what is due next."""
    at, rules, due = timezone.localtime(session.starts_at), rules_of(session.version), ""
    if session.state == SessionState.PLANNED and session.is_urgent:
        due = "En urgence : convocation à envoyer dès que l’ordre du jour est prêt"
    elif session.state == SessionState.PLANNED:
        due = said_to_call(rules, at.date(), timezone.localdate())
    elif session.state == SessionState.CLOSED:
        due = "Compte rendu à signer"
    return {
        "session": session,
        "state": session.state,
        "title": f"{weekday_date(at.date()).capitalize()} {at:%Y} à {clock(at)}",
        "files": plural(session.files, "dossier") if session.files else "Aucun dossier",
        "tag": _TAGS[SessionState(session.state)],
        "label": SessionState(session.state).label.capitalize(),
        "due": due,
        "filed_by": full_date(file_by(rules, at.date()))
        if session.state == SessionState.PLANNED and not session.is_urgent
        else "",
    }


def file_lines(
    files: list[PresentationSheet], rules: Rules, shown: Committee, said: dict[int, Content] | None = None
) -> list[dict[str, Any]]:
    """Files ready, as a list says them. `said`: what their sheets say, when it is read already."""
    said = queries.contents(files) if said is None else said
    before = queries.times(shown, files)
    labels = {each.key: each.short for each in rules.competences}
    return [
        {
            "sheet": sheet,
            "heading": said[sheet.pk].heading,
            "asked": labels.get(sheet.competence, ""),
            "by": presenter(sheet, said[sheet.pk]),
            "filed_on": full_date(timezone.localdate(sheet.filed_at)) if sheet.filed_at else "",
            "repeated": is_repeated(rules, before[sheet.pk].adjourned, before[sheet.pk].refused),
            "adjourned": f"Ajourné le {full_date(timezone.localdate(at))}"
            if (at := before[sheet.pk].adjourned_at)
            else "",
        }
        for sheet in files
        if sheet.pk in said
    ]


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Its seats by college, with who holds them; name somebody."""
    shown = kept_committee(request, public_id)
    rules = rules_now(shown)
    form = HolderForm(posted(request), rules=rules, initial={"seat": request.GET.get("siege", "")})
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            read = form.cleaned_data
            made = actions.name(
                committee=shown,
                rules=rules,
                seat=read["seat"],
                rank=Rank(read["rank"]),
                person=read["person"],
                email=read["email"],
                by=request.acting,
            )
            messages.success(request, f"{made.name} est désigné pour ce siège.")
            return redirect("seats", public_id)
    holders: dict[str, list[SeatHolder]] = {}
    for holder in SeatHolder.objects.filter(committee=shown, ended_at=None).order_by("-rank"):
        holders.setdefault(holder.seat, []).append(holder)
    colleges = [
        (college.label, [(seat, holders.get(seat.key, [])) for seat in rules.seats if seat.college == college.key])
        for college in rules.colleges
    ]
    context = {"committee": shown, "rules": rules, "colleges": colleges, "form": form}
    return render(request, "committees/seats.html", context)


@secretariat
@require_POST
def seat_end(request: MemberRequest, public_id: UUID, holder_id: UUID) -> HttpResponse:
    """End somebody's mandate."""
    shown = kept_committee(request, public_id)
    holder = SeatHolder.objects.filter(committee=shown, public_id=holder_id).first()
    if holder is None:
        raise Http404
    actions.end(holder=holder, by=request.acting)
    messages.success(request, f"Le mandat de {holder.name} a pris fin.")
    return redirect("seats", public_id)
