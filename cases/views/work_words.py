"""What is to be done, and alerts, in words: strings ready for the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst

from cases.enums import AlertKind, TaskKind
from cases.models import Task
from cases.policies import PARIS
from common.formatting import after, full_date, on_date
from partners.acting import Acting

#: The page of the household where it is done.
PLACES = {TaskKind.BILAN: "reviews", TaskKind.TRIPARTITE: "reviews", TaskKind.CONTRACT: "contract"}


@dataclass(frozen=True)
class TaskLine:
    """One thing to do. `due`: « Pour le 3 décembre », « En retard, le 3 novembre »; `is_done`: it may be undone; `place`:
    the name of the household's page where it is done, empty when there is none."""

    public_id: Any
    title: str
    due: str
    is_late: bool
    is_done: bool
    place: str


def task_lines(rows: Iterable[dict[str, Any]], today: date) -> list[TaskLine]:
    """Lines of the rows of `tasks_of_course`, those done last."""
    found = [
        _line(
            row["kind"],
            row["public_id"],
            row["title"],
            date.fromisoformat(row["due_on"]),
            is_done=bool(row["done_at"]),
            today=today,
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: line.is_done)


def task_line(task: Task, today: date) -> TaskLine:
    """The line of one task."""
    return _line(task.kind, task.public_id, task.title, task.due_on, is_done=task.done_at is not None, today=today)


def _line(kind: str, public_id: Any, title: str, due_on: date, *, is_done: bool, today: date) -> TaskLine:
    late = due_on < today and not is_done
    due = f"En retard, à faire {on_date(due_on, today)}" if late else f"Pour {on_date(due_on, today)}"
    if due_on == today:
        due = "Pour aujourd’hui"
    place = "" if is_done else PLACES.get(TaskKind(kind), "")
    return TaskLine(public_id, title, "Fait" if is_done else due, late, is_done, place)


@dataclass(frozen=True)
class AlertLine:
    """One alert. `who`: « De … », « Du … », « À … »; `receipt`: « Lue le … par … », « Pas encore lue »; `may_receive`: it waits for
    one's own receipt; `is_read`: whoever it is for has read it."""

    public_id: Any
    title: str
    when: str
    text: str
    who: str
    receipt: str
    may_receive: bool
    is_read: bool


def title_of(kind: str) -> str:
    """« Nouvel impayé »."""
    label = AlertKind(kind).label
    return label[:1].upper() + label[1:]


def alert_line(row: dict[str, Any], unit: int | None) -> AlertLine:
    """The line of a row of `alert_row`, for that unit."""
    received = row["recipient"] == unit
    partner = "author" if received else "recipient"
    return AlertLine(
        public_id=row["public_id"],
        title=title_of(row["kind"]),
        when=f"Le {full_date(date.fromisoformat(row['on']))}",
        text=row["text"],
        who=capfirst(after("de" if received else "à", f"{row[f'{partner}_organisation']}, {row[f'{partner}_unit']}")),
        receipt=_receipt(row, tells_who=received),
        may_receive=received and row["received_at"] is None,
        is_read=row["received_at"] is not None,
    )


def _receipt(row: dict[str, Any], *, tells_who: bool) -> str:
    """« Lue le 21 novembre 2026 », with by whom for the unit that read it."""
    if row["received_at"] is None:
        return "Pas encore lue"
    said = f"Lue le {full_date(datetime.fromisoformat(row['received_at']).astimezone(PARIS).date())}"
    return f"{said} par {row['first_name']} {row['last_name']}" if tells_who else said


def household_work(
    tasks: Iterable[dict[str, Any]], alerts: Iterable[dict[str, Any]], by: Acting, today: date, *, may_keep: bool
) -> dict[str, Any]:
    """What the page of a household shows of what is to be done there, and of what partners wrote: `alerts` that wait to be
    read, and those that were."""
    lines = [alert_line(row, by.unit_audience) for row in alerts]
    return {
        "may_keep": may_keep,
        "tasks": task_lines(tasks, today),
        "alerts": [line for line in lines if not line.is_read],
        "read": [line for line in lines if line.is_read],
    }
