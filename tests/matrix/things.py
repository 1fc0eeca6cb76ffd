"""What an address names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.scenes import Scene


@dataclass(frozen=True)
class Thing:
    """`address`: the arguments of its route; `cases`: what the reading log says when it is shown; `scene`: the
    household it is about, whose adults ask in the columns of persons; `extra`: what another thing is made from; `query`: what a
    GET asks it by, where the address has no place for it."""

    address: tuple[Any, ...]
    cases: tuple[int, ...] = ()
    scene: Scene | None = None
    extra: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
