"""Cells of two units, and what each person and each count of a unit may do with them.

`READERS`, `COUNTERS` and `WRITERS` are written by hand from docs/adr/0031: the gate must give them exactly, and every mutant of it
something else.
"""

from typing import Any

from django.db import DatabaseError, connection

from common.context import acting
from common.rls.declare import OWNER, STATISTICS
from partners.enums import Capacity, Role
from partners.models import Audience, UnitCapacity
from reports.models import CellCount, CellFigure
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import as_role, undone, undone_with

MODEL_TABLES = {"reports_cellcount": "count", "reports_cellfigure": "figure"}
COUNT = (
    "INSERT INTO reports_cellcount (public_id, author_id, programme, since, until, today, asked, missing, counted_at)"
    " VALUES (gen_random_uuid(), %s, %s, '2026-01-01', '2026-12-31', '2026-11-22', '{}', '{}', coalesce(%s::timestamptz, now()))"
    " RETURNING id"
)
FIGURE = (
    "INSERT INTO reports_cellfigure (count_id, author_id, cell, since, until, place, value, households)"
    " VALUES (%s, %s, 'entries', '2026-01-01', '2026-12-31', %s, 3, 3) RETURNING id"
)


class Kept:
    """`people`: contexts of the application; `counters`: those of a count. Rows are known by the programme of their count."""

    def __init__(self, world: w.World) -> None:
        of = {
            "manager": world.laurent, "second_manager": member(world.montaubre, Role.MANAGER), "team": world.ines,
            "halles_manager": world.bea_manager, "rural_manager": member(world.rural, Role.MANAGER), "landlord": world.nadia,
            "admin": world.admin, "dpo": world.dpo,
        }  # fmt: skip
        funder = unit(Capacity.FUNDER, name="Département")
        self.people: dict[str, tuple[int, ...]] = {name: by.audiences for name, by in of.items()} | {"nobody": ()}
        self.people["funder"] = tuple(Audience.objects.filter(unit=funder).values_list("pk", flat=True))
        units = {"montaubre": world.montaubre, "halles": world.halles}
        held = {name: UnitCapacity.objects.get(unit=each, capacity="operator") for name, each in units.items()}
        self.counters = {name: (each.audience_id, each.manager_audience_id) for name, each in held.items()}
        self.counters |= {"the unit alone": (held["montaubre"].audience_id,), "nobody": ()}
        both = self._of_both()
        self.counters |= {
            "two units": (held["montaubre"].audience_id, held["halles"].manager_audience_id),
            "two crafts": both,
        }
        self.managers = {name: each.manager_audience_id for name, each in held.items()}
        self.units = {name: each.audience_id for name, each in held.items()}
        self.made = {}
        for name, managers in self.managers.items():
            with self.counting(name):
                self.made[name] = _run(COUNT, managers, name, None)
                _run(FIGURE, self.made[name], managers, "")
        with as_role(OWNER), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in MODEL_TABLES:
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute("UPDATE reports_cellcount SET counted_at = now() - interval '1 day'")
            for table in MODEL_TABLES:
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

    def _of_both(self) -> tuple[int, int]:
        """A unit that manages cases and dwellings: its managers of the first, and itself in the second."""
        made = unit(Capacity.OPERATOR, Capacity.LANDLORD, name="Deux métiers")
        held = {each.capacity: each for each in UnitCapacity.objects.filter(unit=made)}
        self.crafts = held["operator"].manager_audience_id
        return held["landlord"].audience_id, self.crafts

    def counting(self, who: str):
        """The statistics role in that context."""
        return _Both(acting(self.counters[who]), as_role(STATISTICS))

    def reads(self) -> dict[str, set[str]]:
        """Person -> « table of unit » of the rows that she reads."""
        found = {}
        for who, audiences in self.people.items():
            with acting(audiences):
                found[who] = _seen()
        return {who: seen for who, seen in found.items() if seen}

    def counters_read(self) -> dict[str, set[str]]:
        found = {}
        for who in self.counters:
            with self.counting(who):
                found[who] = _seen()
        return {who: seen for who, seen in found.items() if seen}

    def forgotten(self, who: str) -> set[str]:
        """What a deletion of every row by that count reaches: it reads nothing, so that only the policy of DELETE speaks."""
        with undone_with(set()) as found:
            with self.counting(who), connection.cursor() as cursor:
                cursor.execute("DELETE FROM reports_cellfigure")
                cursor.execute("DELETE FROM reports_cellcount")
            with as_role(OWNER), connection.cursor() as cursor:
                for table in MODEL_TABLES:
                    cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                cursor.execute(
                    "SELECT id, author_id FROM reports_cellcount UNION ALL SELECT -count_id, author_id FROM reports_cellfigure"
                )
                left = {pk for pk, _ in cursor.fetchall()}
            for name, pk in self.made.items():
                found |= {f"{table} of {name}" for table, key in (("count", pk), ("figure", -pk)) if key not in left}
        return found

    def may(self, who: str, statement: str, *values: Any) -> bool:
        """Whether that count writes that row; undone whatever it did."""
        try:
            with self.counting(who), undone(), connection.cursor() as cursor:
                cursor.execute(statement.removesuffix(" RETURNING id"), values)
        except DatabaseError:
            return False
        return True

    def writes(self) -> set[tuple[str, str]]:
        """(counter, what it may write) of all that is tried."""
        found = set()
        for who in self.counters:
            for name, managers in self.managers.items():
                tried = {
                    f"a count of {name}": (COUNT, managers, "new", None),
                    f"a count of the unit {name}": (COUNT, self.units[name], "new", None),
                    f"a former count of {name}": (COUNT, managers, "new", "2020-01-01T00:00:00Z"),
                    f"a figure in the former count of {name}": (FIGURE, self.made[name], managers, "type=access"),
                }
                found |= {(who, what) for what, said in tried.items() if self.may(who, *said)}
            found |= {(who, what) for what in self._of_new(who)}
            if self.may(who, COUNT, self.crafts, "new", None):
                found.add((who, "a count of two crafts"))
        return found

    def _of_new(self, who: str) -> set[str]:
        """Figures in a count of this very transaction, of either unit, with either author."""
        found = set()
        for name, managers in self.managers.items():
            with undone_with([]):
                with self.counting(name):
                    new = _run(COUNT, managers, "new", None)
                for author, theirs in self.managers.items():
                    if self.may(who, FIGURE, new, theirs, ""):
                        found.add(f"a figure of {author} in a new count of {name}")
                if self.may(who, FIGURE, self.made[name], managers, "type=access"):
                    found.add(f"a figure in the former count of {name} beside a new one")
        return found


class _Both:
    def __init__(self, outer, inner) -> None:
        self.outer, self.inner = outer, inner

    def __enter__(self):
        self.outer.__enter__()
        return self.inner.__enter__()

    def __exit__(self, *error):
        handled = self.inner.__exit__(*error)
        return self.outer.__exit__(*((None, None, None) if handled else error)) or handled


def _run(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _seen() -> set[str]:
    counts = dict(CellCount.objects.values_list("author_id", "programme"))
    seen = {f"count of {programme}" for programme in counts.values()}
    return seen | {
        f"figure of {counts.get(author, '?')}" for author in CellFigure.objects.values_list("author_id", flat=True)
    }


_MONTAUBRE, _HALLES = {"count of montaubre", "figure of montaubre"}, {"count of halles", "figure of halles"}
READERS = {"manager": _MONTAUBRE, "second_manager": _MONTAUBRE, "halles_manager": _HALLES}
COUNTERS = {"montaubre": _MONTAUBRE, "halles": _HALLES, "two units": _HALLES}
WRITERS = {
    (name, what) for name in ("montaubre", "halles")
    for what in (f"a count of {name}", f"a figure of {name} in a new count of {name}")
} | {("two units", "a figure of halles in a new count of halles")}  # fmt: skip
