"""What a list may say of each accompaniment, from its rows and in Python alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.enums import CaseKind, VisitOutcome

PARIS = ZoneInfo("Europe/Paris")
Raw = dict[str, Any]
Line = tuple[str, bool, date | None, date | None, time | None, int | None, str, UUID]


def lines_of(raw: dict[str, dict[int, Raw]], now: datetime | None = None) -> dict[int, Line]:
    """By case: its state, whether it is engaged, its last meeting, its next visit (day, hour), its referent,
    its number and public id."""
    moment = now or datetime.now(UTC)
    courses = {course["case_id"]: course for course in raw["accompaniment_course"].values()}
    return {
        case["id"]: _line(
            case,
            courses.get(case["id"]),
            [visit for visit in raw["visit"].values() if visit["case_id"] == case["id"]],
            [
                place
                for place in raw["team_member"].values()
                if place["case_id"] == case["id"] and _is_current(place, moment)
            ],
        )
        for case in raw["case"].values()
        if case["kind"] == CaseKind.ACCOMPANIMENT
    }


def _line(case: Raw, course: Raw | None, visits: list[Raw], team: list[Raw]) -> Line:
    held = [visit["on"] for visit in visits if visit["outcome"] == VisitOutcome.HELD]
    stands = _standing(course)
    planned = sorted(
        (visit["on"], visit["at"] or time.max, visit["at"])
        for visit in visits
        if not visit["outcome"] and stands(visit)
    )
    following = planned[0] if planned else (None, None, None)
    return (
        course["state"] if course else "",
        bool(course and course["engaged_at"]),
        max(held, default=None),
        following[0],
        following[2],
        next((place["membership_id"] for place in team if place["is_referent"]), None),
        case["number"],
        case["public_id"],
    )


def _standing(course: Raw | None) -> Callable[[Raw], bool]:
    """Whether the end of the accompaniment leaves a planned visit: before its day, or planned after it."""
    ended = course["ended_at"] if course else None
    return lambda visit: ended is None or visit["created_at"] >= ended or visit["on"] <= ended.astimezone(PARIS).date()


def _is_current(place: Raw, now: datetime) -> bool:
    started = place["starts_at"] <= now and place["ended_at"] is None
    return started and (place["until"] is None or place["until"] > now)
