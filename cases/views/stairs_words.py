"""« Où en est-on ? » of a household's page, in words: its stairs, its follow-up, its former accompaniments."""

from datetime import date, datetime

from django.urls import reverse

from cases.enums import AccompanimentState, ExitOutcome
from cases.policies import PARIS, last_day_of_follow_up
from cases.queries.case_page import CasePage
from cases.views.outreach_words import met_said, reached_of_course, tries_said
from common.formatting import full_date, plural, short_date


def stairs(page: CasePage, today: date) -> list[dict]:
    """« Où en est-on ? »: referral, first meeting, adhesion, accompaniment, end, follow-up."""
    course, counts = page.course, page.course.counts or {}
    first = date.fromisoformat(counts["first"]) if counts.get("first") else None
    begun = course.submitted_at or course.created_at
    steps = [
        (_beginning(course), _day(begun, today)),
        ("Première rencontre", _first_meeting(course, first, today)),
        ("Adhésion", _adhesion(course, today)),
        ("Accompagnement", _going(course, counts) if course.engaged_at else ""),
        ("Fin", _end(course, today)),
        ("Veille", _watch(course, today)),
    ]
    if course.ended_at and not course.engaged_at:
        steps = steps[:-1]
    here = _position(course, met=first is not None)
    return [
        {"name": name, "detail": detail, "state": _state(index, here, course, met=first is not None)}
        for index, (name, detail) in enumerate(steps)
    ]


def taken_over(course) -> bool:
    """Whether the unit brought this accompaniment with it, begun before Palier: nobody referred it."""
    return bool(course.engaged_at and not course.submitted_at)


def _beginning(course) -> str:
    if course.submitted_at:
        return "Saisine"
    return "Reprise" if taken_over(course) else "Arrivée"


def _position(course, *, met: bool) -> int:
    if course.ended_at:
        return 5 if course.engaged_at else 4
    if course.engaged_at:
        return 3
    return 2 if met else 1


def _state(index: int, here: int, course, *, met: bool) -> str:
    skipped = course.ended_at and not course.engaged_at and (index in {2, 3} or (index == 1 and not met))
    if index == here:
        return "current"
    return "passed" if index < here and not skipped else "coming"


def _adhesion(course, today: date) -> str:
    """The day the household said so, from which it is accompanied; and the day that was noted, when it is another."""
    if not course.engaged_at:
        return ""
    said, noted = said_on(course), _day(course.engaged_at, today)
    if said and taken_over(course):
        return _date(said, today)
    return f"{_date(said, today)}, notée le {noted}" if said else noted


def said_on(course) -> date | None:
    """The first day of the accompaniment, when it is not the day on which the adhesion was noted."""
    starts_on = (course.facts or {}).get("starts_on")
    said = date.fromisoformat(starts_on) if starts_on else None
    return None if said == course.engaged_at.astimezone(PARIS).date() else said


def _first_meeting(course, first: date | None, today: date) -> str:
    """« 12 nov., au 4e essai, en 9 jours »; of an accompaniment taken over, the first was before."""
    if taken_over(course):
        return "avant la reprise"
    if first:
        return f"{_date(first, today)}, {met_said(reached_of_course(course))}"
    attempts = (course.counts or {}).get("attempts")
    return f"{tries_said(attempts)} sans rencontre" if attempts else tries_said(0)


def _going(course, counts: dict) -> str:
    """« 5 visites tenues, et 7 avant la reprise »."""
    said = plural(counts.get("held") or 0, "visite tenue", "visites tenues")
    if course.brought:
        said += f", et {course.brought['held']} avant la reprise"
    return f"suspendu, {said}" if course.state == AccompanimentState.SUSPENDED else said


def _end(course, today: date) -> str:
    if course.ended_at:
        return f"{_day(course.ended_at, today)} : {ExitOutcome(course.outcome).label}"
    return ""


def _watch(course, today: date) -> str:
    if course.ended_at and course.engaged_at:
        last = last_day_of_follow_up(course.ended_at, course.follow_up_days)
        return f"jusqu’au {_date(last, today)}" if last >= today else f"passée le {_date(last, today)}"
    return plural(course.follow_up_days // 30, "mois", "mois")


def follow_up(page: CasePage, today: date) -> tuple[bool, str]:
    """Whether the follow-up right of an accompaniment that ended still runs, and its last day ("": there is none)."""
    course = page.course
    if not (course.ended_at and course.engaged_at):
        return False, ""
    last = last_day_of_follow_up(course.ended_at, course.follow_up_days)
    return last >= today, full_date(last)


def _day(moment: datetime, today: date) -> str:
    return _date(moment.astimezone(PARIS).date(), today)


def _date(day: date, today: date) -> str:
    return short_date(day) if day.year == today.year else f"{short_date(day)} {day.year}"


def former(page: CasePage, today: date) -> list[tuple[str, str]]:
    """Each former stay this member still reads: when and how it ended, and its address."""
    return [
        (
            f"Du {_day(datetime.fromisoformat(one['since']), today)} au {_day(datetime.fromisoformat(one['until']), today)} : "
            f"{ExitOutcome(one['outcome']).label}",
            reverse("case", args=[one["case"]]),
        )
        for one in page.course.former
    ]
