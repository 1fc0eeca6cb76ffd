"""What was decided is done: by the team of the household in its own name, by a secretariat for a paper form."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import AccompanimentCourse
from cases.views.followed import log_opening, name_on
from cases.views.gate import acts_as
from committees.actions import effects as actions
from committees.enums import EffectKind, Outcome
from committees.models import DecisionEffect
from committees.permissions import check_presents
from committees.queries.effects import own_effect
from committees.views import effect_words as words
from committees.views.gate import secretariat
from common.formatting import full_date
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

#: The page of the household where one goes on, once it is done.
_THEN = {EffectKind.RENEW: "contract", EffectKind.SUSPEND_LITIGATION: "rent_account"}


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def effect(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What was decided of a household and what pressing does; pressed, it is done. « Sans suite » ends it otherwise."""
    found = own_effect(public_id, request.acting)
    if found is None or found.case is None:
        raise Http404
    case, rights = found.case, log_opening(request, found.case)
    check_presents(rights)
    if request.method == "POST":
        _pressed(request, found)
        return redirect(_then(found), case.public_id)
    course = AccompanimentCourse.objects.filter(case_id=case.pk).first()
    context = {
        "effect": found,
        "case": case,
        "name": name_on(case, rights),
        "title": words.titled(found.kind, found.until_on),
        "committee": found.session.committee,
        "held_on": full_date(timezone.localdate(found.session.starts_at)),
        "signed_on": full_date(timezone.localdate(found.created_at)),
        "last_day": full_date(words.last_day(found)),
        "is_late": timezone.localdate() > words.last_day(found),
        "ended": _ended(found),
        **words.explained(found.kind, course),
    }
    return render(request, "committees/effect.html", context)


def _pressed(request: MemberRequest, found: DecisionEffect) -> None:
    """A second press finds it done and says so."""
    if found.done_at is not None:
        messages.info(request, _ended(found))
    elif "sans-suite" in request.POST:
        actions.drop(effect=found, by=request.acting)
        messages.success(
            request, "C’est noté : cette décision n’aura pas de suite. Le secrétariat le lira, sans savoir pourquoi."
        )
    else:
        actions.carry_out(effect=found, by=request.acting)
        messages.success(request, "C’est fait. Le secrétariat de la commission le lira.")


def _ended(found: DecisionEffect) -> str:
    """« C’est déjà fait, le 20 novembre 2026. »; "" while it waits."""
    if found.done_at is None:
        return ""
    said = "C’est déjà fait" if found.outcome == Outcome.CARRIED_OUT else "C’est noté sans suite"
    return f"{said}, le {full_date(timezone.localdate(found.done_at))}."


def _then(found: DecisionEffect) -> str:
    return _THEN.get(EffectKind(found.kind), "case")


@secretariat
@require_POST
def effect_kept(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The secretariat says that what was decided of a paper form is done, or has no follow-up."""
    found = own_effect(public_id, request.acting)
    if found is None:
        raise Http404
    _pressed(request, found)
    return redirect("committee", found.session.committee.public_id)
