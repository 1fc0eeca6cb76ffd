"""How long a referred household still has to adhere, in words: without it the case closes to the team after day 60."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from cases.enums import AccompanimentState
from cases.models import Case
from cases.policies import SHEET_DAYS, SheetClock, last_sheet_day
from cases.queries.visits import last_day_to_adhere
from common.formatting import full_date, plural

BANDS = {"late": "late", "todo": "todo", "planned": "info"}


@dataclass(frozen=True)
class Adhering:
    """Until when the adhesion may be noted: `last` is the last day, `left` the whole days after today."""

    last: date
    left: int

    @property
    def band(self) -> str:
        """The band that says it, as pressing as the tag of the sheet."""
        return BANDS[SheetClock(SHEET_DAYS - self.left, self.left).kind]

    @property
    def said(self) -> str:
        """« Il reste 12 jours pour recueillir l’adhésion, jusqu’au 2 décembre 2026. »"""
        if not self.left:
            return "C’est le dernier jour pour recueillir l’adhésion."
        days = plural(self.left, "jour")
        return f"Il reste {days} pour recueillir l’adhésion, jusqu’au {full_date(self.last)}."

    @property
    def hint(self) -> str:
        """Under the day of a visit being planned."""
        return f"Adhésion à recueillir jusqu’au {full_date(self.last)} : après, sans elle, le dossier est fermé."

    @property
    def warning(self) -> str:
        """What is said of a visit planned after the last day."""
        return (
            f"C’est après le {full_date(self.last)}, dernier jour pour recueillir l’adhésion : sans elle, le dossier "
            "sera fermé et cette visite ne pourra pas être notée. Avancez la visite, ou recueillez l’adhésion avant."
        )


def of_course(course: Any, today: date) -> Adhering | None:
    """That of a page's course, annotated with `submitted_at`; None once adhered, ended, or when nobody referred it."""
    if course.state != AccompanimentState.REACHING or not course.submitted_at:
        return None
    last = last_sheet_day(course.submitted_at)
    return Adhering(last, (last - today).days)


def of_case(case: Case) -> Adhering | None:
    """The same, of a case alone. One statement."""
    last = last_day_to_adhere(case)
    return Adhering(last, (last - timezone.localdate()).days) if last else None
