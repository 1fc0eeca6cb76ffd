"""« Équipe »: a manager's day. What each member does, whom nobody has met, what waits."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.documents.activity_report import definition_of, rate_of
from cases.periods import Period, months_before, quarter
from cases.queries import activity, team
from cases.queries.names import heading, household_names
from cases.queries.team import Board, Line, Waiting
from cases.queries.todo import counts_of
from cases.views.followed import log_list, unit_of
from cases.views.gate import acts_as
from cases.views.outreach_words import usual_said
from cases.views.review_words import due_said
from common.formatting import full_date, grouped, minutes, on_date, plural, relative_day
from common.typography import HARD
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

SENTENCE = "La page de l’équipe est réservée à sa responsable."
#: How many lines a list shows before it is asked in full.
MOST, MOST_ASIDE = 12, 5
#: The lists that can be asked in full: the word in the address, which is also the place on the page.
IN_FULL = {"sans-contact": "forgotten", "a-noter": "to_log"}


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=SENTENCE)
@require_safe
def team_board(request: MemberRequest) -> HttpResponse:
    """The team over a month or a quarter. Eight statements, whatever the number of households.

    What waits is today's, whatever the period: members have those numbers in a period that still runs only.
    """
    by, today = request.acting, timezone.localdate()
    offered = {"": months_before(today, 2)[0], "precedent": months_before(today, 2)[1], "trimestre": quarter(today)}
    chosen = request.GET.get("periode", "")
    period = offered.get(chosen, offered[""])
    is_over = period.until < today
    found = team.board(by, unit_of(request), period, today)
    visited = activity.visits(by, period, today)
    shown = _shown(found, IN_FULL.get(request.GET.get("tout", ""), ""))
    log_list(request, {item.case.pk for items in shown.values() for item in items})
    names = household_names(by.manager_audience, [item.case.pk for items in shown.values() for item in items])
    due, to_read = counts_of(by, today)
    context = {
        "due": due,
        "to_read": to_read,
        "period": period.name,
        "is_over": is_over,
        "running": offered[""].name,
        "periods": [_choice(value, one, one is period) for value, one in offered.items()],
        "lines": [_line(line, today, on_date if is_over else relative_day) for line in found.lines],
        "tiles": _tiles(visited, None if is_over else found),
        "definition": definition_of(visited),
        "until_met": usual_said(found.until_met),
        "most": grouped(team.MOST_CASES) if found.is_capped else "",
        "lists": {name: [_item(item, names, name, today) for item in items] for name, items in shown.items()},
        "more": {name: len(getattr(found, name)) > len(items) for name, items in shown.items()},
        "counts": {name: len(getattr(found, name)) for name in shown},
        "in_full": {
            name: _in_full(word, chosen if period is not offered[""] else "") for word, name in IN_FULL.items()
        },
    }
    return render(request, "cases/team_board.html", context)


def _in_full(word: str, chosen: str) -> str:
    """The address of the same page with that list in full, at its place."""
    kept = {"periode": chosen} if chosen else {}
    return f"?{urlencode(kept | {'tout': word})}#{word}"


def _shown(found: Board, in_full: str) -> dict[str, Sequence[Waiting]]:
    """What of each list the page names; the list `in_full` entirely."""
    return {
        "forgotten": found.forgotten[: None if in_full == "forgotten" else MOST],
        "to_log": found.to_log[: None if in_full == "to_log" else MOST],
        "sheets": found.sheets[:MOST_ASIDE],
        "adhesions": found.adhesions[:MOST_ASIDE],
        "oral": found.oral[:MOST_ASIDE],
        "orphans": found.orphans[:MOST_ASIDE],
        "reviews": found.reviews[:MOST_ASIDE],
    }


def _choice(value: str, period: Period, current: bool) -> dict:
    return {"query": f"?periode={value}" if value else "", "name": period.name, "current": current}


def _tiles(visited: activity.Visits, waits: Board | None) -> list[tuple[str, str, str]]:
    """Number, word, and the list of the page it counts ("" for none); what `waits` beside what was done."""
    planned = f"{plural(visited.planned_held, 'tenue')} sur {plural(visited.planned, 'prévue')}"
    earlier = visited.earlier.held
    met = (f"rencontre, dont {earlier} reprises", f"rencontres, dont {earlier} reprises") if earlier else ("rencontre",)
    done = [
        _counted(visited.held + earlier, *met),
        (
            rate_of(visited) or "–",
            f"de visites effectives : {planned}" if visited.planned else "aucune visite prévue",
            "",
        ),
    ]
    if waits is None:
        return done
    return [
        *done,
        _counted(len(waits.to_log), "visite à noter", "visites à noter", of="a-noter"),
        _counted(
            len(waits.forgotten),
            "ménage sans contact depuis trop longtemps",
            "ménages sans contact depuis trop longtemps",
            of="sans-contact",
        ),
    ]


def _counted(count: int, one: str, several: str = "", *, of: str = "") -> tuple[str, str, str]:
    """The number and its word, which a tile shows one above the other; `of` leads to what it counts, if anything."""
    number, _, word = plural(count, one, several).partition(HARD)
    return number, word, of if count else ""


def _line(line: Line, today: date, said: Callable[[date, date], str]) -> dict[str, Any]:
    spent = (
        (line.visit_minutes, "visites"),
        (line.travel_minutes, "trajets"),
        (line.administration_minutes, "écrits"),
    )
    return {
        "line": line,
        "name": line.member.user.get_full_name(),
        "key": line.member.public_id,
        "time": minutes(line.minutes) if line.minutes else "–",
        "split": ", ".join(f"{word} {minutes(count)}" for count, word in spent if count),
        "last": said(line.last, today) if line.last else "aucune en trois mois",
    }


def _item(item: Waiting, names: dict, of: str, today) -> dict[str, Any]:
    said = {
        "forgotten": _without_contact,
        "to_log": lambda item, today: f"Prévue {relative_day(item.on, today)}",
        "sheets": _sheet,
        "adhesions": lambda item, today: f"Rencontre {relative_day(item.on, today)}",
        "oral": lambda item, today: f"Avant le {full_date(item.on)}",
        "reviews": lambda item, today: f"{item.title}. {due_said(item.on, today)}",
        "orphans": lambda item, today: f"Accepté {on_date(item.on, today)}",
    }
    return {
        "public_id": item.case.public_id,
        "name": heading(names.get(item.case.pk, [])) or item.case.number,
        "follower": item.follower,
        "said": said[of](item, today),
        "kind": item.clock.kind if item.clock else "late" if _is_late(item, of, today) else "todo",
    }


def _is_late(item: Waiting, of: str, today: date) -> bool:
    return of in {"forgotten", "to_log"} or bool(of == "reviews" and item.on and item.on < today)


def _without_contact(item: Waiting, today) -> str:
    days = plural(item.days, "jour")
    return f"Aucun contact depuis {days}" if item.never else f"Dernier contact il y a {days}"


def _sheet(item: Waiting, today) -> str:
    assert item.clock
    day = f"Jour {item.clock.day} sur 60"
    return f"{day}, à compléter par le bailleur" if item.incomplete else day
