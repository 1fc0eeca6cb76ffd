"""Adds funding to the gate: `cases.gate.install` makes all of it after each migration."""

from pathlib import Path

from cases.gate import install
from common.rls import apply
from funding.gate import tables

HERE = Path(__file__).parent
DECLARATIONS = (*install.DECLARATIONS, tables)

apply.sources(HERE / "sql")
