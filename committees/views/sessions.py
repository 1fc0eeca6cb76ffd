"""Planning a session, moving it, and taking it from one state to the next."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.views.followed import posted
from committees import convocations
from committees.actions import sessions as actions
from committees.enums import SessionState
from committees.forms.sessions import SessionForm, often, proposed
from committees.models import Committee, Session
from committees.publishing import rules_of
from committees.queries.sessions import on_agenda
from committees.views.committee import rules_now
from committees.views.gate import kept_committee, kept_session, secretariat
from common.formatting import plural
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def session_plan(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Plan the next session; the day its rhythm gives is proposed."""
    shown = kept_committee(request, public_id)
    rules = rules_now(shown)
    last = Session.objects.filter(committee=shown).exclude(state=SessionState.CANCELLED).order_by("-starts_at").first()
    initial = proposed(rules, last.starts_at if last else None) | {"place": last.place if last else ""}
    form = SessionForm(posted(request), rules=rules, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            return _planned(request, shown, form)
    context = {"committee": shown, "form": form, "rhythm": often(rules), "is_proposed": last is not None}
    return render(request, "committees/session_plan.html", context)


def _planned(request: MemberRequest, shown: Committee, form: SessionForm) -> HttpResponse:
    moment = {"starts_at": form.starts_at, "place": form.cleaned_data["place"]}
    if form.cleaned_data["a_year"]:
        every = actions.plan_year(committee=shown, **moment, by=request.acting)
        messages.success(request, f"{plural(len(every), 'séance est prévue', 'séances sont prévues')}.")
        return redirect("committee", shown.public_id)
    is_urgent = form.cleaned_data.get("is_urgent", False)
    made = actions.plan(committee=shown, **moment, is_urgent=is_urgent, by=request.acting)
    messages.success(request, "La séance est prévue. Composez maintenant son ordre du jour.")
    return redirect("session", made.public_id)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change the moment or the place of a session."""
    shown = kept_session(request, public_id)
    at = timezone.localtime(shown.starts_at)
    initial = {"on": at.date(), "at": at.time(), "place": shown.place}
    form = SessionForm(posted(request), rules=rules_of(shown.version), initial=initial)
    for name in ("is_urgent", "a_year"):
        form.fields.pop(name, None)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            place = form.cleaned_data["place"]
            actions.move(session=shown, starts_at=form.starts_at, place=place, by=request.acting)
            if shown.place != place:
                convocations.ask(session=shown, by=request.acting, again=True)
            messages.success(request, "C’est noté.")
            return redirect("session", public_id)
    context = {"committee": shown.committee, "session": shown, "form": form}
    return render(request, "committees/session_plan.html", context)


def _open(session: Session, request: MemberRequest) -> HttpResponse:
    actions.open_session(session=session, by=request.acting)
    return redirect("attendance", session.public_id)


def _send(session: Session, request: MemberRequest) -> HttpResponse:
    actions.send(session=session, by=request.acting)
    convocations.ask(session=session, by=request.acting)
    messages.success(
        request, "La séance est convoquée : les membres désignés lisent les fiches à partir de maintenant."
    )
    return redirect("session", session.public_id)


def _close(session: Session, request: MemberRequest) -> HttpResponse:
    left = actions.close(session=session, by=request.acting)
    said = (
        f" {plural(left, 'dossier n’a pas été vu', 'dossiers n’ont pas été vus')} : à inscrire à la prochaine."
        if left
        else ""
    )
    messages.success(request, f"La séance est terminée.{said} Relisez le compte rendu, puis signez-le.")
    return redirect("session", session.public_id)


def _sign(session: Session, request: MemberRequest) -> HttpResponse:
    actions.sign(session=session, by=request.acting)
    messages.success(request, "Le compte rendu est signé. Les membres ne lisent plus les fiches.")
    return redirect("session", session.public_id)


def _cancel(session: Session, request: MemberRequest) -> HttpResponse:
    files = on_agenda(session).count()
    actions.cancel(session=session, by=request.acting)
    convocations.ask(session=session, by=request.acting)
    back = f" {plural(files, 'dossier est', 'dossiers sont')} de nouveau à inscrire." if files else ""
    messages.success(request, f"La séance est annulée.{back}")
    return redirect("committee", session.committee.public_id)


_ACTS: dict[str, Callable[[Session, MemberRequest], HttpResponse]] = {
    "convoquer": _send,
    "ouvrir": _open,
    "clore": _close,
    "signer": _sign,
    "annuler": _cancel,
}


@secretariat
@require_POST
def session_act(request: MemberRequest, public_id: UUID, act: str) -> HttpResponse:
    """Send, open, close, sign or cancel it."""
    shown = kept_session(request, public_id)
    if act not in _ACTS:
        raise Http404
    return _ACTS[act](shown, request)
