"""What the application reads of counts: with its own rights, never as the statistics role."""

from collections.abc import Iterable

from reports.cells import Address, Figure, Figures, Table
from reports.counting.asked import Asked, NotCounted, asked_by, needed_by
from reports.counting.work import Authors
from reports.models import CellCount, CellFigure

#: How many of the latest counts are looked through for one that holds what is needed.
LOOKED_AT = 20
NOTHING = Figure(0, 0)


def standing(authors: Authors, programme: str, tables: Iterable[Table]) -> CellCount | None:
    """The latest count of that programme that holds all these tables need; None when there is none. One statement. NotCounted: as
    `asked_by`."""
    needed = asked_by(tables)
    latest = CellCount.objects.filter(author_id=authors.managers, programme=programme).order_by("-counted_at", "-pk")
    return next((each for each in latest[:LOOKED_AT] if Asked.of_json(each.asked).holds(needed)), None)


def figures_of(count: CellCount, tables: Iterable[Table]) -> Figures:
    """Every figure `reports.equations.System` needs for these tables, as that count has them. One statement, in the context in
    which the count was read. NotCounted when it does not hold them all, or newer counts took its place meanwhile.
    """
    needed, addresses = needed_by(tuple(tables))
    if not Asked.of_json(count.asked).holds(needed):
        raise NotCounted("this count holds less than these tables need")
    found = CellFigure.objects.filter(
        count_id=count.pk,
        cell__in=[cell for cell, _ in needed.crossings],
        since__gte=needed.since,
        until__lte=needed.until,
    )
    periods = {(period.since, period.until): period for period in needed.periods}
    counted = {
        Address(cell, period, place_of(place)): Figure(value, households)
        for cell, since, until, place, value, households in found.values_list(
            "cell", "since", "until", "place", "value", "households"
        )
        if (period := periods.get((since, until))) is not None
    }
    if not counted and not CellCount.objects.filter(pk=count.pk).exists():
        raise NotCounted("newer counts took the place of this one")
    return {address: counted.get(address, NOTHING) for address in addresses}


def place_of(place: str) -> tuple[tuple[str, str], ...]:
    """`reports.cells.Where` of `CellFigure.place`."""
    return tuple((key, node) for key, _, node in (each.partition("=") for each in place.split("&"))) if place else ()
