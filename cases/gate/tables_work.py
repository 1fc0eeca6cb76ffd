"""Who may read and write the operator's work, consents, and the gate's own tables (decisions T4 to T6, T14)."""

from cases.gate.conditions import (
    ACTIVITY,
    AUDIENCE_OF_ACCESS,
    AUTHOR,
    BEYOND_CEILING,
    HERS,
    HOLDER,
    IN_EFFECT,
    LISTS_ACCOMPANIMENT,
    MANAGER,
    MEMBER_OF_UNIT,
    PERSON_OF_HOUSEHOLD,
    PRESENT,
    RECEIVED,
    RECORDED,
    RETURNS,
    TEAM,
    VISIT_OF_CASE,
    WORKS_ON,
    WRITTEN,
    access,
    recompute,
)
from common.rls.declare import MINE, Protected, Trigger, Unprotected, declare

#: The team, its manager, and the person by her link.
CONCERNED = "a.team_until > now() OR (a.kind IN ('manager', 'person') AND a.present_until > now())"

declare(
    # --- activity of the operator: never granted --------------------------------------------------------------
    Protected(
        "cases_visit",
        select=f"{AUTHOR} AND {access(f'{PRESENT} OR {ACTIVITY}')}",
        insert=f"{AUTHOR} AND {HOLDER} AND ({{t}}.logged_by_id IS NULL OR {{t}}.logged_by_id {MINE}) AND {access(TEAM)}",
        update=f"{AUTHOR} AND ({{t}}.logged_by_id IS NULL OR {{t}}.logged_by_id {MINE}) AND {access(TEAM)}",
        update_columns=(
            *("is_planned", "on", "at", "kind", "outcome", "logged_by_id", "content_digest", "holder_id", "companions"),
        ),
        case_bound=True,
        triggers=(
            *recompute("INSERT", "UPDATE"),
            Trigger("shared_insert", "INSERT", "t_visit_insert"),
            Trigger("shared_update", "UPDATE", "t_visit_update"),
        ),
        constraints=(("composite", "UNIQUE (id, case_id, author_id)"),),
        counted=("id", "case_id", "author_id", "on", "is_planned", "outcome", "created_at"),
    ),
    Protected(
        "cases_visittime",
        select=f"{AUTHOR} AND {access(f'({PRESENT} AND {{t}}.worker_id {MINE}) OR {ACTIVITY}')}",
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.worker_id {MINE} AND {access(TEAM)}",
        update=f"{AUTHOR} AND {{t}}.worker_id {MINE} AND {access(TEAM)}",
        update_columns=("visit_minutes", "travel_minutes", "administration_minutes"),
        case_bound=True,
        constraints=(VISIT_OF_CASE,),
        counted=("visit_id", "author_id", "visit_minutes"),
    ),
    # --- social: the team on the case, never its unit ------------------------------------------------------------
    Protected(
        "cases_visitnote",
        select=access(f"a.social_until > now() OR (a.team_until > now() AND {AUTHOR})"),
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.written_by_id {MINE} AND {access(TEAM)}",
        update=f"{AUTHOR} AND {{t}}.written_by_id {MINE} AND {access(TEAM)}",
        update_columns=("themes", "text", "next_steps", "progress"),
        keeper=("SELECT", "DELETE"),
        case_bound=True,
        constraints=(VISIT_OF_CASE,),
    ),
    Protected(
        "cases_violenceflag",
        select=f"{AUTHOR} AND {WORKS_ON}",
        insert=f"{AUTHOR} AND {WORKS_ON} AND {{t}}.set_by_id {MINE} AND {{t}}.lifted_at IS NULL",
        update=f"{AUTHOR} AND {WORKS_ON}",
        update_columns=("lifted_at", "lifted_by_id"),
        case_bound=True,
        triggers=recompute("INSERT", "UPDATE"),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    # --- team, consent, grants -----------------------------------------------------------------------------------
    Protected(
        "cases_teammember",
        select=access(WRITTEN),
        insert=f"{AUTHOR} AND {HOLDER} AND {{t}}.assigned_by_id {MINE} AND {MEMBER_OF_UNIT} AND ({access(MANAGER)}"
        f" OR ({{t}}.member_id {MINE} AND EXISTS (SELECT 1 FROM cases_referralanswer r WHERE r.case_id = {{t}}.case_id"
        " AND r.state = 'accepted' AND r.answered_by_id = {t}.member_id AND r.answered_at = now())))",
        update=f"{AUTHOR} AND {access(MANAGER)}",
        update_columns=("until", "ended_at", "is_referent"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=recompute("INSERT", "UPDATE"),
    ),
    Protected(
        "cases_consent",
        select=f"({AUTHOR} AND ({RETURNS} OR {access(PRESENT)})) OR ({RECEIVED}) OR {HERS}",
        insert=f"{AUTHOR} AND {{t}}.recorded_by_id {MINE} AND {{t}}.given_at = now() AND {{t}}.ended_at IS NULL"
        " AND {t}.effective_until IS NULL"
        f" AND {RECORDED} AND NOT {BEYOND_CEILING}",
        update=f"({AUTHOR} AND ({access(PRESENT)} OR {LISTS_ACCOMPANIMENT} OR {WORKS_ON}))"
        f" OR ({{t}}.recipient_id {MINE} AND {IN_EFFECT} AND {access(PRESENT)}) OR {HERS}",
        update_check=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR {HERS}",
        update_columns=("ended_at", "ended_how", "ended_channel", "ended_by_id", "receipt_number"),
        keeper=("SELECT", "UPDATE"),
        case_bound=True,
        triggers=(Trigger("guard_update", "UPDATE", "t_ended_once", when="BEFORE"),),
        constraints=(PERSON_OF_HOUSEHOLD,),
    ),
    Protected(
        "cases_grant",
        select=f"({AUTHOR} AND ({RETURNS} OR {access(PRESENT)})) OR ({RECEIVED}) OR {HERS}",
        insert=f"{AUTHOR} AND {{t}}.ended_at IS NULL AND {{t}}.effective_until IS NULL AND {RECORDED} AND ("
        "({t}.person_id IS NOT NULL AND {t}.valid_from = now() AND EXISTS (SELECT 1 FROM cases_consent k"
        " JOIN partners_audience x ON x.id = k.recipient_id JOIN partners_audience y ON y.unit_id = x.unit_id"
        " AND y.capacity = x.capacity AND y.id = {t}.recipient_id"
        " WHERE k.id = {t}.consent_id AND k.author_id = {t}.author_id AND k.person_id = {t}.person_id"
        " AND k.case_id = {t}.case_id AND k.scopes @> {t}.scopes AND k.until >= {t}.until AND k.ended_at IS NULL))"
        f" OR ({{t}}.person_id IS NULL AND {HOLDER} AND {access(MANAGER)}))",
        update=f"({AUTHOR} AND {{t}}.person_id IS NOT NULL AND ({access(PRESENT)} OR {LISTS_ACCOMPANIMENT} OR {WORKS_ON}))"
        f" OR ({AUTHOR} AND {{t}}.person_id IS NULL AND {access(MANAGER)})"
        f" OR ({{t}}.recipient_id {MINE} AND {{t}}.person_id IS NOT NULL AND {IN_EFFECT} AND {access(PRESENT)}) OR {HERS}",
        update_check=f"{AUTHOR} OR {{t}}.recipient_id {MINE} OR {HERS}",
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
            (
                "twelve_months_at_most",
                "CHECK (basis NOT IN ('agreement', 'oral_agreement') OR until <= (date_trunc('day', (valid_from AT TIME ZONE"
                " 'Europe/Paris') + interval '12 months') + interval '1 day') AT TIME ZONE 'Europe/Paris')",
            ),
            (
                "oral_thirty_days_at_most",
                "CHECK (basis <> 'oral_agreement' OR until <= (date_trunc('day', (valid_from AT TIME ZONE"
                " 'Europe/Paris')) + interval '31 days') AT TIME ZONE 'Europe/Paris')",
            ),
        ),
    ),
    Protected(
        "cases_evidence",
        select=f"{AUTHOR} AND {WORKS_ON}",
        insert=f"{AUTHOR} AND {WORKS_ON} AND (EXISTS (SELECT 1 FROM cases_consent k WHERE k.id = {{t}}.consent_id"
        " AND k.author_id = {t}.author_id AND k.household_id = {t}.household_id) OR EXISTS (SELECT 1 FROM cases_signature s"
        " WHERE s.id = {t}.signature_id AND s.case_id = {t}.case_id))",
        keeper=("SELECT", "DELETE"),
        case_bound=True,
    ),
    Protected(
        "cases_personlink",
        select=f"{AUTHOR} AND {WORKS_ON}",
        update=f"{AUTHOR} AND {WORKS_ON}",
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
        constraints=(AUDIENCE_OF_ACCESS,),
    ),
    Protected(
        "cases_personaccess",
        select=f"{{t}}.audience_id {MINE} AND {{t}}.name_until > now()",
        keeper=("SELECT", "INSERT", "UPDATE", "DELETE"),
        case_bound=True,
        constraints=(AUDIENCE_OF_ACCESS,),
    ),
    Protected("cases_accesslock", keeper=("SELECT", "INSERT", "UPDATE")),
    Protected(
        "common_document",
        # Who is on the case, and the person, read what was delivered of it: a receipt says what a partner keeps (T15).
        select=f"{{t}}.asker_id {MINE} OR ({{t}}.recipient_id {MINE} AND {{t}}.state = 'ready') OR ({{t}}.recipient_id IS NOT NULL"
        f" AND {access(CONCERNED)})",
        insert=f"{{t}}.asker_id {MINE} AND ({{t}}.case_id IS NULL OR {access(PRESENT)}) AND EXISTS (SELECT 1 FROM"
        " partners_audience x WHERE x.id = {t}.asker_id AND x.kind IN ('member', 'person')"
        " AND x.capacity NOT IN ('administration', 'data_protection')) AND ({t}.recipient_id IS NULL OR"
        " sec.agreed({t}.case_id, {t}.recipient_id, 'identity') AND sec.agreed({t}.case_id, {t}.recipient_id, 'housing'))",
        update=f"{{t}}.asker_id {MINE}",
        update_columns=("state", "progress", "snapshot", "content", "digest", "finished_at", "refusal"),
        keeper=("SELECT", "DELETE"),
        triggers=(Trigger("guard_update", "UPDATE", "t_document_once", when="BEFORE"),),
    ),
    Unprotected(
        "common_outbox",
        "carries ids only: what to do, who asked and who had it tried again, read by the worker before it opens that"
        " person's context",
        app="SELECT, INSERT, UPDATE",
    ),
    Unprotected("common_jobslot", "which scheduled work was done when", app="SELECT, INSERT, DELETE"),
)
