"""Which figures of a report are shown, and which are left out so that nobody is recognised (domain 4.10; ADR 29). Pure.

A figure with fewer than `threshold` households behind it is protected, nothing included, unless it is the total of a simple
count. From everything published, this report and those before it together, it must be possible that a protected figure is any
whole number from nothing to the threshold: nobody can tell that it is small. Other figures are left out where they would tell
it by subtraction; what is left out for the one reason and for the other looks the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reports.cells import Address, Figures, Table
from reports.equations import System, to_count
from reports.indicators.catalogue import Catalogue
from reports.suppression import Suppression

#: Domain 4.10: by default, where the agreement sets no other.
THRESHOLD = 5


@dataclass(frozen=True)
class Release:
    """What a report shows: its tables, every figure of them as counted, and the addresses of those it shows.

    `exposed`: protected figures, or whose rest is, that the simple counts and the reports issued before already narrow, or of which
    the contrary was not proved in time: nothing that this report leaves out could help them. Empty for a report alone.
    `threshold`: the one it was masked with.
    """

    tables: tuple[Table, ...]
    figures: Figures
    shown: frozenset[Address]
    exposed: frozenset[Address] = frozenset()
    threshold: int = THRESHOLD

    def value(self, address: Address) -> int | None:
        """What is printed there; None where it is left out. KeyError for what is in none of its tables."""
        figure = self.figures[address]
        return figure.value if address in self.shown else None


def mask(
    catalogue: Catalogue,
    tables: Sequence[Table],
    counts: Figures,
    issued: Sequence[Release] = (),
    *,
    threshold: int = THRESHOLD,
    on_step: Callable[[float], None] = lambda share: None,
) -> Release:
    """The report of these tables, next to those issued before it, the oldest first.

    `threshold`: the least that is asked of this report. Where one issued before was masked with a larger one, that one holds: what it
    left out would be told else. Where they were masked with a smaller one, what they tell already of a figure that it left open does
    not hold this report back, and this report tells no more of it (docs/adr/0038).

    `counts`: today's figures, at least `reports.equations.to_count` of all these tables, former ones included. `on_step` is
    told the share done, from 0 to 1, and may raise to end it: a small programme takes minutes. Raises
    Inconsistent when they contradict each other or one is missing, ValueError for a threshold under 2 and for crossings that
    close a circle.
    """
    if threshold < 2:
        raise ValueError("a threshold under 2 masks nothing")
    every = [*tables, *(table for release in issued for table in release.tables)]
    refuse_circles(every)
    system = System(catalogue, every, counts)
    thresholds = [threshold, *(release.threshold for release in issued)]
    suppression = Suppression(system, tables, max(thresholds), promised=min(thresholds))
    for release in issued:
        for address, figure in release.figures.items():
            suppression.remember(address, figure, shown=address in release.shown, threshold=release.threshold)
    suppression.settle(on_step)
    addresses = {address for table in tables for address in table.addresses()}
    exposed = {suppression.about(number) for number in suppression.exposed}
    return Release(
        tables=tuple(tables),
        figures={address: counts[address] for address in addresses},
        shown=frozenset(each for each in addresses if system.number(each) not in suppression.hidden),
        exposed=frozenset(each for each in to_count(catalogue, every) if system.canonical(each) in exposed),
        threshold=max(thresholds),
    )


def refuse_circles(tables: Iterable[Table]) -> None:
    """ValueError when crossings of one cell close a circle, as origin by reason, reason by landlord, landlord by origin.

    What each hides the others might then tell together, although no equation says so. Without a circle, any tables that agree
    on what they share may be true at once, and the equations say all.
    """
    crossings: dict[str, set[frozenset[str]]] = {}
    for table in tables:
        crossings.setdefault(table.cell, set()).add(frozenset(each.key for each in table.dimensions))
    for cell, sets in crossings.items():
        if left := _circle(sets):
            said = "; ".join(" × ".join(sorted(each)) for each in sorted(left, key=sorted))
            raise ValueError(f"{cell}: crossings that close a circle: {said}")


def _circle(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    """What Graham's reduction leaves: nothing, or one set, where there is no circle."""
    before: set[frozenset[str]] = set()
    while sets != before:
        before = sets
        lonely = {name for each in sets for name in each if sum(name in other for other in sets) == 1}
        trimmed = {each - lonely for each in sets}
        sets = {each for each in trimmed if not any(each < other for other in trimmed)}
    return sets if any(sets) else set()
