"""Adds what reports keep to the gate: `cases.gate.install` makes all of it after each migration."""

from pathlib import Path

from common.rls import apply
from funding.gate import install
from reports.gate import tables, tables_reports

HERE = Path(__file__).parent
DECLARATIONS = (*install.DECLARATIONS, tables, tables_reports)

apply.sources(HERE / "sql")
apply.show("my_reports")
