"""« État des mois-mesures »: a closed month of a line as a workbook for its funder. Households are files by number, nobody is named.

What stands in it is what stands in the books: reversals and new counts of months before are lines of their own.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from common.formatting import full_date
from funding.measures import Entry, EntryKind, used
from funding.months import Month
from funding.rate_cards import Unit

TITLE = "État des mois-mesures"
KINDS = {EntryKind.COUNT: "Compte", EntryKind.REVERSAL: "Reprise", EntryKind.CORRECTION: "Nouveau compte"}
UNITS = {Unit.MEASURE_MONTH: "Mois de mesure", Unit.DIAGNOSIS: "Diagnostic"}
COLUMNS = (
    ("Dossier", 18), ("Mois concerné", 18), ("Nature", 16), ("Unité", 18), ("Quantité", 11), ("Poids", 9), ("Mois-mesures", 14),
    ("Prix de l’unité (€)", 19), ("Part de la ligne (%)", 20), ("Montant (€)", 14),
)  # fmt: skip
CENTS = "#,##0.00"
GONE = "Dossier fermé"


@dataclass(frozen=True)
class Statement:
    """`numbers`: those of the files, by the key of their measure; one that is no longer in sight is said so."""

    operator: str
    line: str
    funder: str
    version: int
    month: Month
    closed_on: date
    entries: tuple[Entry, ...]
    numbers: dict[str, str]

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"etat-{self.month}"


def workbook(statement: Statement) -> bytes:
    """The .xlsx file: one sheet. Amounts are numbers, in euros; texts are never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Mois-mesures")
    for place, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width

    def add(*values: Any, bold: bool = False) -> None:
        sheet.append([_cell(sheet, value, bold) for value in values])

    add(TITLE, bold=True)
    for words in _head(statement):
        add(*words)
    add()
    add(*(name for name, _ in COLUMNS), bold=True)
    rows = sorted(statement.entries, key=lambda each: (statement.numbers.get(each.measure, GONE), each.month.rank))
    for entry in rows:
        add(*_row(entry, statement.numbers))
    total = used(rows)
    blank = [None] * 5
    add("Ensemble", *blank, _number(total.months), None, None, _euros(total.cents), bold=True)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _head(statement: Statement) -> Iterable[tuple[str, str]]:
    yield "Association", statement.operator
    yield "Financeur", statement.funder
    yield "Ligne", f"{statement.line}, convention version {statement.version}"
    yield "Mois", f"{statement.month.name}, clos le {full_date(statement.closed_on)}"


def _row(entry: Entry, numbers: dict[str, str]) -> tuple[Any, ...]:
    return (
        numbers.get(entry.measure, GONE),
        entry.month.name,
        KINDS[entry.kind],
        UNITS[entry.unit],
        _number(entry.quantity),
        _number(entry.weight),
        _number(entry.measure_months),
        _euros(entry.price),
        _number(entry.part * 100),
        _euros(entry.cents),
    )


def _number(exact: Fraction) -> Decimal:
    """To the millionth."""
    return round(Decimal(exact.numerator) / exact.denominator, 6)


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _cell(sheet: Any, value: Any, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, Decimal) and value.as_tuple().exponent == -2:
        cell.number_format = CENTS
    if bold:
        cell.font = Font(bold=True)
    return cell
