"""Builds the gate in the database from its declaration: functions, views, policies, triggers and privileges.

Everything is dropped and made again in one transaction after each migration, as owner and keeper, because
`DROP COLUMN … CASCADE` (Django's RemoveField) silently takes policies and views with it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import connections, transaction

from common.rls.declare import (
    APP,
    KEEPER,
    LOG,
    OWNER,
    SCHEMA,
    STATISTICS,
    Protected,
    declared,
    protected,
    watched,
)

#: Functions the runtime role may call; every other one is the keeper's own.
_callable: set[str] = set()
#: Those of them that the conditions of what is counted call.
_counted: set[str] = set()
#: The keeper's views that policies read; no other view may exist.
_views: set[str] = set()
#: Those of them that the conditions of what is counted read.
_counted_views: set[str] = set()
#: Folders of SQL, those of the lower apps first.
_folders: list[Path] = []


def allow(*functions: str) -> None:
    """Let the runtime role execute these functions of schema sec (given as `name(argument types)`)."""
    _callable.update(functions)


def allowed() -> list[str]:
    return sorted(_callable)


def show(*views: str) -> None:
    """Let the runtime role read these views of schema sec, which the keeper owns."""
    _views.update(views)


def views() -> list[str]:
    return sorted(_views)


def count_by(*, functions: Iterable[str] = (), views: Iterable[str] = ()) -> None:
    """Let the statistics role execute these functions and read these views of schema sec: what the conditions ask of the
    tables it counts."""
    _counted.update(functions)
    _counted_views.update(views)


def sources(folder: Path) -> None:
    """Run the SQL files of this folder, in the order of their names, whenever the gate is made: after those of the apps
    below."""
    if folder not in _folders:
        _folders.append(folder)


def sql_files() -> list[Path]:
    return [path for folder in _folders for path in sorted(folder.glob("*.sql"))]


def rebuild(using: str, sql_files: Sequence[Path]) -> None:
    """Make the gate again. Raises RuntimeError when a table is declared nowhere or declared and missing."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _check_every_table_declared(cursor)
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS sec AUTHORIZATION {KEEPER}")
        _drop(cursor)
        cursor.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {KEEPER}, {APP}, {LOG}, {STATISTICS}")
        _revoke_and_grant(cursor)
        cursor.execute(f"SET LOCAL ROLE {KEEPER}")
        cursor.execute(f"GRANT USAGE ON SCHEMA sec TO {OWNER}, {APP}, {STATISTICS}")
        for path in sql_files:
            cursor.execute(path.read_text(encoding="utf-8"))
        cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sec TO {OWNER}")
        for function in allowed():
            cursor.execute(f"GRANT EXECUTE ON FUNCTION sec.{function} TO {APP}")
        for view in views():
            cursor.execute(f"GRANT SELECT ON sec.{view} TO {APP}")
        for function in sorted(_counted):
            cursor.execute(f"GRANT EXECUTE ON FUNCTION sec.{function} TO {STATISTICS}")
        for view in sorted(_counted_views):
            cursor.execute(f"GRANT SELECT ON sec.{view} TO {STATISTICS}")
        cursor.execute("RESET ROLE")
        for table in declared().values():
            for trigger in table.triggers:
                cursor.execute(trigger.sql(table.table))
            if isinstance(table, Protected):
                _protect(cursor, table)
        for watched_table, trigger in watched():
            cursor.execute(trigger.sql(watched_table))
        _constrain(cursor)


def _check_every_table_declared(cursor) -> None:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p')",
        [SCHEMA],
    )
    existing = {name for (name,) in cursor.fetchall()}
    if unknown := existing - set(declared()):
        raise RuntimeError(f"Tables that no one declared to the gate: {', '.join(sorted(unknown))}")
    if missing := set(declared()) - existing:
        raise RuntimeError(f"Tables declared to the gate that do not exist: {', '.join(sorted(missing))}")


def _drop(cursor) -> None:
    cursor.execute(
        "SELECT format('DROP POLICY %%I ON %%I.%%I', policyname, schemaname, tablename) FROM pg_policies"
        " WHERE schemaname = %s",
        [SCHEMA],
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
    cursor.execute(
        "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND c.relnamespace = %s::regnamespace",
        [SCHEMA],
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
    cursor.execute(f"SET LOCAL ROLE {KEEPER}")
    cursor.execute(
        "SELECT format('DROP VIEW IF EXISTS sec.%I CASCADE', relname) FROM pg_class"
        " WHERE relnamespace = 'sec'::regnamespace AND relkind = 'v'"
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
    cursor.execute(
        "SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc"
        " WHERE pronamespace = 'sec'::regnamespace"
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
    cursor.execute("RESET ROLE")


def _revoke_and_grant(cursor) -> None:
    others = ", ".join((APP, LOG, STATISTICS, KEEPER))
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {SCHEMA} FROM {others}, PUBLIC")
    for name, table in declared().items():
        # A column privilege survives a REVOKE on the table.
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [f"{SCHEMA}.{name}"],
        )
        (columns,) = cursor.fetchone()
        cursor.execute(
            f"REVOKE UPDATE ({columns}), INSERT ({columns}), SELECT ({columns}) ON {SCHEMA}.{name} FROM {others}"
        )
        for privilege, role in table.grants():
            cursor.execute(f"GRANT {privilege} ON {SCHEMA}.{name} TO {role}")
    # The keeper inserts rows whose ids are identity columns: it needs no sequence privilege for those.


def _protect(cursor, table: Protected) -> None:
    name = f"{SCHEMA}.{table.table}"
    cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    for policy, command, role, using, check in table.policies():
        statement = f"CREATE POLICY {policy} ON {name} FOR {command} TO {role}"
        statement += f" USING ({using})" if using else ""
        statement += f" WITH CHECK ({check})" if check else ""
        cursor.execute(statement)
    for column in table.unmeasured:
        cursor.execute(f"ALTER TABLE {name} ALTER COLUMN {column} SET STATISTICS 0")
        cursor.execute("SELECT pg_clear_attribute_stats(%s, %s, %s, false)", [SCHEMA, table.table, column])


def _constrain(cursor) -> None:
    """The constraints that are not there yet, keys before what refers to them."""
    wanted = []
    for table in protected().values():
        wanted += [(table.table, suffix, definition) for suffix, definition in table.constraints]
        if table.case_bound:
            reference = f"FOREIGN KEY (case_id, household_id) REFERENCES {SCHEMA}.cases_case (id, household_id)"
            wanted.append((table.table, "household_of_case", reference))
    for table_name, suffix, definition in sorted(wanted, key=lambda row: row[2].startswith("FOREIGN KEY")):
        name, constraint = f"{SCHEMA}.{table_name}", f"{table_name}_{suffix}"
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass", [constraint, name])
        if not cursor.fetchone():
            cursor.execute(f"ALTER TABLE {name} ADD CONSTRAINT {constraint} {definition}")
