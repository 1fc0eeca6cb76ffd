"""Who may read and write the landlord's file, households, identity, referrals and housing (decisions T4 to T6)."""

from cases.gate.conditions import (
    ACCOUNT_OF_AUTHOR,
    ACTIVITY,
    AUTHOR,
    FILES,
    HOLDER,
    LANDLORD_OWN,
    OPERATOR_OWN,
    PERSON_OF_HOUSEHOLD,
    PRESENT,
    TEAM_OR_MANAGER,
    TENANCY,
    WRITTEN,
    access,
    household_access,
    person_access,
    recompute,
)
from common.rls.declare import MINE, Protected, Trigger, declare

declare(
    # --- the landlord's own file: never granted ---------------------------------------------------------
    Protected(
        "cases_tenantaccount",
        select=FILES,
        insert=FILES,
        update=FILES,
        update_columns=(
            *(
                "title",
                "last_name",
                "first_name",
                "born_on",
                "co_tenant",
                "occupants",
                "phone",
                "email",
                "address",
            ),
            *("postcode", "commune", "residence", "branch_label", "manager_label", "typology", "rent_cents"),
            *(
                "apl_cents",
                "balance_cents",
                "balance_on",
                "months_unpaid",
                "last_payment_on",
                "entered_on",
                "stage",
            ),
            *("reasons", "told", "search_key", "case_id", "updated_at"),
        ),
        triggers=(Trigger("copy_update", "UPDATE", "t_account"),),
        unmeasured=("last_name", "first_name", "born_on", "co_tenant", "address", "postcode", "commune", "phone", "email"),
        constraints=(("case_held", "FOREIGN KEY (case_id, author_id) REFERENCES public.cases_case (id, holder_id)"),),
    ),
    Protected(
        "cases_accountstatement",
        select=FILES,
        insert=FILES,
        update=FILES,
        update_columns=("balance_cents", "rent_cents", "apl_cents"),
        triggers=(
            Trigger("copy_insert", "INSERT", "t_account_statement"),
            Trigger("copy_update", "UPDATE", "t_account_statement"),
        ),
        constraints=(("author_of_account", ACCOUNT_OF_AUTHOR),),
    ),
    Protected(
        "cases_importbatch",
        select=FILES,
        insert=FILES,
        update=FILES,
        update_columns=("state", "staged", "corrections", "choices", "written", "written_at"),
        keeper=("SELECT", "DELETE"),
    ),
    # --- household, persons, cases: made by the keeper ----------------------------------------------------
    Protected(
        "cases_household",
        select=household_access(PRESENT, "id"),
        keeper=("SELECT", "INSERT"),
    ),
    Protected(
        "cases_person",
        select=household_access(PRESENT),
        insert=f"{AUTHOR} AND {{t}}.audience_id IS NULL AND {household_access(PRESENT)}",
        keeper=("SELECT", "UPDATE"),
        triggers=recompute("INSERT", "UPDATE"),
    ),
    Protected(
        "cases_case",
        select=access(f"{PRESENT} OR {ACTIVITY}", "id"),
        keeper=("SELECT", "INSERT"),
        triggers=recompute("INSERT"),
        constraints=(
            (
                "household_of_tenancy",
                "FOREIGN KEY (tenancy_id, household_id) REFERENCES public.cases_case (id, household_id)",
            ),
        ),
    ),
    # --- identity ---------------------------------------------------------------------------------------
    Protected(
        "cases_identitystatement",
        select=f"{access(WRITTEN)} OR {person_access('identity_until')}",
        insert=f"{AUTHOR} AND {HOLDER} AND {access(f'({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})')}",
        case_bound=True,
        triggers=recompute("INSERT"),
        constraints=(PERSON_OF_HOUSEHOLD,),
        unmeasured=("title", "last_name", "first_name", "born_on"),
    ),
    Protected(
        "cases_contactstatement",
        # A landlord keeps its own rows whatever is flagged; an operator's unit does not (docs/adr/0007).
        select=f"{person_access('contact_until')} OR {access(f'{LANDLORD_OWN} AND {AUTHOR}')}",
        insert=f"{AUTHOR} AND {HOLDER} AND {access(f'({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})')}",
        case_bound=True,
        triggers=recompute("INSERT"),
        constraints=(PERSON_OF_HOUSEHOLD,),
        unmeasured=("address", "postcode", "commune", "phone", "email"),
    ),
    # --- referral: three tables, since a row policy hides no column ----------------------------------------
    Protected(
        "cases_referral",
        select=f"{AUTHOR} OR ({{t}}.recipient_id {MINE} AND {access(PRESENT, 'receiving_case_id')})",
        insert=f"{AUTHOR} AND {{t}}.state = 'draft' AND {{t}}.receiving_case_id IS NULL"
        f" AND {{t}}.submitted_at IS NULL AND {access(LANDLORD_OWN)}",
        update=AUTHOR,
        update_columns=("origin", "told_how", "told_on", "told_by", "state", "withdrawn_at"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(
            *recompute("UPDATE"),
            Trigger("told_update", "UPDATE", "t_referral"),
            Trigger("guard_update", "UPDATE", "t_referral_guard", when="BEFORE"),
        ),
        constraints=(("account_of_author", ACCOUNT_OF_AUTHOR),),
    ),
    Protected(
        "cases_referralsheet",
        select=f"{AUTHOR} OR {access('a.sheet_until > now()', 'receiving_case_id')}",
        insert=f"{AUTHOR} AND {{t}}.receiving_case_id IS NULL AND {access(LANDLORD_OWN)} AND EXISTS (SELECT 1 FROM"
        " cases_referral r WHERE r.id = {t}.referral_id AND r.author_id = {t}.author_id AND r.case_id = {t}.case_id)",
        update=f"{AUTHOR} AND EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = {{t}}.referral_id"
        " AND r.state IN ('draft', 'incomplete'))",
        update_columns=(
            *(
                "title",
                "last_name",
                "first_name",
                "co_tenant",
                "address",
                "postcode",
                "commune",
                "phone",
                "email",
            ),
            *("occupants", "tenancy_started_on", "typology", "rent_cents", "apl_cents", "balance_cents"),
            *(
                "balance_on",
                "months_unpaid",
                "last_payment_on",
                "stage",
                "reasons",
                "dated_facts",
                "actions_taken",
            ),
            *("told_how", "told_on", "told_by", "contact_name", "contact_phone"),
        ),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=recompute("UPDATE"),
        constraints=(PERSON_OF_HOUSEHOLD,),
        unmeasured=("last_name", "first_name", "co_tenant", "address", "postcode", "commune", "phone", "email"),
    ),
    Protected(
        "cases_referralanswer",
        select=access(WRITTEN),
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.answered_by_id {MINE}"
        " AND EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = {t}.referral_id AND r.receiving_case_id = {t}.case_id)",
        update=f"{{t}}.answered_by_id {MINE} AND {access(WRITTEN)}",
        update_using=access(WRITTEN),
        update_columns=("state", "missing", "reason", "answered_by_id", "answered_at"),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("told_insert", "INSERT", "t_answer"),
            Trigger("told_update", "UPDATE", "t_answer"),
            Trigger("guard_update", "UPDATE", "t_answer_once", when="BEFORE"),
        ),
    ),
    Protected(
        "cases_referralfeedback",
        select=f"{AUTHOR} AND {{t}}.visible_from <= now()",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
    ),
    # --- housing --------------------------------------------------------------------------------------------
    Protected(
        "cases_rentstatement",
        select=access(f"a.housing_until > now() OR {WRITTEN}"),
        insert=f"{AUTHOR} AND {TENANCY}",
        update=f"{AUTHOR} AND {TENANCY}",
        update_columns=("balance_cents", "rent_cents", "apl_cents", "source"),
        keeper=("SELECT", "INSERT", "UPDATE"),
        case_bound=True,
        triggers=(Trigger("gate_insert", "INSERT", "t_rent"),),
    ),
    Protected(
        "cases_accompaniment",
        select=access(f"a.housing_until > now() OR {WRITTEN}"),
        insert=f"{AUTHOR} AND {HOLDER} AND {access(OPERATOR_OWN)}",
        update=access(WRITTEN),
        update_columns=(
            *(
                "referent_name",
                "referent_phone",
                "referent_email",
                "kind",
                "starts_on",
                "planned_end_on",
                "ends_on",
            ),
        ),
        case_bound=True,
    ),
    Protected(
        "cases_accompanimentcourse",
        select=access(WRITTEN),
        insert=f"{AUTHOR} AND {HOLDER} AND {access(OPERATOR_OWN)}"
        " AND {t}.engaged_at IS NULL AND {t}.ended_at IS NULL",
        update=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update_columns=("state", "engaged_at", "ended_at", "outcome", "programme_id"),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("told_insert", "INSERT", "t_course"),
            Trigger("told_update", "UPDATE", "t_course"),
            Trigger("guard_update", "UPDATE", "t_course_guard", when="BEFORE"),
        ),
    ),
    Protected(
        "cases_visitshared",
        select=access(f"a.housing_until > now() OR {WRITTEN}"),
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
    ),
)
