"""Who may read and write money: the managers of an operator unit, and nobody else (docs/adr/0030)."""

from cases.gate.conditions import AUTHOR
from common.rls.declare import MINE, Protected, Trigger, declare

#: The managers sign, not the unit, nor one of them.
BY_MANAGERS = (
    f"{AUTHOR} AND EXISTS (SELECT 1 FROM partners_audience m WHERE m.id = {{t}}.author_id AND m.kind = 'manager')"
)
#: A case that the unit of these managers holds, and that is still in their sight.
OF_THEIR_CASE = (
    f"{AUTHOR} AND EXISTS (SELECT 1 FROM cases_case c JOIN partners_audience h ON h.id = c.holder_id"
    " JOIN partners_audience m ON m.unit_id = h.unit_id AND m.capacity = h.capacity"
    " WHERE c.id = {t}.case_id AND m.id = {t}.author_id AND m.kind = 'manager')"
)
#: A month of the calendar that is over, in Paris.
OVER = "({t}.month + interval '1 month') <= (now() AT TIME ZONE 'Europe/Paris')"
#: Entries come with their closing and never after.
CLOSED_NOW = "EXISTS (SELECT 1 FROM funding_closing k WHERE k.id = {t}.closing_id AND k.closed_at = now())"

_LINE = (
    "line_of_author",
    "FOREIGN KEY (line_id, author_id) REFERENCES public.funding_fundingline (id, author_id)",
)


declare(
    Protected(
        "funding_fundingline",
        select=AUTHOR,
        insert=BY_MANAGERS,
        keeper=(),
        counted=("id", "author_id"),
    ),
    Protected(
        "funding_conventionversion",
        select=AUTHOR,
        insert=AUTHOR,
        triggers=(Trigger("guard_insert", "INSERT", "t_convention_guard"),),
        constraints=(_LINE,),
        counted=("author_id", "line_id", "number", "convention"),
    ),
    Protected(
        "funding_lineshare",
        select=AUTHOR,
        insert=OF_THEIR_CASE,
        update=AUTHOR,
        update_columns=("until",),
        triggers=(
            Trigger("guard_insert", "INSERT", "t_share_guard"),
            Trigger("guard_update", "UPDATE", "t_share_guard"),
        ),
        constraints=(_LINE,),
        counted=("author_id", "case_id", "line_id", "part", "since", "until"),
    ),
    Protected("funding_intensity", select=AUTHOR, insert=OF_THEIR_CASE, keeper=()),
    Protected("funding_planversion", select=AUTHOR, insert=BY_MANAGERS, keeper=()),
    Protected(
        "funding_closing",
        select=AUTHOR,
        insert=f"{BY_MANAGERS} AND {{t}}.closed_by_id {MINE} AND {{t}}.closed_at = now() AND {OVER}",
        keeper=(),
    ),
    Protected(
        "funding_ledgerentry",
        select=AUTHOR,
        insert=f"{OF_THEIR_CASE} AND {CLOSED_NOW}",
        triggers=(Trigger("guard_insert", "INSERT", "t_entry_guard"),),
        constraints=(
            _LINE,
            (
                "booked_where_it_closes",
                "FOREIGN KEY (closing_id, author_id, booked) REFERENCES public.funding_closing (id, author_id, month)",
            ),
        ),
        counted=("author_id", "case_id", "line_id", "month", "unit", "quantity", "weight", "part", "cents"),
    ),
)
