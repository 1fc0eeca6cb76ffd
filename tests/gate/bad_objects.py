"""Objects that each break one rule of the gate; and changes that no rule names, for the snapshot to tell."""

#: rule -> statements, each of which breaks it by itself (as superuser, undone).
BREACHES: dict[str, tuple[str, ...]] = {
    "R1": (
        "CREATE TABLE public.bad (id int)",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE public.bad (id int) PARTITION BY LIST (id)",
    ),
    "R2": ("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",),
    "R3": ("CREATE TABLE public.bad (id int); ALTER TABLE public.bad ENABLE ROW LEVEL SECURITY",),
    "R4": ("CREATE POLICY bad ON cases_case TO palier_app USING (false)",),
    "R4b": ("CREATE POLICY bad ON cases_case FOR SELECT TO palier_app USING (false)",),
    "R5": (
        "CREATE POLICY bad ON cases_case FOR DELETE TO palier_app USING (true)",
        "CREATE POLICY bad ON cases_case FOR INSERT TO palier_app WITH CHECK (true)",
        "CREATE POLICY bad ON cases_case FOR DELETE USING (true)",
        "ALTER POLICY app_select ON cases_case USING (true)",
    ),
    "R6": (
        "CREATE VIEW public.bad AS SELECT * FROM cases_case",
        "CREATE VIEW sec.bad AS SELECT 1",
        "ALTER VIEW sec.my_access OWNER TO palier_owner",
    ),
    "R7": ("CREATE MATERIALIZED VIEW public.bad AS SELECT * FROM cases_case",),
    "R8": (
        "CREATE FUNCTION sec.bad() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.bad() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION sec.ctx() RESET search_path",
        "ALTER FUNCTION sec.ctx() SET search_path = public, pg_temp",
    ),
    "R8b": (
        "CREATE FUNCTION sec.bad() RETURNS int LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT 1'",
        "GRANT EXECUTE ON FUNCTION sec.recompute(bigint[]) TO PUBLIC",
        "CREATE FUNCTION public.bad() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
        " AS 'SELECT count(*) FROM public.cases_case'",
    ),
    "R9": (
        "ALTER ROLE palier_app BYPASSRLS",
        "ALTER ROLE palier_app SUPERUSER",
        "ALTER ROLE palier_app CREATEROLE",
        "ALTER ROLE palier_log REPLICATION",
        "ALTER ROLE palier_statistics BYPASSRLS",
        "ALTER ROLE palier_keeper LOGIN",
        "ALTER ROLE palier_owner BYPASSRLS",
    ),
    "R9b": (
        "GRANT palier_keeper TO palier_app",
        "GRANT palier_owner TO palier_log",
        "GRANT pg_read_all_data TO palier_app",
        "GRANT palier_app TO palier_statistics",
    ),
    "R10": (
        "ALTER TABLE partners_commune OWNER TO palier_app",
        "CREATE SEQUENCE public.bad; ALTER SEQUENCE public.bad OWNER TO palier_log",
    ),
    "R10b": ("SELECT lo_create(77); ALTER LARGE OBJECT 77 OWNER TO palier_app",),
    "R11": tuple(
        f"GRANT {privilege} ON cases_access TO {role}"
        for privilege, role in (
            *(("TRUNCATE", "palier_app"), ("TRIGGER", "palier_app"), ("REFERENCES", "palier_app")),
            *(("MAINTAIN", "palier_app"), ("TRUNCATE", "palier_log")),
        )
    ),
    "R12": tuple(
        "ALTER TABLE cases_visitnote ADD CONSTRAINT bad FOREIGN KEY (visit_id) REFERENCES cases_visit (id) ON DELETE "
        + action
        for action in ("CASCADE", "SET NULL", "SET DEFAULT")
    ),
    "R13": (
        "GRANT SELECT ON SEQUENCE cases_visit_id_seq TO palier_app",
        "GRANT USAGE ON SEQUENCE sec.household_id TO palier_log",
    ),
    "R14": (
        "GRANT CREATE ON SCHEMA public TO palier_app",
        "GRANT CREATE ON SCHEMA sec TO PUBLIC",
        "GRANT TEMP ON DATABASE {database} TO palier_app",
        "GRANT TEMP ON DATABASE {database} TO PUBLIC",
        "GRANT TEMP ON DATABASE {database} TO palier_statistics",
        "GRANT USAGE ON LANGUAGE plpgsql TO palier_app",
        "GRANT USAGE ON LANGUAGE sql TO PUBLIC",
    ),
    "R15": (
        "ALTER ROLE palier_app SET row_security = off",
        "ALTER ROLE ALL SET search_path = public",
    ),
    "R16": ("CREATE RULE bad AS ON INSERT TO cases_visitnote DO ALSO NOTIFY bad",),
    "R17": (
        "CREATE SCHEMA aside; CREATE TABLE aside.copied AS SELECT * FROM public.cases_case; GRANT USAGE ON SCHEMA aside TO palier_app;"
        " GRANT SELECT ON aside.copied TO palier_app",
    ),
    "R18": (
        "GRANT UPDATE ON cases_visit TO palier_statistics",
        "GRANT INSERT ON cases_accesslock TO palier_statistics",
        "GRANT UPDATE (outcome) ON cases_visit TO palier_statistics",
    ),
    "R19": (
        "ALTER POLICY statistics_select ON cases_visit USING (id > 0)",
        "CREATE POLICY statistics_select ON cases_visitnote FOR SELECT TO palier_statistics USING (id > 0)",
        "ALTER POLICY statistics_delete ON reports_cellfigure USING (id > 0)",
    ),
}

#: No rule is broken, yet the gate is another one.
CHANGES = (
    "ALTER POLICY app_select ON cases_case USING (id > 0)",
    "DROP POLICY app_select ON cases_visitnote",
    "ALTER TABLE cases_consent DISABLE TRIGGER guard_update",
    "DROP TRIGGER gate_insert ON cases_grant",
    "CREATE OR REPLACE FUNCTION sec.ctx() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER"
    " SET search_path = pg_catalog, pg_temp AS $$ SELECT ARRAY[1]::bigint[] $$",
    "ALTER FUNCTION sec.drift(bigint) SECURITY INVOKER",
    "ALTER FUNCTION sec.fold(text) OWNER TO palier_app",
    "DROP FUNCTION sec.who_looked(uuid)",
    "GRANT EXECUTE ON FUNCTION sec.recompute(bigint[]) TO palier_app",
    "CREATE FUNCTION sec.more() RETURNS int LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT 1';"
    " REVOKE ALL ON FUNCTION sec.more() FROM PUBLIC",
    "ALTER VIEW sec.my_access RESET (security_barrier)",
    "CREATE OR REPLACE VIEW sec.my_access WITH (security_barrier) AS SELECT case_id, audience_id, household_id, kind,"
    " capacity, own, present_until, sheet_until, identity_until, housing_until, budget_until, social_until, team_until,"
    " activity_until FROM public.cases_access",
    "GRANT SELECT ON cases_readinglog TO palier_app",
    "GRANT SELECT ON cases_case TO PUBLIC",
    "GRANT DELETE ON cases_visit TO palier_app",
    "GRANT SELECT (text) ON cases_visitnote TO palier_statistics",
    "GRANT SELECT (commune) ON cases_contactstatement TO palier_statistics",
    "GRANT UPDATE (holder_id) ON cases_case TO palier_app",
    "GRANT SELECT ON SEQUENCE cases_visit_id_seq TO PUBLIC",
    "ALTER TABLE cases_access DROP CONSTRAINT ceiling_access_social_capacity",
    "ALTER TABLE cases_grant DROP CONSTRAINT cases_grant_recipient",
    "ALTER TABLE cases_visit DROP CONSTRAINT cases_visit_household_of_case",
    "ALTER FUNCTION sec.ctx() IMMUTABLE",
    "ALTER FUNCTION sec.fold(text) LEAKPROOF",
    "ALTER TABLE cases_grant DROP CONSTRAINT cases_grant_twelve_months_at_most",
    "ALTER TABLE cases_visitnote DROP CONSTRAINT cases_visitnote_visit_of_case",
    "DROP INDEX consent_one_open",
)
