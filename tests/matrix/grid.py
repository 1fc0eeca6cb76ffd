"""Reading the tables: one block a line, every cell written out, nothing supposed.

    case GET on=case logs=case
    403: Réservé à l’équipe qui suit ce ménage.
    own       | log | 200 403 …
    unknown   | log | 404 404 …

First line: route, methods, kind of object (`-`: the address names none), and for a GET what it writes in the reading
log. Then the sentences of its refusals, then one row a state. Several methods on one line are those the route does
not serve: they can only be refused, and are asked about the first state alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.matrix.roles import HEADER, METHODS, PURPOSES, REFUSALS, ROLES, WORDS, row

#: What a method that is not served may answer: no such method, or what refuses before methods are looked at.
NOT_SERVED = {"405", "404", "403", "40b", "40c", "log", "clo"}
OPTIONS = {"on", "logs", "cache", "body"}


class Malformed(Exception):
    """A table that does not say everything, or says something unknown."""


@dataclass
class Line:
    """One route and method (or the methods it does not serve): every verdict by (state, role)."""

    route: str
    methods: tuple[str, ...]
    area: str
    on: str
    logs: str = ""
    cache: str = "no-store"
    body: str = "empty"
    sentences: dict[str, str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def served(self) -> bool:
        return len(self.methods) == 1

    @property
    def states(self) -> list[str]:
        return list(dict.fromkeys(state for state, _ in self.verdicts))

    def __str__(self) -> str:
        return f"{self.route} {','.join(self.methods)}"


def read(area: str, text: str) -> list[Line]:
    """The lines of one area's table. Raises Malformed with the line that is wrong."""
    lines: list[Line] = []
    for written in filter(None, (each.strip() for each in text.splitlines())):
        if written.startswith("#"):
            continue
        if "|" in written:
            _read_row(lines, written)
        elif sentence := re.fullmatch(r"(40[3bcd]): (.+)", written):
            lines[-1].sentences[sentence[1]] = sentence[2]
        else:
            lines.append(_read_head(area, written))
    for line in lines:
        _check(line)
    return lines


def _read_head(area: str, written: str) -> Line:
    route, methods, *rest = written.split()
    options = dict(part.split("=", 1) for part in rest)
    if set(options) - OPTIONS or "on" not in options:
        raise Malformed(f"« {written} »: an option is missing or unknown")
    return Line(route, tuple(methods.split(",")), area, **options)


def _read_row(lines: list[Line], written: str) -> None:
    state, cells = written.split("|", 1)
    words = cells.replace("|", " ").split()
    if len(words) != len(ROLES) or set(words) - WORDS:
        raise Malformed(f"{lines[-1]}: « {written} » has {len(words)} cells of {len(ROLES)}, {set(words) - WORDS}")
    for role, word in zip(ROLES, words, strict=True):
        key = (state.strip(), role)
        if key in lines[-1].verdicts:
            raise Malformed(f"{lines[-1]}: the state {key[0]} stands twice")
        lines[-1].verdicts[key] = word


def _check(line: Line) -> None:
    words = set(line.verdicts.values())
    if set(line.methods) - set(METHODS) or len(set(line.methods)) != len(line.methods):
        raise Malformed(f"{line}: methods are among {METHODS}")
    if set(line.sentences) != words & set(REFUSALS):
        raise Malformed(f"{line}: sentences {sorted(line.sentences)} for the refusals {sorted(words & set(REFUSALS))}")
    if not line.served and words - NOT_SERVED:
        raise Malformed(f"{line}: methods that are served stand alone, {sorted(words - NOT_SERVED)}")
    if line.served and (line.methods == ("GET",)) != (line.logs in PURPOSES):
        raise Malformed(f"{line}: a GET, and only a GET, says logs= one of {PURPOSES}")


def missing(route: str, methods: Iterable[str], states: Iterable[str], on: str) -> str:
    """The block to write for a route or method without a line."""
    methods = list(methods)
    head = f"{route} {','.join(methods)} on={on}" + (" logs=???" if methods == ["GET"] else "")
    rows = [row(state, ["???"] * len(ROLES)) for state in states]
    return "\n".join([head, HEADER, *rows])
