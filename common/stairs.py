"""The stairs of a case: which landing at which height, and what a telephone leaves out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIRST_HEIGHT, RISE, LOWEST = 18, 13, 8
STATES = ("passed", "current", "coming")


@dataclass(frozen=True)
class Landing:
    """One step as drawn. `height` and `rise` (from the one before) in CSS pixels; `far` is left out on a telephone."""

    name: str
    detail: str
    state: str
    height: int
    rise: int
    back: bool
    far: bool


def landings(steps: Iterable[object]) -> list[Landing]:
    """The steps as drawn, in their order.

    Each has name, detail, state (passed, current, coming) and back (True: a step down), as an object or a
    mapping. Raises ValueError on another state.
    """
    read = [_read(step) for step in steps]
    here = next((index for index, step in enumerate(read) if step[2] == "current"), len(read) - 1)
    drawn, level, below = [], -1, 0
    for index, (name, detail, state, back) in enumerate(read):
        level += -1 if back else 1
        height = max(LOWEST, FIRST_HEIGHT + RISE * level)
        rise = max(0, height - below)
        drawn.append(Landing(name, detail, state, height, rise, back, abs(index - here) > 1))
        below = height
    return drawn


def _read(step: object) -> tuple[str, str, str, bool]:
    def take(key: str, default: object = "") -> object:
        return step.get(key, default) if isinstance(step, Mapping) else getattr(step, key, default)

    state = str(take("state"))
    if state not in STATES:
        raise ValueError(f"Unknown state of a landing: {state!r}")
    return str(take("name")), str(take("detail") or ""), state, bool(take("back", False))
