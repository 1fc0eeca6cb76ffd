"""Figures counted by the statistics role, in cells without household (docs/adr/0031). What the rest of the app calls:

    authors_of(by) -> Authors                          the two audiences of a manager's unit; Refused for anybody else
    standing(authors, programme, tables) -> CellCount | None     the latest count that holds all that these tables need
    figures_of(count, tables) -> Figures               every address of `reports.equations.to_count` for them, nothing included
    count(authors, programme, what) -> CellCount       count now, and keep it; `what`: tables, or `usual(today)`
    dimensions(count) -> dict                          the categories found in a count, by dimension, to make tables of
    labels(key, categories) -> dict                    what a person reads for them
    is_counted(cell, dimensions) -> bool               whether the product holds facts for that cell crossed so

A night's beat keeps one count per programme of every operator unit: the year and its quarters and months, last year's too, of
every cell, whole, by each of its dimensions, and by landlord × type. A report of these reads figures alone: `standing`, then
`figures_of`, then `reports.masking.mask`. Other periods or crossings, and the tables of reports issued before, which `mask` asks
figures of too, are counted as they are needed: `count`.

A cell without facts is never nothing: `figures_of` and `count` raise NotCounted, and a report leaves its section out.

A count lives until newer ones take its place (`work.KEPT`): what is issued copies its figures. It is read with the rights of
the application, inside `common.context.acting` of a manager of that unit.
"""

from reports.counting.asked import Asked, NotCounted, is_counted, usual
from reports.counting.dimensions import dimensions, labels
from reports.counting.reading import figures_of, standing
from reports.counting.work import Authors, authors_of, count

__all__ = [
    "Asked",
    "Authors",
    "NotCounted",
    "authors_of",
    "count",
    "dimensions",
    "figures_of",
    "is_counted",
    "labels",
    "standing",
    "usual",
]
