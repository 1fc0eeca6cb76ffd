"""How a table says who may see it. Every table of the installation is declared once, or migration stops."""

from dataclasses import dataclass, field

SCHEMA = "public"
OWNER, KEEPER, APP, LOG = "palier_owner", "palier_keeper", "palier_app", "palier_log"
#: Counts for reports: it reads columns of the rows that the application reads, and writes cells (docs/adr/0031).
STATISTICS = "palier_statistics"
#: The logins that serve: they own nothing and bypass nothing.
RUNTIME = (APP, LOG, STATISTICS)

#: An audience of the open context. `(SELECT …)` makes it one evaluation per statement, not per row.
MINE = "= ANY ((SELECT sec.ctx())::bigint[])"


@dataclass(frozen=True)
class Trigger:
    """`when`: BEFORE or AFTER; `event`: INSERT, UPDATE or DELETE; `function`: in schema sec.

    AFTER triggers are per statement and see their rows in transition tables new_rows and old_rows; BEFORE
    triggers are per row.
    """

    name: str
    event: str
    function: str
    when: str = "AFTER"
    columns: tuple[str, ...] = ()

    def sql(self, table: str) -> str:
        event = self.event + (f" OF {', '.join(self.columns)}" if self.columns else "")
        head = f"CREATE TRIGGER {self.name} {self.when} {event} ON {SCHEMA}.{table}"
        if self.when == "BEFORE":
            return f"{head} FOR EACH ROW EXECUTE FUNCTION sec.{self.function}()"
        tables = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
        referencing = tables.get(self.event, "OLD TABLE AS old_rows NEW TABLE AS new_rows")
        return f"{head} REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION sec.{self.function}()"


@dataclass(frozen=True)
class Protected:
    """A table under forced row security. One policy per command; a command without one is refused.

    `select`, `insert`, `update`, `delete`: SQL conditions on the row, `{t}` being the table. `update` stands for the
    row before and after, unless `update_using` (before) or `update_check` (after) says otherwise. `update_columns`:
    the only columns the runtime role may change (so that no row moves to another case or author).
    `keeper`: what the keeper does there, each command with an unconditional policy. `case_bound`: the row's
    (case_id, household_id) is held to be one of `cases_case`. `unmeasured`: columns without planner statistics,
    since an estimate would tell of rows one cannot read.

    `counted`: the columns that the statistics role reads, of the rows that `select` opens, never others. `cells`: the condition
    on which that role inserts here; it then reads and deletes what `select` opens too, and the runtime role only reads.
    """

    table: str
    select: str | None = None
    insert: str | None = None
    update: str | None = None
    update_using: str | None = None
    update_check: str | None = None
    delete: str | None = None
    update_columns: tuple[str, ...] = ()
    keeper: tuple[str, ...] = ("SELECT",)
    case_bound: bool = False
    triggers: tuple[Trigger, ...] = ()
    constraints: tuple[tuple[str, str], ...] = ()
    unmeasured: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    cells: str | None = None

    def policies(self) -> list[tuple[str, str, str, str | None, str | None]]:
        """(name, command, role, USING, WITH CHECK) of each policy."""

        def here(condition: str | None) -> str | None:
            return condition.replace("{t}", self.table) if condition else None

        rows: list[tuple[str, str, str, str | None, str | None]] = []
        if self.select:
            rows.append(("app_select", "SELECT", APP, here(self.select), None))
        if self.insert:
            rows.append(("app_insert", "INSERT", APP, None, here(self.insert)))
        if self.update:
            rows.append(
                (
                    "app_update",
                    "UPDATE",
                    APP,
                    here(self.update_using or self.update),
                    here(self.update_check or self.update),
                )
            )
        if self.delete:
            rows.append(("app_delete", "DELETE", APP, here(self.delete), None))
        if self.counted or self.cells:
            rows.append(("statistics_select", "SELECT", STATISTICS, here(self.select), None))
        if self.cells:
            rows.append(("statistics_insert", "INSERT", STATISTICS, None, here(self.cells)))
            rows.append(("statistics_delete", "DELETE", STATISTICS, here(self.select), None))
        for command in self.keeper:
            using = None if command == "INSERT" else "true"
            check = "true" if command in {"INSERT", "UPDATE"} else None
            rows.append((f"keeper_{command.lower()}", command, KEEPER, using, check))
        return rows

    def grants(self) -> list[tuple[str, str]]:
        """(privilege, role) of each grant."""
        rows = [(command, KEEPER) for command in self.keeper]
        if self.select:
            rows.append(("SELECT", APP))
        if self.insert:
            rows.append(("INSERT", APP))
        if self.update:
            columns = ", ".join(f'"{column}"' for column in self.update_columns)
            rows.append((f"UPDATE ({columns})", APP))
        if self.delete:
            rows.append(("DELETE", APP))
        if self.counted:
            columns = ", ".join(f'"{column}"' for column in self.counted)
            rows.append((f"SELECT ({columns})", STATISTICS))
        if self.cells:
            rows += [(command, STATISTICS) for command in ("SELECT", "INSERT", "DELETE")]
        return rows


@dataclass(frozen=True)
class Unprotected:
    """A table without row security, and why. `app`, `log`, `keeper`: what each role may do there. `counted`: the columns that the
    statistics role reads."""

    table: str
    reason: str
    app: str = ""
    log: str = ""
    keeper: str = ""
    triggers: tuple[Trigger, ...] = field(default=())
    counted: tuple[str, ...] = ()

    def grants(self) -> list[tuple[str, str]]:
        """(privilege, role) of each grant."""
        rows = [(self.app, APP), (self.log, LOG), (self.keeper, KEEPER)]
        columns = ", ".join(f'"{column}"' for column in self.counted)
        return [row for row in [*rows, (f"SELECT ({columns})" if columns else "", STATISTICS)] if row[0]]


Declaration = Protected | Unprotected
_declared: dict[str, Declaration] = {}


def declare(*tables: Declaration) -> None:
    """Add tables to the registry. A table declared twice raises ValueError."""
    for table in tables:
        if _declared.get(table.table, table) != table:
            raise ValueError(f"{table.table} is declared twice")
        _declared[table.table] = table


_watched: dict[str, list[Trigger]] = {}


def watch(table: str, *triggers: Trigger) -> None:
    """Have these triggers on a table that an app below declared: a source of what this app keeps. Their names must not be
    those of its own; a name given twice raises ValueError."""
    held = _watched.setdefault(table, [])
    for trigger in triggers:
        if any(other.name == trigger.name and other != trigger for other in held):
            raise ValueError(f"{table} is watched twice by {trigger.name}")
        if trigger not in held:
            held.append(trigger)


def watched() -> list[tuple[str, Trigger]]:
    """Every (table, trigger) of `watch`."""
    return [(table, trigger) for table, held in sorted(_watched.items()) for trigger in held]


def declared() -> dict[str, Declaration]:
    """Every declared table, by name."""
    return dict(sorted(_declared.items()))


def protected() -> dict[str, Protected]:
    return {name: table for name, table in declared().items() if isinstance(table, Protected)}
