"""Who may read and write what is signed in two parts, budgets, steps, entries, tasks, alerts, plans and proceedings."""

from cases.gate.conditions import (
    AUTHOR,
    HOLDER,
    MANAGER,
    PERSON_OF_HOUSEHOLD,
    TEAM,
    VISIT_OF_CASE,
    WRITTEN,
    access,
)
from common.rls.declare import MINE, Protected, Trigger, declare

#: On the case's team, or its manager. Members alone have `team_until` before the follow-up right is over, managers after.
WORKING = f"a.team_until > now() OR ({MANAGER})"
#: The team of the operator's case and its manager, or a landlord: beside the author, on its own tenancy.
EITHER_SIDE = f"{WORKING} OR a.capacity = 'landlord'"
#: Rows that only the holder's team and manager write: being on the case says whose they are.
WORKED = access(WORKING)
SECRET = access("a.social_until > now() OR a.team_until > now()")
HOUSING_OR_WRITTEN = access(f"a.housing_until > now() OR {WRITTEN}")
#: What goes with a part, or with a visit, is bound to its author and case by a key: being on the case says the rest.
PART_OF_CASE = (
    "part_of_case",
    "FOREIGN KEY (common_part_id, case_id, author_id) REFERENCES public.cases_commonpart (id, case_id, author_id)",
)
OF_ONE_CASE = (("composite", "UNIQUE (id, case_id, author_id)"),)
ISSUED_ONCE = (Trigger("guard_update", "UPDATE", "t_part_once", when="BEFORE"),)

declare(
    # --- signed in two parts ------------------------------------------------------------------------------------
    Protected(
        "cases_commonpart",
        select=access(f"(a.housing_until > now() AND {{t}}.issued_at IS NOT NULL) OR {WRITTEN}"),
        insert=f"{HOLDER} AND {{t}}.issued_at IS NULL AND {WORKED}",
        update=WORKED,
        update_columns=(
            "content",
            "programme_version_id",
            "starts_on",
            "ends_on",
            "issued_at",
            "abandoned_at",
            "digest",
        ),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        triggers=ISSUED_ONCE,
        constraints=OF_ONE_CASE,
    ),
    Protected(
        "cases_annex",
        select=SECRET,
        insert=f"{{t}}.written_by_id {MINE} AND {{t}}.issued_at IS NULL AND {access(TEAM)}",
        update=access(TEAM),
        update_columns=("content", "issued_at", "digest"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        triggers=ISSUED_ONCE,
        constraints=(PART_OF_CASE,),
    ),
    Protected(
        "cases_signature",
        select=WORKED,
        insert=f"{{t}}.recorded_by_id {MINE} AND {WORKED}",
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        constraints=(PART_OF_CASE, PERSON_OF_HOUSEHOLD),
        unmeasured=("name",),
    ),
    Protected(
        "cases_budgetstatement",
        select=access(f"a.budget_until > now() OR {WRITTEN}"),
        insert=f"{HOLDER} AND {access(TEAM)}",
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        counted=("id", "case_id", "author_id", "on", "effort_rate"),
    ),
    # --- the team's daily work ------------------------------------------------------------------------------------
    Protected(
        "cases_contact",
        select=WORKED,
        insert=f"{HOLDER} AND {access(TEAM)}",
        update=access(TEAM),
        update_columns=("name", "function", "body", "phone", "email", "ended_on"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        constraints=OF_ONE_CASE,
        unmeasured=("name", "phone", "email"),
    ),
    Protected(
        "cases_step",
        select=WORKED,
        insert=f"{HOLDER} AND {{t}}.written_by_id {MINE} AND {access(TEAM)}",
        update=access(TEAM),
        update_columns=(
            *("kind", "body", "contact_id", "filed_on", "asked_cents", "answer", "answered_on", "granted_cents"),
            *("remind_on", "text"),
        ),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        triggers=(Trigger("shared_insert", "INSERT", "t_step"), Trigger("shared_update", "UPDATE", "t_step")),
        constraints=(
            (
                "contact_of_case",
                "FOREIGN KEY (contact_id, case_id, author_id) REFERENCES public.cases_contact (id, case_id, author_id)",
            ),
        ),
        counted=("case_id", "author_id", "kind", "filed_on", "answer", "answered_on", "granted_cents"),
    ),
    Protected(
        "cases_stepshared",
        select=HOUSING_OR_WRITTEN,
        keeper=("SELECT", "INSERT", "DELETE"),
        case_bound=True,
    ),
    Protected(
        "cases_visitrevision",
        select=SECRET,
        insert=f"{{t}}.written_by_id {MINE} AND {access(TEAM)}",
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        constraints=(VISIT_OF_CASE,),
    ),
    Protected(
        "cases_suspension",
        select=access(WRITTEN),
        insert=f"{HOLDER} AND {{t}}.recorded_by_id {MINE} AND {WORKED}",
        update=WORKED,
        update_columns=("planned_until", "ended_on"),
        keeper=(),
        case_bound=True,
    ),
    Protected(
        "cases_entrystatement",
        select=WORKED,
        insert=f"{HOLDER} AND {WORKED}",
        update=WORKED,
        update_columns=("reasons", "stage", "commune", "debt_cents", "debt_on"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        counted=("case_id", "author_id", "reasons", "stage", "commune", "debt_cents", "debt_on"),
    ),
    Protected(
        "cases_earlieractivity",
        select=access(WRITTEN),
        insert=f"{HOLDER} AND {access(MANAGER)}",
        keeper=(),
        case_bound=True,
        counted=("case_id", "author_id", "month", "held", "minutes"),
    ),
    # --- between partners -------------------------------------------------------------------------------------------
    Protected(
        "cases_alert",
        select=access(f"(a.housing_until > now() AND {{t}}.recipient_id {MINE}) OR {WRITTEN}"),
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.received_at IS NULL AND {access(EITHER_SIDE)}",
        update=f"{{t}}.recipient_id {MINE} AND {{t}}.received_by_id {MINE} AND {{t}}.received_at = now()",
        update_using=f"{{t}}.recipient_id {MINE} AND {{t}}.received_at IS NULL AND {access('a.housing_until > now()')}",
        update_columns=("received_at", "received_by_id"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
    ),
    Protected(
        "cases_task",
        select=f"{AUTHOR} AND {access(EITHER_SIDE)}",
        insert=f"{AUTHOR} AND {HOLDER} AND {access(EITHER_SIDE)}",
        update=f"{AUTHOR} AND {access(EITHER_SIDE)}",
        update_columns=("title", "due_on", "done_at", "done_by_id"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
    ),
    Protected(
        "cases_repaymentplan",
        select=HOUSING_OR_WRITTEN,
        insert=f"{AUTHOR} AND {HOLDER} AND {access(EITHER_SIDE)}",
        update=f"{AUTHOR} AND {access(EITHER_SIDE)}",
        update_columns=("ended_on",),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
    ),
    Protected(
        "cases_procedureevent",
        select=HOUSING_OR_WRITTEN,
        insert=f"{AUTHOR} AND {HOLDER} AND {access(EITHER_SIDE)}",
        update=f"{AUTHOR} AND {access(EITHER_SIDE)}",
        update_columns=("cancelled_at",),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        counted=("id", "case_id", "kind", "stage", "on", "cancelled_at"),
    ),
)
