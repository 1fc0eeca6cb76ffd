"""A checked import written down: the lines of the command, and what waits for confirmation."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from heapq import merge
from operator import itemgetter
from typing import Any

from cases.imports.checking import CheckedImport
from cases.imports.columns import Field
from cases.imports.sheets import Column, Row, Sheet, packed_rows

EXIT_OK = 0
EXIT_PROBLEMS = 1
EXIT_UNREADABLE = 2
_NONE_LEFT: tuple[int, dict[str, Any] | None] = (0, None)


def to_json_lines(checked: CheckedImport, written: int) -> Iterator[str]:
    """Yield one JSON object for each finding, in the order of the file, then the figures.

    `written` is the number of lines the caller has written. A replaced cell comes without its value.
    """
    entries = merge(
        (_finding(problem, "problem") for problem in checked.problems),
        (_finding(doubt, "warning") for doubt in checked.doubts),
        ({"line": each.line, "duplicate_of": each.duplicate_of} for each in checked.duplicates),
        ({"line": each.line, "column": each.column, "replaced": True} for each in checked.replaced),
        key=itemgetter("line"),
    )
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False)
    yield json.dumps({**asdict(checked.counts), "written": written}, ensure_ascii=False)


def _finding(finding: Any, kind: str) -> dict[str, Any]:
    return {each: getattr(finding, each) for each in ("line", "column", "value", kind)}


def exit_code(checked: CheckedImport) -> int:
    """Return 1 when a problem stands, else 0: duplicates and warnings alone never stop a command."""
    return EXIT_PROBLEMS if checked.problems else EXIT_OK


def staged_head(sheet: Sheet) -> dict[str, Any]:
    """Return what is put aside of a sheet beside its rows, as JSON values."""
    return {
        "columns": [[column.letter, column.header, str(column.field)] for column in sheet.columns],
        "blank_lines": sheet.blank_lines,
        "ignored": list(sheet.ignored),
    }


def staged_rows(checked: CheckedImport) -> Iterator[dict[str, Any]]:
    """Yield each row as the JSON value that waits for confirmation: its corrected cells, and if ready its typed values.

    It holds nothing of the file that was not kept. `from_staged` gives the sheet back to be checked again.
    """
    ready = checked.ready.values()
    next_line, values = next(ready, _NONE_LEFT)
    for line, cells, replaced, surplus in checked.sheet.rows.values():
        is_ready = line == next_line
        yield {
            "line": line,
            "cells": cells,
            "replaced": replaced,
            "surplus": surplus,
            "state": checked.states[line].value,
            "values": values if is_ready else None,
        }
        if is_ready:
            next_line, values = next(ready, _NONE_LEFT)


def from_staged(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return the sheet that `staged_head` and `staged_rows` gave, with its corrections. `rows` is read once."""
    return Sheet(
        columns=tuple(Column(letter, header, Field(name)) for letter, header, name in head["columns"]),
        rows=packed_rows(
            Row(row["line"], tuple(row["cells"]), frozenset(row["replaced"]), row["surplus"]) for row in rows
        ),
        blank_lines=head["blank_lines"],
        ignored=tuple(head["ignored"]),
    )
