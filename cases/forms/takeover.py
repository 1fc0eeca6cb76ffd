"""A file of running accompaniments, and its sheet as the page gives it back with what was corrected."""

import json
from typing import Any

from django import forms
from django.http import QueryDict

from cases.forms.imports import FileForm
from cases.imports.running import MOST_LINES, RUNNING
from cases.imports.sheets import MAX_CELL, Column, Row, Sheet, keepable, packed_rows

MOST_COLUMNS = 120


class TakeoverFileForm(FileForm):
    """The file. What it holds is read and refused by the import itself."""

    file = forms.FileField(
        label="Fichier des accompagnements en cours",
        help_text=f"CSV ou Excel (.xlsx), une ligne par ménage, {MOST_LINES} lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages=FileForm.base_fields["file"].error_messages,
    )


def kept_sheet(sheet: Sheet) -> str:
    """The sheet as the page keeps it until it is confirmed: nothing of it waits on the server."""
    columns = [[column.letter, column.header] for column in sheet.columns]
    rows = [[row.line, row.cells, row.surplus, sorted(row.replaced)] for row in sheet.rows]
    return json.dumps({"columns": columns, "rows": rows, "ignored": list(sheet.ignored)}, ensure_ascii=False)


def sheet_given_back(text: str) -> Sheet | None:
    """That sheet again; None when it is not one. Each cell is judged as when it was read: the page is not trusted."""
    try:
        given = json.loads(text)
        columns = [(str(letter)[:3], str(header)[:MAX_CELL]) for letter, header in given["columns"][:MOST_COLUMNS]]
        known = [(letter, header, RUNNING.recognise(header)) for letter, header in columns]
        rows = [_row(row, known) for row in given["rows"][:MOST_LINES]]
        ignored = tuple(str(title)[:MAX_CELL] for title in given["ignored"][:MOST_COLUMNS])
    except (KeyError, TypeError, ValueError):
        return None
    if not rows or any(field is None for _, _, field in known):
        return None
    named = tuple(Column(letter, header, field or "") for letter, header, field in known)
    return Sheet(named, packed_rows(rows), ignored=ignored, table=RUNNING)


def _row(given: Any, columns: list[tuple[str, str, str | None]]) -> Row:
    line, cells, surplus, replaced = given
    if len(cells) != len(columns):
        raise ValueError("cells")
    judged = [keepable(field or "", str(cell)[:MAX_CELL]) for cell, (_, _, field) in zip(cells, columns, strict=True)]
    again = {place for place, (_, was_replaced) in enumerate(judged) if was_replaced}
    return Row(
        int(line), tuple(text for text, _ in judged), frozenset(again | {int(one) for one in replaced}), int(surplus)
    )


def corrections_of(posted: QueryDict, sheet: Sheet) -> dict[tuple[int, str], str]:
    """The texts typed in the cells shown, by line and header: inputs are named « c-12-C ». A text put in place of
    another takes the place of all the cells of its column that say the same."""
    place_of = {column.letter: place for place, column in enumerate(sheet.columns)}
    rows = {row.line: row for row in sheet.rows}
    found: dict[tuple[int, str], str] = {}
    for name, typed in posted.items():
        _, line, letter = (*name.split("-"), "", "")[:3]
        if not (name.startswith("c-") and line.isdecimal() and letter in place_of and int(line) in rows):
            continue
        header, text = sheet.columns[place_of[letter]].header, str(typed)[:MAX_CELL]
        former = rows[int(line)].cells[place_of[letter]]
        if text == former:
            continue
        found |= sheet.everywhere(header, former, text) if former else {(int(line), header): text}
    return found


def left_out_of(posted: QueryDict) -> set[int]:
    """The lines that are left out: « 12 », « 12,13 »."""
    asked = {line for given in posted.getlist("sans") for line in given.split(",")}
    return {int(line) for line in asked if line.isdecimal() and len(line) < 7}
