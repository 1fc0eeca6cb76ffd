"""Reading and checking a landlord's arrears file. No database: bytes in, typed lines and findings out."""

from cases.imports.checking import CheckedImport, Counts, check
from cases.imports.columns import Field
from cases.imports.findings import Choice, Doubt, Duplicate, LineState, Problem, Replaced, TenantLine
from cases.imports.output import (
    EXIT_OK,
    EXIT_PROBLEMS,
    EXIT_UNREADABLE,
    exit_code,
    from_staged,
    staged_head,
    staged_rows,
    to_json_lines,
)
from cases.imports.reading import read_file
from cases.imports.sheets import Column, Corrections, Row, Sheet, UnreadableFile

__all__ = [
    "EXIT_OK",
    "EXIT_PROBLEMS",
    "EXIT_UNREADABLE",
    "CheckedImport",
    "Choice",
    "Column",
    "Corrections",
    "Counts",
    "Doubt",
    "Duplicate",
    "Field",
    "LineState",
    "Problem",
    "Replaced",
    "Row",
    "Sheet",
    "TenantLine",
    "UnreadableFile",
    "check",
    "exit_code",
    "from_staged",
    "read_file",
    "staged_head",
    "staged_rows",
    "to_json_lines",
]
