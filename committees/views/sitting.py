"""The screen of a sitting: who is there, one file after the other, opinions and decisions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.views.followed import posted
from committees import convocations
from committees.actions import sitting as actions
from committees.actions.sitting import Overtaken
from committees.enums import Attending, SessionState, Voice
from committees.forms.sitting import DecisionForm, initial_of
from committees.models import AgendaItem, Attendance, Decision, Recusal, SeatHolder, Session
from committees.policies import is_repeated, quorum
from committees.publishing import rules_of
from committees.queries import sessions as queries
from committees.queries.sitting import Place, Room, room
from committees.rules import Rules
from committees.sheets import presenter
from committees.views.agenda import when
from committees.views.gate import kept_item, kept_session, log_sheets, secretariat
from common.formatting import clock, minutes
from common.refusal import Refused
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who is there, and who sits for a seat."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    if request.method == "POST":
        _attend(request, shown, rules)
        messages.success(request, "Les présences sont notées.")
        first = AgendaItem.objects.filter(session=shown, closed_at=None).order_by("position", "pk").first()
        is_on = shown.state == SessionState.OPEN and first is not None and "ensuite" in request.POST
        return redirect("sitting", public_id, first.public_id) if is_on and first else redirect("attendance", public_id)
    designated = {row.seat: row for row in convocations.told(shown)}
    holders: dict[str, list[SeatHolder]] = {}
    for holder in SeatHolder.objects.filter(committee=shown.committee, ended_at=None).order_by("-rank"):
        holders.setdefault(holder.seat, []).append(holder)
    present = {key for key, row in designated.items() if row.state == Attending.PRESENT}
    context = {
        "committee": shown.committee,
        "session": shown,
        "when": when(shown),
        "colleges": [
            (
                college.label,
                [
                    (seat, designated.get(seat.key), holders.get(seat.key, []))
                    for seat in rules.seats
                    if seat.college == college.key
                ],
            )
            for college in rules.colleges
        ],
        "states": [(each.value, each.label.capitalize()) for each in Attending],
        "standing": quorum(rules, present),
        "is_open": shown.state == SessionState.OPEN,
        "may_convoke": shown.state in {SessionState.SENT, SessionState.OPEN},
    }
    return render(request, "committees/attendance.html", context)


def _attend(request: MemberRequest, shown: Session, rules: Rules) -> None:
    rows = {row.seat: row for row in Attendance.objects.filter(session=shown)}
    named = {str(row.public_id): row for row in SeatHolder.objects.filter(committee=shown.committee, ended_at=None)}
    for seat in rules.seats:
        holder = named.get(request.POST.get(f"qui-{seat.key}", ""))
        row = rows.get(seat.key)
        if holder and holder.seat == seat.key and (row is None or row.holder_id != holder.pk):
            actions.designate(session=shown, holder=holder, by=request.acting)
        state = request.POST.get(f"presence-{seat.key}", "")
        if "tous" in request.POST and state == Attending.EXPECTED:
            state = Attending.PRESENT
        if state in Attending.values and (row is not None or holder is not None):
            actions.attend(session=shown, seat=seat.key, state=Attending(state), by=request.acting)
    convocations.ask(session=shown, by=request.acting)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """One file on the room's screen; its decision is kept, then the next one comes."""
    shown = kept_session(request, public_id)
    rules = rules_of(shown.version)
    form = DecisionForm(posted(request), rules=rules)
    if request.method == "POST":
        written = kept_item(shown, item_id)
        quietly = request.headers.get("X-Requested-With") == "fetch"
        answer = _kept_quietly(request, written, form) if quietly else _decided(request, written, form)
        if answer is not None:
            return answer
    items = queries.items_of(shown, closed=True)
    item = next((each for each in items if each.public_id == item_id), None)
    if item is None:
        raise Http404
    if shown.state != SessionState.OPEN or item.closed_at is not None:
        raise Refused("Cette séance ne se tient pas en ce moment : revenez à son ordre du jour.")
    log_sheets(request, [each.sheet for each in items])
    return render(request, "committees/sitting.html", _screen(shown, rules, item, items, form))


def _screen(
    shown: Session, rules: Rules, item: AgendaItem, items: list[AgendaItem], form: DecisionForm
) -> dict[str, Any]:
    seats = room(shown, rules, item.public_id)
    lines = queries.agenda(shown, [each for each in items if each.closed_at is None], seats.ceiling)
    here = next(at for at, line in enumerate(lines) if line.item.pk == item.pk)
    decision = lines[here].decision
    kept = actions.said_of(decision) if decision else None
    if not form.is_bound:
        form.initial = initial_of(kept)
    return {
        "committee": shown.committee,
        "session": shown,
        "item": item,
        "form": form,
        "theirs": kept if form.errors and kept else None,
        "theirs_said": rules.competence(kept.competence).short if kept else "",
        "lines": [_list_line(line, number, rules) for number, line in enumerate(lines, start=1)],
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
        "pace": _pace(shown, lines),
        "seats_drawn": [at < seats.standing.present for at in range(seats.standing.voting)],
    }


def _decided(request: MemberRequest, item: AgendaItem, form: DecisionForm) -> HttpResponse | None:
    """To the next file; None when something is to be said on the form. Saved again after another's decision was shown, it
    takes its place."""
    if not form.is_valid():
        return None
    with said_on_form(request, form):
        try:
            actions.decide(item=item, said=form.said(), seen=form.cleaned_data["seen"], by=request.acting)
        except Overtaken as overtaken:
            shown = request.POST.copy()
            shown["seen"] = overtaken.theirs.mark if overtaken.theirs else ""
            form.data = shown
            raise
        return redirect("sitting", item.session.public_id, _after(item))
    return None


def _after(item: AgendaItem) -> UUID:
    """The next file without a decision, else the next one, else this one."""
    listed = list(
        AgendaItem.objects.filter(session=item.session, closed_at=None)
        .order_by("position", "pk")
        .values_list("pk", "public_id")
    )
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
    return facts if named or not by else [*facts[:1], ("Présenté par", by), *facts[1:]]


def _list_line(line: queries.Line, number: int, rules: Rules) -> dict[str, Any]:
    kind = line.decision.kind if line.decision else ""
    icon = {"adjourned": "undo-2"}.get(kind, "check") if kind else ""
    return {
        "item": line.item,
        "number": number,
        "heading": line.content.heading,
        "icon": icon,
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
    """Keep what one seat says, or « favorable » for all those that have said nothing."""
    shown = kept_session(request, public_id)
    item = kept_item(shown, item_id)
    if "tous" in request.POST:
        for place in room(shown, rules_of(shown.version), item_id).places:
            if place.may_speak and not place.voice:
                _say(request, item, place.seat.key, Voice.FAVOURABLE, place.text)
    else:
        voice = request.POST.get("avis", "")
        chosen = Voice(voice) if voice in Voice.values else None
        _say(request, item, request.POST.get("siege", ""), chosen, request.POST.get("texte", "").strip()[:600])
    return _back(item)


def _say(request: MemberRequest, item: AgendaItem, seat: str, voice: Voice | None, text: str) -> None:
    actions.say(item=item, seat=seat, voice=voice, text=text, by=request.acting)


@secretariat
@require_POST
def recusal(request: MemberRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Somebody stands back from this file, or takes part after all."""
    shown = kept_session(request, public_id)
    item = kept_item(shown, item_id)
    row = Attendance.objects.select_related("holder").filter(session=shown, seat=request.POST.get("siege", "")).first()
    if row is None:
        raise Refused("Personne n’est désigné pour ce siège : nommez d’abord son titulaire.")
    standing = Recusal.objects.select_related("session").filter(item=item, holder=row.holder, lifted_at=None).first()
    if standing is None:
        actions.recuse(item=item, holder=row.holder, by=request.acting)
    else:
        actions.take_back_recusal(recusal=standing, by=request.acting)
    return _back(item)


def _back(item: AgendaItem) -> HttpResponse:
    return redirect(f"{reverse('sitting', args=[item.session.public_id, item.public_id])}#avis")
