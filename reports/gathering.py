"""The figures of a report: those of the night or counted afresh, and masked next to every report of its programme that was issued."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from cases.periods import Period
from common.context import acting
from funding.queries.facts import lines as funded
from partners.acting import Acting
from reports import counting
from reports.cells import Dimension, Figures, Table
from reports.composing import Composed, former_of, outline_of
from reports.counting.asked import asked_by
from reports.counting.dimensions import UNKNOWN
from reports.indicators import catalogue as indicators
from reports.masking import Release, mask
from reports.models import CellCount, Report
from reports.outline import Categories, Outline, Section, tables
from reports.queries.aims import threshold_of
from reports.queries.money import money_of
from reports.queries.reports import programmes_of

#: How the work divides, in percent: until it is counted, until it is masked.
COUNTED, MASKED = 35, 95
Issued = Sequence[tuple[Period, Release]]


@dataclass(frozen=True)
class Read:
    """What is read of a count for a report. `tables`: those it will show; `before`: what was issued, with the categories of today."""

    categories: Mapping[str, Categories]
    tables: tuple[Table, ...]
    before: Issued
    figures: Figures


def gather(report: Report, issued: Issued, by: Acting, *, on_step: Callable[[int], None]) -> Composed:
    """What that report shows, as `by`, a manager of its unit. No transaction of the application is held while it reckons: it may
    take minutes.

    The first report of a period reads what the night counted, when that holds all it needs; one that is counted again, corrected
    or prepared anew is counted now. `issued`: what was issued of its programme, the oldest first. The programme's threshold of today
    protects, or a larger one with which one of these was masked. `on_step` is told the share done, in percent; what it raises ends
    it. What the product has no facts for is left out.
    """
    period = Period(report.since, report.until)
    former = [table for _, release in issued for table in release.tables]
    outline = countable(outline_of(period, report.left_out), period, former)
    authors = counting.authors_of(by)
    needed = [*tables(outline, period, unknown_categories()), *former]
    with acting(by.audiences):
        counted = counting.standing(authors, report.programme.key, needed) if _is_first(report) else None
    if counted is None or counted.today != timezone.localdate():
        counted = counting.count(authors, report.programme.key, needed)
    on_step(COUNTED)
    with acting(by.audiences):
        read = read_from(counted, outline, period, issued)
        lines = funded(authors.managers)
        threshold = threshold_of(report.programme)
        with_closed = len({each.key for each in programmes_of(by)}) == 1
    release = mask(
        indicators.shipped(),
        read.tables,
        read.figures,
        [each for _, each in read.before],
        threshold=threshold,
        on_step=lambda share: on_step(COUNTED + int(share * (MASKED - COUNTED))),
    )
    as_of = timezone.localtime(counted.counted_at)
    money = money_of(release, period, read.categories, lines) if outline.with_money else None
    return Composed(release, read.categories, as_of, release.threshold, former_of(period, issued), money, with_closed)


def _is_first(report: Report) -> bool:
    """Whether nobody was shown figures of that period yet: what was put right since would be missing from those of the night."""
    same = Report.objects.filter(
        author_id=report.author_id, programme_id=report.programme_id, since=report.since, until=report.until
    )
    return not (report.releases.exists() or same.exclude(pk=report.pk).exists())


def read_from(counted: CellCount, outline: Outline, period: Period, issued: Issued) -> Read:
    """The figures of a count for that outline, and for what was issued before. In the context in which the count was read; raises
    as `counting.figures_of`."""
    categories = categories_of(counted, [table for _, release in issued for table in release.tables])
    asked = tables(outline, period, categories)
    before = [(over, widened(release, categories)) for over, release in issued]
    figures = counting.figures_of(counted, [*asked, *(table for _, each in before for table in each.tables)])
    return Read(categories, asked, before, figures)


def unknown_categories() -> dict[str, Categories]:
    """Every dimension of the catalogue before anything is counted: what is asked of a count knows no category."""
    return {
        each.key: Categories(Dimension(each.key, (UNKNOWN,), several=each.several), {UNKNOWN: UNKNOWN})
        for each in indicators.shipped().dimensions
    }


def countable(outline: Outline, period: Period, former: Sequence[Table]) -> Outline:
    """What of an outline the product has facts for: a block goes when it needs a figure, shown or only told, that is counted nowhere."""
    kept = outline.model_copy(update={"glance": _bare(outline.glance), "sections": []})
    for asked in outline.every:
        section = _bare(asked)
        for name in ("figures", "charts", "tables"):
            for block in getattr(asked, name):
                more = section.model_copy(update={name: [*getattr(section, name), block]})
                if _is_counted(_with(kept, more, outline), period, former):
                    section = more
        kept = _with(kept, section, outline)
    return kept


def _bare(section: Section) -> Section:
    return section.model_copy(update={"figures": [], "charts": [], "tables": []})


def _with(kept: Outline, section: Section, outline: Outline) -> Outline:
    if section.key == outline.glance.key:
        return kept.model_copy(update={"glance": section})
    return kept.model_copy(update={"sections": [*kept.sections, section]})


def _is_counted(outline: Outline, period: Period, former: Iterable[Table]) -> bool:
    try:
        asked_by([*tables(outline, period, unknown_categories()), *former])
    except counting.NotCounted:
        return False
    return True


def categories_of(counted: CellCount, former: Iterable[Table]) -> dict[str, Categories]:
    """The categories found in a count and those of the reports before, each by its words. Five statements at most."""
    before: dict[str, set[str]] = {}
    for table in former:
        for each in table.dimensions:
            before.setdefault(each.key, set()).update(each.categories)
    found, known = {}, counting.dimensions(counted)
    for key in _crossed(counted):
        dimension = known[key]
        more = sorted(before.get(key, set()) - set(dimension.categories))
        dimension = replace(dimension, categories=(*dimension.categories, *more))
        found[key] = Categories(dimension, counting.labels(key, dimension.categories))
    return found


def _crossed(counted: CellCount) -> Iterator[str]:
    """What that count is crossed by."""
    yield from sorted({key for crossings in counted.asked["crossings"].values() for each in crossings for key in each})


def widened(release: Release, categories: Mapping[str, Categories]) -> Release:
    """A report issued before, with the categories of today: one that was found since held nobody then, or nobody knew."""
    tables = tuple(
        replace(table, dimensions=tuple(categories[each.key].dimension for each in table.dimensions))
        for table in release.tables
    )
    return replace(release, tables=tables)
