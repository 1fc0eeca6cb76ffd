"""What a worker made of a report's figures, and what the report says with them. Pure.

A report keeps all it needs to be printed as it was counted: its figures, the words of its categories, the moment it was counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.periods import Period, add_months, quarter, year
from reports.cells import Dimension
from reports.documents.annual_report import report_content
from reports.documents.given import Cover, Former, Goal, Line, Money, Signature
from reports.enums import ReportKind
from reports.freezing import freeze, thaw
from reports.indicators import catalogue as indicators
from reports.masking import Release
from reports.outline import MONEY, Categories, Chart, Grid, Outline, Section, needs, shipped

#: Comments that stand on the first page and under no section.
FINDING, LEAD = "finding", "lead"
#: A report of so many months or fewer is outlined as a quarter.
SHORT_MONTHS = 4


@dataclass(frozen=True)
class Composed:
    """`as_of`: when the figures were read, in Paris. `former`: what is compared with, when it was issued. `with_closed`: requests that
    closed at day 60 are counted, since the unit has one programme (docs/adr/0031)."""

    release: Release
    categories: Mapping[str, Categories]
    as_of: datetime
    threshold: int
    former: Former | None = None
    money: Money | None = None
    with_closed: bool = True


def kind_of(period: Period) -> ReportKind:
    if period == year(period.since.year):
        return ReportKind.ANNUAL
    return ReportKind.QUARTERLY if period == quarter(period.since) else ReportKind.OTHER


def title_of(period: Period) -> str:
    """« Rapport annuel 2025 », « Rapport du 3ᵉ trimestre 2026 », « Rapport du 3 mars au 12 avril 2026 »."""
    kind = kind_of(period)
    if kind == ReportKind.ANNUAL:
        return f"Rapport annuel {period.since.year}"
    return f"Rapport du {period.name}" if kind == ReportKind.QUARTERLY else f"Rapport {period.dates}"


def outline_of(period: Period, left_out: Collection[str] = ()) -> Outline:
    """The sections of a report of that period, without those. The first page has a place in each; left out, it shows nothing."""
    short = period.until < add_months(period.since, SHORT_MONTHS)
    outline = shipped()["quarter" if short else "year"]
    glance = outline.glance
    if glance.key in left_out:
        glance = Section(key=glance.key, title=glance.title)
    kept = [section for section in outline.sections if section.key not in left_out]
    return outline.model_copy(update={"glance": glance, "sections": kept})


def content_of(
    composed: Composed,
    *,
    period: Period,
    left_out: Collection[str],
    cover: Cover,
    comments: Mapping[str, str],
    goals: Sequence[Goal] = (),
    signature: Signature | None = None,
) -> dict[str, Any]:
    """All that the report prints; a draft without its signature."""
    outline = outline_of(period, left_out)
    sections = {section.key for section in outline.every}
    return report_content(
        outline=outline,
        catalogue=indicators.shipped(),
        categories=composed.categories,
        period=period,
        release=composed.release,
        cover=cover,
        as_of=composed.as_of,
        threshold=composed.threshold,
        former=composed.former,
        goals=goals,
        comments={key: text for key, text in comments.items() if key in sections and text},
        money=composed.money if outline.with_money else None,
        with_closed=composed.with_closed,
        signature=signature,
    )


def suspects(outline: Outline, release: Release) -> list[Section]:
    """The sections that count what holds together with a figure that could not be hidden: without them it may be."""
    catalogue = indicators.shipped()
    told = {catalogue.linked[address.cell] for address in release.exposed}
    return [section for section in outline.every if told & {catalogue.linked[cell] for cell in _cells(section)}]


def _cells(section: Section) -> set[str]:
    blocks: list[str | Chart | Grid] = [*section.figures, *section.charts, *section.tables]
    wanted = [need for block in blocks for need in needs(block, indicators.shipped())]
    return {need.cell for need in (*wanted, *(MONEY if section.money else ()))}


def former_of(period: Period, issued: Sequence[tuple[Period, Release]]) -> Former | None:
    """The last report issued of the same months a year before."""
    before = Period(add_months(period.since, -12), add_months(period.until, -12))
    found = [release for over, release in issued if over == before]
    return Former(before, found[-1]) if found else None


# --- as JSON ----------------------------------------------------------------------------------------------------------
def pack(composed: Composed) -> dict[str, Any]:
    """JSON of it: `unpack` makes an equal one."""
    return {
        "release": freeze(composed.release),
        "categories": [_categories(each) for each in composed.categories.values()],
        "as_of": composed.as_of.isoformat(),
        "threshold": composed.threshold,
        "former": _former(composed.former) if composed.former else None,
        "money": _money(composed.money) if composed.money else None,
        "with_closed": composed.with_closed,
    }


def unpack(said: Mapping[str, Any]) -> Composed:
    made = [_to_categories(each) for each in said["categories"]]
    return Composed(
        thaw(said["release"]),
        {each.dimension.key: each for each in made},
        datetime.fromisoformat(said["as_of"]),
        said["threshold"],
        _to_former(said["former"]) if said["former"] else None,
        _to_money(said["money"]) if said["money"] else None,
        said.get("with_closed", True),
    )


def _categories(each: Categories) -> dict[str, Any]:
    dimension = each.dimension
    return {
        "key": dimension.key,
        "categories": list(dimension.categories),
        "groups": [[name, list(members)] for name, members in dimension.groups],
        "several": dimension.several,
        "labels": dict(each.labels),
    }


def _to_categories(said: Mapping[str, Any]) -> Categories:
    groups = tuple((name, tuple(members)) for name, members in said["groups"])
    return Categories(Dimension(said["key"], tuple(said["categories"]), groups, said["several"]), said["labels"])


def _former(former: Former) -> dict[str, Any]:
    period = former.period
    return {"since": period.since.isoformat(), "until": period.until.isoformat(), "release": freeze(former.release)}


def _to_former(said: Mapping[str, Any]) -> Former:
    period = Period(date.fromisoformat(said["since"]), date.fromisoformat(said["until"]))
    return Former(period, thaw(said["release"]))


def _money(money: Money) -> dict[str, Any]:
    return {
        "lines": [_line(line) for line in money.lines],
        "whole": _line(money.whole) if money.whole else None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "funder": line.funder,
        "granted": line.granted,
        "consumed": line.consumed,
        "in_euros": line.in_euros,
    }


def _to_money(said: Mapping[str, Any]) -> Money:
    whole = _to_line(said["whole"]) if said.get("whole") else None
    return Money(tuple(_to_line(line) for line in said["lines"]), whole)


def _to_line(said: Mapping[str, Any]) -> Line:
    return Line(said["name"], said["funder"], said["granted"], said["consumed"], in_euros=said["in_euros"])
