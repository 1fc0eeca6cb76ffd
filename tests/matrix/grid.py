"""Reading the tables: one block a line, every cell written out, nothing supposed.

    case GET on=case logs=case
    403: Réservé à l’équipe qui suit ce ménage.
    own granted
        log | 200 403 …
    unknown
        log | 404 404 …

First line: route, methods, kind of object (`-`: the address names none), and for a GET what it writes in the reading
log. Then the sentences of its refusals; then, for states of the object that answer the same, one row of verdicts.
What a route does not serve can only be refused, and is asked about the first state alone; several methods may then
share a line. Methods other than GET, HEAD (asked with GET, once for each state and verdict) and POST are refused everywhere, without a line.

    cache=…    what Cache-Control says instead of no-store
    keeps=…    what a refused form writes all the same (a counted try)
    never=…    where that POST is seen to succeed, if not here
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.matrix.roles import HEADER, METHODS, NOT_SERVED, PURPOSES, REFUSALS, REFUSED, ROLES, WORDS, row

OPTIONS = {"on", "logs", "cache", "keeps", "never"}
NOTHING = "-"


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
    keeps: str = ""
    never: str = ""
    sentences: dict[str, str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def served(self) -> bool:
        """Whether the route answers that method to anybody, if only to refuse in words."""
        words = set(self.verdicts.values())
        return "405" not in words and bool(words - {"404", "log", "clo", "gcl"})

    @property
    def states(self) -> list[str]:
        return list(dict.fromkeys(state for state, _ in self.verdicts))

    def __str__(self) -> str:
        return f"{self.route} {','.join(self.methods)}"


def read(area: str, text: str) -> list[Line]:
    """The lines of one area's table. Raises Malformed with the line that is wrong."""
    lines: list[Line] = []
    states: list[str] = []
    for written in filter(None, (each.strip() for each in text.splitlines())):
        if written.startswith("#"):
            continue
        if "|" in written:
            _read_row(lines[-1], states, written)
        elif sentence := re.fullmatch(r"(40[3bcde]): (.+)", written):
            lines[-1].sentences[sentence[1]] = sentence[2]
        elif "on=" in written:
            lines.append(_read_head(area, written))
        else:
            states = written.split()
    for line in lines:
        _check(line)
    return lines


def _read_head(area: str, written: str) -> Line:
    route, methods, *rest = written.split(maxsplit=2)
    options = dict(part.split("=", 1) for part in re.split(r" (?=[a-z]+=)", rest[0]))
    if set(options) - OPTIONS:
        raise Malformed(f"« {written} »: an option is unknown")
    return Line(route, tuple(methods.split(",")), area, **options)


def _read_row(line: Line, states: list[str], written: str) -> None:
    words = written.replace("|", " ").split()
    if len(words) != len(ROLES) or set(words) - WORDS:
        raise Malformed(f"{line}: « {written} » has {len(words)} cells of {len(ROLES)}, {set(words) - WORDS}")
    for state in states:
        for role, word in zip(ROLES, words, strict=True):
            if (state, role) in line.verdicts:
                raise Malformed(f"{line}: the state {state} stands twice")
            line.verdicts[state, role] = word


def _check(line: Line) -> None:
    words = set(line.verdicts.values())
    if not words or set(line.methods) - set(METHODS) or len(set(line.methods)) != len(line.methods):
        raise Malformed(f"{line}: it says nothing, or its methods are not among {METHODS}")
    if set(line.sentences) != words & set(REFUSALS):
        raise Malformed(f"{line}: sentences {sorted(line.sentences)} for the refusals {sorted(words & set(REFUSALS))}")
    if len(line.methods) > 1 and words - NOT_SERVED:
        raise Malformed(f"{line}: methods that are served stand alone, {sorted(words - NOT_SERVED)}")
    if (line.methods == ("GET",) and line.served) != (line.logs in PURPOSES):
        raise Malformed(f"{line}: a GET that is served, and only that, says logs= one of {PURPOSES}")
    succeeds = line.methods != ("POST",) or not line.served or bool(words - REFUSED)
    if succeeds == bool(line.never):
        raise Malformed(f"{line}: a POST succeeds somewhere, or says never= and where it does")


def missing(route: str, methods: Iterable[str], states: Iterable[str], on: str) -> str:
    """The block to write for a route or method without a line."""
    methods = list(methods)
    head = f"{route} {','.join(methods)} on={on}" + (" logs=???" if methods == ["GET"] else "")
    return "\n".join([head, " ".join(states), HEADER, row(["???"] * len(ROLES))])
