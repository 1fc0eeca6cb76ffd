"""What waits for confirmation as the value the database holds, made and read by the product's own parts."""

from collections.abc import Mapping
from typing import Any

from cases import imports
from cases.imports import CheckedImport, LineState, Sheet, TenantLine, staged_head, staged_rows


def to_staged(checked: CheckedImport) -> dict[str, Any]:
    return {**staged_head(checked.sheet), "rows": list(staged_rows(checked))}


def from_staged(staged: Mapping[str, Any]) -> Sheet:
    return imports.from_staged(staged, staged["rows"])


def ready_from_staged(staged: Mapping[str, Any]) -> tuple[TenantLine, ...]:
    return tuple(TenantLine.from_json(row["values"]) for row in staged["rows"] if row["state"] == LineState.READY)
