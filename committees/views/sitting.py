"""The screen of a sitting: one file after the other, opinions and decisions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.views.followed import posted
from committees.actions import sitting as actions
from committees.actions.agenda import TAKEN_OFF
from committees.actions.sitting import Overtaken
from committees.enums import SessionState, Voice
from committees.forms.sitting import DecisionForm, initial_of
from committees.models import AgendaItem, Attendance, Decision, Session
from committees.policies import is_repeated
from committees.publishing import rules_of
from committees.queries import sessions as queries
from committees.queries.sitting import Place, Room, room
from committees.rules import Rules
from committees.sheets import presenter
from committees.views.agenda import item_on, refused_here
from committees.views.gate import kept_session, log_sheets, secretariat
from committees.views.household import NOT_NOW, is_awaited, on_screen
from common.formatting import clock, minutes
from common.refusal import Refused
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """One file on the room's screen; its decision is kept, then the next one comes."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    form = DecisionForm(posted(request), rules=rules, held_on=timezone.localdate(shown.starts_at))
    if request.method == "POST":
        written = item_on(shown, item_id)
        quietly = request.headers.get("X-Requested-With") == "fetch"
        way = _kept_quietly if quietly else _undecided if "rien" in request.POST else _decided
        answer = way(request, written, form)
        if answer is not None:
            return answer
    items = queries.items_of(shown)
    item = next((each for each in items if each.public_id == item_id), None)
    if item is None:
        item_on(shown, item_id)
    if shown.state != SessionState.OPEN:
        raise refused_here(shown, NOT_NOW)
    if item is None:
        raise refused_here(shown, TAKEN_OFF)
    log_sheets(request, [each.sheet for each in items])
    return render(request, "committees/sitting.html", _screen(shown, rules, item, items, form))


def _screen(
    shown: Session, rules: Rules, item: AgendaItem, items: list[AgendaItem], form: DecisionForm
) -> dict[str, Any]:
    seats = room(shown, rules, item.public_id)
    lines = queries.agenda(shown, items, seats.ceiling)
    here = next((at for at, line in enumerate(lines) if line.item.pk == item.pk), None)
    if here is None:
        raise refused_here(shown, TAKEN_OFF)
    decision, is_hidden = lines[here].decision, is_awaited(seats, rules)
    if not form.is_bound:
        form.initial = initial_of(actions.said_of(decision) if decision else None)
    return {
        "committee": shown.committee,
        "session": shown,
        "item": item,
        "form": form,
        "is_awaited": is_hidden,
        "is_kept": decision is not None,
        "theirs": form.theirs,
        "theirs_said": rules.competence(form.theirs.competence).short if form.theirs else "",
        "lines": [
            _list_line(line, number, rules, None if is_hidden else item) for number, line in enumerate(lines, start=1)
        ],
        "decided": sum(line.decision is not None for line in lines),
        "number": here + 1,
        "previous": lines[here - 1].item if here else None,
        "next": lines[here + 1].item if here + 1 < len(lines) else None,
        "next_number": here + 2,
        "content": lines[here].content,
        "facts": _facts(lines[here]),
        "repeated": is_repeated(rules, lines[here].times.adjourned, lines[here].times.refused),
        "room": seats,
        "colleges": _colleges(seats, rules),
        "voices": [(each.value, each.label.capitalize()) for each in Voice],
        "opinions": _counted(seats),
        "household": on_screen(seats, rules),
        "pace": _pace(shown, lines),
        "seats_drawn": [at < seats.standing.present for at in range(seats.standing.voting)],
    }


def _decided(request: MemberRequest, item: AgendaItem, form: DecisionForm) -> HttpResponse | None:
    """To the next file; None when something is to be said on the form. Saved again after another's decision was shown, it
    takes its place."""
    if not form.is_valid():
        return None
    with said_on_form(request, form):
        with _shown_again(request, form):
            actions.decide(item=item, said=form.said(), seen=form.cleaned_data["seen"], by=request.acting)
        return redirect("sitting", item.session.public_id, _after(item))
    return None


def _undecided(request: MemberRequest, item: AgendaItem, form: DecisionForm) -> HttpResponse | None:
    """To the same file, of which nothing is decided any more."""
    form.full_clean()
    form.errors.clear()
    with said_on_form(request, form), _shown_again(request, form):
        actions.leave_undecided(item=item, seen=request.POST.get("seen", ""), by=request.acting)
        messages.success(request, "Plus rien n’est décidé pour ce dossier.")
        return redirect("sitting", item.session.public_id, item.public_id)
    return None


@contextmanager
def _shown_again(request: MemberRequest, form: DecisionForm) -> Iterator[None]:
    """Written over elsewhere, the form shows that beside what was typed, and takes its mark."""
    try:
        yield
    except Overtaken as overtaken:
        shown = request.POST.copy()
        shown["seen"] = overtaken.theirs.mark if overtaken.theirs else ""
        form.data, form.theirs = shown, overtaken.theirs
        raise


def _after(item: AgendaItem) -> UUID:
    """The next file without a decision, else the next one, else this one."""
    listed = list(queries.on_agenda(item.session).order_by("position", "pk").values_list("pk", "public_id"))
    decided = set(Decision.objects.filter(session=item.session).values_list("item_id", flat=True))
    at = next((at for at, (key, _) in enumerate(listed) if key == item.pk), 0)
    around = listed[at + 1 :] + listed[:at]
    return next((public_id for key, public_id in around if key not in decided), item.public_id)


def _kept_quietly(request: MemberRequest, item: AgendaItem, form: DecisionForm) -> JsonResponse:
    """What is typed, kept as it is typed: its mark, or why it cannot be kept yet."""
    if not form.is_valid():
        request.rolled_back = True
        first = next(iter(form.errors.values()))
        return JsonResponse({"refusal": str(first[0])})
    try:
        actions.decide(item=item, said=form.said(), seen=form.cleaned_data["seen"], by=request.acting)
    except Refused as refused:
        request.rolled_back = True
        return JsonResponse({"refusal": refused.sentence, "overtaken": isinstance(refused, Overtaken)})
    return JsonResponse({"mark": form.said().mark, "kept": f"Enregistré à {clock(timezone.localtime())}"})


def _facts(line: queries.Line) -> list[Any]:
    facts = [(fact.label, fact.value) for fact in line.content.facts]
    by = presenter(line.sheet, line.content)
    named = any(fact.key == "presented_by" for fact in line.content.facts)
    return facts if named or not by or line.is_under_code else [*facts[:1], ("Présenté par", by), *facts[1:]]


def _list_line(line: queries.Line, number: int, rules: Rules, shown: AgendaItem | None) -> dict[str, Any]:
    """A file in the list beside the one that is shown, None while its household is awaited. Where a household sits before the screen, or
    somebody who takes no part in that file, it is a number and nothing else."""
    listed = {"item": line.item, "number": number}
    if (shown is None or line.item.pk != shown.pk) and (rules.household != "absent" or line.item.is_stood_back):
        seen = {"icon": "check", "said": "vu"} if line.decision else {"icon": "", "said": ""}
        return {**listed, **seen, "heading": f"Dossier {line.sheet.number}", "is_urgent": False}
    kind = line.decision.kind if line.decision else ""
    return {
        **listed,
        "heading": line.content.heading,
        "icon": {"adjourned": "undo-2"}.get(kind, "check") if kind else "",
        "said": rules.competence(line.decision.competence).short if line.decision else "",
        "is_urgent": line.sheet.is_urgent,
    }


def _colleges(seats: Room, rules: Rules) -> list[tuple[str, int, list[Place]]]:
    made = []
    for college in rules.colleges:
        places = [place for place in seats.places if place.seat.college == college.key]
        made.append((college.label, sum(bool(place.voice) for place in places if place.may_speak), places))
    return made


def _counted(seats: Room) -> str:
    counted = [
        (seats.said(Voice.FAVOURABLE), "favorable", "favorables"),
        (seats.said(Voice.RESERVED), "réservé", "réservés"),
        (seats.said(Voice.UNFAVOURABLE), "défavorable", "défavorables"),
    ]
    return ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in counted if count)


def _pace(session: Session, lines: list[queries.Line]) -> dict[str, str] | None:
    """How long a file has taken so far, and when the last would end at that pace; None before the third."""
    done = sum(line.decision is not None for line in lines)
    if session.opened_at is None or done < 3:
        return None
    now = timezone.now()
    each = (now - session.opened_at) / done
    left = len(lines) - done
    return {
        "each": minutes(max(1, round(each.total_seconds() / 60))),
        "left": f"{left} restants, fin vers {clock(timezone.localtime(now + each * left))}" if left else "Tous vus",
    }


@secretariat
@require_POST
def opinion(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Keep the voice of one seat, or its words, or « favorable » for all those that have said nothing."""
    shown = kept_session(request, public_id)
    item = item_on(shown, item_id)
    if "tous" in request.POST:
        for place in room(shown, rules_of(shown.version), item_id).places:
            if place.may_speak and not place.voice:
                actions.say(item=item, seat=place.seat.key, voice=Voice.FAVOURABLE, by=request.acting)
    else:
        voice, text = request.POST.get("avis"), request.POST.get("texte")
        actions.say(
            item=item,
            seat=request.POST.get("siege", ""),
            voice=None if voice is None else Voice(voice) if voice in Voice.values else "",
            text=None if text is None else text.strip()[:600],
            by=request.acting,
        )
    return _back(item)


@secretariat
@require_POST
def recusal(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Somebody stands back from this file, or takes part after all (`retrait`: « non »): said twice, it is so once."""
    shown = kept_session(request, public_id)
    item = item_on(shown, item_id)
    row = Attendance.objects.select_related("holder").filter(session=shown, seat=request.POST.get("siege", "")).first()
    if row is None:
        raise Refused("Personne n’est désigné pour ce siège : nommez d’abord son titulaire.")
    act = actions.take_back_recusal if request.POST.get("retrait") == "non" else actions.recuse
    act(item=item, holder=row.holder, by=request.acting)
    return _back(item)


def _back(item: AgendaItem) -> HttpResponse:
    return redirect(f"{reverse('sitting', args=[item.session.public_id, item.public_id])}#avis")
