"""Asking every cell of a line once, and every objection to the answers, by what is asked of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.matrix import judge
from tests.matrix.cells import Answer, Asker
from tests.matrix.grid import Line
from tests.matrix.roles import ROLES
from tests.matrix.stage import Stage

ASPECTS = ("verdict", "unknown", "log", "headers", "reading", "head")


@dataclass
class Objection:
    """What is wrong with one cell."""

    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.what}"


@dataclass
class Outcome:
    """Of one line: how many cells were asked, verdicts by word, objections by aspect."""

    cells: int = 0
    words: Counter = field(default_factory=Counter)
    objections: dict[str, list[Objection]] = field(default_factory=lambda: {aspect: [] for aspect in ASPECTS})


class Matrix:
    """Outcomes of lines on one stage, each line asked once."""

    def __init__(self, stage: Stage):
        self.stage, self.asker = stage, Asker(stage)
        self.done: dict[str, Outcome] = {}

    def outcome(self, line: Line) -> Outcome:
        """Everything found about that line."""
        if str(line) not in self.done:
            self.done[str(line)] = self._ask(line)
        return self.done[str(line)]

    def _ask(self, line: Line) -> Outcome:
        before, outcome = self.asker.asked, Outcome()
        answers: dict[tuple[str, str], Answer] = {}
        for state in reversed(line.states):
            thing = None if line.on == "-" else self.stage.thing(line.on, state)
            for number, role in enumerate(ROLES):
                for method in (line.methods[number % len(line.methods)],):
                    answer = self.asker.ask(line.route, method, role, thing)
                    answers[state, role] = answer
                    outcome.words[answer.word] += 1
                    for aspect, what in self._objections(line, state, role, answer, thing, answers):
                        cell = f"{line.route} {method} {state} {role}"
                        outcome.objections[aspect].append(Objection(cell, what))
                    if line.methods == ("GET",) and state == line.states[0]:
                        self._head(line, state, role, answer, outcome)
        outcome.cells = self.asker.asked - before
        return outcome

    def _objections(self, line, state, role, answer, thing, answers) -> Iterator[tuple[str, str]]:  # noqa: PLR0917 - one cell and everything it is judged by
        for what in judge.verdict(line, line.verdicts[state, role], answer):
            yield "verdict", what
        unknown = answers.get(("unknown", role))
        if unknown and state != "unknown" and answer.status == unknown.status == 404:
            for what in judge.same_as_unknown(answer, unknown):
                yield "unknown", what
        for what in judge.reading_log(line, role, answer, thing, self.stage):
            yield "log", what
        for what in judge.page_headers(line, role, answer):
            yield "headers", what
        for what in judge.nothing_written(line, answer):
            yield "reading", what

    def _head(self, line: Line, state: str, role: str, got: Answer, outcome: Outcome) -> None:
        """HEAD answers as GET does, without a body."""
        thing = None if line.on == "-" else self.stage.thing(line.on, state)
        answer = self.asker.ask(line.route, "HEAD", role, thing)
        if answer.word not in {got.word, str(got.status)} or answer.text:
            cell = f"{line.route} HEAD {state} {role}"
            outcome.objections["head"].append(Objection(cell, f"expected as GET: {got.word}, found {answer.word}"))
