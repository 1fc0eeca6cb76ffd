"""Mutants of the policies: every part of every condition replaced, made from the declarations and not by hand."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cases.gate import conditions as c
from cases.gate import install
from common.rls.declare import APP, KEEPER, MINE, OWNER, Protected, protected
from tests.attack.bridge import TABLES
from tests.attack.conditions_of import Span, changes_of_condition

assert install.DECLARATIONS
LONGEST_NAME = 110
#: Database table -> the oracle's name of it.
ORACLES = {table: name for name, (table, _) in TABLES.items()}
POLICY, PAIR, FUNCTION, CONTEXT, GUARD, DOOR = "policy", "pair", "function", "context", "guard", "door"
KEEPER_READS = "keeper reads"
_FRAGMENTS = {
    name: getattr(c, name) for name in ("WORKS_ON", "HOLDER", "MEMBER_OF_UNIT", "TENANCY", "HERS", "IN_EFFECT", "FILES")
}


@dataclass(frozen=True)
class Mutant:
    """`statements`: (role, SQL) that make it. `tables`: the oracle's names of what is attacked (none: all).

    `clause`: select, insert or update, which says what is mostly attempted. `chance`: attacked otherwise by each.
    """

    name: str
    kind: str
    statements: tuple[tuple[str, str], ...]
    tables: tuple[str, ...] = ()
    clause: str = ""
    chance: int = 0

    @property
    def seed(self) -> int:
        return zlib.crc32(self.name.encode()) + self.chance


@dataclass(frozen=True)
class Clause:
    """One condition of one policy. `half`: using, check, or "" where the same text stands for both."""

    table: Protected
    policy: str
    half: str
    text: str

    @property
    def command(self) -> str:
        return self.policy.removeprefix("app_")

    def altered(self, text: str) -> str:
        halves = {"using": ("USING",), "check": ("WITH CHECK",), "": ("USING", "WITH CHECK")}[self.half]
        words = " ".join(f"{half} ({text})" for half in halves)
        return f"ALTER POLICY {self.policy} ON public.{self.table.table} {words}"

    @property
    def name(self) -> str:
        return f"{self.table.table} {self.command} {self.half}".strip()

    def changes(self) -> Iterator[tuple[str, str]]:
        """(name of the change, the changed condition).

        The check of an update is changed where it speaks of a column that may change: elsewhere the row after is the
        row before, which the other half has judged. That it is lost as a whole is always tried.
        """
        seen: dict[str, int] = {}
        for span, by in changes_of_condition(self.text):
            whole = (span.start, span.end) == (0, len(self.text))
            if self.policy == "app_update" and self.half == "check" and not (whole or self._may_change(span)):
                continue
            name = f"{shown(span.of(self.text), self.table.table)} → {'IS NOT NULL' if 'IS NOT NULL' in by else by}"
            seen[name] = seen.get(name, 0) + 1
            yield name + (f" ({seen[name]})" if seen[name] > 1 else ""), span.replaced(self.text, by)

    def _may_change(self, span: Span) -> bool:
        columns = "|".join(self.table.update_columns)
        return re.search(rf"\b{self.table.table}\.({columns})\b", span.of(self.text)) is not None


def shown(text: str, table: str) -> str:
    """A condition as a person may read it, the named parts by their names."""
    for name, fragment in _FRAGMENTS.items():
        text = text.replace(" ".join(fragment.replace("{t}", table).split()), name)
    text = text.replace(f"{table}.", "").replace(MINE, "is mine")
    for view, short in (("my_access a WHERE a.case_id = case_id AND ", "access"), ("my_access a WHERE ", "access:")):
        text = text.replace(f"EXISTS (SELECT 1 FROM sec.{view}", f"{short}(").replace(" OFFSET 0)", ")")
    if len(text) > LONGEST_NAME:
        text = f"{text[: LONGEST_NAME - 12]}… {zlib.crc32(text.encode()):08x}"
    return text


def clauses(table: Protected) -> list[Clause]:
    """Every condition of the runtime role on that table; the check of an update stands by itself too."""
    made = []
    for policy, _, role, using, check in table.policies():
        if role == APP and using == check:
            made += [Clause(table, policy, "", using or ""), Clause(table, policy, "check", check or "")]
        elif role == APP:
            made += [Clause(table, policy, half, text) for half, text in (("using", using), ("check", check)) if text]
    return made


def fought_here(table: str) -> bool:
    """The mutants of what committees, funding and reports hold are fought beside them (tests/committees, funding, reports)."""
    return not table.startswith(("committees_", "funding_", "reports_"))


def attacked_here() -> list[Protected]:
    """The tables the oracle of cases speaks of."""
    return [table for name, table in protected().items() if name in ORACLES]


def singles() -> Iterator[Mutant]:
    """One change of one condition, and each policy dropped."""
    for table in attacked_here():
        attacked = (ORACLES[table.table],)
        for clause in clauses(table):
            for name, text in clause.changes():
                yield Mutant(
                    f"{clause.name}: {name}", POLICY, ((OWNER, clause.altered(text)),), attacked, clause.command
                )
        for policy, command, role, _, _ in table.policies():
            if role == APP:
                drop = f"DROP POLICY {policy} ON public.{table.table}"
                name = f"{table.table} {command.lower()}: dropped"
                yield Mutant(name, POLICY, ((OWNER, drop),), attacked, command.lower())


def pairs() -> Iterator[Mutant]:
    """Two conditions of one table at once, and one of them with the gate's own policy or view.

    Two wholes true, and the same part let through by both. One alone may be masked by the other, so a pair is attacked
    by writing alone: reading would notice the first half of it. INSERT and UPDATE are never asked together.
    """
    for table in attacked_here():
        every = [clause for clause in clauses(table) if (clause.command, clause.half) != ("update", "check")]
        reading = [clause for clause in every if clause.command == "select"]
        for clause in every:
            if clause.command != "select":
                for first in reading:
                    yield from _together(first, clause)
                yield from _with_the_gate(clause)


def _with_the_gate(clause: Clause) -> Iterator[Mutant]:
    """The condition true, and what policies read without its audience filter, or the policy of access true."""
    attacked = (ORACLES[clause.table.table],)
    for view, statement in WITHOUT_FILTER.items():
        if f"sec.{view} " in clause.text:
            for name, other in ((f"{view} without its filter", (KEEPER, statement)), (_OPEN[view], _OPENED[view])):
                statements = ((OWNER, clause.altered("true")), other)
                yield Mutant(f"{clause.name}: true + {name}", PAIR, statements, attacked, clause.command)


def _together(first: Clause, second: Clause) -> Iterator[Mutant]:
    attacked, command = (ORACLES[first.table.table],), second.command
    name = f"{first.name} + {second.command} {second.half}".strip()
    wholes = ((OWNER, first.altered("true")), (OWNER, second.altered("true")))
    yield Mutant(f"{name}: both true", PAIR, wholes, attacked, command)
    others = dict(second.changes())
    for change, text in first.changes():
        if change in others and not change.endswith("false"):
            both = ((OWNER, first.altered(text)), (OWNER, second.altered(others[change])))
            yield Mutant(f"{name}: {change}", PAIR, both, attacked, command)


def _view(name: str, columns: str, table: str) -> str:
    return f"CREATE OR REPLACE VIEW sec.{name} WITH (security_barrier) AS SELECT {columns} FROM public.{table}"


#: The keeper's views that policies read, without their audience filter.
WITHOUT_FILTER = {
    "my_access": _view(
        "my_access",
        "case_id, audience_id, household_id, kind, capacity, own, present_until, sheet_until, identity_until,"
        " housing_until, budget_until, social_until, team_until, activity_until",
        "cases_access",
    ),
    "my_person_access": _view(
        "my_person_access",
        "case_id, audience_id, person_id, name_until, identity_until, contact_until",
        "cases_personaccess",
    ),
}
_OPEN = {"my_access": "cases_access select: true", "my_person_access": "cases_personaccess select: true"}
_OPENED = {
    "my_access": (OWNER, "ALTER POLICY app_select ON public.cases_access USING (true)"),
    "my_person_access": (OWNER, "ALTER POLICY app_select ON public.cases_personaccess USING (true)"),
}
