"""What apps above ask of a team for a household. They say which rows, and in which words; the pages here show them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery

from partners.acting import Acting


@dataclass(frozen=True)
class AskedLine:
    """One thing asked. `detail`: by whom and since when. `acts_at_once`: pressing `act` posts to `url`; else it leads to `place`, the
    name of the household's page where it is done. `url` says more of it."""

    title: str
    detail: str
    is_late: bool
    act: str
    acts_at_once: bool
    url: str
    place: str = ""


@dataclass(frozen=True)
class Asking:
    """`rows`: for rows with a `case_id`, as JSON; `listed`: (case, row) of every household of a member, one statement at most;
    `line`: a row in words, on that day."""

    rows: Callable[[], ArraySubquery]
    listed: Callable[[Acting], Iterable[tuple[int, dict[str, Any]]]]
    line: Callable[[dict[str, Any], date], AskedLine]


#: By the name of what asks.
ASKING: dict[str, Asking] = {}


def asked_of_course() -> dict[str, ArraySubquery]:
    """Annotations for rows with a `case_id`."""
    return {f"asked_{name}": asking.rows() for name, asking in ASKING.items()}


def is_asked(course: Any) -> bool:
    """Whether anything is asked for the household of an annotated course."""
    return any(getattr(course, f"asked_{name}") for name in ASKING)


def asked_on_page(course: Any, today: date) -> list[AskedLine]:
    """What is asked for the household of an annotated course."""
    return [asking.line(row, today) for name, asking in ASKING.items() for row in getattr(course, f"asked_{name}")]


def asked_of(by: Acting, today: date) -> list[tuple[int, AskedLine]]:
    """What is asked for the households of this member, by case id. A statement for each that asks."""
    return [(case, asking.line(row, today)) for asking in ASKING.values() for case, row in asking.listed(by)]
