"""The reference of the gate's tables, made from their declarations."""

from cases.gate import install
from common.rls.declare import Protected, Unprotected, declared

HEAD = """# The gate, table by table

Made from the declarations by `python3 run.py manage generate_docs`; do not edit.

Conditions are PostgreSQL's, on the row `{t}`; `sec.ctx()` answers the audiences of the signed context. What the words
mean: docs/adr/0001 and decisions in cases/gate/conditions.py.
"""


def tables() -> str:
    """Markdown: every protected table with its conditions, every other table with its reason."""
    assert install.DECLARATIONS
    protected = [table for table in declared().values() if isinstance(table, Protected)]
    others = [table for table in declared().values() if isinstance(table, Unprotected)]
    parts = [HEAD, "## Under forced row security\n"]
    parts += [_protected(table) for table in protected]
    parts.append("## Without row security, and why\n\n| table | reason |\n|---|---|")
    parts += [f"| `{table.table}` | {table.reason} |" for table in others]
    return "\n".join(parts) + "\n"


def _protected(table: Protected) -> str:
    lines = [f"### `{table.table}`\n"]
    for verb in ("select", "insert", "update", "delete"):
        condition = getattr(table, verb)
        lines.append(f"- {verb}: {f'`{condition}`' if condition else 'nobody'}")
    if table.update_columns:
        lines.append(f"- columns that may change: {', '.join(table.update_columns)}")
    if table.counted:
        lines.append(f"- the statistics role reads, on the condition of select: {', '.join(table.counted)}")
    if table.cells:
        lines.append(
            f"- the statistics role reads and deletes on the condition of select, and inserts: `{table.cells.strip()}`"
        )
    lines.append(f"- keeper: {', '.join(table.keeper) or 'nothing'}\n")
    return "\n".join(lines)
