"""How far a household has been reached, in words and icons; and the outcomes that are logged in two taps."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.enums import AccompanimentState, VisitOutcome
from cases.forms.visit import OUTCOME_ICONS
from cases.models import AccompanimentCourse
from cases.outreach import HOURS, WHO, OutreachPlan, Reached, Usual, reached
from cases.policies import BEFORE_MEETING, PARIS
from cases.programmes.publishing import rules_of
from common.formatting import plural
from common.typography import HARD
from partners.models import ProgrammeVersion

#: A try in one word: under an icon, on a telephone.
_SAID = {
    VisitOutcome.THROUGH_DOOR: "à travers la porte",
    VisitOutcome.ABSENT: "absent",
    VisitOutcome.REFUSED: "n’a pas ouvert",
    VisitOutcome.MESSAGE_LEFT: "message laissé",
    VisitOutcome.MOVED_OUT: "a déménagé",
}


@dataclass(frozen=True)
class Tile:
    """An outcome drawn: its value, its icon, its word; how many times it happened."""

    value: str
    icon: str
    label: str
    count: int = 0


#: What may be logged at once of a household nobody has met.
TWO_TAPS = [Tile(one.value, OUTCOME_ICONS[one], one.label[:1].upper() + one.label[1:]) for one in BEFORE_MEETING]


@dataclass(frozen=True)
class Reaching:
    """The state of an outreach: « Jour 12 depuis la saisine, 3 essais »; each kind of try; what is usual ("" outside
    a programme); the plan in a few lines, empty while there is none."""

    day: str
    said: str
    tries: list[Tile]
    usual: str
    plan: list[str]


def reached_of_course(course: Any) -> Reached:
    """That of a page's course, annotated by `case_page`."""
    counts = course.counts or {}
    first = date.fromisoformat(counts["first"]) if counts.get("first") else None
    since = (course.submitted_at or course.created_at).astimezone(PARIS).date()
    return reached(since, counts.get("outcomes") or [], first)


def reaching_of_course(course: Any, today: date) -> Reaching | None:
    """What the household's page shows before the first meeting; None once met, engaged or ended."""
    if course.state != AccompanimentState.REACHING:
        return None
    found = reached_of_course(course)
    if found.met_on:
        return None
    return Reaching(
        day=_day(found, today, bool(course.submitted_at)),
        said=tries_said(found.attempts),
        tries=[Tile(one.value, OUTCOME_ICONS[one], _SAID[one], count) for one, count in found.tries.items()],
        usual=benchmark(course.programme_version),
        plan=plan_said(course.outreach),
    )


def plan_said(kept: dict[str, Any] | None) -> list[str]:
    """« Notre équipe et le bailleur, en binôme, le soir et le week-end », « Un essai tous les 3 jours, à la loge », « Peut
    ouvrir la porte : le gardien »."""
    if not kept:
        return []
    plan = OutreachPlan.model_validate(kept)
    hours = [HOURS[hour] for hour in HOURS if hour in plan.hours]
    when = " et ".join(filter(None, [", ".join(hours[:-1]), hours[-1]]))
    who = f"{WHO[plan.by][:1].upper()}{WHO[plan.by][1:]} : {when}"
    pace = "Un essai par jour" if plan.pace == 1 else f"Un essai tous les {plural(plan.pace, 'jour')}"
    said = [who, f"{pace}. Lieu : {plan.place}" if plan.place else pace]
    return [*said, f"Peut ouvrir la porte : {plan.door}"] if plan.door else said


def proposed_plan(course: AccompanimentCourse) -> dict[str, Any] | None:
    """What the form starts from: the plan, else the programme's rules."""
    if course.outreach or course.programme_version is None:
        return course.outreach
    rules = rules_of(course.programme_version).outreach
    return {"by": rules.by, "pace": rules.days_between_attempts}


def benchmark(version: ProgrammeVersion | None) -> str:
    """« D’habitude, dans ce dispositif : 5 essais en 14 jours. »: information, never a limit."""
    if version is None:
        return ""
    rules = rules_of(version).outreach
    tries, days = plural(rules.usual_attempts, "essai"), plural(rules.usual_days, "jour")
    return f"D’habitude, dans ce dispositif : {tries} en {days}."


def tries_said(attempts: int) -> str:
    """« 3 essais », « aucun essai noté »."""
    return plural(attempts, "essai") if attempts else "aucun essai noté"


def _day(found: Reached, today: date, referred: bool) -> str:
    return f"Jour {found.day(today)} depuis {'la saisine' if referred else 'son arrivée'}"


def met_said(found: Reached) -> str:
    """« au 4e essai, en 9 jours », « au premier essai, le jour même »: once met, else ""."""
    if found.met_on is None:
        return ""
    which = "premier" if found.attempts == 1 else f"{found.attempts}e"
    days = found.day(found.met_on)
    return f"au {which} essai, {'en ' + plural(days, 'jour') if days else 'le jour même'}"


def usual_said(found: Usual | None) -> str:
    """« Première rencontre : 9 jours et 3 essais en médiane, pour 12 ménages rencontrés. »; "" when none was."""
    if found is None:
        return ""
    days, tries = (_median(found.days, "jour"), _median(found.attempts, "essai"))
    met = plural(found.households, "ménage rencontré", "ménages rencontrés")
    return f"Première rencontre : {days} et {tries} en médiane, pour {met}."


def _median(value: float, word: str) -> str:
    return f"{f'{value:g}'.replace('.', ',')}{HARD}{word}{'s' if value >= 2 else ''}"
