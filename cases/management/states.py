"""docs/states.md: a picture of the states of each thing, and who may do each act, made from its machine."""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from cases.gate import install
from cases.management.machines import machines
from cases.management.pictured import Machine, Step
from cases.transitions import NOTHING

HEAD = """# States

Made from the code by `python3 run.py manage generate_docs`; do not edit.

In each box the word on screen, then the identifier; on each arrow the act. The tables below each picture say the button,
who may press it, and the function that does it: `cases.…`, `common.…` and `reports.…` in Python, `sec.…` in the database, which
refuses the rest whatever a screen offers. Right to an act and right to read are apart: [gate-tables.md](gate-tables.md).
"""
#: From so many states on, or by so many acts, what leads out of them together leaves one box around them.
FRAMED = 3


def document(pictured: Iterable[Machine] | None = None) -> str:
    """Markdown: one picture and one table for each machine. Raises LookupError for a function that does not exist,
    ValueError for a state that no act leads to and nothing explains."""
    found = machines() if pictured is None else tuple(pictured)
    return "\n".join([HEAD, *(_section(machine) for machine in found)])


def _section(machine: Machine) -> str:
    unexplained = set(machine.states) - _reached(machine) - set(machine.without_act)
    if unexplained:
        raise ValueError(f"{machine.title}: nothing leads to {sorted(unexplained)}")
    lines = [f"## {machine.title}\n", f"{machine.stored}. {machine.about}\n"]
    lines += ["```mermaid", *_picture(machine), "```\n"]
    lines += ["| act | on screen | from | to | who | function |", "|---|---|---|---|---|---|"]
    lines += [_row(machine, step) for step in machine.steps]
    for state, why in machine.without_act.items():
        lines.append(f"\nNo arrow leads to `{state}` « {machine.states[state]} »: {why}.")
    return "\n".join(lines) + "\n"


def _reached(machine: Machine) -> set[str]:
    return {step.target for step in machine.steps} | {source for step in machine.steps for source in step.sources}


# --- the picture --------------------------------------------------------------------------------------------
def _picture(machine: Machine) -> list[str]:
    reached = _reached(machine)
    shown = [state for state in machine.states if state in reached]
    frame = _framed(machine)
    said = "; ".join(f"{step.act}: {_from(machine, step)} → {machine.states[step.target]}" for step in machine.steps)
    lines = ["stateDiagram-v2", f"    accTitle: {machine.title}", f"    accDescr: {_plain(said)}"]
    lines += [_box(machine, state) for state in shown if state not in frame]
    if frame:
        lines.append(f'    state "{machine.open_word}" as open {{')
        lines += [f"    {_box(machine, state)}" for state in _last_first(machine, frame)]
        lines.append("    }")
    if not any(NOTHING in step.sources for step in machine.steps):
        lines.append(f"    [*] --> {shown[0]}")
    arrows = dict.fromkeys(arrow for step in machine.steps for arrow in _arrows(step, frame))
    lines += [f"    {source} --> {target} : {act}" for source, target, act in arrows]
    return lines


def _framed(machine: Machine) -> tuple[str, ...]:
    """The largest set of states that one act leaves together, when it has enough states, or enough acts leave it."""
    sets = [_within(step) for step in machine.steps]
    largest = max(sets, key=len)
    return largest if len(largest) >= FRAMED or (len(largest) > 1 and sets.count(largest) >= FRAMED) else ()


def _last_first(machine: Machine, frame: tuple[str, ...]) -> list[str]:
    """A renderer draws what leaves the box from its first state: below it, if nothing inside comes after."""
    leaving = [source for step in machine.steps if step.target in frame for source in step.sources]
    return sorted(frame, key=lambda state: (leaving.count(state), -frame.index(state)))


def _within(step: Step) -> tuple[str, ...]:
    """The states an act starts from, when the thing exists; not those it would lead back to."""
    return tuple(source for source in step.sources if source not in {NOTHING, step.target})


def _arrows(step: Step, frame: tuple[str, ...]) -> list[tuple[str, str, str]]:
    if frame and set(_within(step)) == set(frame):
        return [("open", step.target, step.act)]
    loop = step.target if step.target in frame else None  # drawn inside a box, it would hide what leaves the box
    return [(source or "[*]", step.target, step.act) for source in step.sources if source != loop]


def _box(machine: Machine, state: str) -> str:
    return f'    state "{machine.states[state]}<br/>{state}" as {state}'


def _plain(text: str) -> str:
    return re.sub(r"[{}#\n]", " ", text)


# --- the table ----------------------------------------------------------------------------------------------
def _row(machine: Machine, step: Step) -> str:
    _check(step.function)
    said = [step.act, step.said, _from(machine, step), machine.states[step.target], step.who, f"`{step.function}`"]
    return f"| `{said[0]}` | " + " | ".join(said[1:]) + " |"


def _from(machine: Machine, step: Step) -> str:
    return " ou ".join(machine.states[source] if source else "rien" for source in step.sources)


def _check(function: str) -> None:
    """Raises LookupError unless that function exists, in Python or among the keeper's."""
    module, _, name = function.rpartition(".")
    if module == "sec":
        sources = (Path(install.__file__).parent / "sql").glob("*.sql")
        if any(f"FUNCTION sec.{name}(" in path.read_text(encoding="utf-8") for path in sources):
            return
    elif hasattr(import_module(module), name):
        return
    raise LookupError(f"docs/states.md names {function}, which does not exist")
