"""A dashboard: the indicators of a report on a screen, each figure shown, over a period and through the filters that were chosen. Pure.

What is shown here is read by whoever may list each household behind it (docs/adr/0036): nothing is masked, and nothing of it is for
anybody else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cases.periods import Period
from reports.cells import Address, Figure, Table, Where
from reports.counting.asked import Asked
from reports.indicators import catalogue as indicators
from reports.indicators.catalogue import Catalogue
from reports.masking import Release
from reports.outline import Chart, Grid, Need, Outline, Section, cuts, needs, shipped

OPERATOR, LANDLORD = "dashboard", "landlord"
#: What the figure of a cell over a period, in a category, is the sum of: cells and periods.
Parts = list[tuple[str, Period]]
Crossing = tuple[str, ...]


class Kept(NamedTuple):
    """What of an outline can be said, and the titles of what cannot."""

    outline: Outline
    missing: tuple[str, ...]


def outline_of(key: str) -> Outline:
    """The operator's or the landlord's."""
    return shipped()[key]


def keep(outline: Outline, is_said: Callable[[Need], bool], without: Collection[str] = ()) -> Kept:
    """Its blocks of which every need is said. `without`: dimensions that are chosen already: what is crossed by one goes without
    being named."""
    missing: list[str] = []

    def kept(section: Section) -> Section:
        changed: dict[str, list] = {}
        for name in ("figures", "charts", "tables"):
            changed[name] = []
            for block in getattr(section, name):
                asked = needs(block, indicators.shipped())
                if any(need.dimensions & set(without) for need in asked):
                    continue
                if all(is_said(need) for need in asked):
                    changed[name].append(block)
                else:
                    missing.append(_title(block))
        return section.model_copy(update=changed)

    glance, sections = kept(outline.glance), [kept(section) for section in outline.sections]
    some = [section for section in sections if section.figures or section.charts or section.tables]
    return Kept(outline.model_copy(update={"glance": glance, "sections": some}), tuple(dict.fromkeys(missing)))


def _title(block: str | Chart | Grid) -> str:
    return indicators.shipped().indicator[block].name if isinstance(block, str) else block.title


# --- what the night counted ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Counted:
    """What one count holds: `asked` of it, on that day, and each figure of `values` that is not nothing."""

    asked: Asked
    today: date
    values: Mapping[Address, int]

    def parts(self, cell: str, period: Period, crossing: Crossing) -> Parts | None:
        """What that figure is the sum of; None when the count does not say it.

        A period that was not counted is made of its months: facts that have a day add up, a stock is that of its last month or
        stands before its first. What spans it is read in the period that goes on from it, when it is not over, or added up as the
        catalogue says.
        """
        if crossing not in self.asked.of.get(cell, ()):
            return None
        if period in self.asked.periods:
            return [(cell, period)]
        return self._in_months(indicators.shipped(), cell, period, crossing)

    def _in_months(self, catalogue: Catalogue, cell: str, period: Period, crossing: Crossing) -> Parts | None:
        months = [part for _, part in cuts(period)]
        if not months or not set(months) <= set(self.asked.periods):
            return None
        time = catalogue.by_key[cell].time
        if time == "adds":
            return [(cell, month) for month in months]
        if time in ("before", "end"):
            return [(cell, months[0] if time == "before" else months[-1])]
        going_on = [each for each in self.asked.periods if each.since == period.since and each.until > period.until]
        if going_on and period.until >= self.today:
            return [(cell, min(going_on, key=lambda each: each.until))]
        return self._added_up(catalogue, cell, period, crossing)

    def _added_up(self, catalogue: Catalogue, cell: str, period: Period, crossing: Crossing) -> Parts | None:
        for relation in catalogue.relations:
            if relation.whole == cell and all(catalogue.by_key[part].time != "spans" for part in relation.parts):
                found = [self.parts(part, period, crossing) for part in relation.parts]
                if None not in found:
                    return [one for each in found for one in each or ()]
        return None

    def nodes(self, chosen: Where) -> dict[str, set[str]]:
        """By dimension, the categories in which something was counted within those chosen."""
        found: dict[str, set[str]] = {}
        for address in self.values:
            left = set(address.where) - set(chosen)
            if len(left) == 1 and len(address.where) == len(chosen) + 1:
                key, node = left.pop()
                found.setdefault(key, set()).add(node)
        return found


def said_by(counted: Counted, chosen: Where, period: Period) -> Callable[[Need], bool]:
    """Whether a need is said of that period by the count, through the filters chosen."""
    months = [month for _, month in cuts(period)]
    keys = {key for key, _ in chosen}

    def is_said(need: Need) -> bool:
        crossing = tuple(sorted(need.dimensions | keys))
        over = [period, *(months if need.monthly else ())]
        return not need.dimensions & keys and all(counted.parts(need.cell, each, crossing) is not None for each in over)

    return is_said


def through(counted: Counted, asked: Iterable[Table], chosen: Where) -> Release:
    """The figures of these tables as that count has them in the categories chosen, all of them shown; those it does not say are in none."""
    figures = {}
    asked = tuple(asked)
    for table in asked:
        for address in table.addresses():
            where = tuple(sorted((*address.where, *chosen)))
            parts = counted.parts(address.cell, address.period, tuple(key for key, _ in where))
            if parts is not None:
                figures[address] = _shown(
                    sum(counted.values.get(Address(cell, each, where), 0) for cell, each in parts)
                )
    return Release(asked, figures, frozenset(figures))


def _shown(value: int) -> Figure:
    """How many households are behind it is asked by masking alone."""
    return Figure(value, value)


# --- what a landlord counts at once ----------------------------------------------------------------------------------
def told(values: Mapping[Address, int], asked: Iterable[Table]) -> Release:
    """The figures of these tables, nothing where none is given, all of them shown."""
    asked = tuple(asked)
    figures = {address: _shown(values.get(address, 0)) for table in asked for address in table.addresses()}
    return Release(asked, figures, frozenset(figures))


def is_nothing(block: Mapping[str, Any]) -> bool:
    """Whether nothing was counted in any row of that chart: there is nothing to draw."""
    return not any(cell["value"] for each in block["rows"] for cell in each["cells"])
