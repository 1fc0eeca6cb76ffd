"""Finds the conditions written in a piece of SQL: what a mutant replaces.

Reads the SQL of this repository (policies and the functions of the gate), not SQL in general: conditions after WHERE,
ON, HAVING, WHEN, IF and ELSIF, and the comparisons of a select list, each split at its AND and OR.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|::|<>|<=|>=|:=|[A-Za-z_][A-Za-z_0-9.]*|\d+|[()\[\],;]|[^\s]", re.MULTILINE
)
_OPENING, _CLOSING = {"(", "[", "CASE"}, {")", "]", "END"}
_HEADS = {"WHERE", "HAVING", "ON", "WHEN", "IF", "ELSIF"}
_TAILS = {
    *("GROUP", "ORDER", "UNION", "OFFSET", "LIMIT", "HAVING", "THEN", "JOIN", "LEFT", "CROSS", "WHERE", "RETURNING"),
    *("LOOP", "FOR", "ON", "WHEN", ";", "ELSE"),
}
_COMPARISON = {"=", "<>", "<", ">", "<=", ">=", "IS", "IN", "EXISTS", "AND", "OR", "@>", "LIKE", "NOT"}


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int
    depth: int

    @property
    def word(self) -> str:
        return self.text.upper()


@dataclass(frozen=True)
class Span:
    """A condition between two offsets. `whole`: what stands after WHERE or the like, not a part of it."""

    start: int
    end: int
    whole: bool = False
    head: str = ""

    def of(self, sql: str) -> str:
        return " ".join(sql[self.start : self.end].split())

    def replaced(self, sql: str, by: str) -> str:
        return f"{sql[: self.start]}{by}{sql[self.end :]}"


def tokens(sql: str) -> list[Token]:
    """The tokens without comments; an opening bracket and its closing one have the depth outside of them."""
    depth, found = 0, []
    for match in _TOKEN.finditer(sql):
        text = match.group()
        if text.startswith("--"):
            continue
        if text.upper() in _CLOSING and not _ends_block(sql, match.end(), text):
            depth -= 1
        found.append(Token(text, match.start(), match.end(), depth))
        if text.upper() in _OPENING:
            depth += 1
    return found


def _ends_block(sql: str, end: int, text: str) -> bool:
    """END of a block, a loop or an IF of plpgsql, which no CASE opened."""
    return text.upper() == "END" and re.match(r"\s*(IF|LOOP|;|\$\$|$)", sql[end:]) is not None


def conditions(sql: str) -> Iterator[Span]:
    """Every whole condition in the text, those of sub-selects included."""
    found = tokens(sql)
    for number, token in enumerate(found):
        if token.word in _HEADS and _begins(found, number):
            last = _last(found, number + 1, token.depth, _TAILS)
            if last > number + 1 and found[number + 1].word != "TRUE":
                yield Span(found[number + 1].start, found[last - 1].end, whole=True, head=token.word)
        elif token.word == "SELECT":
            yield from _selected(found, number)


def _begins(found: list[Token], number: int) -> bool:
    before = found[number - 1].word if number else ""
    after = found[number + 1].word if number + 1 < len(found) else ""
    if found[number].word == "ON":
        return before != "DISTINCT" and after != "CONFLICT"
    if found[number].word == "IF":
        return before not in {"END", "FUNCTION"} and after != "NOT"
    return not (found[number].word == "WHEN" and after in {"MATCHED", "NOT"} and found[number - 1].word != "CASE")


def _last(found: list[Token], first: int, depth: int, tails: set[str]) -> int:
    """The number of the token that ends a region begun at `first`: a tail at that depth, or the bracket around."""
    for number in range(first, len(found)):
        token = found[number]
        if token.depth < depth or (token.depth == depth and token.word in tails):
            return number
    return len(found)


def _selected(found: list[Token], number: int) -> Iterator[Span]:
    """Comparisons in a select list: `a OR b AS own`."""
    depth, first = found[number].depth, number + 1
    last = _last(found, first, depth, {"FROM", "INTO", ";", "UNION"})
    item: list[Token] = []
    for token in [*found[first:last], Token(",", 0, 0, depth)]:
        if token.text == "," and token.depth == depth:
            names = [t.word for t in item if t.depth == depth]
            end = names.index("AS") if "AS" in names else len(names)
            if set(names[:end]) & _COMPARISON:
                outside = [t for t in item if t.depth == depth][:end]
                yield Span(item[0].start, outside[-1].end, whole=True, head="SELECT")
            item = []
        else:
            item.append(token)


def changes(sql: str) -> Iterator[tuple[Span, str]]:
    """Each part of the conditions in a text with what may stand in its place, without doubles.

    A part of an AND becomes true (false would be the whole AND's), a part of an OR false (true would be the whole
    OR's), a whole condition both. A sub-select that stands in a condition is a part of it; its own condition is not
    replaced as a whole, since that would be replacing the sub-select.
    """
    for whole in conditions(sql):
        yield from _of(sql, whole, inside=_in_exists(sql, whole))


def changes_of_condition(sql: str) -> Iterator[tuple[Span, str]]:
    """The same for a text that is one condition, as a policy's."""
    yield from _of(sql, Span(0, len(sql), whole=True), inside=False)
    yield from changes(sql)


def _of(sql: str, whole: Span, *, inside: bool) -> Iterator[tuple[Span, str]]:
    found = tokens(sql[whole.start : whole.end])
    parts = list(_parts(found, "OR" if inside else ""))
    if inside or whole.head == "ON":
        parts = [part for part in parts if part[2]] if len(parts) > 1 or not inside else []
    elif len(parts) > 1:
        yield whole, "true"
        yield whole, "false"
    for start, end, joint in parts:
        span = Span(whole.start + start, whole.start + end)
        for by in {"AND": ("true",), "OR": ("false",)}.get(joint, ("true", "false")):
            yield span, by
        if re.fullmatch(r"[\w.]+_until > now\(\)", span.of(sql)):
            yield span, f"{span.of(sql).removesuffix(' > now()')} IS NOT NULL"


def _in_exists(sql: str, whole: Span) -> bool:
    """The condition of an EXISTS (SELECT …), not of a query that gives rows."""
    opened = tokens(sql[: whole.start])
    depth = 0
    for token in reversed(opened):
        depth += {")": 1, "(": -1}.get(token.text, 0)
        if depth < 0:
            return opened[opened.index(token) - 1].word == "EXISTS"
    return False


def _parts(found: list[Token], joint: str = "") -> Iterator[tuple[int, int, str]]:
    """(start, end, the AND or OR it is a part of) of each part; brackets and NOT are looked through."""
    if not found:
        return
    for word in ("OR", "AND"):
        operands = _split(found, found[0].depth, word)
        if len(operands) > 1:
            for operand in operands:
                yield from _operand(operand, word)
            return
    yield from _operand(found, joint)


def _operand(found: list[Token], joint: str) -> Iterator[tuple[int, int, str]]:
    inner = found[1:] if found[0].word == "NOT" and len(found) > 1 else found
    while inner[0].text == "(" and _closes(inner) == len(inner) - 1 and len(inner) > 2:
        inner = inner[1:-1]
    shown = found if found[0].word == "NOT" else inner
    yield shown[0].start, shown[-1].end, joint
    if any(len(_split(inner, inner[0].depth, word)) > 1 for word in ("OR", "AND")):
        yield from _parts(inner)


def _split(found: list[Token], depth: int, joint: str) -> list[list[Token]]:
    operands: list[list[Token]] = [[]]
    for token in found:
        if token.depth == depth and token.word == joint:
            operands.append([])
        else:
            operands[-1].append(token)
    return operands


def _closes(found: list[Token]) -> int:
    return next(n for n, token in enumerate(found) if n and token.text == ")" and token.depth == found[0].depth)
