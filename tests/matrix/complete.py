"""Whether the tables say everything: every route and method once, every state of its object, and nothing that is gone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.matrix.grid import NOTHING, Line, missing
from tests.matrix.roles import METHODS
from tests.matrix.routes import Route
from tests.matrix.run import UNKNOWN
from tests.matrix.things import Thing


def gaps(routes: Mapping[str, Route], lines: Iterable[Line]) -> list[str]:
    """Routes and methods without a line, said twice, or gone; each with what to write or take away."""
    return list(_gaps(routes, list(lines)))


def _gaps(routes: Mapping[str, Route], lines: list[Line]) -> Iterator[str]:
    said = Counter((line.route, method) for line in lines for method in line.methods)
    for route in routes.values():
        absent = [method for method in METHODS if not said[route.name, method]]
        for method in absent:
            kind = "???" if route.arguments else NOTHING
            yield f"{route.pattern} is not classified:\n{missing(route.name, [method], ['own'], kind)}"
    for (name, method), times in said.items():
        if name not in routes:
            yield f"{name} {method}: this route is gone, its line is stale"
        elif times > 1:
            yield f"{name} {method} is said {times} times"
    for line in lines:
        if line.route in routes and routes[line.route].arguments and line.on == NOTHING:
            yield f"{line}: its address names an object, on= must say which kind"


def left_out(line: Line, things: Mapping[tuple[str, str], Thing]) -> list[str]:
    """States of the object that a line does not speak of, or that do not exist. A line that only refuses the method
    needs one."""
    known = {state for kind, state in things if kind == line.on} | {UNKNOWN}
    said = set(line.states)
    if line.on == NOTHING:
        return [] if said == {"own"} else [f"{line}: without an object its only state is « own »"]
    wrong = [f"{line}: no {line.on} is in the state {state}" for state in sorted(said - known)]
    if line.served:
        wrong += [f"{line}: nothing is said of the state {state}" for state in sorted(known - said)]
    return wrong
