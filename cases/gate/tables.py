"""Who may read and write each table about households (decisions T2, T4, T5, T6).

Four rules of form, measured in docs/adr: the audience condition stands once per EXISTS, every EXISTS ends with
OFFSET 0, the context is inside (SELECT …), and policies read the keeper's views.
"""

from common.rls.declare import MINE, Protected, Trigger, declare

AUTHOR = f"{{t}}.author_id {MINE}"


def access(condition: str, case: str = "case_id") -> str:
    """A row of my access to this row's case satisfies the condition (on alias `a`)."""
    return f"EXISTS (SELECT 1 FROM sec.my_access a WHERE a.case_id = {{t}}.{case} AND ({condition}) OFFSET 0)"


def person_access(column: str) -> str:
    """I may see this row's person in that respect, on this row's case."""
    return (
        "EXISTS (SELECT 1 FROM sec.my_person_access a WHERE a.case_id = {t}.case_id"
        f" AND a.person_id = {{t}}.person_id AND a.{column} > now() OFFSET 0)"
    )


PRESENT = "a.present_until > now()"
TEAM = "a.kind = 'member' AND a.team_until > now()"
MANAGER = "a.kind = 'manager' AND a.own"
TEAM_OR_MANAGER = f"({TEAM}) OR ({MANAGER})"
LANDLORD_OWN = "a.own AND a.capacity = 'landlord'"

#: The author unit holds the row's case.
HOLDER = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.case_id AND c.holder_id = {t}.author_id)"

#: A consent or grant is about a case the recording unit holds, or about the tenancy it was referred from, and
#: then only to itself (the return direction of T9).
RECORDED_WHERE = (
    "EXISTS (SELECT 1 FROM cases_case c WHERE c.holder_id = {t}.author_id AND c.kind = 'accompaniment'"
    " AND c.household_id = {t}.household_id AND sec.on_the_case(c.id)"
    " AND (c.id = {t}.case_id OR (c.tenancy_id = {t}.case_id AND {t}.recipient_id = {t}.author_id)))"
)
PERSON_OF_HOUSEHOLD = (
    "person_of_household",
    "FOREIGN KEY (person_id, household_id) REFERENCES public.cases_person (id, household_id)",
)


def recompute(*events: str, columns: tuple[str, ...] = ()) -> tuple[Trigger, ...]:
    """Triggers that recompute Access from this source. Statement triggers with transition tables take no columns."""
    return tuple(Trigger(f"gate_{event.lower()}", event, f"t_{event.lower()}") for event in events)


declare(
    # --- the landlord's own file: never granted ---------------------------------------------------------
    Protected(
        "cases_tenantaccount",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=(
            "title",
            "last_name",
            "first_name",
            "born_on",
            "co_tenant",
            "occupants",
            "phone",
            "email",
            "address",
            "postcode",
            "commune",
            "residence",
            "branch_label",
            "manager_label",
            "typology",
            "rent_cents",
            "apl_cents",
            "balance_cents",
            "balance_on",
            "months_unpaid",
            "last_payment_on",
            "entered_on",
            "stage",
            "reasons",
            "told",
            "search_key",
            "case_id",
            "updated_at",
        ),
    ),
    Protected(
        "cases_accountstatement",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        update_columns=("balance_cents", "rent_cents", "apl_cents"),
        constraints=(
            (
                "author_of_account",
                "FOREIGN KEY (account_id, author_id) REFERENCES public.cases_tenantaccount (id, author_id)",
            ),
        ),
    ),
    Protected(
        "cases_importbatch",
        select=AUTHOR,
        insert=AUTHOR,
        update=AUTHOR,
        delete=AUTHOR,
        update_columns=("state", "staged", "corrections", "choices", "written", "written_at"),
        keeper=("SELECT", "DELETE"),
    ),
    # --- household, persons, cases: made by the keeper ----------------------------------------------------
    Protected(
        "cases_household",
        select=f"{AUTHOR} OR EXISTS (SELECT 1 FROM sec.my_access a WHERE a.household_id = {{t}}.id AND {PRESENT} OFFSET 0)",
        keeper=("SELECT", "INSERT"),
    ),
    Protected(
        "cases_person",
        select=f"{AUTHOR} OR EXISTS (SELECT 1 FROM sec.my_access a WHERE a.household_id = {{t}}.household_id AND {PRESENT} OFFSET 0)",
        insert=f"{AUTHOR} AND {{t}}.audience_id IS NULL AND EXISTS (SELECT 1 FROM sec.my_access a WHERE"
        f" a.household_id = {{t}}.household_id AND (({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})) OFFSET 0)",
        update=f"{AUTHOR} AND EXISTS (SELECT 1 FROM sec.my_access a WHERE"
        f" a.household_id = {{t}}.household_id AND (({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})) OFFSET 0)",
        update_columns=("is_adult", "is_party", "birth_year"),
        keeper=("SELECT", "UPDATE"),
        triggers=recompute("INSERT", "UPDATE"),
    ),
    Protected(
        "cases_case",
        select=access(PRESENT, "id"),
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
        select=f"{AUTHOR} OR {person_access('identity_until')}",
        insert=f"{AUTHOR} AND {HOLDER} AND {access(f'({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})')}",
        case_bound=True,
        triggers=recompute("INSERT"),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    Protected(
        "cases_contactstatement",
        select=person_access("contact_until"),
        insert=f"{AUTHOR} AND {HOLDER} AND {access(f'({TEAM_OR_MANAGER}) OR ({LANDLORD_OWN})')}",
        case_bound=True,
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    # --- referral: three tables, since a row policy hides no column ----------------------------------------
    Protected(
        "cases_referral",
        select=f"{AUTHOR} OR ({{t}}.recipient_id {MINE} AND {access(PRESENT, 'receiving_case_id')})",
        insert=f"{AUTHOR} AND {{t}}.state = 'draft' AND {{t}}.receiving_case_id IS NULL"
        f" AND {{t}}.submitted_at IS NULL AND {access(LANDLORD_OWN)}",
        update=f"{AUTHOR} AND {{t}}.state IN ('draft', 'submitted', 'incomplete', 'withdrawn')",
        update_columns=("origin", "told_how", "told_on", "told_by", "state", "withdrawn_at"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(
            *recompute("UPDATE"),
            Trigger("told_update", "UPDATE", "t_referral"),
            Trigger("guard_update", "UPDATE", "t_referral_guard", when="BEFORE"),
        ),
    ),
    Protected(
        "cases_referralsheet",
        select=f"{AUTHOR} OR {access('a.sheet_until > now()', 'receiving_case_id')}",
        insert=f"{AUTHOR} AND {{t}}.receiving_case_id IS NULL AND {access(LANDLORD_OWN)}",
        update=f"{AUTHOR} AND EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = {{t}}.referral_id"
        " AND r.state IN ('draft', 'incomplete'))",
        update_columns=(
            "title",
            "last_name",
            "first_name",
            "co_tenant",
            "address",
            "postcode",
            "commune",
            "phone",
            "email",
            "occupants",
            "tenancy_started_on",
            "typology",
            "rent_cents",
            "apl_cents",
            "balance_cents",
            "balance_on",
            "months_unpaid",
            "last_payment_on",
            "stage",
            "reasons",
            "dated_facts",
            "actions_taken",
            "told_how",
            "told_on",
            "told_by",
            "contact_name",
            "contact_phone",
        ),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=recompute("UPDATE"),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    Protected(
        "cases_referralanswer",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.answered_by_id {MINE} AND {access(PRESENT)}"
        " AND EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = {t}.referral_id AND r.receiving_case_id = {t}.case_id)",
        update=f"{AUTHOR} AND {{t}}.answered_by_id {MINE} AND {access(PRESENT)}",
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
        select=f"{AUTHOR} OR {access('a.housing_until > now()')}",
        insert=f"{AUTHOR} AND {access(f'({LANDLORD_OWN}) OR (a.capacity = ' + chr(39) + 'operator' + chr(39) + ' AND a.housing_until > now())')}",
        update=f"{AUTHOR} AND {access(f'({LANDLORD_OWN}) OR (a.capacity = ' + chr(39) + 'operator' + chr(39) + ' AND a.housing_until > now())')}",
        update_columns=("balance_cents", "rent_cents", "apl_cents", "source"),
        case_bound=True,
        triggers=(Trigger("gate_insert", "INSERT", "t_rent"),),
    ),
    Protected(
        "cases_accompaniment",
        select=f"{AUTHOR} OR {access('a.housing_until > now()')}",
        insert=f"{AUTHOR} AND {HOLDER}",
        update=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update_columns=(
            "referent_name",
            "referent_phone",
            "referent_email",
            "kind",
            "starts_on",
            "planned_end_on",
            "ends_on",
        ),
        case_bound=True,
    ),
    Protected(
        "cases_accompanimentcourse",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.engaged_at IS NULL AND {{t}}.ended_at IS NULL",
        update=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update_columns=("state", "engaged_at", "ended_at", "outcome", "programme_id"),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("told_insert", "INSERT", "t_course"),
            Trigger("told_update", "UPDATE", "t_course"),
        ),
    ),
    Protected(
        "cases_visitshared",
        select=f"{AUTHOR} OR {access('a.housing_until > now()')}",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
    ),
    # --- activity of the operator: never granted --------------------------------------------------------------
    Protected(
        "cases_visit",
        select=f"{AUTHOR} AND {access(PRESENT)}",
        insert=f"{AUTHOR} AND ({{t}}.logged_by_id IS NULL OR {{t}}.logged_by_id {MINE}) AND {access(TEAM)}",
        update=f"{AUTHOR} AND {access(TEAM)}",
        update_columns=("is_planned", "on", "at", "kind", "outcome", "logged_by_id", "content_digest"),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("shared_insert", "INSERT", "t_visit_insert"),
            Trigger("shared_update", "UPDATE", "t_visit_update"),
        ),
        constraints=(("visit_composite", "UNIQUE (id, case_id, author_id)"),),
    ),
    Protected(
        "cases_visittime",
        select=f"{AUTHOR} AND ({{t}}.worker_id {MINE} OR {access(MANAGER)})",
        insert=f"{AUTHOR} AND {{t}}.worker_id {MINE} AND {access(TEAM)}",
        update=f"{AUTHOR} AND {{t}}.worker_id {MINE}",
        update_columns=("visit_minutes", "travel_minutes", "administration_minutes"),
        case_bound=True,
        constraints=(
            (
                "visit_of_case",
                "FOREIGN KEY (visit_id, case_id, author_id) REFERENCES public.cases_visit (id, case_id, author_id)",
            ),
        ),
    ),
    # --- social: the team on the case, never its unit ------------------------------------------------------------
    Protected(
        "cases_visitnote",
        select=access(f"a.social_until > now() OR (a.team_until > now() AND {AUTHOR})"),
        insert=f"{AUTHOR} AND {{t}}.written_by_id {MINE} AND {access(TEAM)}",
        update=f"{AUTHOR} AND {{t}}.written_by_id {MINE} AND {access(TEAM)}",
        update_columns=("themes", "text"),
        case_bound=True,
        constraints=(
            (
                "visit_of_case",
                "FOREIGN KEY (visit_id, case_id, author_id) REFERENCES public.cases_visit (id, case_id, author_id)",
            ),
        ),
    ),
    Protected(
        "cases_violenceflag",
        select=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.set_by_id {MINE} AND {{t}}.lifted_at IS NULL AND {access(TEAM_OR_MANAGER)}",
        update=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update_columns=("lifted_at", "lifted_by_id"),
        case_bound=True,
        triggers=recompute("INSERT", "UPDATE"),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    # --- team, consent, grants -----------------------------------------------------------------------------------
    Protected(
        "cases_teammember",
        select=AUTHOR,
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.assigned_by_id {MINE} AND ({access(MANAGER)} OR ({{t}}.member_id {MINE}"
        " AND EXISTS (SELECT 1 FROM cases_referralanswer r WHERE r.case_id = {t}.case_id AND r.state = 'accepted'"
        " AND r.answered_by_id = {t}.member_id AND r.answered_at = now())))",
        update=f"{AUTHOR} AND {access(MANAGER)}",
        update_columns=("until", "ended_at", "is_referent"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=recompute("INSERT", "UPDATE"),
        constraints=(("member_of_unit", "CHECK (member_id <> author_id)"),),
    ),
    Protected(
        "cases_consent",
        select=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {{t}}.person_id AND p.audience_id {MINE})",
        insert=f"{AUTHOR} AND {{t}}.recorded_by_id {MINE} AND {{t}}.given_at = now() AND {{t}}.ended_at IS NULL AND {RECORDED_WHERE}",
        update=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {{t}}.person_id AND p.audience_id {MINE})",
        update_columns=("ended_at", "ended_how", "ended_channel", "ended_by_id", "receipt_number"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(Trigger("guard_update", "UPDATE", "t_ended_once", when="BEFORE"),),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    Protected(
        "cases_grant",
        select=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {{t}}.person_id AND p.audience_id {MINE})",
        insert=f"{AUTHOR} AND {{t}}.ended_at IS NULL AND {RECORDED_WHERE} AND ("
        "({t}.person_id IS NOT NULL AND {t}.valid_from = now() AND EXISTS (SELECT 1 FROM cases_consent k WHERE k.id = {t}.consent_id"
        " AND k.author_id = {t}.author_id AND k.person_id = {t}.person_id AND k.case_id = {t}.case_id"
        " AND k.scopes @> {t}.scopes AND k.until >= {t}.until AND k.ended_at IS NULL))"
        f" OR ({{t}}.person_id IS NULL AND {access(MANAGER)}))",
        update=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {{t}}.person_id AND p.audience_id {MINE})",
        update_columns=("ended_at",),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("guard_update", "UPDATE", "t_ended_once", when="BEFORE"),
        ),
        constraints=(
            PERSON_OF_HOUSEHOLD,
            (
                "recipient",
                "FOREIGN KEY (recipient_id, recipient_kind, recipient_capacity)"
                " REFERENCES public.partners_audience (id, kind, capacity)",
            ),
        ),
    ),
    Protected(
        "cases_evidence",
        select=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        insert=f"{AUTHOR} AND {HOLDER} AND {access(TEAM_OR_MANAGER)}",
        case_bound=True,
    ),
    Protected(
        "cases_personlink",
        select=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update=f"{AUTHOR} AND {access(TEAM_OR_MANAGER)}",
        update_columns=("revoked_at",),
        keeper=("SELECT", "INSERT", "UPDATE"),
        case_bound=True,
        triggers=recompute("INSERT", "UPDATE"),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    # --- the gate's own -------------------------------------------------------------------------------------------
    Protected(
        "cases_access",
        select=f"{{t}}.audience_id {MINE} AND {{t}}.present_until > now()",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
        constraints=(
            (
                "audience",
                "FOREIGN KEY (audience_id, kind, capacity) REFERENCES public.partners_audience (id, kind, capacity)",
            ),
        ),
    ),
    Protected(
        "cases_personaccess",
        select=f"{{t}}.audience_id {MINE} AND {{t}}.name_until > now()",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
        constraints=(
            (
                "audience",
                "FOREIGN KEY (audience_id, kind, capacity) REFERENCES public.partners_audience (id, kind, capacity)",
            ),
        ),
    ),
    Protected("cases_accesslock", keeper=("SELECT", "INSERT", "UPDATE")),
)
