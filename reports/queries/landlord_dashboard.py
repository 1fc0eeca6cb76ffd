"""What a landlord's dashboard reads: its own unit's rows and what is open to it now, counted as they are asked (docs/adr/0036)."""

from dataclasses import dataclass

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q

from cases.enums import AccompanimentKind, CaseKind
from cases.models import Access, Case, Referral
from cases.periods import Period
from partners.models import Audience
from reports.cells import Address, Where
from reports.counting import labels
from reports.counting.dimensions import dimension_of
from reports.counting.landlord import Wanted, count_own
from reports.counting.reading import place_of
from reports.dashboards import Kept
from reports.indicators import catalogue as indicators
from reports.outline import Categories, Chart, Grid, needs
from reports.spans import Span, cut_of

TYPE = "type"
KINDS: tuple[tuple[str, str], ...] = tuple((value, str(label)) for value, label in AccompanimentKind.choices)


@dataclass(frozen=True)
class Association:
    """Who was referred to, or accompanies a household that is open to the landlord. `key` names it in an address."""

    audience_id: int
    key: str
    name: str


def associations_of(unit: int) -> list[Association]:
    """By name, those whose accompaniment is open now. One statement."""
    sent = Referral.objects.filter(author_id=unit, submitted_at__isnull=False)
    opened = Access.objects.for_audience(unit).filter(
        case__kind=CaseKind.ACCOMPANIMENT, housing_until__gt=TransactionNow()
    )
    holding = Case.objects.filter(pk__in=opened.values("case_id")).values("holder_id")
    found = Audience.objects.filter(
        Q(pk__in=sent.values("recipient_id")) | Q(pk__in=holding), unit__isnull=False
    ).select_related("unit__organisation")
    return [
        Association(each.pk, each.unit.key, f"{each.unit.organisation.name}, {each.unit.name}")
        for each in found.order_by("unit__organisation__name", "unit__name")
        if each.unit
    ]


def values_of(
    unit: int, kept: Kept, span: Span, *, association: Association | None, kind: str | None
) -> dict[Address, int]:
    """Every figure of that outline over the span, its months, and the same of the year before. Four statements at most."""
    rows = count_own(
        unit, _wanted(kept, span), association=association.audience_id if association else None, kind=kind or None
    )
    periods = {(each.since, each.until): each for each in (span.shown, span.former, *cut_of(span.shown))}
    return {Address(row.cell, periods[row.since, row.until], place_of(row.place)): row.value for row in rows}


def _wanted(kept: Kept, span: Span) -> list[Wanted]:
    blocks: list[str | Chart | Grid] = [
        each for section in kept.outline.every for each in (*section.figures, *section.charts, *section.tables)
    ]
    found: set[Wanted] = set()
    for need in (need for block in blocks for need in needs(block, indicators.shipped())):
        over: tuple[Period, ...] = (span.shown, span.former, *(cut_of(span.shown) if need.monthly else ()))
        found.add(Wanted(need.cell, tuple(sorted(need.dimensions)), over))
    return list(found)


def categories_of(values: dict[Address, int]) -> dict[str, Categories]:
    """Every dimension in which something was counted, with its words: closed lists all, no statement."""
    nodes: dict[str, set[str]] = {}
    for address in values:
        for key, node in _only(address.where):
            nodes.setdefault(key, set()).add(node)
    found = {}
    for key, each in sorted(nodes.items()):
        dimension = dimension_of(key, each)
        found[key] = Categories(dimension, labels(key, dimension.categories))
    return found


def _only(where: Where) -> Where:
    return where if len(where) == 1 else ()
