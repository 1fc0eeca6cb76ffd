"""Puts the gate in the database after each migration, and refuses to go on when it is not the declared one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from cases.gate import directory, tables, tables_parts, tables_work
from common.rls import apply, catalogue, third_party
from common.rls.declare import OWNER
from common.starting import CannotStart

HERE = Path(__file__).parent
SNAPSHOT = HERE / "snapshot.json"
DECLARATIONS = (third_party, directory, tables, tables_work, tables_parts)

apply.sources(HERE / "sql")
apply.show("my_access", "my_person_access")
apply.allow(
    "ctx()",
    "key_ends(text)",
    "files()",
    "live(timestamptz)",
    "fold(text)",
    "on_the_case(bigint)",
    "drift(bigint)",
    "open_due()",
    "open_case(bigint)",
    "submit_referral(bigint)",
    "make_link(bigint, bigint, bigint, text)",
    "redeem_link(text, date)",
    "link_open(text)",
    "cancel_invitation(bigint)",
    "office_stop_everything(text, text, text, text, text)",
    "stop_everything(uuid, text, text)",
    "who_sees(uuid)",
    "who_looked(uuid)",
    "agreed(bigint, bigint, text)",
    "office_figures()",
    "invite(bigint, text, text, text, text, bigint, int)",
    "accept_invitation(text, bigint)",
    "end_membership(bigint)",
    "change_role(bigint, text, text)",
    "purge_import_batches()",
    "purge_unadhered()",
    "directory_of_invitation(text)",
)
apply.count_by(functions=("ctx()", "on_the_case(bigint)", "fold(text)"), views=("my_access",))


class GateError(CannotStart):
    """The gate in the database is not the one that was declared."""


def after_migrate(using: str, plan: Sequence[Any] = (), **kwargs) -> None:
    """Rebuild, verify, and compute access anew when a migration was applied, as owner. Under another role nothing
    is done: only the owner migrates."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    if role != OWNER:
        return
    apply.rebuild(using, apply.sql_files())
    if breaches := catalogue.lint(using):
        raise GateError("The gate breaks its own rules: " + "; ".join(breaches))
    if plan:
        recompute_all(using)


def recompute_all(using: str) -> None:
    """What access must hold may have changed with the gate: each household once, a thousand at a time."""
    with connections[using].cursor() as cursor, transaction.atomic(using=using):
        cursor.execute("SET LOCAL ROLE palier_keeper")
        cursor.execute(
            "SELECT sec.recompute(array_agg(id)) FROM (SELECT id, row_number() OVER (ORDER BY id) / 1000 AS part"
            " FROM public.cases_household) h GROUP BY part ORDER BY part"
        )


def verify(using: str = "default") -> None:
    """Raise GateError unless the database holds exactly the committed gate and every rule is kept."""
    found = catalogue.lint(using) + (catalogue.differences(SNAPSHOT, using) if SNAPSHOT.exists() else ["no snapshot"])
    if found:
        raise GateError("The gate is not the declared one: " + "; ".join(found[:5]))


def install_keys(using: str = "default") -> None:
    """Give the database the context keys of the settings, each usable for 90 days more. As owner."""
    with connections[using].cursor() as cursor:
        for key_id, key in settings.CONTEXT_KEYS.items():
            padded = key.ljust(64, b"\0")
            cursor.execute("BEGIN")
            cursor.execute("SET LOCAL ROLE palier_keeper")
            cursor.execute(
                "INSERT INTO sec.key VALUES (%s, %s, %s, now() + interval '90 days')"
                " ON CONFLICT (kid) DO UPDATE SET ipad = excluded.ipad, opad = excluded.opad, not_after = excluded.not_after",
                [key_id, bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)],
            )
            cursor.execute("COMMIT")
