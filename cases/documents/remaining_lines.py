"""The lines of a file that are not ready, as a CSV to correct at the office and drop again."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from cases.imports import CheckedImport, LineState, Problem, Row, Sheet
from cases.imports.running import CheckedRunning

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What is written beside the lines to correct; not read again.
OWN_TITLES = ("Ligne", "À corriger")
_TO_SETTLE = frozenset({LineState.PROBLEM, LineState.DUPLICATE})


def remaining_csv(checked: CheckedImport) -> bytes:
    """Lines with a problem and duplicates nobody chose between, with their place and what to correct."""
    return _written(checked.sheet, _to_settle(checked))


def refused_csv(checked: CheckedRunning) -> bytes:
    """The same of running accompaniments to take over: lines with a problem, and those left out."""
    said: dict[int, list[str]] = {line: ["Laissée de côté."] for line in checked.left_out}
    for problem in checked.problems:
        said.setdefault(problem.line, []).append(_said(problem))
    return _written(checked.sheet, ((row, said[row.line]) for row in checked.sheet.rows if row.line in said))


def _written(sheet: Sheet, rows: Iterable[tuple[Row, list[str]]]) -> bytes:
    """Each line with its number in the file and what is said of it.

    UTF-8 with a mark, semicolons: what French spreadsheets open. A cell they would run as a formula begins with
    an apostrophe (OWASP, CSV injection). The extra columns are ignored when the file is dropped again.
    """
    text = io.BytesIO()
    writing = io.TextIOWrapper(text, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(writing, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(inert, [column.header for column in sheet.columns]), *OWN_TITLES])
    for row, sentences in rows:
        writer.writerow([*map(inert, row.cells), row.line, inert(" ".join(sentences))])
    return text.getvalue()


def _to_settle(checked: CheckedImport) -> Iterator[tuple[Row, list[str]]]:
    """Each row that is not ready, and what is said of it. Problems come in the order of the rows."""
    to_compare = _to_compare(checked)
    problems = groupby(checked.problems, key=attrgetter("line"))
    wrong = next(problems, None)
    for row in checked.sheet.rows:
        if checked.states[row.line] in _TO_SETTLE:
            said = to_compare.get(row.line, [])
            if wrong and wrong[0] == row.line:
                said = [*map(_said, wrong[1]), *said]
                wrong = next(problems, None)
            yield row, said


def _to_compare(checked: CheckedImport) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    for duplicate in checked.duplicates:
        if duplicate.choice is None:
            said.setdefault(duplicate.line, []).append(duplicate.sentence)
            said.setdefault(duplicate.duplicate_of, []).append(f"À comparer avec la ligne {duplicate.line}.")
    return said


def _said(problem: Problem) -> str:
    return f"{problem.column} : {problem.problem}" if problem.column else problem.problem


def inert(cell: str) -> str:
    """The cell as a spreadsheet shows it and never runs it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell
