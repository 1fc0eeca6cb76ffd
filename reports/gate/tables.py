"""Who may read and write what is counted for reports: the managers of an operator unit read it, the statistics role alone
writes it (docs/adr/0031)."""

from cases.gate.conditions import AUTHOR
from common.rls.declare import MINE, Protected, declare
from funding.gate.tables import BY_MANAGERS

#: Figures come with their count, in its transaction, and never after.
COUNTED_NOW = "EXISTS (SELECT 1 FROM reports_cellcount c WHERE c.id = {t}.count_id AND c.counted_at = now())"

#: What is counted in one context is of one unit: no audience of another is in it.
OF_ONE_UNIT = (
    "NOT EXISTS (SELECT 1 FROM partners_audience x JOIN partners_audience m ON m.id = {t}.author_id"
    f" WHERE x.id {MINE} AND (x.unit_id IS DISTINCT FROM m.unit_id OR x.capacity <> m.capacity))"
)

declare(
    Protected(
        "reports_cellcount",
        select=AUTHOR,
        cells=f"{BY_MANAGERS} AND {OF_ONE_UNIT} AND {{t}}.counted_at = now()",
        keeper=(),
    ),
    Protected(
        "reports_cellfigure",
        select=AUTHOR,
        cells=f"{AUTHOR} AND {COUNTED_NOW}",
        keeper=(),
        constraints=(
            (
                "of_its_count",
                "FOREIGN KEY (count_id, author_id) REFERENCES public.reports_cellcount (id, author_id)",
            ),
        ),
    ),
)
