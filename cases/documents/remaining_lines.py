"""The lines of an arrears file that are not ready, as a CSV to correct at the office and drop again."""

import csv
import io

from cases.imports import CheckedImport, LineState

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXTRA = ("Ligne", "À corriger")


def remaining_csv(checked: CheckedImport) -> bytes:
    """Lines with a problem and duplicates nobody chose between, with their place and what to correct.

    UTF-8 with a mark, semicolons: what French spreadsheets open. A cell they would run as a formula begins with
    an apostrophe (OWASP, CSV injection). The extra columns are ignored when the file is dropped again.
    """
    said: dict[int, list[str]] = {}
    for problem in checked.problems:
        said.setdefault(problem.line, []).append(
            f"{problem.column} : {problem.problem}" if problem.column else problem.problem
        )
    for duplicate in checked.duplicates:
        if duplicate.choice is None:
            said.setdefault(duplicate.line, []).append(duplicate.sentence)
            said.setdefault(duplicate.duplicate_of, []).append(f"À comparer avec la ligne {duplicate.line}.")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(inert, [column.header for column in checked.sheet.columns]), *_EXTRA])
    for row in checked.sheet.rows:
        if checked.states[row.line] in {LineState.PROBLEM, LineState.DUPLICATE}:
            writer.writerow([*map(inert, row.cells), row.line, inert(" ".join(said.get(row.line, [])))])
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The cell as a spreadsheet shows it and never runs it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell
