"""Proving again who one is before what cannot be taken back: rights given, files that carry many people (T17)."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partners.views.refusal import came_from

FILE = "Ce fichier porte sur plusieurs personnes. Confirmez que c’est vous, puis demandez-le de nouveau."


def proved_recently(request: HttpRequest) -> bool:
    """Whether she signed in or confirmed within five minutes, by whatever means.

    Who has nothing to prove herself with (the doors of a demonstration) is not asked.
    """
    if not get_adapter(request).get_reauthentication_methods(request.user):
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def proof_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for a proof before what is sent to this view; reading it asks for none.

    What was sent is kept in her session and done once she has proved who she is.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not proved_recently(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return wrapped


def proof_before_file(request: HttpRequest) -> HttpResponse | None:
    """Where a file must wait for a proof: the page that asks for one, and leads back to the page of the file's link.
    None when she proved who she is."""
    if proved_recently(request):
        return None
    (method, *_) = get_adapter(request).get_reauthentication_methods(request.user)
    messages.info(request, FILE)
    return redirect(f"{method['url']}?{urlencode({'next': came_from(request) or request.get_full_path()})}")
