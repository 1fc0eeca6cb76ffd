"""What a picture of docs/states.md is made of, and where the apps above this one add theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cases.transitions import NOTHING, Transition
from partners.enums import Role


class Step(NamedTuple):
    """One act: `said` is its button on screen, or what happens; `function` does it."""

    act: str
    said: str
    sources: tuple[str, ...]
    target: str
    who: str
    function: str


@dataclass(frozen=True)
class Machine:
    """One thing and its states. `states`: identifier to the word on screen. `open_word` names the states from which
    several acts lead out together. `without_act`: why no act leads to a state of the list."""

    title: str
    stored: str
    about: str
    states: Mapping[str, str]
    steps: tuple[Step, ...]
    open_word: str = ""
    without_act: Mapping[str, str] = field(default_factory=dict)


def from_table(
    table: Iterable[Transition], states: Iterable[str], acts: Mapping[str, tuple[str, str]]
) -> tuple[Step, ...]:
    """The rows of a transition table as steps. `acts`: button and function of each act; KeyError without them."""
    order = (NOTHING, *states)
    return tuple(
        Step(
            row.act,
            acts[row.act][0],
            tuple(state for state in order if state in row.sources),
            row.target,
            ", ".join(f"{role.label} (`{role.value}`)" for role in Role if role in row.owners),
            acts[row.act][1],
        )
        for row in table
    )


#: What other apps have pictured, in the order in which they do.
FURTHER: list[Callable[[], Machine]] = []
