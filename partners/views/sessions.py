"""One's own sessions, from the account page: ending them, keeping this one on one's phone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from common.refusal import Refused
from partners.actions.sessions import end_other_sessions, end_session, stop_keeping
from partners.queries.sessions import OpenSession, open_sessions
from partners.reauthentication import proof_required
from partners.requests import SignedInRequest
from partners.second_factor import has_second_factor
from partners.session_store import KEPT_KEY
from partners.views.refusal import refuse

NO_SECOND_FACTOR = "Pour rester connectée sur un téléphone, mettez d’abord une deuxième étape en place."


def _hers(request: SignedInRequest, public_id: UUID) -> OpenSession:
    """One of her sessions; another's, an ended one and an unknown one are the same 404."""
    mine = open_sessions(request.user, current=request.session.session_key)
    chosen = next((session for session in mine if session.public_id == str(public_id)), None)
    if chosen is None:
        raise Http404
    return chosen


@require_POST
def session_end(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """End one of her sessions. Ending this one signs her out."""
    chosen = _hers(request, public_id)
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


@require_POST
def session_keep(request: SignedInRequest) -> HttpResponse:
    """Keep this session on her phone: unused, it lasts longer. 403 without a second factor; then asks for a proof."""
    if not has_second_factor(request.user):
        return refuse(request, Refused(NO_SECOND_FACTOR))
    return _keep(request)


@proof_required
def _keep(request: SignedInRequest) -> HttpResponse:
    request.session[KEPT_KEY] = True
    messages.success(request, "Vous restez connectée sur ce téléphone. Verrouillez-le par un code.")
    return redirect("account")


@require_POST
def session_release(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Keep one of her sessions no longer: it ends like any other."""
    chosen = _hers(request, public_id)
    if chosen.current:
        request.session.pop(KEPT_KEY, None)
    else:
        stop_keeping(user=request.user, key=chosen.key)
    messages.success(request, f"Session qui n’est plus gardée : {chosen.device}.")
    return redirect("account")
