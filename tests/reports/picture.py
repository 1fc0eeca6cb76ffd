"""Reports in which everything has happened once, and what each person reads and may write of them.

`READERS`, `TOUCHED` and `WRITERS` are written by hand from docs/adr/0032: the gate must give them exactly, and every mutant of it
something else.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, connection, models
from django.utils import timezone

from common.context import acting
from partners.acting import Acting
from partners.enums import Capacity, Role
from reports.models import Report, ReportComment, ReportFile, ReportGoal, ReportRecipient, ReportRelease
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role, sql, undone_with
from tests.reports.shelf import DIGEST, SAID, WAY, Shelf

TABLES: dict[str, type[models.Model]] = {
    "report": Report,
    "release": ReportRelease,
    "comment": ReportComment,
    "goal": ReportGoal,
    "recipient": ReportRecipient,
    "file": ReportFile,
}
MODEL_TABLES = {model._meta.db_table: name for name, model in TABLES.items()}
#: A change of each table that shows.
MARKS = {"report": "progress = 77", "comment": "text = 'x'", "goal": "value = 77", "recipient": "is_wanted = false"}
#: The year of each of Laurent's reports.
YEARS = {state: 2010 + number for number, state in enumerate(WAY)}


class Picture:
    """`people`: name -> the audiences of a context; `who`: the one whose act it is. `rows`: (table, id) -> label."""

    def __init__(self, world: w.World) -> None:
        self.world, self.who, self.shelf = world, "", Shelf(world)
        shelf = self.shelf
        self.second, self.rural_manager = member(world.montaubre, Role.MANAGER), member(world.rural, Role.MANAGER)
        # A unit that funds itself: its managers act for one capacity at a time.
        self.both = unit(Capacity.OPERATOR, Capacity.FUNDER, name="Deux métiers")
        self.both_clerk = member(self.both, Role.CLERK, Capacity.FUNDER)
        self.of: dict[str, Acting] = {
            "manager": world.laurent,
            "second_manager": self.second,
            "rural_manager": self.rural_manager,
            "halles_manager": world.bea_manager,
            "team": world.ines,
            "colleague": world.marc,
            "landlord": world.nadia,
            "admin": world.admin,
            "dpo": world.dpo,
            "funder": shelf.helene,
            "other_funder": shelf.other,
            "both_funder": self.both_clerk,
        }
        self.people: dict[str, tuple[int, ...]] = {name: by.audiences for name, by in self.of.items()}
        # A manager in another of her places: her unit's audience and her own, never that of its managers.
        self.people["seated_manager"] = tuple(
            each for each in (world.laurent.unit_audience, world.laurent.member_audience) if each
        )
        self.people["funder_manager"] = tuple(
            w.unit_audience(self.both, "funder", kind).pk for kind in ("unit", "manager")
        )
        self.people["nobody"] = ()
        self.made: dict[str, Report] = {state: shelf.report(state, YEARS[state], to=(shelf.helene,)) for state in WAY}
        self.made["theirs"] = shelf.report("issued", 2020, by=world.bea_manager, to=(shelf.other,))
        self.made["their draft"] = shelf.report("composed", 2021, by=world.bea_manager, to=(shelf.helene,))
        self.labels = {report.pk: name for name, report in self.made.items()}
        self._age()
        self.rows = {
            (table, pk): self.labels[report]
            for table, model in TABLES.items()
            for pk, report in sql(
                f"SELECT id, {'id' if table == 'report' else 'report_id'} FROM {model._meta.db_table}", role=OWNER
            )
        }

    def _age(self) -> None:
        """What was signed was signed by another transaction, two days ago; and the owner reads all of it, to label it."""
        with as_role(OWNER), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in TABLES.values():
                cursor.execute(f"ALTER TABLE {model._meta.db_table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute("ALTER TABLE reports_report DISABLE TRIGGER USER")
            for column in ("composed_at", "checked_at", "signed_at", "issued_at"):
                cursor.execute(f"UPDATE reports_report SET {column} = {column} - interval '2 days'")
            cursor.execute("ALTER TABLE reports_report ENABLE TRIGGER USER")

    # What follows -------------------------------------------------------------------------------------------

    def read(self, who: str) -> dict[str, set[str]]:
        """Table -> labels of the reports of which that person reads a row."""
        with acting(self.people[who]):
            return {
                name: {self.rows[name, pk] for pk in model.objects.values_list("pk", flat=True)}
                for name, model in TABLES.items()
            }

    def reads(self) -> dict[str, dict[str, set[str]]]:
        """Of those who read something."""
        every = {who: {table: seen for table, seen in self.read(who).items() if seen} for who in self.people}
        return {who: seen for who, seen in every.items() if seen}

    def touched_by(self, who: str, table: str) -> set[str]:
        """Labels of the reports whose rows a change of every row by that person reaches: it reads nothing, so that only the policy
        of UPDATE speaks. « refused » where one of them is."""
        name = TABLES[table]._meta.db_table
        try:
            with undone_with(set()) as found:
                with as_role(OWNER), connection.cursor() as cursor:
                    cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
                with acting(self.people[who]), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE {name} SET {MARKS[table]}")
                marked = {pk for (pk,) in sql(f"SELECT id FROM {name} WHERE {MARKS[table]}", role=OWNER)}
                found |= {self.rows[table, pk] for pk in marked}
        except DatabaseError:
            return {"refused"}
        return found

    def touched(self, table: str) -> dict[str, set[str]]:
        return {who: found for who in self.people if (found := self.touched_by(who, table))}

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

    #: What the two funders read once the signed report is issued to the first, and once it only changes.
    OPENED = {"issue": ({"issued", "signed"}, {"theirs"}), "show how far": ({"issued"}, {"theirs"})}

    def opened(self) -> dict[str, tuple[set[str], set[str]]]:
        """The reports that they read after each of these acts; undone."""
        return {name: self._opened_by(WRITERS[name][2]) for name in self.OPENED}

    def _opened_by(self, act: Callable[["Picture"], Any]) -> tuple[set[str], set[str]]:
        with undone_with([set(), set()]) as found:
            if not self.may_not_undone("manager", act):
                return set(), set()
            for place, who in enumerate(("funder", "other_funder")):
                found[place] |= self.read(who)["report"]
        return found[0], found[1]

    def may_not_undone(self, who: str, act: Callable[["Picture"], Any]) -> bool:
        """Do it; what surrounds it undoes it."""
        self.who = who
        with acting(self.people[who]):
            return bool(act(self))

    @property
    def by(self) -> Acting:
        """Whose act it is: Laurent's when nobody acts in an operator's name."""
        found = self.of.get(self.who)
        return found if found and found.manager_audience else self.world.laurent

    @property
    def member(self) -> int:
        found = self.of.get(self.who)
        return (found and found.member_audience) or self.world.laurent.member_audience or 0


# What each reads -------------------------------------------------------------------------------------------------------

_COUNTED = {"composed", "checked", "signed", "issued", "abandoned"}
_THEIRS = {
    "report": set(WAY),
    "release": _COUNTED,
    "comment": _COUNTED,
    "goal": _COUNTED,
    "recipient": set(WAY),
    "file": {"signed", "issued"},
}
_HALLES = {
    "report": {"theirs", "their draft"},
    "release": {"theirs", "their draft"},
    "comment": {"theirs", "their draft"},
    "goal": {"theirs", "their draft"},
    "recipient": {"theirs", "their draft"},
    "file": {"theirs"},
}
_ISSUED = ("report", "recipient", "file")
READERS: dict[str, dict[str, set[str]]] = {
    "manager": _THEIRS,
    "second_manager": _THEIRS,
    "halles_manager": _HALLES,
    "funder": {table: {"issued"} for table in _ISSUED},
    "other_funder": {table: {"theirs"} for table in _ISSUED},
}
_OPEN = {"being_made", "stopped", "composed"}
_MINE = ("manager", "second_manager")
#: Table -> person -> the reports of which a change of every row reaches one. A comment bears who changed it: here, not herself; and so
#: does a goal.
TOUCHED: dict[str, dict[str, set[str]]] = {
    "report": {who: set(WAY) for who in _MINE} | {"halles_manager": {"theirs", "their draft"}},
    "comment": {"manager": {"composed"}, "second_manager": {"refused"}, "halles_manager": {"their draft"}},
    "goal": {"manager": {"composed"}, "second_manager": {"refused"}, "halles_manager": {"their draft"}},
    "recipient": dict.fromkeys(_MINE, _OPEN) | {"halles_manager": {"their draft"}},
}


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


def _report(p: Picture, **more: Any) -> int:
    return _insert(Report(**(p.shelf.columns(2030, p.by) | {"prepared_by_id": p.member} | more)))


def _of(table: str, columns: Callable[..., dict[str, Any]], name: str, **more: Any) -> Callable[[Picture], int]:
    def act(p: Picture) -> int:
        return _insert(TABLES[table](**(columns(p, p.made[name]) | more)))

    return act


def _release(name: str, **more: Any) -> Callable[[Picture], int]:
    return _of("release", lambda p, report: p.shelf.release(report, number=9), name, **more)


def _comment(name: str, **more: Any) -> Callable[[Picture], int]:
    return _of(
        "comment",
        lambda p, report: p.shelf.comment(report, p.by, "rent") | {"changed_by_id": p.member},
        name,
        **more,
    )


def _goal(name: str, **more: Any) -> Callable[[Picture], int]:
    return _of(
        "goal",
        lambda p, report: p.shelf.goal(report, p.by, "exits") | {"changed_by_id": p.member},
        name,
        **more,
    )


def _recipient(name: str, **more: Any) -> Callable[[Picture], int]:
    return _of("recipient", lambda p, report: p.shelf.recipient(report, p.both_clerk), name, **more)


def _file(name: str, **more: Any) -> Callable[[Picture], int]:
    """In the place of one of its files, which goes first."""

    def act(p: Picture) -> int:
        with as_role(OWNER), connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_reportfile WHERE report_id = %s AND kind = 'table'", [p.made[name].pk])
        return _insert(ReportFile(**(p.shelf.file(p.made[name], "table") | more)))

    return act


def _files(p: Picture) -> int:
    return ReportFile.objects.filter(report=p.made["signed"]).count()


def _unwanted(name: str, is_wanted: bool = False) -> Callable[[Picture], int]:
    return lambda p: ReportRecipient.objects.filter(report=p.made[name]).update(is_wanted=is_wanted)


def _addressed(p: Picture, name: str) -> int:
    return ReportRecipient.objects.filter(report=p.made[name]).count()


def _update(name: str, **columns: Any) -> Callable[[Picture], int]:
    return lambda p: Report.objects.filter(pk=p.made[name].pk).update(**_said(p, columns))


def _said(p: Picture, columns: dict[str, Any]) -> dict[str, Any]:
    return {key: p.member if value is ME else value for key, value in columns.items()}


ME = object()
_AGO = timezone.now() - timedelta(days=3)
_CHECKED = {"state": "checked", "checked_at": TransactionNow(), "checked_by_id": ME}
_SIGNED = {
    **{"state": "signed", "snapshot": SAID, "digest": DIGEST, "template": "documents/annual_report-1.html"},
    **{"signed_at": TransactionNow(), "signed_by_id": ME},
}
_ISSUE = {"state": "issued", "rank": 1, "issued_at": TransactionNow(), "issued_by_id": ME}
_THAWED = {"snapshot": None, "digest": "", "signed_at": None, "signed_by_id": None}


def _issue(**more: Any) -> Callable[[Picture], int]:
    """One was issued of that programme: this is the second."""
    return _update("signed", **{**_ISSUE, **more})


def _second(p: Picture) -> None:
    """The signed report was counted next to the one that is issued."""
    with as_role(OWNER), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_report DISABLE TRIGGER USER")
        cursor.execute("UPDATE reports_report SET follows = 1 WHERE id = %s", [p.made["signed"].pk])
        cursor.execute("ALTER TABLE reports_report ENABLE TRIGGER USER")


def _issued(statement: str = "", *parameters: Any, **more: Any) -> Callable[[Picture], int]:
    """Issue the signed report, after the owner did that to what goes with it."""

    def act(p: Picture) -> int:
        _second(p)
        if statement:
            with as_role(OWNER), connection.cursor() as cursor:
                cursor.execute(statement, [p.made["signed"].pk, *parameters])
        return _issue(rank=2, **more)(p)

    return act


def _counted_again(p: Picture) -> int:
    """Its first count had exposed figures, the second has none."""
    signed = p.made["signed"]
    with as_role(OWNER):
        ReportRelease.objects.filter(report=signed).update(exposed=4)
        _insert(ReportRelease(**p.shelf.release(signed, number=2)))
    return _issued()(p)


def _own(p: Picture) -> int | None:
    """The audience of her own unit's managers, for a row about Laurent's report."""
    return p.by.manager_audience


def _after(act: Callable[[Picture], int], then: Callable[[Picture], int]) -> Callable[[Picture], int]:
    return lambda p: then(p) if act(p) else 0


_NOBODY: set[str] = set()
_MANAGERS = {"manager", "second_manager"}
_EVERY_MANAGER = {*_MANAGERS, "rural_manager", "halles_manager"}

WRITERS: dict[str, tuple[str, set[str], Callable[[Picture], Any]]] = {
    # --- a report
    "prepare": ("report", _EVERY_MANAGER, _report),
    "prepare by the clock": ("report", _EVERY_MANAGER, lambda p: _report(p, prepared_by_id=None)),
    "prepare in the unit's name": ("report", _NOBODY, lambda p: _report(p, author_id=p.world.laurent.unit_audience)),
    "prepare in one's own name": ("report", _NOBODY, lambda p: _report(p, author_id=p.member)),
    "prepare in another's stead": (
        "report", {"second_manager"}, lambda p: _report(p, prepared_by_id=p.second.member_audience)
    ),
    "prepare in another unit's name": (
        "report", {"halles_manager"}, lambda p: _report(p, author_id=p.world.bea_manager.manager_audience)
    ),
    "prepare as a funder": (
        "report", _NOBODY, lambda p: _report(
            p, author_id=w.unit_audience(p.both, "funder", "manager").pk, prepared_by_id=None
        )
    ),
    "begin with what is done": ("report", _NOBODY, lambda p: _report(p, state="composed")),
    "correct what is issued": (
        "report", _MANAGERS, lambda p: _report(p, version=2, replaces_id=p.made["issued"].pk)
    ),
    "correct what is not": ("report", _NOBODY, lambda p: _report(p, version=2, replaces_id=p.made["signed"].pk)),
    "correct another's": ("report", {"halles_manager"}, lambda p: _report(p, version=2, replaces_id=p.made["theirs"].pk)),
    "stop": ("report", _MANAGERS, _update("being_made", state="stopped")),
    "compose": ("report", _MANAGERS, _update("being_made", state="composed", composed_at=TransactionNow())),
    "skip reading over": ("report", _NOBODY, _update("composed", **{**_SIGNED, "checked_at": TransactionNow(), "checked_by_id": ME})),
    "check": ("report", _MANAGERS, _update("composed", **_CHECKED)),
    "check in another's name": (
        "report", {"second_manager"}, lambda p: _update("composed", **{**_CHECKED, "checked_by_id": p.second.member_audience})(p)
    ),
    "check another day": ("report", _NOBODY, _update("composed", **{**_CHECKED, "checked_at": _AGO})),
    "sign": ("report", _MANAGERS, _update("checked", **_SIGNED)),
    "sign in another's name": (
        "report", {"second_manager"}, lambda p: _update("checked", **{**_SIGNED, "signed_by_id": p.second.member_audience})(p)
    ),
    "sign another day": ("report", _NOBODY, _update("checked", **{**_SIGNED, "signed_at": _AGO})),
    "sign nothing": ("report", _NOBODY, _update("checked", **{**_SIGNED, "snapshot": None})),
    "open again": ("report", _MANAGERS, _update("signed", state="composed", **_THAWED)),
    "open again and keep its files": ("file", _NOBODY, _after(_update("signed", state="composed", **_THAWED), _files)),
    "abandon and keep its files": ("file", _NOBODY, _after(_update("signed", state="abandoned", **_THAWED), _files)),
    "show how far and keep its files": ("file", _MANAGERS, _after(_update("signed", progress=50), _files)),
    "issue with its files": ("file", _MANAGERS, _after(_issued(), _files)),
    "open again and lose another's files": (
        "file", _NOBODY, _after(
            _update("signed", state="composed", **_THAWED), lambda p: not ReportFile.objects.filter(report=p.made["issued"]).exists()
        )
    ),
    "count again": ("report", _MANAGERS, _update("checked", state="being_made")),
    "show how far": ("report", _MANAGERS, _update("signed", progress=50)),
    "change what is signed": ("report", _NOBODY, _update("signed", snapshot={"title": "Autre"})),
    "change what was counted next to": ("report", _NOBODY, _update("signed", follows=7)),
    "change what is signed while issuing it": ("report", _NOBODY, _issued(snapshot={"title": "Autre"})),
    "abandon": ("report", _MANAGERS, _update("signed", state="abandoned", **_THAWED)),
    "issue": ("report", _MANAGERS, _issued()),
    "issue in another's name": (
        "report", {"second_manager"}, lambda p: _issued(issued_by_id=p.second.member_audience)(p)
    ),
    "issue another day": ("report", _NOBODY, _issued(issued_at=_AGO)),
    "issue what another followed": ("report", _NOBODY, _issue()),
    "issue what was counted next to more": ("report", _NOBODY, _issue(rank=3)),
    "issue without a file": (
        "report", _NOBODY, _issued("DELETE FROM reports_reportfile WHERE report_id = %s AND kind = 'archive'")
    ),
    "issue with files of something else": (
        "report", _NOBODY, _issued("UPDATE reports_reportfile SET \"of\" = 'x' WHERE report_id = %s AND kind = 'archive'")
    ),
    "issue to nobody": ("report", _NOBODY, _issued("DELETE FROM reports_reportrecipient WHERE report_id = %s")),
    "issue what is exposed": ("report", _NOBODY, _issued("UPDATE reports_reportrelease SET exposed = 1 WHERE report_id = %s")),
    "issue what was never counted": ("report", _NOBODY, _issued("DELETE FROM reports_reportrelease WHERE report_id = %s")),
    "issue what is no more exposed": ("report", _MANAGERS, _counted_again),
    "issue what is not signed": (
        "report", _NOBODY, _update("checked", **{**_SIGNED, **_ISSUE})
    ),
    "change what is issued": ("report", _NOBODY, _update("issued", progress=50)),
    "take back what is issued": (
        "report", _NOBODY, _update("issued", state="composed", rank=None, issued_at=None, issued_by_id=None, **_THAWED)
    ),
    "abandon what is issued": (
        "report", _NOBODY, _update("issued", state="abandoned", rank=None, issued_at=None, issued_by_id=None, **_THAWED)
    ),
    "take up what is abandoned": ("report", _NOBODY, _update("abandoned", state="composed")),
    "show how far what is abandoned is": ("report", _NOBODY, _update("abandoned", progress=50)),
    # --- what goes with it
    "keep figures": ("release", _MANAGERS, _release("being_made")),
    "keep figures of what is counted": ("release", _NOBODY, _release("composed")),
    "keep figures of what is issued": ("release", _NOBODY, _release("issued")),
    "keep figures in the unit's name": (
        "release", _NOBODY, lambda p: _release("being_made", author_id=p.world.laurent.unit_audience)(p)
    ),
    "keep another's figures": (
        "release", _NOBODY, lambda p: _release("being_made", author_id=p.world.bea_manager.manager_audience)(p)
    ),
    "keep figures of another's as one's own": ("release", _MANAGERS, lambda p: _release("being_made", author_id=_own(p))(p)),
    "comment": ("comment", _MANAGERS, _comment("composed")),
    "comment another's": ("comment", {"halles_manager"}, _comment("their draft", section="rent")),
    "comment another's as one's own": ("comment", _MANAGERS, lambda p: _comment("composed", author_id=_own(p))(p)),
    "comment in the name of whose it is not": (
        "comment", _NOBODY, lambda p: _comment("composed", author_id=p.world.bea_manager.manager_audience)(p)
    ),
    "comment what is being made": ("comment", _MANAGERS, _comment("being_made")),
    "comment what was stopped": ("comment", _MANAGERS, _comment("stopped")),
    "comment what is read over": ("comment", _NOBODY, _comment("checked")),
    "comment what is issued": ("comment", _NOBODY, _comment("issued")),
    "comment in another's name": (
        "comment", {"second_manager"}, lambda p: _comment("composed", changed_by_id=p.second.member_audience)(p)
    ),
    "comment in the unit's name": (
        "comment", _NOBODY, lambda p: _comment("composed", author_id=p.world.laurent.unit_audience)(p)
    ),
    "aim": ("goal", _MANAGERS, _goal("composed")),
    "aim at another's": ("goal", {"halles_manager"}, _goal("their draft")),
    "aim at another's as one's own": ("goal", _MANAGERS, lambda p: _goal("composed", author_id=_own(p))(p)),
    "aim in the name of whose it is not": (
        "goal", _NOBODY, lambda p: _goal("composed", author_id=p.world.bea_manager.manager_audience)(p)
    ),
    "aim at what is being made": ("goal", _MANAGERS, _goal("being_made")),
    "aim at what was stopped": ("goal", _MANAGERS, _goal("stopped")),
    "aim at what is read over": ("goal", _NOBODY, _goal("checked")),
    "aim at what is signed": ("goal", _NOBODY, _goal("signed")),
    "aim at what is issued": ("goal", _NOBODY, _goal("issued")),
    "aim below nothing": ("goal", _NOBODY, _goal("composed", value=-1)),
    "aim in another's name": (
        "goal", {"second_manager"}, lambda p: _goal("composed", changed_by_id=p.second.member_audience)(p)
    ),
    "aim in the unit's name": (
        "goal", _NOBODY, lambda p: _goal("composed", author_id=p.world.laurent.unit_audience)(p)
    ),
    "address": ("recipient", _MANAGERS, _recipient("composed")),
    "address another's": ("recipient", {"halles_manager"}, _recipient("their draft")),
    "address another's as one's own": ("recipient", _MANAGERS, lambda p: _recipient("composed", author_id=_own(p))(p)),
    "address in the name of whose it is not": (
        "recipient", _NOBODY, lambda p: _recipient("composed", author_id=p.world.bea_manager.manager_audience)(p)
    ),
    "address what is being made": ("recipient", _MANAGERS, _recipient("being_made")),
    "address what is read over": ("recipient", _NOBODY, _recipient("checked")),
    "address what is issued": ("recipient", _NOBODY, _recipient("issued")),
    "address as issued": ("recipient", _NOBODY, _recipient("composed", issued_at=timezone.now())),
    "address a landlord": (
        "recipient", _NOBODY, lambda p: _recipient("composed", recipient_id=p.world.nadia.unit_audience)(p)
    ),
    "take off": ("recipient", _MANAGERS, _after(_unwanted("composed"), lambda p: not _addressed(p, "composed"))),
    "take off one alone": ("recipient", _MANAGERS, _after(_unwanted("composed"), lambda p: _addressed(p, "being_made"))),
    "take off another's": ("recipient", {"halles_manager"}, _unwanted("their draft")),
    "take off of what is read over": ("recipient", _NOBODY, _unwanted("checked")),
    "take off of what is issued": ("recipient", _NOBODY, _unwanted("issued")),
    "want again": ("recipient", _NOBODY, _unwanted("composed", is_wanted=True)),
    "address one member": (
        "recipient", _NOBODY, lambda p: _recipient("composed", recipient_id=p.shelf.other.member_audience)(p)
    ),
    "address in the unit's name": (
        "recipient", _NOBODY, lambda p: _recipient("composed", author_id=p.world.laurent.unit_audience)(p)
    ),
    "keep a file": ("file", _MANAGERS, _file("signed")),
    "keep a file of another's as one's own": ("file", _MANAGERS, lambda p: _file("signed", author_id=_own(p))(p)),
    "keep a file in the name of whose it is not": (
        "file", _NOBODY, lambda p: _file("signed", author_id=p.world.bea_manager.manager_audience)(p)
    ),
    "keep a file of something else": ("file", _NOBODY, _file("signed", of="x")),
    "keep a file of what is issued": ("file", _NOBODY, _file("issued")),
    "keep a file of what is not signed": ("file", _NOBODY, _file("checked", of="")),
    "keep a file in the unit's name": (
        "file", _NOBODY, lambda p: _file("signed", author_id=p.world.laurent.unit_audience)(p)
    ),
}  # fmt: skip
