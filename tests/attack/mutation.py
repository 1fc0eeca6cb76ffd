"""Every mutant of the gate, how each is fought, and which of them are known to survive."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from statistics import median
from time import monotonic

from tests.attack import mutants, mutants_of_doors, mutants_of_functions
from tests.attack.arena import Result
from tests.attack.mutants import Mutant
from tests.attack.ring import Ring

SURVIVORS = Path(__file__).parent / "SURVIVORS.md"
#: A few mutants are noticed by one attempt among hundreds.
CHANCES = 3


def every() -> list[Mutant]:
    return list(
        chain(
            mutants.singles(),
            mutants.pairs(),
            mutants_of_functions.functions(),
            mutants_of_functions.context(),
            mutants_of_functions.guards(),
            mutants_of_doors.doors(),
        )
    )


def listed() -> dict[str, str]:
    """The mutants known to survive, each with the reason written above it."""
    reason, found = "", {}
    for line in SURVIVORS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            reason = line.removeprefix("## ")
        elif name := re.fullmatch(r"- `(.+)`", line):
            if name[1] in found:
                raise ValueError(f"listed twice: {name[1]}")
            found[name[1]] = reason
    return found


@dataclass
class Figures:
    """What became of a number of mutants."""

    results: list[Result]
    seconds: float

    def killed_of(self, names: Container[str]) -> dict[str, str]:
        """Those of that list that did not survive, and by what."""
        return {r.mutant.name: r.by for r in self.results if r.by and r.mutant.name in names}

    @property
    def survivors(self) -> set[str]:
        return {result.mutant.name for result in self.results if not result.by}

    def __str__(self) -> str:
        killed = [result.attempts for result in self.results if result.by]
        return (
            f"mutants: {len(self.results)}, {len(killed)} killed, {len(self.survivors)} survivors,"
            f" median {median(killed or [0]):.0f} attempts to kill (most {max(killed, default=0)}), {self.seconds:.0f} s"
        )


def fight_all(ring: Ring, made: Iterable[Mutant]) -> Figures:
    """Each once, and those that are not known to survive up to CHANCES times."""
    began, known = monotonic(), listed()
    results = []
    for mutant in made:
        for chance in range(1 if mutant.name in known else CHANCES):
            result = ring.fight(replace(mutant, chance=chance))
            if result.by:
                break
        results.append(result)
    return Figures(results, monotonic() - began)
