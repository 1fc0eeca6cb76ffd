"""Adds what committees hold to the gate: `cases.gate.install` makes all of it after each migration."""

from pathlib import Path

from cases.gate import install
from committees.gate import tables
from common.rls import apply

HERE = Path(__file__).parent
DECLARATIONS = (*install.DECLARATIONS, tables)

apply.sources(HERE / "sql")
apply.show("my_sheets", "my_seats")
apply.count_by(views=("my_sheets",))
apply.allow(
    "name_holder(bigint, text, text, text, text, bigint)",
    "redated(timestamptz, timestamptz)",
    "make_guest_link(bigint, bigint, text)",
    "guest_link_open(text)",
    "ask_guest_code(text)",
    "new_guest_code(bigint, text)",
    "redeem_guest_code(text, text)",
    "guest_seat(bigint)",
    "purge_committees(integer, integer)",
)
