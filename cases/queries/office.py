"""Figures of the data protection office: its own organisation, months and kinds, no name (T3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases.periods import months_before
from cases.reading import Purpose
from common.formatting import MONTHS

#: What is told of the readings: this month and those before it.
MONTHS_TOLD = 12
READINGS = {
    Purpose.CASE: "Dossier ouvert",
    Purpose.LIST: "Liste parcourue",
    Purpose.REPORT: "Bilan d’équipe",
    Purpose.EXPORT: "Document préparé",
    Purpose.WHO_LOOKED: "« Qui a regardé »",
    Purpose.PRESENTED: "Fiche de présentation lue",
    Purpose.REFUSED: "Accès refusé",
}
CONSENTS = {
    "in_force": "En cours",
    "to_confirm": "Oral, à confirmer",
    "withdrawn": "Retiré",
    "expired": "Arrivé à son terme",
    "replaced": "Remplacé",
    "exit": "Fin de l’accompagnement",
}


@dataclass(frozen=True)
class Row:
    """One month: its counts in the order of the columns, their sum, and the sum's share of the largest month
    in percent, for the bar."""

    month: str
    counts: tuple[int, ...]
    total: int
    share: int


@dataclass(frozen=True)
class Figures:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True)
class Office:
    readings: Figures
    consents: Figures


def office_figures(today: date) -> Office:
    """Readings by month and purpose, agreements by month given and state, newest month first.

    Readings of the last twelve months, those without any too; agreements of the months in which any was given.
    Raises InsufficientPrivilege (as ProgrammingError) outside a data protection office's context.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, label, month, n FROM sec.office_figures()")
        rows = cursor.fetchall()
    told = [month.since for month in months_before(today, MONTHS_TOLD)]
    readings = [row[1:] for row in rows if row[0] == "reading" and row[2] in told]
    consents = [row[1:] for row in rows if row[0] == "consent"]
    given_in = sorted({month for _, month, _ in consents}, reverse=True)
    return Office(
        readings=_figures(readings, READINGS, told if readings else ()),
        consents=_figures(consents, CONSENTS, given_in),
    )


def _figures(cells: Sequence[tuple[str, date, int]], words: dict[str, str], months: Sequence[date]) -> Figures:
    counts = {(label, month): count for label, month, count in cells}
    labels = [label for label in words if any(label == known for known, _ in counts)]
    totals = {month: sum(counts.get((label, month), 0) for label in labels) for month in months}
    largest = max(totals.values(), default=1)
    return Figures(
        columns=tuple(words[label] for label in labels),
        rows=tuple(
            Row(
                month=f"{MONTHS[month.month - 1]} {month.year}",
                counts=tuple(counts.get((label, month), 0) for label in labels),
                total=totals[month],
                share=round(100 * totals[month] / largest),
            )
            for month in months
        ),
        total=sum(totals.values()),
    )
