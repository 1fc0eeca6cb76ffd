"""Mutants of the keeper's functions, made from their SQL: what computes Access, what reads the context, what guards."""

import re
from collections.abc import Iterator
from functools import cache

from common.rls import apply
from common.rls.declare import KEEPER, OWNER, protected
from tests.attack.conditions_of import Span, Token, changes, tokens
from tests.attack.mutants import CONTEXT, FUNCTION, GUARD, ORACLES, WITHOUT_FILTER, Mutant

#: What computes Access from its sources.
COMPUTING = (
    *("end_of_day", "end_of_sheet", "case_facts", "grants_in_force", "team_now", "linked_persons", "agreed_scopes"),
    *("desired_access", "desired_person"),
)
#: What says whose context this is, and what it stands for.
OF_THE_CONTEXT = {
    "ctx": (),
    "files": ("tenant_account", "account_statement", "import_batch"),
    "on_the_case": ("consent", "grant", "evidence", "violence_flag", "person_link"),
}
#: What a policy cannot say, by the table it guards.
GUARDS = {
    "t_ended_once": ("cases_consent", "cases_grant"),
    "t_answer_once": ("cases_referralanswer",),
    "t_referral_guard": ("cases_referral",),
    "t_course_guard": ("cases_accompanimentcourse",),
    "t_document_once": ("common_document",),
    "t_part_once": ("cases_commonpart", "cases_annex"),
}
#: What `CASE … WHEN` compares with, or what is true already.
_LITERAL = re.compile(r"true|false|'\w*'")
#: Functions of one argument or two in whose place another could stand.
_SWAPPED = {"min": "max", "max": "min", "least": "greatest", "greatest": "least", "bool_or": "bool_and"}


@cache
def _sources() -> dict[str, str]:
    """`CREATE FUNCTION sec.name …` of each function, as it stands in the repository."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in apply.sql_files())
    found = re.findall(r"CREATE FUNCTION sec\.(\w+)\((?:[^$]|\$(?!\$))*?AS\s*\$\$(?:[^$]|\$(?!\$))*\$\$", text)
    made = re.finditer(r"CREATE FUNCTION sec\.(\w+)\((?:[^$]|\$(?!\$))*?AS\s*\$\$(?:[^$]|\$(?!\$))*\$\$;", text)
    sources = {match.group(1): match.group() for match in made}
    if missing := set(found) - set(sources):
        raise ValueError(f"functions that could not be read: {sorted(missing)}")
    return sources


def with_body(name: str, body: str) -> tuple[str, str]:
    """The statement that puts this body in the function's place, and who runs it."""
    source = _sources()[name]
    head, _, _ = source.partition("$$")
    return KEEPER, f"CREATE OR REPLACE {head.removeprefix('CREATE ')}$${body}$$"


def body_of(name: str) -> str:
    return _sources()[name].split("$$")[1]


def changed(name: str, kind: str, *tables: str) -> Iterator[Mutant]:
    """Every change of one function's conditions."""
    body, seen = body_of(name), {}
    for label, other in _changes(body):
        seen[label] = seen.get(label, 0) + 1
        unique = label + (f" ({seen[label]})" if seen[label] > 1 else "")
        yield Mutant(f"{name}: {unique}", kind, (with_body(name, other),), tables)


def _changes(body: str) -> Iterator[tuple[str, str]]:
    """(name of the change, the body with it)."""
    for span, by in changes(body):
        if not _LITERAL.fullmatch(span.of(body)):
            yield (
                f"{_short(span.of(body))} → {by.split(' ')[-1] if 'IS NOT NULL' not in by else 'IS NOT NULL'}",
                (span.replaced(body, by)),
            )
    yield from _without_branches(body)
    for token in tokens(body):
        if token.text in _SWAPPED and body[token.end : token.end + 1] == "(":
            after = " ".join(body[token.end : token.end + 40].split())
            changed = f"{body[: token.start]}{_SWAPPED[token.text]}{body[token.end :]}"
            yield f"{token.text}{after}… → {_SWAPPED[token.text]}", changed


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:80]}… #{len(text)}"


def _without_branches(body: str) -> Iterator[tuple[str, str]]:
    """Each part of a UNION ALL made empty, where it has no condition to be made false."""
    found = tokens(body)
    for number, token in enumerate(found):
        if token.word == "SELECT" and _of_a_union(found, number):
            last = next((n for n in range(number + 1, len(found)) if _ends_branch(found[n], token.depth)), len(found))
            branch = [t.word for t in found[number:last] if t.depth == token.depth]
            if "WHERE" not in branch and "GROUP" not in branch:
                span = Span(token.start, found[last - 1].end)
                named = " ".join(t.text for t in found[number + 1 : number + 14])
                yield f"branch {named}… → none", span.replaced(body, f"{body[span.start : span.end]} WHERE false")


def _of_a_union(found: list[Token], number: int) -> bool:
    depth = found[number].depth
    for token in found[number + 1 :]:
        if token.depth < depth:
            break
        if token.depth == depth and token.word == "UNION":
            return True
    before = found[number - 1].word if number else ""
    return before in {"ALL", "UNION"}


def _ends_branch(token: Token, depth: int) -> bool:
    return token.depth < depth or (token.depth == depth and token.word in {"UNION", ";"})


def functions() -> Iterator[Mutant]:
    """Access computed otherwise: attacked after everything was recomputed, and again when days have passed."""
    for name in COMPUTING:
        yield from changed(name, FUNCTION)
    for name, old, new in (
        ("end_of_day", "days + 1", "days"),
        ("end_of_day", "days + 1", "days + 2"),
        ("end_of_sheet", "60", "59"),
        ("end_of_sheet", "60", "61"),
    ):
        body = body_of(name)
        if old not in body:
            raise ValueError(f"{name} no longer says {old}")
        yield Mutant(f"{name}: {old} → {new}", FUNCTION, (with_body(name, body.replace(old, new)),))


def context() -> Iterator[Mutant]:
    """The context read otherwise, and the views of Access without their audience."""
    for name, attacked in OF_THE_CONTEXT.items():
        yield from changed(name, CONTEXT, *attacked)
    for view, statement in WITHOUT_FILTER.items():
        yield Mutant(f"{view}: without its filter", CONTEXT, ((KEEPER, statement),))


def guards() -> Iterator[Mutant]:
    """What speaks of the old row beside the new one: its conditions, and the trigger itself."""
    for name, guarded in GUARDS.items():
        for table in guarded:
            for mutant in changed(name, GUARD, ORACLES[table]):
                yield Mutant(f"{table} {mutant.name}", GUARD, mutant.statements, mutant.tables, "update")
            for trigger in protected()[table].triggers:
                if trigger.function == name:
                    drop = f"DROP TRIGGER {trigger.name} ON public.{table}"
                    yield Mutant(f"{table} {name}: trigger lost", GUARD, ((OWNER, drop),), (ORACLES[table],), "update")
