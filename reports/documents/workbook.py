"""The workbook beside a report: one sheet a section, then targets, money and definitions. Pure.

Numbers are numbers, what is left out is « n. p. », and no text is ever a formula: it is written as text whatever it begins with.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from common.typography import typographic
from reports.readings import LEFT_OUT

#: What a sheet's name may not hold, and how long it may be.
_FORBIDDEN, _LONGEST = re.compile(r"[\\/*?:\[\]']"), 31
#: What a spreadsheet takes for a formula once somebody edits the cell.
_LIKE_FORMULAS = ("=", "+", "-", "@")
_HEAD = PatternFill("solid", start_color="FFDDEBE3")
_TITLE, _BOLD = Font(name="Calibri", size=14, bold=True), Font(name="Calibri", bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
FORMATS = {
    "percent": "0 %",
    "cents": '#,##0.00\\ "€"',
    "count": "#,##0.##",
    "days": "0.0",
    "months": "0.0",
    "hours": "#,##0.0",
}
Cell = tuple[Any, str]


def workbook(content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The XLSX file of `reports.documents.annual_report.report_content`. `at`: when the report was issued."""
    book = Workbook(write_only=True)
    book.properties.title = content["title"]
    book.properties.creator = content["issuer"]
    book.properties.created = at.replace(tzinfo=None)
    used: set[str] = set()
    cover = _Sheet(book, "Rapport", used, (30, 90))
    cover.title(content["title"])
    for label, text in _cover(content):
        cover.row([label, text])
    for section in (content["glance"], *content["sections"]):
        _section(book, section, content, used)
    if content["goals"]:
        _goals(book, content, used)
    if content["money"]:
        _money(book, content["money"], used)
    _definitions(book, content, used)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _Sheet:
    """A sheet written row by row, its columns as wide as said, in characters."""

    def __init__(self, book: Workbook, name: str, used: set[str], widths: Sequence[int]) -> None:
        self._sheet: Any = book.create_sheet(_named(name, used))
        for number, width in enumerate(widths, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width

    def title(self, text: str) -> None:
        self._sheet.append([self._text(text, _TITLE)])

    def head(self, labels: Iterable[str]) -> None:
        cells = [self._text(label, _BOLD) for label in labels]
        for cell in cells:
            cell.fill = _HEAD
        self._sheet.append(cells)

    def row(self, texts: Iterable[str], said: Iterable[Cell] = (), *, bold: bool = False) -> None:
        """Texts, then figures each with its unit."""
        font = _BOLD if bold else None
        cells = [self._text(text, font) for text in texts]
        self._sheet.append([*cells, *(self._figure(figure, unit, font) for figure, unit in said)])

    def skip(self) -> None:
        self._sheet.append([])

    def _text(self, text: str, font: Font | None = None) -> Any:
        cell = WriteOnlyCell(self._sheet, value=typographic(text))
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_LIKE_FORMULAS)
        cell.alignment = _WRAPPED
        if font:
            cell.font = font
        return cell

    def _figure(self, said: Mapping[str, Any], unit: str, font: Font | None) -> Any:
        if said["value"] is None:
            cell = self._text(said["text"], font)
            cell.alignment = Alignment(horizontal="right")
            return cell
        value = said["value"] / 100 if unit == "cents" else said["value"]
        cell = WriteOnlyCell(self._sheet, value=value)
        whole = unit == "count" and isinstance(value, int)
        cell.number_format = "#,##0" if whole else FORMATS[unit]
        if font:
            cell.font = font
        return cell


def _cover(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    signed = content["signature"]
    return [
        ("Dispositif", content["programme"]),
        ("Période", content["period"]["dates"]),
        ("Établi par", content["issuer"]),
        ("Pour", content["recipient"]),
        ("Chiffres arrêtés", content["as_of"]),
        ("Signé par", f"{signed['name']}, {signed['role']}, le {signed['on']}" if signed else "Projet, non signé"),
        (LEFT_OUT, content["footnote"]),
        *((each["title"], each["text"]) for each in content["method"]),
    ]


def _section(book: Workbook, section: Mapping[str, Any], content: Mapping[str, Any], used: set[str]) -> None:
    blocks = [*section["charts"], *section["tables"]]
    if not (section["figures"] or blocks):
        return
    widest = max([len(block["columns"]) for block in blocks], default=3)
    sheet = _Sheet(book, section["title"], used, (44, *(16,) * max(widest, 3)))
    sheet.title(section["title"])
    now, before = content["names"]
    if section["figures"]:
        sheet.skip()
        sheet.head(
            [
                "Chiffre clé",
                now[:1].upper() + now[1:],
                *([before[:1].upper() + before[1:]] if before else []),
                "Objectif",
            ]
        )
        for one in section["figures"]:
            nothing = {"text": "", "value": None}
            shown = [one["now"], *([one["before"] or nothing] if before else []), one["goal"] or nothing]
            sheet.row([one["label"]], [(each, one["unit"]) for each in shown])
    for block in blocks:
        sheet.skip()
        sheet.head([block["title"]])
        sheet.head([block["first"], *(column["label"] for column in block["columns"])])
        units = [column["unit"] for column in block["columns"]]
        for row in block["rows"]:
            label = f"   {row['label']}" if row["level"] == "inner" else row["label"]
            sheet.row([label], zip(row["cells"], units, strict=True), bold=row["level"] in ("group", "total"))
        if block["note"]:
            sheet.row([block["note"]])


def _goals(book: Workbook, content: Mapping[str, Any], used: set[str]) -> None:
    sheet = _Sheet(book, "Objectifs", used, (44, 16, 16, 16, 16))
    sheet.title("Objectifs et résultats")
    sheet.head(["Indicateur", "Objectif", "Résultat", "Période précédente"])
    for one in content["goals"]:
        sheet.row([one["label"]], [(one[at], one["unit"]) for at in ("goal", "now", "before")])


def _money(book: Workbook, money: Mapping[str, Any], used: set[str]) -> None:
    sheet = _Sheet(book, "Crédits", used, (36, 30, 16, 16, 16, 16))
    sheet.title("L’emploi des crédits")
    columns = {"granted": "Accordé", "consumed": "Consommé", "left": "Reste"}
    sheet.head(["Ligne", "Financeur", *columns.values()])
    for row in money["rows"]:
        sheet.row([row["name"], row["funder"]], [(row[key], "cents") for key in columns], bold=row["level"] == "total")


def _definitions(book: Workbook, content: Mapping[str, Any], used: set[str]) -> None:
    sheet = _Sheet(book, "Définitions", used, (36, 80, 14, 40, 9))
    sheet.title("Définitions")
    sheet.head(["Indicateur", "Définition", "Unité", "Source", "Version"])
    for one in content["definitions"]:
        sheet.row([one["name"], one["definition"], one["unit"], one["source"]], [({"value": one["version"]}, "count")])


def _named(title: str, used: set[str]) -> str:
    """A name no other sheet has: without what sheets forbid, at most 31 letters."""
    plain = _FORBIDDEN.sub(" ", title).strip() or "Feuille"
    name, number = plain[:_LONGEST].strip(), 1
    while name.lower() in used:
        number += 1
        name = f"{plain[: _LONGEST - 3].strip()} {number}"
    used.add(name.lower())
    return name
