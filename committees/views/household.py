"""The household at its own session: whether it is there and what it answers, noted by the secretariat."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.views.followed import posted
from committees.actions import household as actions
from committees.documents.words import answered
from committees.enums import Ceiling, SessionState
from committees.forms.household import HouseholdForm, initial_of
from committees.models import HouseholdAnswer
from committees.publishing import rules_of
from committees.queries.sitting import Room
from committees.rules import Rules
from committees.views.agenda import item_on, refused_here
from committees.views.gate import kept_session, log_sheets, secretariat
from common.refusal import Refused
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

NOT_NOW = "Cette séance ne se tient pas en ce moment : revenez à son ordre du jour."


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def household_answer(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Note whether the household is there and what it answers, then back to its file. Not a page for the room: its words stand here
    whoever sits. It says the number of the file alone: the household before it may still be there."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    item = item_on(shown, item_id)
    if rules.household == "absent":
        raise Refused(actions.WITHOUT)
    if shown.state != SessionState.OPEN or item.closed_at is not None:
        raise refused_here(shown, NOT_NOW)
    form, theirs = HouseholdForm(posted(request), rules=rules), None
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            try:
                actions.note(item=item, answer=form.said(), seen=form.cleaned_data["seen"], by=request.acting)
            except actions.OvertakenAnswer as overtaken:
                theirs, shown_again = overtaken.theirs, request.POST.copy()
                shown_again["seen"] = theirs.mark
                form.data = shown_again
                raise
            messages.success(request, "La réponse du ménage est notée.")
            return redirect("sitting", public_id, item_id)
    log_sheets(request, [item.sheet])
    if not form.is_bound:
        form.initial = initial_of(actions.noted(item))
    context = {
        "committee": shown.committee,
        "session": shown,
        "item": item,
        "form": form,
        "theirs": answered(HouseholdAnswer(**asdict(theirs)), rules) if theirs else "",
        "their_words": theirs.words if theirs else "",
    }
    return render(request, "committees/household_answer.html", context)


def is_awaited(seats: Room, rules: Rules) -> bool:
    """Whether nothing says yet that this household is there, or will not come: until then another may sit before the screen."""
    return rules.household != "absent" and seats.answer is None


def on_screen(seats: Room, rules: Rules) -> dict[str, Any] | None:
    """What the room's screen shows of it; its words only to those bound by secrecy. None where the household does not come."""
    if rules.household == "absent":
        return None
    answer = seats.answer
    words = answer.words if answer else ""
    return {
        "said": answered(answer, rules) or "Sa présence n’est pas encore notée.",
        "words": words if seats.ceiling == Ceiling.FULL else "",
        "kept": bool(words),
        "button": "Changer ce qui est noté" if answer else "Noter sa réponse",
    }
