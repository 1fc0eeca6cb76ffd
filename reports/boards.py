"""What a dashboard says, as data, from figures and the words of their categories. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.cells import Address, Where
from reports.counting.landlord import is_counted
from reports.dashboards import LANDLORD, OPERATOR, Counted, Kept, keep, outline_of, said_by, through, told
from reports.documents.annual_report import report_content
from reports.documents.given import Cover, Former
from reports.indicators import catalogue as indicators
from reports.masking import Release
from reports.outline import Categories, tables
from reports.spans import Span


@dataclass(frozen=True)
class Board:
    """`content`: as of a report (`reports.documents.annual_report`), nothing of it masked. `missing`: the titles of what is not counted
    through these filters. `is_compared`: whether the year before is counted."""

    content: dict[str, Any]
    missing: tuple[str, ...]
    is_compared: bool


def of_operator(
    counted: Counted, categories: Mapping[str, Categories], chosen: Where, span: Span, as_of: datetime
) -> Board:
    """What the night counted, in the categories chosen."""
    kept = keep(outline_of(OPERATOR), said_by(counted, chosen, span.shown), {key for key, _ in chosen})
    now = through(counted, tables(kept.outline, span.shown, categories), chosen)
    before = through(counted, tables(kept.outline, span.former, categories), chosen)
    return _board(kept, categories, now, before, span=span, as_of=as_of)


def kept_of_landlord(kind: str = "") -> Kept:
    """What a landlord's own rows can say. `kind`: the type of accompaniment that is chosen."""
    return keep(outline_of(LANDLORD), lambda need: is_counted(need.cell, need.dimensions), {"type"} if kind else ())


def of_landlord(
    kept: Kept, values: Mapping[Address, int], categories: Mapping[str, Categories], span: Span, as_of: datetime
) -> Board:
    """What was counted of her own rows."""
    now, before = (told(values, tables(kept.outline, period, categories)) for period in (span.shown, span.former))
    return _board(kept, categories, now, before, span=span, as_of=as_of)


def _board(
    kept: Kept, categories: Mapping[str, Categories], now: Release, before: Release, *, span: Span, as_of: datetime
) -> Board:
    content = report_content(
        outline=kept.outline,
        catalogue=indicators.shipped(),
        categories=categories,
        period=span.shown,
        release=now,
        cover=Cover(programme="", issuer="", recipient=""),
        as_of=as_of,
        former=Former(span.former, before),
        names=span.names,
    )
    return Board(content, kept.missing, bool(before.figures))
