"""Personal links: made and cut by the team, opened by the person with her birth date (T16)."""

import time
from uuid import UUID

import qrcode
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import person_links
from cases.forms.person_links import BirthDateForm, StatedBirthDateForm
from cases.middleware import PERSON_KEY, PERSON_UNTIL_KEY
from cases.queries.who_sees import demonstration_audience, name_of
from cases.reading import Purpose
from cases.views.documents import asked_about
from cases.views.gate import acts_as
from common.formatting import full_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

PAGE_SECONDS = 30 * 60
WRONG_DATE = "Cette date n’est pas celle que nous avons. Vérifiez le jour, le mois et l’année."


# --- by the team ----------------------------------------------------------------------------------------------
@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def person_link_new(request: MemberRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Explain the link, then make it; its address is shown once, on the answer itself. A birth date nobody noted yet
    is asked for first."""
    case, person = asked_about(request, case_id, person_id, Purpose.CASE)
    context = {"case": case, "person": person, "person_name": name_of(person)}
    form = StatedBirthDateForm(request.POST if "born_on" in request.POST else None)
    if form.is_valid():
        born_on = form.cleaned_data["born_on"]
        person_links.state_birth_date(case=case, person=person, born_on=born_on, by=request.acting)
        messages.success(request, "La date de naissance est notée. Vous pouvez faire le lien.")
        return redirect("person_link_new", case.public_id, person.public_id)
    if request.method != "POST" or form.is_bound:
        refused = person_links.refusal(case=case, person=person)
        context |= {
            "refused": refused,
            "form": form if refused == person_links.NO_BIRTH_DATE else None,
            "is_live": person_links.has_live_link(case=case, person=person),
        }
        return render(request, "cases/person_link_new.html", context)
    made = person_links.make_link(case=case, person=person, by=request.acting)
    url = settings.PUBLIC_URL + reverse("person_link", args=[made.token])
    context |= {"url": url, "last_day": full_date(made.last_day), "code": _code(url)}
    return render(request, "cases/person_link_made.html", context)


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_POST
def person_link_cut(request: MemberRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Cut the links of that person, at once."""
    case, person = asked_about(request, case_id, person_id, Purpose.CASE)
    if person_links.cut_links(case=case, person=person):
        messages.success(request, "Le lien est coupé. La page de la personne est fermée.")
    return redirect("person_link_new", case.public_id, person.public_id)


def _code(url: str) -> dict:
    """The QR code of an address as the path of an SVG, with the margin that readers need."""
    code = qrcode.QRCode(border=4)
    code.add_data(url)
    cells = code.get_matrix()
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(cells) for x, cell in enumerate(row) if cell]
    return {"size": len(cells), "path": "".join(dark)}


# --- by the person --------------------------------------------------------------------------------------------
@login_not_required
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def person_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the birth date, then open her page for 30 minutes.

    A link that opens nothing (any more) answers the closed page, whatever closed it. A wrong date answers 200: the
    try must be committed, and an error would roll its count back. Opening signs any professional of this browser
    out.
    """
    form = BirthDateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        audience = person_links.open_link(token=token, born_on=form.cleaned_data["born_on"])
        if audience is not None:
            return _open_page(request, audience)
        form.add_error("born_on", WRONG_DATE)
    if not person_links.is_open(token):
        return redirect("person_link_expired")
    return render(request, "cases/person_link.html", {"form": form})


def _open_page(request: HttpRequest, audience: int) -> HttpResponse:
    request.session.flush()
    request.session[PERSON_KEY] = audience
    request.session[PERSON_UNTIL_KEY] = int(time.time()) + PAGE_SECONDS
    return redirect("person_page")


@login_not_required
@cache_control(no_store=True)
@require_safe
def person_link_expired(request: HttpRequest) -> HttpResponse:
    """Her page is closed, whatever closed it."""
    return render(request, "cases/person_link_expired.html")


@login_not_required
@require_POST
def demo_person(request: HttpRequest) -> HttpResponse:
    """In a demonstration only: enter as Mme Vasseur, by her live link."""
    audience = demonstration_audience("Vasseur") if settings.DEMONSTRATION else None
    if audience is None:
        raise Http404
    return _open_page(request, audience)
