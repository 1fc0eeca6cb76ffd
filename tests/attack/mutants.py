"""Mutants of the policies: every part of every condition replaced, made from the declarations and not by hand."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cases.gate import conditions as c
from cases.gate import install
from common.rls.declare import APP, KEEPER, MINE, OWNER, Protected, protected
from tests.attack.bridge import TABLES
from tests.attack.conditions_of import changes_of_condition

assert install.DECLARATIONS
LONGEST_NAME = 110
#: Database table -> the oracle's name of it.
ORACLES = {table: name for name, (table, _) in TABLES.items()}
POLICY, PAIR, FUNCTION, CONTEXT, GUARD, DOOR = "policy", "pair", "function", "context", "guard", "door"
_FRAGMENTS = {
    name: getattr(c, name) for name in ("WORKS_ON", "HOLDER", "MEMBER_OF_UNIT", "TENANCY", "HERS", "IN_EFFECT", "FILES")
}


@dataclass(frozen=True)
class Mutant:
    """`statements`: (role, SQL) that make it. `tables`: the oracle's names of what is attacked (none: all).

    `clause`: select, insert or update, which says what is mostly attempted.
    """

    name: str
    kind: str
    statements: tuple[tuple[str, str], ...]
    tables: tuple[str, ...] = ()
    clause: str = ""

    @property
    def seed(self) -> int:
        return zlib.crc32(self.name.encode())


@dataclass(frozen=True)
class Clause:
    """One half of one policy. `half`: using or check."""

    table: str
    policy: str
    half: str
    text: str
    other: str | None

    @property
    def command(self) -> str:
        return self.policy.removeprefix("app_")

    def altered(self, text: str) -> str:
        return f"ALTER POLICY {self.policy} ON public.{self.table} {self._words} ({text})"

    @property
    def _words(self) -> str:
        return "USING" if self.half == "using" else "WITH CHECK"

    @property
    def name(self) -> str:
        return f"{self.table} {self.command} {self.half}"

    def changes(self) -> Iterator[tuple[str, str]]:
        """(name of the change, the changed condition)."""
        seen: dict[str, int] = {}
        for span, by in changes_of_condition(self.text):
            name = f"{shown(span.of(self.text), self.table)} → {'IS NOT NULL' if 'IS NOT NULL' in by else by}"
            seen[name] = seen.get(name, 0) + 1
            yield name + (f" ({seen[name]})" if seen[name] > 1 else ""), span.replaced(self.text, by)


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
    """Every condition of the runtime role on that table."""
    made = []
    for policy, _, role, using, check in table.policies():
        if role == APP:
            for half, text, other in (("using", using, check), ("check", check, using)):
                if text:
                    made.append(Clause(table.table, policy, half, text, other))
    return made


def singles() -> Iterator[Mutant]:
    """One change of one condition, and each policy dropped."""
    for table in protected().values():
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
    for table in protected().values():
        both = clauses(table)
        for number, first in enumerate(both):
            for second in both[number + 1 :]:
                if {first.command, second.command} != {"insert", "update"}:
                    yield from _together(first, second)
        for clause in both:
            if clause.command != "select":
                yield from _with_the_gate(clause)


def _with_the_gate(clause: Clause) -> Iterator[Mutant]:
    """The condition true, and what policies read without its audience filter, or the policy of access true."""
    attacked = (ORACLES[clause.table],)
    for view, statement in WITHOUT_FILTER.items():
        if f"sec.{view} " in clause.text:
            for name, other in ((f"{view} without its filter", (KEEPER, statement)), (_OPEN[view], _OPENED[view])):
                statements = ((OWNER, clause.altered("true")), other)
                yield Mutant(f"{clause.name}: true + {name}", PAIR, statements, attacked, clause.command)


def _together(first: Clause, second: Clause) -> Iterator[Mutant]:
    attacked, command = (ORACLES[first.table],), second.command
    wholes = ((OWNER, first.altered("true")), (OWNER, second.altered("true")))
    yield Mutant(f"{first.name} + {second.command} {second.half}: both true", PAIR, wholes, attacked, command)
    others = dict(second.changes())
    for name, text in first.changes():
        if name in others and not name.endswith("false"):
            both = _merged(first, text, second, others[name])
            yield Mutant(f"{first.name} + {second.command} {second.half}: {name}", PAIR, both, attacked, command)


def _merged(first: Clause, text: str, second: Clause, other: str) -> tuple[tuple[str, str], ...]:
    return ((OWNER, first.altered(text)), (OWNER, second.altered(other)))


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
