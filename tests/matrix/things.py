"""What an address names."""

from dataclasses import dataclass
from typing import Any

from tests.matrix.scenes import Scene


@dataclass(frozen=True)
class Thing:
    """`address`: the arguments of its route; `cases`: what the reading log says when it is shown; `scene`: the
    household it is about, whose adults ask in the columns of persons; `extra`: what a body needs of it."""

    address: tuple[Any, ...]
    cases: tuple[int, ...] = ()
    scene: Scene | None = None
    extra: Any = None
