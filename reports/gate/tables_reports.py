"""Who may read and write reports: the managers who answer for them, and once they are issued their recipients (docs/adr/0032)."""

from cases.gate.conditions import AUTHOR
from common.rls.declare import MINE, Protected, Trigger, declare

#: The managers answer for it, not the unit, nor one of them.
BY_MANAGERS = (
    f"{AUTHOR} AND EXISTS (SELECT 1 FROM partners_audience m WHERE m.id = {{t}}.author_id AND m.kind = 'manager'"
    " AND m.capacity = 'operator')"
)
#: Issued to a unit of this context.
ADDRESSED = "EXISTS (SELECT 1 FROM sec.my_reports a WHERE a.report_id = {t}.%s OFFSET 0)"


def in_state(*states: str) -> str:
    """The row's report, which its author alone writes about, is in one of these states."""
    named = ", ".join(f"'{state}'" for state in states)
    return f"EXISTS (SELECT 1 FROM reports_report p WHERE p.id = {{t}}.report_id AND p.state IN ({named}) OFFSET 0)"


#: What goes with a report is its author's.
_REPORT = ("report_of_author", "FOREIGN KEY (report_id, author_id) REFERENCES public.reports_report (id, author_id)")
_FUNDER = "EXISTS (SELECT 1 FROM partners_audience u WHERE u.id = {t}.recipient_id AND u.kind = 'unit' AND u.capacity = 'funder')"
#: Before it is read over.
_OPEN = in_state("being_made", "stopped", "composed")


def _written(table: str, column: str) -> Protected:
    """What a manager types in a report that is open, in her name, as long as nobody has read it over."""
    return Protected(
        table,
        select=AUTHOR,
        insert=f"{AUTHOR} AND {{t}}.changed_by_id {MINE} AND {_OPEN}",
        update_using=f"{AUTHOR} AND {_OPEN}",
        update_check=f"{{t}}.changed_by_id {MINE}",
        update=AUTHOR,
        update_columns=(column, "changed_by_id", "changed_at"),
        keeper=(),
        constraints=(_REPORT,),
    )


declare(
    Protected(
        "reports_report",
        select=f"{AUTHOR} OR {ADDRESSED % 'id'}",
        insert=f"{BY_MANAGERS} AND {{t}}.state = 'being_made'"
        f" AND ({{t}}.prepared_by_id IS NULL OR {{t}}.prepared_by_id {MINE})",
        update=AUTHOR,
        update_columns=(
            *("state", "progress", "refusal", "left_out", "follows", "rank", "title", "template", "snapshot", "digest"),
            *("composed_at", "checked_by_id", "checked_at", "signed_by_id", "signed_at", "issued_by_id", "issued_at"),
        ),
        triggers=(
            Trigger("guard_insert", "INSERT", "t_report_replaces", when="BEFORE"),
            Trigger("guard_update", "UPDATE", "t_report_guard", when="BEFORE"),
            Trigger("issue_update", "UPDATE", "t_report_issued"),
        ),
        constraints=(
            (
                "replaces_its_own",
                "FOREIGN KEY (replaces_id, author_id, programme_id)"
                " REFERENCES public.reports_report (id, author_id, programme_id)",
            ),
        ),
    ),
    Protected(
        "reports_reportrelease",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {in_state('being_made')}",
        constraints=(_REPORT,),
    ),
    _written("reports_reportcomment", "text"),
    _written("reports_reportgoal", "value"),
    Protected(
        "reports_reportrecipient",
        select=f"{AUTHOR} OR ({{t}}.recipient_id {MINE} AND {{t}}.issued_at IS NOT NULL)",
        insert=f"{AUTHOR} AND {{t}}.issued_at IS NULL AND {_FUNDER} AND {_OPEN}",
        update_using=f"{AUTHOR} AND {_OPEN}",
        update_check="NOT {t}.is_wanted",
        update=AUTHOR,
        update_columns=("is_wanted",),
        keeper=("SELECT", "UPDATE", "DELETE"),
        triggers=(Trigger("unwanted_update", "UPDATE", "t_recipient_unwanted"),),
        constraints=(_REPORT,),
    ),
    Protected(
        "reports_reportfile",
        select=f"{AUTHOR} OR {ADDRESSED % 'report_id'}",
        insert=f"{AUTHOR} AND EXISTS (SELECT 1 FROM reports_report p WHERE p.id = {{t}}.report_id AND p.state = 'signed'"
        " AND p.digest = {t}.of OFFSET 0)",
        keeper=("SELECT", "DELETE"),
        constraints=(_REPORT,),
    ),
)
