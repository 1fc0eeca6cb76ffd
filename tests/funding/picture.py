"""Books in which everything has happened once, and what each person reads and may write of them.

`READERS` and `WRITERS` are written by hand from docs/adr/0030: the gate must give them exactly, and every mutant of it something else.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import DatabaseError, connection, models
from django.utils import timezone

from common.context import acting
from funding.models import Closing, ConventionVersion, FundingLine, Intensity, LedgerEntry, LineShare, PlanVersion
from funding.months import Month
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.models import Audience
from tests.factories import world as w
from tests.factories.directory import agreement, member, unit
from tests.harness import OWNER, as_role, sql, undone_with, within

TABLES: dict[str, type[models.Model]] = {
    "line": FundingLine,
    "convention": ConventionVersion,
    "share": LineShare,
    "intensity": Intensity,
    "plan": PlanVersion,
    "closing": Closing,
    "entry": LedgerEntry,
}
MODEL_TABLES = {model._meta.db_table: name for name, model in TABLES.items()}
NOW = Month.of(timezone.localdate())
#: The last month that is over, and the one closed before.
OPEN, CLOSED = NOW.plus(-1), NOW.plus(-2)
FIRST = NOW.plus(-6)
#: Until when the convention of « fund » lasts since it was amended; those of the other lines do not say.
AMENDED = NOW.plus(8)
#: A price, and what a line pays of it.
WHOLE = {"quantity": Fraction(1), "weight": Fraction(1), "part": Decimal(1), "price": 19500, "cents": 19500}
HALF = WHOLE | {"part": Decimal("0.5"), "cents": 9750}


class Picture:
    """`people`: name -> the audiences of a context; `who`: the one whose act it is. `rows`: (table, id) -> label."""

    def __init__(self, world: w.World) -> None:
        self.world, self.who = world, ""
        # A unit that manages cases and dwellings: its managers act for the first alone.
        self.both = unit(Capacity.OPERATOR, Capacity.LANDLORD, name="Deux métiers")
        self.rural_manager = member(world.rural, Role.MANAGER)
        self.both_manager = member(self.both, Role.MANAGER)
        self.second = member(world.montaubre, Role.MANAGER)
        self.of: dict[str, Acting] = {
            "manager": world.laurent,
            "second_manager": self.second,
            "rural_manager": self.rural_manager,
            "halles_manager": world.bea_manager,
            "both_manager": self.both_manager,
            "team": world.ines,
            "colleague": world.marc,
            "landlord": world.nadia,
            "admin": world.admin,
            "dpo": world.dpo,
        }
        funder = unit(Capacity.FUNDER, name="Département")
        self.people: dict[str, tuple[int, ...]] = {name: by.audiences for name, by in self.of.items()}
        self.people["funder"] = tuple(Audience.objects.filter(unit=funder).values_list("pk", flat=True))
        # A manager in another of her places: her unit's audience and her own, never that of its managers.
        self.people["seated_manager"] = tuple(
            audience for audience in (world.laurent.unit_audience, world.laurent.member_audience) if audience
        )
        self.people["nobody"] = ()
        self.cases = {
            "half": self._case("Un"),
            "whole": self._case("Deux"),
            "free": self._case("Trois"),
            "lapsed": self._case("Six"),
            "halles": self._case("Quatre", agreement=world.halles_agreement, by=world.bea),
        }
        # The household agreed that the other operator sees it too: that makes it no case of theirs.
        w.consent(
            self.cases["halles"], self.referred.tenant, world.laurent.unit_audience, world.bea, "identity", "housing"
        )
        self.cases["tenancy"] = self._own_tenancy()
        self.made: dict[tuple[str, str], Any] = {}
        self._lines()
        self._shares()
        self._books()
        self.rows = {(table, row.pk): name for (table, name), row in self.made.items()}

    # What happened ------------------------------------------------------------------------------------------

    def _case(self, name: str, agreement=None, by: Acting | None = None):
        referred = w.refer(self.world.nadia, agreement or self.world.agreement, last_name=name)
        w.accept(referred, by or self.world.ines)
        w.engage(referred, by or self.world.ines)
        self.referred = referred
        return referred.case

    def _own_tenancy(self):
        """A dwelling of a unit that accompanies too: its managers see the tenancy as the operator they are."""
        clerk, worker = member(self.both, Role.CLERK, Capacity.LANDLORD), member(self.both, Role.WORKER)
        referred = w.refer(clerk, agreement(self.both, self.both), last_name="Cinq")
        w.accept(referred, worker)
        w.engage(referred, worker)
        w.consent(referred.tenancy, referred.tenant, w.unit_audience(self.both, "operator"), worker, "housing")
        return referred.tenancy

    def _keep(self, table: str, name: str, by: Acting, **columns: Any) -> None:
        with within(by):
            self.made[table, name] = TABLES[table].objects.create(author_id=by.manager_audience, **columns)

    def _lines(self) -> None:
        laurent, rural, bea = self.world.laurent, self.rural_manager, self.world.bea_manager
        keepers = {
            "state": laurent,
            "fund": laurent,
            "late": laurent,
            "rural": rural,
            "halles": bea,
            "both": self.both_manager,
        }
        for name, by in keepers.items():
            said = {"until": str(AMENDED.plus(9))} if name == "fund" else {}
            self._keep("line", name, by, label=name, funder="DDETS")
            self._keep("convention", name, by, line=self.made["line", name], number=1, convention=said, digest="d")
        said = {"until": str(AMENDED)}
        self._keep(
            "convention", "fund again", laurent, line=self.made["line", "fund"], number=2, convention=said, digest="d"
        )
        for name, by in (("theirs", laurent), ("halles", bea)):
            self._keep("plan", name, by, key=name, number=1, plan={}, digest="d")

    def share(
        self, case: str, line: str, part: str, since: Month = FIRST, until: Month | None = None
    ) -> dict[str, Any]:
        return {
            "case_id": self.cases[case].pk,
            "line": self.made["line", line],
            "part": Decimal(part),
            "since": since,
            "until": until,
        }

    def _shares(self) -> None:
        laurent, bea = self.world.laurent, self.world.bea_manager
        self._keep("share", "half state", laurent, **self.share("half", "state", "0.5"))
        self._keep("share", "half fund", laurent, **self.share("half", "fund", "0.3"))
        self._keep("share", "ended", laurent, **self.share("whole", "fund", "1", FIRST, FIRST.plus(2)))
        self._keep("share", "whole state", laurent, **self.share("whole", "state", "1", FIRST.plus(3), NOW.plus(3)))
        self._keep("share", "mistaken", laurent, **self.share("whole", "fund", "1", CLOSED, CLOSED.plus(-1)))
        self._keep("share", "lapsed fund", laurent, **self.share("lapsed", "fund", "1"))
        self._keep("share", "lapsed late", laurent, **self.share("lapsed", "late", "1", AMENDED.plus(1)))
        self._keep("share", "halles", bea, **self.share("halles", "halles", "1"))
        for name, by in (("half", laurent), ("halles", bea)):
            self._keep("intensity", name, by, case_id=self.cases[name].pk, since=FIRST.first, key="usual")

    def _books(self) -> None:
        laurent, bea = self.world.laurent, self.world.bea_manager
        for name, by in (("theirs", laurent), ("halles", bea)):
            self._keep("closing", name, by, month=CLOSED, closed_by_id=by.member_audience)
        for name, by, case, line, amount in (
            ("half state", laurent, "half", "state", HALF),
            ("whole state", laurent, "whole", "state", WHOLE),
            ("halles", bea, "halles", "halles", WHOLE),
        ):
            closing = "halles" if by is bea else "theirs"
            self._keep("entry", name, by, **self.entry(case, line, self.made["closing", closing], **amount))
        closed_before("2 days")

    def entry(self, case: str, line: str, closing: Closing, **more: Any) -> dict[str, Any]:
        said = {"month": closing.month, "booked": closing.month, "unit": "measure_month", "kind": "count"}
        return {
            "case_id": self.cases[case].pk, "line": self.made["line", line], "closing": closing, **said, **WHOLE, **more
        }  # fmt: skip

    # What follows -------------------------------------------------------------------------------------------

    def read(self, who: str) -> dict[str, set[str]]:
        """Table -> labels of the rows that person reads."""
        with acting(self.people[who]):
            return {
                name: {self.rows[name, pk] for pk in model.objects.values_list("pk", flat=True)}
                for name, model in TABLES.items()
            }

    def reads(self) -> dict[str, dict[str, set[str]]]:
        """Of those who read something."""
        every = {who: {table: seen for table, seen in self.read(who).items() if seen} for who in self.people}
        return {who: seen for who, seen in every.items() if seen}

    def ended_by(self, who: str) -> set[str]:
        """Labels of the shares that a change of every row by that person reaches: it reads nothing, so that only the policy
        of UPDATE speaks."""
        with undone_with(set()) as found:
            with as_role(OWNER), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE funding_lineshare DISABLE TRIGGER USER")
            with acting(self.people[who]), connection.cursor() as cursor:
                cursor.execute("UPDATE funding_lineshare SET until = '2000-01-01'")
            found |= {
                self.rows["share", pk] for (pk,) in sql("SELECT id FROM funding_lineshare WHERE until = '2000-01-01'")
            }
        return found

    def may(self, who: str, act: Callable[["Picture"], Any]) -> bool:
        """Whether that person's act writes something; undone whatever it did."""
        self.who = who
        try:
            with acting(self.people[who]), undone_with([]) as wrote:
                if act(self) != 0:
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    wrote.append(act)
        except DatabaseError:
            return False
        return bool(wrote)

    @property
    def author(self) -> int:
        """Who signs what that person writes: the managers of her unit, or those of Laurent's when she is of none."""
        by = self.of.get(self.who)
        return (by and by.manager_audience) or self.world.laurent.manager_audience or 0

    @property
    def member(self) -> int:
        by = self.of.get(self.who)
        return (by and by.member_audience) or self.world.laurent.member_audience or 0


def closed_before(interval: str) -> None:
    """What is closed was closed by another transaction: its own may still write in it."""
    with as_role(OWNER), connection.cursor() as cursor:
        # What waits for the end of the transaction would forbid to change a table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funding_closing NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "UPDATE funding_closing SET closed_at = now() - %s::interval WHERE closed_at = now()", [interval]
        )
        cursor.execute("ALTER TABLE funding_closing FORCE ROW LEVEL SECURITY")


# What each reads -------------------------------------------------------------------------------------------------------

_THEIRS = {
    "line": {"state", "fund", "late"},
    "convention": {"state", "fund", "fund again", "late"},
    "plan": {"theirs"},
    "share": {"half state", "half fund", "ended", "whole state", "mistaken", "lapsed fund", "lapsed late"},
    "intensity": {"half"},
    "closing": {"theirs"},
    "entry": {"half state", "whole state"},
}
READERS: dict[str, dict[str, set[str]]] = {
    "manager": _THEIRS,
    "second_manager": _THEIRS,
    "rural_manager": {"line": {"rural"}, "convention": {"rural"}},
    "both_manager": {"line": {"both"}, "convention": {"both"}},
    "halles_manager": {table: {"halles"} for table in TABLES},
}
#: Person -> the shares that she may end.
ENDED = {who: read["share"] for who, read in READERS.items() if "share" in read}


# What each may write ---------------------------------------------------------------------------------------------------


def _insert(row: models.Model) -> int:
    """Written without being read back: only the policy of INSERT speaks, and none of the reader's."""
    model = type(row)
    columns = [field for field in model._meta.concrete_fields if not field.primary_key and not _is_default(row, field)]
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", values)
        return cursor.rowcount


def _is_default(row: models.Model, field: models.Field) -> bool:
    return hasattr(getattr(row, field.attname), "resolve_expression")


def _line(p: Picture, author: int | None = None) -> int:
    return _insert(FundingLine(author_id=author or p.author, label="Nouvelle", funder="CAF"))


def _convention(p: Picture, line: str, author: int | None = None, until: Month | None = None) -> int:
    said = {"line": p.made["line", line], "number": 3, "convention": {"until": str(until)} if until else {}}
    return _insert(ConventionVersion(author_id=author or p.author, digest="d", **said))


def _plan(p: Picture, author: int | None = None) -> int:
    return _insert(PlanVersion(author_id=author or p.author, key="autre", number=1, plan={}, digest="d"))


def _share(p: Picture, case: str, line: str, part: str, author: int | None = None, **months: Any) -> int:
    return _insert(LineShare(author_id=author or p.author, **p.share(case, line, part, **months)))


def _until(name: str, until: Month | None):
    return lambda p: LineShare.objects.filter(pk=p.made["share", name].pk).update(until=until)


def _intensity(p: Picture, case: int, author: int | None = None) -> int:
    return _insert(Intensity(author_id=author or p.author, case_id=case, since=date(2026, 1, 1), key="dense"))


def _close(p: Picture, month: Month, author: int | None = None, by: int | None = None, **more: Any) -> int:
    return _insert(Closing(author_id=author or p.author, month=month, closed_by_id=by or p.member, **more))


def _book(p: Picture, case: str, line: str, author: int | None = None, closing: str = "", **more: Any) -> int:
    """An entry with a closing of the open month, or with one that exists."""
    _close(p, OPEN)
    found = (
        Closing.objects.filter(author_id=p.author, month=OPEN).first() if not closing else p.made["closing", closing]
    )
    if found is None:
        return 0
    return _insert(LedgerEntry(author_id=author or p.author, **p.entry(case, line, found, **more)))


def _again(p: Picture, **more: Any) -> int:
    """Another entry about « half », with the closing of the open month: it stands half paid by the State."""
    return _book(p, "half", **({"line": "fund", "month": CLOSED, "kind": "correction"} | more))


def _said_anew(p: Picture) -> int:
    """What stood is taken back, and said again."""
    taken = _again(p, line="state", kind="reversal", part=Decimal("0.5"), cents=-9750)
    found = Closing.objects.filter(author_id=p.author, month=OPEN).first()
    if not taken or found is None:
        return 0
    said = p.entry("half", "state", found, month=CLOSED, kind="correction", part=Decimal("1"))
    return _insert(LedgerEntry(author_id=p.author, **said))


_NOBODY: set[str] = set()
_MANAGERS = {"manager", "second_manager"}
_EVERY_MANAGER = {*_MANAGERS, "rural_manager", "halles_manager", "both_manager"}

WRITERS: dict[str, tuple[str, set[str], Callable[[Picture], Any]]] = {
    "open a line": ("line", _EVERY_MANAGER, _line),
    "open one in the unit's name": ("line", _NOBODY, lambda p: _line(p, p.world.laurent.unit_audience)),
    "open one in one's own name": ("line", _NOBODY, lambda p: _line(p, p.member)),
    "amend": ("convention", _MANAGERS, lambda p: _convention(p, "state")),
    "amend another unit's": ("convention", {"rural_manager"}, lambda p: _convention(p, "rural")),
    "amend in another's name": (
        "convention", _MANAGERS, lambda p: _convention(p, "state", p.world.laurent.manager_audience)
    ),
    "amend in the unit's name": ("convention", _NOBODY, lambda p: _convention(p, "state", p.world.laurent.unit_audience)),
    "amend to last as long as nobody else pays": ("convention", _MANAGERS, lambda p: _convention(p, "fund", until=AMENDED)),
    "amend to last over another line": ("convention", _NOBODY, lambda p: _convention(p, "fund", until=AMENDED.plus(1))),
    "keep a plan": ("plan", _EVERY_MANAGER, _plan),
    "keep one in the unit's name": ("plan", _NOBODY, lambda p: _plan(p, p.world.laurent.unit_audience)),
    "keep one in one's own name": ("plan", _NOBODY, lambda p: _plan(p, p.member)),
    "attribute": ("share", _MANAGERS, lambda p: _share(p, "free", "state", "1")),
    "attribute what is left": ("share", _MANAGERS, lambda p: _share(p, "half", "state", "0.2", since=FIRST.plus(-2), until=FIRST.plus(-1))),
    "attribute more than the whole": ("share", _NOBODY, lambda p: _share(p, "whole", "fund", "0.01", since=OPEN)),
    "attribute more in a later month": (
        "share", _NOBODY, lambda p: _share(p, "half", "rural", "0.3", since=NOW.plus(5), author=p.rural_manager.manager_audience)
    ),
    "attribute until more than the whole": (
        "share", _NOBODY, lambda p: _share(p, "whole", "fund", "0.5", since=FIRST.plus(-2), until=FIRST)
    ),
    "attribute after what ended": ("share", _MANAGERS, lambda p: _share(p, "whole", "fund", "0.5", since=NOW.plus(4))),
    "attribute in the last month of a convention": ("share", _NOBODY, lambda p: _share(p, "half", "late", "0.5", since=AMENDED)),
    "attribute after a convention": ("share", _MANAGERS, lambda p: _share(p, "half", "late", "0.5", since=AMENDED.plus(1))),
    "attribute more than it leaves": ("share", _NOBODY, lambda p: _share(p, "half", "late", "0.6", since=AMENDED.plus(1))),
    "attribute a line twice": ("share", _NOBODY, lambda p: _share(p, "half", "fund", "0.1", since=OPEN)),
    "attribute another unit's case": ("share", {"halles_manager"}, lambda p: _share(p, "halles", "halles", "1", since=FIRST.plus(-2), until=FIRST.plus(-1))),
    "attribute another unit's case to one's line": ("share", _NOBODY, lambda p: _share(p, "halles", "state", "1", since=FIRST.plus(-2), until=FIRST.plus(-1))),
    "attribute to another unit's line": ("share", _NOBODY, lambda p: _share(p, "free", "halles", "1")),
    "attribute one's own tenancy": ("share", _NOBODY, lambda p: _share(p, "tenancy", "both", "1")),
    "book one's own tenancy": ("entry", _NOBODY, lambda p: _book(p, "tenancy", "both")),
    "attribute in the unit's name": (
        "share", _NOBODY, lambda p: _share(p, "free", "state", "1", author=p.world.laurent.unit_audience)
    ),
    "attribute in another's name": (
        "share", _MANAGERS, lambda p: _share(p, "free", "state", "1", author=p.world.laurent.manager_audience)
    ),
    "end a share": ("share", _MANAGERS, _until("half state", OPEN)),
    "prolong a share": ("share", _MANAGERS, _until("whole state", None)),
    "prolong over another": ("share", _NOBODY, _until("ended", FIRST.plus(3))),
    "set a mistake right": ("share", _MANAGERS, _until("mistaken", CLOSED.plus(-2))),
    "undo a mistake over another": ("share", _NOBODY, _until("mistaken", None)),
    "set an intensity": ("intensity", _MANAGERS, lambda p: _intensity(p, p.cases["free"].pk)),
    "set another unit's": ("intensity", {"halles_manager"}, lambda p: _intensity(p, p.cases["halles"].pk)),
    "set one in the unit's name": (
        "intensity", _NOBODY, lambda p: _intensity(p, p.cases["free"].pk, p.world.laurent.unit_audience)
    ),
    "set one in another's name": (
        "intensity", _MANAGERS, lambda p: _intensity(p, p.cases["free"].pk, p.world.laurent.manager_audience)
    ),
    "set one of a tenancy": ("intensity", _NOBODY, lambda p: _intensity(p, p.cases["tenancy"].pk)),
    "close": ("closing", _EVERY_MANAGER, lambda p: _close(p, OPEN)),
    "close the running month": ("closing", _NOBODY, lambda p: _close(p, NOW)),
    "close again": ("closing", _EVERY_MANAGER - {*_MANAGERS, "halles_manager"}, lambda p: _close(p, CLOSED)),
    "close with another day": ("closing", _NOBODY, lambda p: _close(p, OPEN, closed_at=timezone.now() - timedelta(days=3))),
    "close in another's stead": ("closing", {"second_manager"}, lambda p: _close(p, OPEN, by=p.second.member_audience)),
    "close in the unit's name": ("closing", _NOBODY, lambda p: _close(p, OPEN, p.world.laurent.unit_audience)),
    "close another unit's": ("closing", {"halles_manager"}, lambda p: _close(p, OPEN, p.world.bea_manager.manager_audience)),
    "book": ("entry", _MANAGERS, lambda p: _book(p, "free", "state")),
    "book in what is closed": ("entry", _NOBODY, lambda p: _book(p, "free", "state", closing="theirs")),
    "book another unit's case": ("entry", _NOBODY, lambda p: _book(p, "halles", "state")),
    "book to another unit's line": ("entry", _NOBODY, lambda p: _book(p, "free", "halles")),
    "book in another's name": (
        "entry", {"halles_manager"}, lambda p: _book(p, "halles", "halles", p.world.bea_manager.manager_audience)
    ),
    "book in the unit's name": ("entry", _NOBODY, lambda p: _book(p, "free", "state", p.world.laurent.unit_audience)),
    "book in another month": ("entry", _NOBODY, lambda p: _book(p, "free", "state", booked=OPEN.plus(-1), month=OPEN.plus(-1))),
    "correct to the whole": ("entry", _MANAGERS, lambda p: _again(p, part=Decimal("0.5"))),
    "correct to more than the whole": ("entry", _NOBODY, lambda p: _again(p, part=Decimal("0.6"))),
    "correct another month": ("entry", _MANAGERS, lambda p: _again(p, month=FIRST)),
    "correct another unit of it": ("entry", _MANAGERS, lambda p: _again(p, unit="diagnosis")),
    "take back": ("entry", _MANAGERS, lambda p: _again(p, line="state", kind="reversal", part=Decimal("0.5"), cents=-9750)),
    "say anew": ("entry", _MANAGERS, _said_anew),
    "take back more than stands": (
        "entry", _NOBODY, lambda p: _again(p, line="state", kind="reversal", part=Decimal("0.6"), cents=-9750)
    ),
}  # fmt: skip
