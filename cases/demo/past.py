"""The demonstration's past. Everything is done « today » through the product's own actions, then grows older.

No action can date a right in the past, and none must: here alone, as owner of a database that holds invented
people only, dates are moved with row security and triggers lifted for the time of one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from cases.demo import papers

OWNER, APPLICATION, KEEPER = "palier_owner", "palier_app", "palier_keeper"
#: All or nothing: what a crash half-way loses would be emptied anyway, and the last commit waits for all.
UNHURRIED = "-c synchronous_commit=off"
#: The gate's own tables are computed; births and months are not dates of an event.
COMPUTED = ("cases_access", "cases_personaccess", "cases_accesslock", "cases_readinglog")
TIMELESS = ("born_on", "month", "tenancy_started_on", "entered_on")
#: Further than any date of the demonstration: a detour around « one statement a day ».
FAR = 40_000
WEEK = 7
STEPS_BETWEEN_CLEANINGS = 8

Dated = dict[str, list[tuple[str, str]]]

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND t.relkind = 'r'
WHERE c.table_schema = 'public' AND c.table_name LIKE 'cases\\_%%' AND c.table_name <> ALL (%s)
  AND c.column_name <> ALL (%s) AND c.data_type IN ('date', 'timestamp with time zone')
ORDER BY 1, 2"""

_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE 'cases\\_%'"""


@contextmanager
def as_application() -> Iterator[psycopg.Connection]:
    """Log the default connection in as the runtime role, so that the seed passes the gate like anyone; gives a
    connection as owner beside it. Puts the former login back."""
    default = connections["default"]
    before = dict(default.settings_dict)
    where = {"host": before["HOST"], "port": before["PORT"], "dbname": before["NAME"]}
    default.close()
    default.settings_dict.update(
        USER=APPLICATION,
        PASSWORD=settings.SECRETS[APPLICATION],
        OPTIONS={"server_side_binding": True, "options": UNHURRIED},
    )
    login = {"user": OWNER, "password": settings.SECRETS[OWNER], "options": UNHURRIED}
    try:
        with psycopg.connect(**where, **login, autocommit=True) as owner:
            yield owner
            # Waits until all that was written before it is on the disk.
            owner.execute("SET synchronous_commit = on")
            owner.execute("SELECT pg_current_xact_id()")
    finally:
        default.close()
        default.settings_dict.update(before)


def is_empty(owner: psycopg.Connection) -> bool:
    """Whether neither a household nor a tenant's account exists yet."""
    with owner.transaction():
        owner.execute(f"SET LOCAL ROLE {KEEPER}")
        found = owner.execute("SELECT EXISTS (SELECT FROM cases_household) OR EXISTS (SELECT FROM cases_tenantaccount)")
        (exists,) = found.fetchone() or (False,)
        return not exists


def forget(owner: psycopg.Connection) -> None:
    """Empty every table about households: what a seed that failed half-way had begun in an empty database."""
    tables = [name for (name,) in owner.execute(_TABLES).fetchall()]
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))


def dated_columns(owner: psycopg.Connection) -> Dated:
    """Every column that holds a date of an event, by table."""
    columns: Dated = defaultdict(list)
    for table, column, kind in owner.execute(_COLUMNS, [list(COMPUTED), list(TIMELESS)]).fetchall():
        columns[table].append((column, kind))
    return columns


def grow_older(owner: psycopg.Connection, days: int, dated: Dated) -> None:
    """Make everything that happened `days` days older, in one transaction; nights stay nights in Paris.

    Row security is lifted for the owner and triggers are off until its end. What is computed from dates is not:
    call `settle` once at the end.
    """
    with owner.transaction():
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, columns in dated.items():
            name = sql.Identifier(table)
            owner.execute(
                sql.SQL("ALTER TABLE {0} DISABLE TRIGGER USER; ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY").format(
                    name
                )
            )
            days_of = [column for column, kind in columns if kind == "date"]
            if days_of:
                detour = sql.SQL(", ").join(sql.SQL("{0} = {0} + {1}").format(sql.Identifier(c), FAR) for c in days_of)
                owner.execute(sql.SQL("UPDATE {} SET {}").format(name, detour))
            moves = sql.SQL(", ").join(_moved(column, kind, days) for column, kind in columns)
            owner.execute(sql.SQL("UPDATE {} SET {}").format(name, moves))
            owner.execute(
                sql.SQL("ALTER TABLE {0} FORCE ROW LEVEL SECURITY; ALTER TABLE {0} ENABLE TRIGGER USER").format(name)
            )


def clean(owner: psycopg.Connection) -> None:
    """Each step rewrote every row: give the room back, and let the planner know what is there."""
    tables = [name for (name,) in owner.execute(_TABLES).fetchall()]
    owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))


def _moved(column: str, kind: str, days: int) -> sql.Composed:
    name = sql.Identifier(column)
    if kind == "date":
        return sql.SQL("{0} = {0} - {1}").format(name, FAR + days)
    return sql.SQL(
        "{0} = ({0} AT TIME ZONE 'Europe/Paris' - {1} * interval '1 day') AT TIME ZONE 'Europe/Paris'"
    ).format(name, days)


def settle(owner: psycopg.Connection) -> None:
    """Compute again what depends on dates: Access of every household, and the visits held by month."""
    with owner.transaction():
        owner.execute(f"SET LOCAL ROLE {KEEPER}")
        owner.execute("DELETE FROM cases_visitshared")
        owner.execute(
            'SELECT sec.visits_changed(array_agg(case_id), array_agg("on")) FROM cases_visit HAVING count(*) > 0'
        )
        owner.execute("SELECT sec.recompute(array_agg(id)) FROM cases_household")


class Timeline:
    """What happened, so many days ago. Acts of one day keep the order in which they were told.

    Beyond a fortnight a day is one of the same weekday, unless it is `exact`: the past moves in fewer steps.
    """

    def __init__(self) -> None:
        self._acts: list[tuple[int, int, Callable[[], Any]]] = []

    def at(self, days_ago: int, act: Callable[[], Any], *, exact: bool = False) -> None:
        """Tell an act; it is done by `play`."""
        if days_ago > 2 * WEEK and not exact:
            days_ago = round(days_ago / WEEK) * WEEK
        self._acts.append((days_ago, len(self._acts), act))

    def play(self, owner: psycopg.Connection) -> None:
        """Do every act in the order of time, the past growing older in between."""
        dated, today, steps = dated_columns(owner), None, 0
        for days_ago, _, act in sorted(self._acts, key=lambda told: (-told[0], told[1])):
            if today is not None and days_ago != today:
                grow_older(owner, today - days_ago, dated)
                steps += 1
                if steps % STEPS_BETWEEN_CLEANINGS == 0:
                    clean(owner)
            today = days_ago
            act()
        if today:
            grow_older(owner, today, dated)
        papers.grow_older(owner)
        settle(owner)
        clean(owner)
