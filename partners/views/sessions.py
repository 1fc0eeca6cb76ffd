"""Ending one's own sessions from the account page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from partners.actions.sessions import end_other_sessions, end_session
from partners.queries.sessions import open_sessions
from partners.requests import SignedInRequest


@require_POST
def session_end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """End one of her sessions; another's, an ended one and an unknown one are the same 404. Ending this one signs
    her out."""
    mine = open_sessions(request.user, current=request.session.session_key)
    chosen = next((session for session in mine if session.public_id == str(public_id)), None)
    if chosen is None:
        raise Http404
    if chosen.current:
        logout(request)
        return redirect("account_login")
    end_session(user=request.user, key=chosen.key)
    messages.success(request, f"Session fermée : {chosen.device}.")
    return redirect("account")


@require_POST
def sessions_end(request: SignedInRequest) -> HttpResponse:
    """End all her sessions but this one."""
    ended = end_other_sessions(user=request.user, kept=request.session.session_key)
    messages.success(request, "Vos autres sessions sont fermées." if ended else "Aucune autre session n’était ouverte.")
    return redirect("account")
