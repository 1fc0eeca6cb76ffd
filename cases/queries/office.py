"""Figures of the data protection office: its own organisation, months and kinds, no name (T3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases.reading import Purpose
from common.formatting import MONTHS

READINGS = {
    Purpose.CASE: "Dossier ouvert",
    Purpose.LIST: "Liste parcourue",
    Purpose.REPORT: "Bilan d’équipe",
    Purpose.EXPORT: "Document préparé",
    Purpose.WHO_LOOKED: "« Qui a regardé »",
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


def office_figures() -> Office:
    """Readings by month and purpose, agreements by month given and state, newest month first.

    Raises InsufficientPrivilege (as ProgrammingError) outside a data protection office's context.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, label, month, n FROM sec.office_figures()")
        rows = cursor.fetchall()
    return Office(
        readings=_figures([row[1:] for row in rows if row[0] == "reading"], READINGS),
        consents=_figures([row[1:] for row in rows if row[0] == "consent"], CONSENTS),
    )


def _figures(cells: Sequence[tuple[str, date, int]], words: dict[str, str]) -> Figures:
    counts = {(label, month): count for label, month, count in cells}
    labels = [label for label in words if any(label == known for known, _ in counts)]
    months = sorted({month for _, month in counts}, reverse=True)
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
