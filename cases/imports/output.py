"""A checked import written down: the lines of the command, and what waits for confirmation."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from cases.imports.checking import CheckedImport
from cases.imports.columns import Field
from cases.imports.findings import LineState, TenantLine
from cases.imports.sheets import Column, Row, Sheet

EXIT_OK = 0
EXIT_PROBLEMS = 1
EXIT_UNREADABLE = 2


def to_json_lines(checked: CheckedImport, written: int) -> Iterator[str]:
    """Yield one JSON object for each finding, in the order of the file, then the figures.

    `written` is the number of lines the caller has written. A replaced cell comes without its value.
    """
    entries: list[tuple[int, dict[str, Any]]] = []
    for problem in checked.problems:
        entries.append((problem.line, _finding(problem, "problem")))
    for doubt in checked.doubts:
        entries.append((doubt.line, _finding(doubt, "warning")))
    for duplicate in checked.duplicates:
        entries.append((duplicate.line, {"line": duplicate.line, "duplicate_of": duplicate.duplicate_of}))
    for replaced in checked.replaced:
        entries.append((replaced.line, {"line": replaced.line, "column": replaced.column, "replaced": True}))
    for _, entry in sorted(entries, key=lambda entry: entry[0]):
        yield json.dumps(entry, ensure_ascii=False)
    yield json.dumps({**asdict(checked.counts), "written": written}, ensure_ascii=False)


def _finding(finding: Any, kind: str) -> dict[str, Any]:
    return {each: getattr(finding, each) for each in ("line", "column", "value", kind)}


def exit_code(checked: CheckedImport) -> int:
    """Return 1 when a problem stands, else 0: duplicates and warnings alone never stop a command."""
    return EXIT_PROBLEMS if checked.problems else EXIT_OK


def to_staged(checked: CheckedImport) -> dict[str, Any]:
    """Return the JSON value that waits for confirmation: the corrected cells, and the typed ready lines.

    It holds nothing of the file that was not kept. `from_staged` gives the sheet back to be checked again,
    `ready_from_staged` the lines to write.
    """
    ready = {line.line: line.to_json() for line in checked.ready}
    return {
        "columns": [[column.letter, column.header, column.field.value] for column in checked.sheet.columns],
        "blank_lines": checked.sheet.blank_lines,
        "ignored": checked.sheet.ignored,
        "rows": [
            {
                "line": row.line,
                "cells": list(row.cells),
                "replaced": sorted(row.replaced),
                "surplus": row.surplus,
                "state": checked.states[row.line].value,
                "values": ready.get(row.line),
            }
            for row in checked.sheet.rows
        ],
    }


def from_staged(staged: Mapping[str, Any]) -> Sheet:
    """Return the sheet that `to_staged` wrote, with its corrections."""
    return Sheet(
        columns=tuple(Column(letter, header, Field(name)) for letter, header, name in staged["columns"]),
        rows=tuple(
            Row(row["line"], tuple(row["cells"]), frozenset(row["replaced"]), row["surplus"]) for row in staged["rows"]
        ),
        blank_lines=staged["blank_lines"],
        ignored=staged["ignored"],
    )


def ready_from_staged(staged: Mapping[str, Any]) -> tuple[TenantLine, ...]:
    """Return the lines that were ready when `to_staged` was called."""
    return tuple(TenantLine.from_json(row["values"]) for row in staged["rows"] if row["state"] == LineState.READY)
