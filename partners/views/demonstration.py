"""What only a demonstration has: doors without a password, and the mails it would have sent."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from partners.acting import SESSION_KEY
from partners.demo_doors import DOORS, OTHER_DOORS
from partners.models import User
from partners.queries.mailbox import mail_by_key, mails


def only_in_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to all in a demonstration; anywhere else the page does not exist."""

    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@only_in_demonstration
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the invented people, without a password. Unknown key: 404."""
    email = next((door.email for door in (*DOORS, *OTHER_DOORS) if door.key == key), None)
    user = get_object_or_404(User, email=email, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.pop(SESSION_KEY, None)
    return redirect("home")


@only_in_demonstration
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """The mails written so far, newest first."""
    return render(request, "partners/mails.html", {"mails": mails(settings.MAIL_FOLDER)})


@only_in_demonstration
@require_safe
def mail_page(request: HttpRequest, key: str) -> HttpResponse:
    """One mail, its addresses as links."""
    mail = mail_by_key(settings.MAIL_FOLDER, key)
    if mail is None:
        raise Http404
    return render(request, "partners/mail.html", {"mail": mail})
