"""The activity report of a team: figures of a period in words, rows and bars, without any personal data. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from cases.charts import bar_chart
from cases.enums import ExitOutcome, VisitOutcome
from cases.periods import MONTH, QUARTER, WEEK, Period
from cases.policies import is_attempt
from cases.queries.activity import Arrears, Households, Minutes, Visits
from common.formatting import HARD, clock, euros, full_date, grouped, minutes, plural

#: The outbox task that makes it.
MAKE = "make_activity_report"
TEMPLATE = "documents/activity_report-1.html"
#: 170 mm between the margins, in CSS pixels.
CHART_WIDTH = 642

#: What the worker does from that share of the work on, as its asker reads it.
STAGES = (
    (0, "Le rapport attend son tour"),
    (10, "Lecture des visites"),
    (14, "Addition des durées"),
    (18, "Lecture des accompagnements"),
    (22, "Lecture des dettes"),
    (26, "Mise en page"),
    (80, "Écriture du fichier"),
)
VISITS, MINUTES, HOUSEHOLDS, ARREARS, LAYOUT = (share for share, _ in STAGES[1:6])

GRAINS = {WEEK: "semaine", MONTH: "mois", QUARTER: "trimestre"}
OUTCOMES = (
    (VisitOutcome.HELD, "Tenue"),
    (VisitOutcome.THROUGH_DOOR, "Porte"),
    (VisitOutcome.ABSENT, "Absent"),
    (VisitOutcome.REFUSED, "Refus"),
    (VisitOutcome.MESSAGE_LEFT, "Message"),
    (VisitOutcome.MOVED_OUT, "Départ"),
    (VisitOutcome.CANCELLED_BY_HOUSEHOLD, "Annulée ménage"),
    (VisitOutcome.CANCELLED_BY_WORKER, "Annulée équipe"),
)
DEFINITION = (
    "Visites effectives : les visites prévues qui ont été tenues, sur toutes les visites prévues dont le jour est "
    "passé. Une visite prévue et pas encore notée n’est pas tenue. Les visites faites sans être prévues sont "
    "comptées à côté, jamais dans cette part."
)
BY_RIGHT = (
    "Ces chiffres sont ceux que lit le ou la responsable de l’équipe : aucun n’est estimé, et ce qui manque est dit. "
    "Ce rapport ne nomme personne."
)


def title_of(period: Period) -> str:
    return f"Rapport d’activité, {period.name}"


def stage_of(share: int) -> str:
    """What is being done at that share of the work."""
    return next(words for start, words in reversed(STAGES) if share >= start)


def asked(period: Period) -> dict[str, str]:
    """What a waiting report says of itself, to start from."""
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


def period_asked(snapshot: Mapping[str, Any]) -> Period:
    """The period of a report, waiting or issued."""
    return Period(date.fromisoformat(snapshot["since"]), date.fromisoformat(snapshot["until"]))


def report_content(
    *,
    period: Period,
    organisation: str,
    unit: str,
    at: datetime,
    visited: Visits,
    spent: Minutes,
    followed: Households,
    owed: Arrears,
) -> dict[str, Any]:
    """All that the template is given. `at`: when the figures were read, in Paris."""
    return asked(period) | {
        "issuer": organisation,
        "unit": unit,
        "dates": period.dates,
        "as_of": f"le {full_date(at.date())} à {clock(at)}",
        "running": at.date() < period.until,
        "finding": _finding(visited, followed),
        "tiles": _tiles(visited, spent, followed),
        "by": f"{GRAINS[period.grain]} par {GRAINS[period.grain]}",
        "part": _capital(GRAINS[period.grain]),
        "chart": asdict(bar_chart(_bars(period, visited), width=CHART_WIDTH)),
        "outcomes": [label for _, label in OUTCOMES],
        "visits": _visit_rows(period, visited),
        "definition": definition_of(visited),
        "households": _household_rows(followed),
        "endings": [
            [_capital(ExitOutcome(outcome).label), grouped(followed.ended[outcome])]
            for outcome in ExitOutcome.values
            if outcome in followed.ended
        ],
        "minutes": _minute_rows(spent, visited.earlier.minutes),
        "minutes_missing": _minutes_missing(spent),
        "arrears": _arrears_rows(owed, at.date()),
        "arrears_missing": _arrears_missing(owed),
        "by_right": BY_RIGHT,
    }


def rate_of(visited: Visits) -> str:
    """« 76 % », or nothing when no visit was planned."""
    return f"{round(100 * visited.planned_held / visited.planned)} %" if visited.planned else ""


def definition_of(visited: Visits) -> str:
    """What the share of effective visits is, and what was taken over beside it, when something was."""
    told = visited.earlier
    if not told:
        return DEFINITION
    counts = f"{plural(told.held, 'rencontre')} pour {plural(told.planned, 'visite prévue', 'visites prévues')}"
    spent = f", {_time(told.minutes)}" if told.minutes else ""
    return f"{DEFINITION} Repris d’avant Palier : {counts}{spent}, ajoutées aux totaux, jamais à cette part."


def _finding(visited: Visits, followed: Households) -> str:
    met = f"L’équipe a suivi {plural(followed.followed, 'ménage')} et fait {plural(visited.held + visited.earlier.held, 'rencontre')}."
    if not visited.planned:
        return f"{met} Aucune visite n’était prévue."
    return f"{met} {rate_of(visited)} des visites prévues ont été tenues."


def _tiles(visited: Visits, spent: Minutes, followed: Households) -> list[list[str]]:
    planned = f"{grouped(visited.planned_held)} tenues sur {grouped(visited.planned)} prévues"
    return [
        [grouped(visited.held + visited.earlier.held), _met(visited)],
        [rate_of(visited) or "–", f"de visites effectives : {planned}" if visited.planned else "aucune visite prévue"],
        [grouped(followed.followed), f"ménages suivis, dont {grouped(followed.accompanied)} accompagnés"],
        [_hours(spent.total + visited.earlier.minutes), "de travail noté, trajets et écrits compris"],
    ]


def _met(visited: Visits) -> str:
    noted = f"rencontres, pour {plural(visited.total, 'visite notée', 'visites notées')}"
    return f"{noted}, et {plural(visited.earlier.held, 'reprise')}" if visited.earlier.held else noted


def _bars(period: Period, visited: Visits) -> list[tuple[str, int, int, int]]:
    bars = []
    for part in period.parts():
        of_part = {outcome: count for (first, outcome), count in visited.logged.items() if first == part.first}
        held = of_part.get(VisitOutcome.HELD, 0)
        tried = sum(count for outcome, count in of_part.items() if is_attempt(outcome))
        bars.append((part.short, held, tried, sum(of_part.values()) - held - tried))
    return bars


def _visit_rows(period: Period, visited: Visits) -> list[list[str]]:
    """One row a part, then their sum: each outcome, all that is logged, planned but not logged."""
    counted: list[tuple[str, list[int]]] = []
    for part in period.parts():
        logged = [visited.logged.get((part.first, outcome), 0) for outcome, _ in OUTCOMES]
        counted.append((part.name, [*logged, sum(logged), visited.not_logged.get(part.first, 0)]))
    if len(counted) > 1:
        counted.append(("Ensemble", [sum(column) for column in zip(*(row for _, row in counted), strict=True)]))
    return [[name, *map(grouped, row)] for name, row in counted]


def _household_rows(followed: Households) -> list[list[str]]:
    taken_over = [("dont repris", followed.taken_over)] if followed.taken_over else []
    rows = (
        ("Saisines reçues", followed.received),
        ("dont fermées au 60ᵉ jour, sans adhésion", followed.closed),
        ("Saisines acceptées", followed.accepted),
        ("Adhésions enregistrées", followed.engaged),
        ("Ménages suivis", followed.followed),
        ("dont accompagnés", followed.accompanied),
        *taken_over,
        ("Fins de suivi", sum(followed.ended.values())),
    )
    return [[label, grouped(count)] for label, count in rows]


def _minute_rows(spent: Minutes, earlier: int) -> list[list[str]]:
    rows = (
        ("Visites", spent.visits),
        ("Trajets", spent.travel),
        ("Écrits", spent.administration),
        *([("Repris", earlier)] if earlier else []),
        ("Ensemble", spent.total + earlier),
    )
    return [[label, _time(count)] for label, count in rows]


def _minutes_missing(spent: Minutes) -> str:
    presences = plural(spent.presences, "présence notée", "présences notées")
    said = f"Toute l’équipe ensemble, sur {presences} à une rencontre ou une tentative, plus le temps des visites annulées."
    return f"{said} Sans aucune durée : {grouped(spent.unsaid)}." if spent.unsaid else said


def _arrears_rows(owed: Arrears, on: date) -> list[list[str]]:
    """Arrears then and on the day the figures were read, which a report of a former period outlives."""
    rows = [
        ["Ménages accompagnés", grouped(owed.population)],
        ["Dette connue à l’entrée", _known(owed.entry_known, owed.population)],
        [f"Dette connue au {full_date(on)}", _known(owed.now_known, owed.population)],
        ["Les deux sont connues", grouped(owed.both)],
    ]
    if owed.both:
        rows += [
            ["Total à l’entrée", euros(owed.entry_cents)],
            [f"Total au {full_date(on)}", euros(owed.now_cents)],
            ["Dette soldée", grouped(owed.cleared)],
            ["Dette réduite", grouped(owed.reduced)],
            ["Dette égale", grouped(owed.unchanged)],
            ["Dette en hausse", grouped(owed.increased)],
        ]
    return rows


def _known(count: int, of: int) -> str:
    return f"{grouped(count)}, il en manque {grouped(of - count)}" if count < of else grouped(count)


def _arrears_missing(owed: Arrears) -> list[str]:
    """Why some are missing, and of when the balances are."""
    said = []
    if owed.both and owed.now_dates:
        first, last = owed.now_dates
        days = f"du {full_date(first)}" if first == last else f"datés du {full_date(first)} au {full_date(last)}"
        said.append(f"Totaux des {plural(owed.both, 'ménage')} dont les deux sont connues. Derniers relevés {days}.")
    if min(owed.entry_known, owed.now_known) < owed.population:
        said.append(
            "Ce qui manque n’est pas ouvert à l’équipe : la fiche du bailleur se ferme au 60ᵉ jour, et le compte "
            "n’est lu ensuite qu’avec l’accord de chaque adulte."
        )
    return said


def _hours(count: int) -> str:
    """Whole hours past ten of them: a tile is read from afar."""
    return _time(count if count < 600 else round(count / 60) * 60)


def _time(count: int) -> str:
    """« 12 h 30 », « 1 204 h »."""
    hours, rest = divmod(count, 60)
    return f"{grouped(hours)}{HARD}h" + (f"{HARD}{rest:02d}" if rest else "") if hours else minutes(count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
