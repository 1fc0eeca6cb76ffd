"""Steps in words: strings ready for the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from cases.enums import StepAnswer
from cases.forms.steps import label_of_answer, label_of_kind
from cases.models import Step
from cases.queries.case_page import Rights
from common.formatting import euros, full_date, on_date

MOST_SHOWN = 5
TAGS = {
    StepAnswer.GRANTED: "done",
    StepAnswer.PARTLY: "done",
    StepAnswer.REFUSED: "neutral",
    StepAnswer.ABANDONED: "neutral",
}


@dataclass(frozen=True)
class StepLine:
    """One step in a list. `reminder`: when to come back to it ("": not said), late when that day has come."""

    title: str
    detail: str
    reminder: str
    is_due: bool
    url: str


def steps_card(course: Any, rights: Rights, today: date) -> dict[str, Any]:
    """What the page of a household shows of its steps: the first of the open ones, and the amounts of all."""
    totals = course.step_totals or {}
    return {
        "shows_steps": rights.may_steer,
        "may_note": rights.is_team,
        "open_steps": lines_of(course.open_steps[:MOST_SHOWN], today),
        "step_totals": totals_said(totals.get("asked"), totals.get("granted")),
    }


def lines_of(rows: Iterable[dict[str, Any]], today: date) -> list[StepLine]:
    """Lines of the rows of `steps_of_course`."""
    return [
        line(
            kind=row["kind"],
            body=row["contact"] or row["body"],
            filed_on=_day(row["filed_on"]),
            asked=row["asked_cents"],
            remind_on=_day(row["remind_on"]),
            url=reverse("step_answer", args=[row["public_id"]]),
            today=today,
        )
        for row in rows
    ]


def line_of(step: Step, today: date) -> StepLine:
    """The line of one step."""
    return line(
        kind=step.kind,
        body=", ".join(filter(None, [step.contact.name if step.contact else "", step.body])),
        filed_on=step.filed_on,
        asked=step.asked_cents,
        remind_on=step.remind_on,
        url=reverse("step_answer", args=[step.public_id]),
        today=today,
    )


def line(
    *, kind: str, body: str, filed_on: date | None, asked: int | None, remind_on: date | None, url: str, today: date
) -> StepLine:
    """One line: « FSL maintien, CAF », « Déposée le 3 novembre, 450 € demandés »."""
    said = [f"Déposée {on_date(filed_on, today)}" if filed_on else "À déposer"]
    if asked is not None:
        said.append(f"{euros(asked, whole=True)} demandés")
    due = remind_on is not None and remind_on <= today
    reminder = f"{'À relancer depuis' if due else 'Relance'} {on_date(remind_on, today)}" if remind_on else ""
    if remind_on == today:
        reminder = "À relancer aujourd’hui"
    return StepLine(
        title=", ".join(filter(None, [label_of_kind(kind), body])),
        detail=", ".join(said),
        reminder=reminder,
        is_due=due,
        url=url,
    )


def result_of(step: Step) -> str:
    """« Accordée, 450 €, le 3 novembre 2026 »."""
    said = [label_of_answer(step.kind, step.answer)]
    if step.granted_cents is not None:
        said.append(euros(step.granted_cents, whole=True))
    if step.answered_on:
        said.append(f"le {full_date(step.answered_on)}")
    return ", ".join(said)


def totals_said(asked: int | None, granted: int | None) -> str:
    """« 890 € demandés, 450 € accordés »; "" when no amount is known."""
    said = [
        f"{euros(cents, whole=True)} {word}" for cents, word in ((asked, "demandés"), (granted, "accordés")) if cents
    ]
    return ", ".join(said)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
