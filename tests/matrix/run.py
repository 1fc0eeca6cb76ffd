"""Asking every cell of a line, and every objection to the answers."""

from collections.abc import Iterator
from functools import partial

from tests.matrix import judge
from tests.matrix.cells import Answer, Asker
from tests.matrix.grid import NOTHING, Line
from tests.matrix.roles import ROLES
from tests.matrix.stage import Stage

UNKNOWN = "unknown"


class Matrix:
    """Asks lines of one stage."""

    def __init__(self, stage: Stage):
        self.stage, self.asker = stage, Asker(stage)

    def objections(self, line: Line) -> list[str]:
        """Everything that is wrong with that line, one sentence each."""
        return list(self._ask(line))

    def _ask(self, line: Line) -> Iterator[str]:
        things = {state: None if line.on == NOTHING else self.stage.thing(line.on, state) for state in line.states}
        unknown: dict[str, Answer] = {}
        headed: set[tuple[str, str]] = set()
        # The unknown id first: the others are compared with it.
        for state in sorted(line.states, key=lambda state: state != UNKNOWN):
            for number, role in enumerate(ROLES):
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
