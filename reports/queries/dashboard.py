"""What an operator's dashboard reads: the figures that the night counted for the managers of a unit, never a fact."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q

from cases.periods import Period
from reports import counting
from reports.cells import Address, Dimension, Where
from reports.counting.asked import Asked
from reports.counting.dimensions import NOT_SAID, dimension_of
from reports.counting.reading import LOOKED_AT, place_of
from reports.dashboards import Counted
from reports.models import CellCount, CellFigure
from reports.outline import Categories
from reports.spans import Span, cut_of

#: What may be chosen beside the period: the cell whose categories are offered.
LANDLORD, TYPE = "landlord", "type"
_OFFERED_BY = ("followed", "referrals")
#: The days of `counting.usual`: last year's first, this year's last.
_OF_A_NIGHT: dict[str, Any] = {
    "since__year": F("today__year") - 1,
    "since__month": 1,
    "since__day": 1,
    "until__year": F("today__year"),
    "until__month": 12,
    "until__day": 31,
}


@dataclass(frozen=True)
class Filters:
    """What may be chosen, by dimension: (category, what a person reads)."""

    landlords: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


def counted_programmes(managers: int) -> set[str]:
    """The keys of the programmes of which these managers have a count. One statement."""
    return set(CellCount.objects.filter(author_id=managers).values_list("programme", flat=True).distinct())


def latest(managers: int, programme: str) -> CellCount | None:
    """The last count of a night, of all that is usual; None before the first. One statement.

    What is counted for reports over other days is not looked at, however often that is asked.
    """
    found = CellCount.objects.filter(author_id=managers, programme=programme, **_OF_A_NIGHT)
    return next((each for each in found.order_by("-counted_at", "-pk")[:LOOKED_AT] if _is_of_a_night(each)), None)


def _is_of_a_night(count: CellCount) -> bool:
    return Asked.of_json(count.asked).holds(counting.usual(count.today))


def read(count: CellCount, span: Span) -> Counted:
    """The figures of that count over the span, the months of it, and the same of the year before; and those by which landlords and
    types are offered. One statement."""
    asked = Asked.of_json(count.asked)
    periods = [each for each in asked.periods if _is_read(each, span)]
    wanted = reduce(or_, (Q(since=each.since, until=each.until) for each in periods))
    offered = Q(cell__in=_OFFERED_BY) & (Q(place__startswith=f"{LANDLORD}=") | Q(place__startswith=f"{TYPE}="))
    rows = CellFigure.objects.filter(wanted | offered, count_id=count.pk)
    by_days = {(each.since, each.until): each for each in asked.periods}
    values = {
        Address(cell, by_days[since, until], place_of(place)): value
        for cell, since, until, place, value in rows.values_list("cell", "since", "until", "place", "value")
        if (since, until) in by_days
    }
    return Counted(asked, count.today, values)


def _is_read(period: Period, span: Span) -> bool:
    goes_on = period.since == span.shown.since and period.until >= span.shown.until
    return goes_on or period in {span.former, *cut_of(span.shown), *cut_of(span.former)}


def filters_of(counted: Counted) -> Filters:
    """The landlords and types of whoever was referred or followed in these two years. Two statements at most."""
    found: dict[str, set[str]] = {LANDLORD: set(), TYPE: set()}
    for address in counted.values:
        if len(address.where) == 1 and address.cell in _OFFERED_BY and address.where[0][0] in found:
            key, node = address.where[0]
            found[key].add(node)
    return Filters(_offered(LANDLORD, found[LANDLORD]), _offered(TYPE, found[TYPE]))


def _offered(key: str, nodes: set[str]) -> tuple[tuple[str, str], ...]:
    if not nodes:
        return ()
    labels = counting.labels(key, dimension_of(key, nodes).categories)
    return tuple(sorted(labels.items(), key=lambda each: each[1])) if key == LANDLORD else tuple(labels.items())


def categories_of(counted: Counted, chosen: Where, known: Filters) -> dict[str, Categories]:
    """Every dimension in which something was counted within what is chosen, with its words. One statement for committees, one for
    funding lines."""
    found = {}
    for key, nodes in sorted(counted.nodes(chosen).items()):
        dimension: Dimension = dimension_of(key, nodes)
        if key == LANDLORD:
            labels = {node: dict(known.landlords).get(node, NOT_SAID) for node in dimension.categories}
        else:
            labels = counting.labels(key, dimension.categories) if key in _SHOWN else {}
        if labels:
            found[key] = Categories(dimension, labels)
    return found


#: Dimensions that a dashboard shows; communes are not.
_SHOWN = frozenset(
    (
        "origin",
        "reason",
        "type",
        "stage",
        "outcome",
        "visit-outcome",
        "step-kind",
        "decision",
        "effort-rate",
        "committee",
    )
) | {"funding-line"}
