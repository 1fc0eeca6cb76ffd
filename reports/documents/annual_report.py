"""An annual report, or one of any period: its frozen content, from masked figures and what its author wrote. Pure.

The content is JSON: each figure stands as `{"text", "value"}`, its text as printed and its value as a number, null where it is
left out. The files are made of it alone (`reports.documents.files`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import count
from typing import Any

from cases.periods import Period, year
from common.formatting import clock, full_date
from common.typography import HARD, THIN
from reports.documents import method
from reports.documents.blocks import Sources, chart, is_left_out, table, tile
from reports.documents.given import Cover, Former, Goal, Money, Signature
from reports.indicators.catalogue import Catalogue
from reports.masking import THRESHOLD, Release
from reports.outline import Categories, Chart, Grid, Outline, Section, cuts, is_counted, needs
from reports.readings import LEFT_OUT, footnote

#: Raised by one when the keys of the content change.
SHAPE = 2
TEMPLATE = "documents/annual_report-1.html"
_KEPT = frozenset((THIN, HARD))


@dataclass
class _Page:
    """What is put on paper so far: numbers of charts and tables, indicators to define, what is left out."""

    sources: Sources
    names: tuple[str, str]
    goals: Mapping[str, Fraction]
    comments: Mapping[str, str]
    charts: Iterator[int] = field(default_factory=lambda: count(1))
    tables: Iterator[int] = field(default_factory=lambda: count(1))
    defined: dict[str, None] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def report_content(
    *,
    outline: Outline,
    catalogue: Catalogue,
    categories: Mapping[str, Categories],
    period: Period,
    release: Release,
    cover: Cover,
    as_of: datetime,
    threshold: int = THRESHOLD,
    former: Former | None = None,
    goals: Sequence[Goal] = (),
    comments: Mapping[str, str] | None = None,
    money: Money | None = None,
    signature: Signature | None = None,
    names: tuple[str, str] | None = None,
    with_closed: bool = True,
) -> dict[str, Any]:
    """All that is printed of a report, as JSON.

    `release`: what is masked of `reports.outline.tables`; a block whose tables it does not hold is left out, and named in the
    method. `as_of`: when the figures were read, in Paris. `comments`: by key of section, paragraphs apart by an empty line; a
    key that the outline lacks is a ValueError. Without `signature` the report is marked as a draft. `names`:
    how the period and the former one are called, where their dates would not name them. `with_closed`: requests closed at day 60 are
    counted.
    """
    sources = Sources(catalogue, categories, period, release, (former.period, former.release) if former else None)
    page = _page(outline, sources, names or _names(period, former), goals, comments or {})
    glance = _section(page, outline.glance, money)
    sections = [made for each in outline.sections if (made := _section(page, each, money)) is not None]
    aims = method.goals(sources, page.goals)
    page.defined |= dict.fromkeys(each["indicator"] for each in aims)
    with_money = any(each["money"] for each in (glance, *sections) if each)
    return {
        "shape": SHAPE,
        **_first_page(cover, outline, period),
        **_when(period, former, page.names, as_of),
        "threshold": threshold,
        "footnote": footnote(threshold),
        "glance": glance or _empty(outline.glance),
        "sections": sections,
        "money": method.money_of(money),
        "goals": aims,
        "definitions": method.definitions(catalogue, page.defined),
        "method": _method(
            page, as_of, threshold, with_money=with_money, with_goals=bool(aims), with_closed=with_closed
        ),
        "signature": _signed(signature),
    }


def _page(
    outline: Outline, sources: Sources, names: tuple[str, str], goals: Sequence[Goal], comments: Mapping[str, str]
) -> _Page:
    written = {key: text for key, text in comments.items() if text.strip()}
    if unknown := written.keys() - {section.key for section in outline.every}:
        raise ValueError(f"no section is called {', '.join(sorted(unknown))}")
    return _Page(sources, names, {goal.indicator: goal.value for goal in goals}, written)


def _method(page: _Page, as_of: datetime, threshold: int, **said: bool) -> list[dict[str, str]]:
    of = page.sources
    before = of.former[0] if of.former else None
    return method.sentences(
        period=of.period, as_of=as_of, former=before, threshold=threshold, missing=page.missing, **said
    )


def _names(period: Period, former: Former | None) -> tuple[str, str]:
    """How the two periods are called in a column, where nobody says otherwise."""
    return (
        short_name(period, "cette période"),
        short_name(former.period, "période précédente") if former else "",
    )


def _when(period: Period, former: Former | None, names: tuple[str, str], as_of: datetime) -> dict[str, Any]:
    return {
        "period": {"since": f"{period.since}", "until": f"{period.until}", "name": period.name, "dates": period.dates},
        "former": {"name": names[1], "dates": former.period.dates} if former else None,
        "names": list(names),
        "as_of": f"le {full_date(as_of.date())} à {clock(as_of)}",
    }


def _first_page(cover: Cover, outline: Outline, period: Period) -> dict[str, str]:
    subtitle = subtitle_of(outline, period)
    if cover.version > 1:
        subtitle = f"{subtitle}, version {cover.version}, qui remplace la version {cover.version - 1}"
    return {
        "title": _clean(f"{cover.programme}, {subtitle[:1].lower()}{subtitle[1:]}"),
        "subtitle": subtitle,
        "programme": _clean(cover.programme),
        "summary": _clean(cover.summary),
        "issuer": _clean(cover.issuer),
        "recipient": _clean(cover.recipient),
        "finding": _clean(cover.finding) or outline.glance.title,
        "lead": _clean(cover.lead),
    }


def subtitle_of(outline: Outline, period: Period) -> str:
    """« Rapport annuel 2025 », « Rapport trimestriel, 3ᵉ trimestre 2026 »."""
    if period == year(period.since.year):
        return f"{outline.name} {period.since.year}"
    return f"{outline.name}, {period.name}"


def short_name(period: Period, otherwise: str) -> str:
    """« 2025 », « mars 2026 », or `otherwise` when only dates would name it."""
    if period == year(period.since.year):
        return str(period.since.year)
    return otherwise if period.name == period.dates else period.name


def _section(page: _Page, asked: Section, money: Money | None) -> dict[str, Any] | None:
    """What of that section is counted, with its comment; None when nothing is left of it."""
    blocks: list[str | Chart | Grid] = [*asked.figures, *asked.charts, *asked.tables]
    kept = [each for each in blocks if _is_counted(page.sources, each)]
    figures = [each for each in kept if isinstance(each, str)]
    charts = [each for each in kept if isinstance(each, Chart)]
    grids = [each for each in kept if isinstance(each, Grid)]
    has_money = asked.money and money is not None
    if not (kept or has_money or asked.key in page.comments):
        page.missing += [asked.title] if blocks else []
        return None
    page.missing += [
        _name(page.sources, each) for each in blocks if each not in kept and _is_long_enough(page.sources, each)
    ]
    made: dict[str, Any] = {
        "key": asked.key,
        "title": asked.title,
        "intro": asked.intro or "",
        "figures": [tile(page.sources, key, page.goals) for key in figures],
        "charts": [{"number": next(page.charts), **chart(page.sources, each, page.names)} for each in charts],
        "tables": [{"number": next(page.tables), **table(page.sources, each, page.names)} for each in grids],
        "money": has_money,
        "comment": _paragraphs(page.comments.get(asked.key, "")),
    }
    page.defined |= dict.fromkeys(figures)
    for each in charts:
        page.defined |= dict.fromkeys(one.indicator for one in each.series if one.indicator)
    page.defined |= dict.fromkeys(key for each in grids for key in each.indicators)
    tiles = (one[at] for one in made["figures"] for at in ("now", "before") if one[at])
    made["masked"] = (
        any(one["text"] == LEFT_OUT for one in tiles)
        or any(is_left_out(each) for each in (*made["charts"], *made["tables"]))
        or (has_money and money is not None and method.is_left_out(money))
    )
    return made


def _is_counted(sources: Sources, block: str | Chart | Grid) -> bool:
    return is_counted(block, sources.period, sources.release.tables, sources.catalogue)


def _is_long_enough(sources: Sources, block: str | Chart | Grid) -> bool:
    """Whether the period has the months that it is told by."""
    return bool(cuts(sources.period)) or not any(need.monthly for need in needs(block, sources.catalogue))


def _name(sources: Sources, block: str | Chart | Grid) -> str:
    return sources.catalogue.indicator[block].name if isinstance(block, str) else block.title


def _empty(asked: Section) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("figures", "charts", "tables", "comment")}
    return {"key": asked.key, "title": asked.title, "intro": "", "money": False, "masked": False, **lists}


def _signed(signature: Signature | None) -> dict[str, str] | None:
    if signature is None:
        return None
    return {"name": _clean(signature.name), "role": _clean(signature.role), "on": full_date(signature.on)}


def _paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return [cleaned for each in lines if (cleaned := _clean(each))]


def _clean(text: str) -> str:
    """One line without what neither paper nor a workbook can hold."""
    held = "".join(letter if letter.isprintable() or letter in _KEPT else " " for letter in text)
    return " ".join(word for word in held.split(" ") if word)
