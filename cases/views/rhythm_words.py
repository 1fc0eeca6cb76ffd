"""What a programme's rhythm asks of one household, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.enums import AccompanimentState
from cases.policies import PARIS
from cases.programmes.publishing import rules_of
from cases.programmes.rhythm import Due, due
from cases.queries.suspensions import rests_in
from cases.views.programme_words import often
from common.formatting import day_month, plural


@dataclass(frozen=True)
class Rhythm:
    """« 2 visites par mois », and where this household stands in it; `is_late`: a visit was due before today."""

    often: str
    said: str
    is_late: bool


def rhythm_of_course(course: Any, today: date) -> Rhythm | None:
    """That of a household's page; None before adhesion, after the end, suspended, or outside any programme."""
    if course.state != AccompanimentState.ENGAGED or course.programme_version is None:
        return None
    phases = rules_of(course.programme_version).visits.phases
    held = [date.fromisoformat(day) for day in (course.counts or {}).get("recent") or []]
    owed = due(phases, course.engaged_at.astimezone(PARIS).date(), held, today, rests_in(course.suspensions))
    phase = next(phase for phase in phases if phase.label == owed.phase)
    return Rhythm(often(phase), owed_in_words(owed), bool(owed.late))


def owed_in_words(owed: Due) -> str:
    """« 1 visite sur 2 faite ; la suivante est due le 16 mars », « … était due … » once late."""
    done = plural(owed.held, "visite") if owed.held else "Aucune visite"
    made = "faite" if owed.held < 2 else "faites"
    which = "la suivante" if owed.held else "la première"
    verb = "était" if owed.late else "est"
    return f"{done} sur {owed.wanted} {made} ; {which} {verb} due le {day_month(owed.on)}"
