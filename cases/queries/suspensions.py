"""Periods during which an accompaniment rested."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from cases.models import Suspension
from cases.programmes.rhythm import Rest


def suspensions() -> ArraySubquery:
    """For rows with a `case_id`: its periods of rest, in order of time."""
    rows = Suspension.objects.filter(case_id=OuterRef("case_id")).order_by("starts_on", "id")
    return ArraySubquery(
        rows.values(
            json=JSONObject(starts_on="starts_on", planned_until="planned_until", ended_on="ended_on", reason="reason")
        )
    )


def rests_in(rows: Iterable[dict[str, Any]]) -> list[Rest]:
    """Those that are over, as the rhythm counts them."""
    return [
        (date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ended_on"])) for row in rows if row["ended_on"]
    ]


def open_in(rows: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The one that runs."""
    return next((row for row in rows if not row["ended_on"]), None)


def is_overdue(rows: Iterable[dict[str, Any]], today: date) -> bool:
    """Whether one runs beyond its planned end."""
    running = open_in(rows)
    planned = running["planned_until"] if running else None
    return planned is not None and date.fromisoformat(planned) <= today
