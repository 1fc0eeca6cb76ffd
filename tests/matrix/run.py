"""Asking the cells of a line, and every objection to the answers.

Who has a share in the object asks in every state. Who is outside shares nothing with it whatever its state: each of
those asks about the unknown id, in the first known state, wherever the table says of her something else than there,
and in a third of the other states, in turn; so in every state somebody asks of each kind of outsider. With
`--every-cell` everybody asks in every state.
"""

import zlib
from collections.abc import Iterator
from functools import partial

from tests.matrix import judge
from tests.matrix.cells import Answer, Asker
from tests.matrix.grid import NOTHING, Line
from tests.matrix.roles import KINDS_OUTSIDE, ROLES
from tests.matrix.stage import Stage

UNKNOWN = "unknown"
#: Of so many states in a row, each of those outside asks in one.
IN_TURN = 3


def spared(line: Line) -> set[tuple[str, str]]:
    """The cells (state, role) of those outside that are another's turn."""
    known = [state for state in line.states if state != UNKNOWN]
    first, others = known[0], known[1:]
    # From line to line it is another's turn.
    shift, left_out = zlib.crc32(str(line).encode()), set()
    for number, state in enumerate(others):
        begin = number - number % IN_TURN
        length = min(IN_TURN, len(others) - begin)
        for kind in KINDS_OUTSIDE:
            for place, role in enumerate(kind):
                its_turn = (place + shift) % length == number - begin
                if not its_turn and line.verdicts[state, role] == line.verdicts[first, role]:
                    left_out.add((state, role))
    return left_out


class Matrix:
    """Asks lines of one stage: every cell, or without those that are spared."""

    def __init__(self, stage: Stage, *, every_cell: bool = False):
        self.stage, self.asker, self.every_cell = stage, Asker(stage), every_cell

    def objections(self, line: Line) -> list[str]:
        """Everything that is wrong with that line, one sentence each."""
        return list(self._ask(line))

    def _ask(self, line: Line) -> Iterator[str]:
        things = {state: None if line.on == NOTHING else self.stage.thing(line.on, state) for state in line.states}
        unknown: dict[str, Answer] = {}
        headed: set[tuple[str, str]] = set()
        left_out = set() if self.every_cell else spared(line)
        # The unknown id first: the others are compared with it.
        for state in sorted(line.states, key=lambda state: state != UNKNOWN):
            for number, role in enumerate(ROLES):
                if (state, role) in left_out:
                    continue
                method = line.methods[number % len(line.methods)]
                answer = self.asker.ask(line.route, method, role, things[state])
                if state == UNKNOWN:
                    unknown[role] = answer
                cell = judge.Cell(line, state, role, things[state])
                found = [*self._judge(cell, answer)]
                if role in unknown and state != UNKNOWN:
                    found += judge.same_as_unknown(cell, answer, unknown[role], things[UNKNOWN])
                yield from (f"{line.route} {method} {state} {role}: {what}" for what in found)
                if line.methods == ("GET",) and (state, answer.word) not in headed:
                    headed.add((state, answer.word))
                    yield from self._head(cell, answer)

    def _judge(self, cell: judge.Cell, answer: Answer) -> Iterator[str]:
        yield from judge.verdict(cell, answer)
        yield from judge.reading_log(cell, answer, self.stage)
        yield from judge.page_headers(cell, answer)
        yield from judge.statements(cell, answer)
        again = partial(self.asker.changed, cell.line.route, "POST", cell.role, cell.thing)
        yield from judge.nothing_written(cell.line, answer, again)

    def _head(self, cell: judge.Cell, got: Answer) -> Iterator[str]:
        """HEAD answers as GET does, without a body. Asked once of each state and verdict."""
        answer = self.asker.ask(cell.line.route, "HEAD", cell.role, cell.thing)
        if answer.word != got.word or answer.text or len(answer.log) != len(got.log) or answer.writes:
            yield f"{cell.line.route} HEAD {cell.state} {cell.role}: expected as GET, {got.word}, found {answer.word}"
