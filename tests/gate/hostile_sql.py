"""What somebody with the runtime login might try; every statement is refused, and works for its rightful role.

`{database}` stands for the database's name. Rightful is the superuser unless a name before `|` says otherwise.
"""

OBJECTS = """
CREATE SCHEMA hostile
CREATE TABLE public.hostile (id int)
CREATE TABLE hostile AS SELECT 1 AS id
CREATE TEMP TABLE cases_access (id int)
SELECT 1 AS id INTO TEMP hostile
CREATE TEMP VIEW my_access AS SELECT 1 AS case_id
CREATE TEMP SEQUENCE hostile
CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT ''-infinity''::timestamptz'
CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT ''x''::bytea'
CREATE FUNCTION public.hostile() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'
CREATE FUNCTION public.hostile(int, int) RETURNS int LANGUAGE internal AS 'int4pl'
CREATE PROCEDURE public.hostile() LANGUAGE sql AS 'SELECT 1'
DO 'BEGIN NULL; END'
CREATE OPERATOR public.= (FUNCTION = int8eq, LEFTARG = int8, RIGHTARG = int8)
CREATE CAST (text AS bytea) WITHOUT FUNCTION
CREATE TYPE public.hostile AS (id int)
CREATE DOMAIN public.hostile AS int
CREATE AGGREGATE public.hostile(int) (sfunc = int4pl, stype = int)
CREATE COLLATION public.hostile (LOCALE = 'C')
CREATE EXTENSION vector
CREATE VIEW public.hostile AS SELECT * FROM cases_case
CREATE MATERIALIZED VIEW public.hostile AS SELECT * FROM cases_case
CREATE TRIGGER hostile BEFORE UPDATE ON cases_visit FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
CREATE INDEX hostile ON cases_case (id)
CREATE STATISTICS hostile ON id, number FROM cases_case
CREATE FOREIGN DATA WRAPPER hostile
CREATE ROLE hostile
""".strip().splitlines()

OTHERS_ROLES = """
SET ROLE palier_owner
SET ROLE palier_keeper
SET ROLE palier_log
SET ROLE palier_test
SET ROLE postgres
SET SESSION AUTHORIZATION palier_owner
SET SESSION AUTHORIZATION postgres
SELECT set_config('role', 'palier_keeper', true)
SELECT set_config('session_authorization', 'postgres', true)
GRANT palier_keeper TO palier_app
ALTER ROLE palier_app BYPASSRLS
ALTER ROLE palier_app CREATEROLE
ALTER ROLE palier_log PASSWORD 'hostile'
ALTER ROLE palier_app SET app.ctx = 'hostile'
ALTER DATABASE {database} SET search_path = 'hostile'
""".strip().splitlines()

THE_GATE_ITSELF = (
    """
SET LOCAL session_replication_role = replica
SELECT set_config('session_replication_role', 'replica', true)
SET LOCAL row_security = off; SELECT count(*) FROM cases_case
palier_owner|ALTER POLICY app_select ON cases_case USING (true)
palier_owner|DROP POLICY app_select ON cases_case
palier_owner|CREATE POLICY hostile ON cases_case USING (true)
palier_owner|ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY
palier_owner|ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY
palier_owner|ALTER TABLE cases_consent DISABLE TRIGGER guard_update
palier_owner|DROP TRIGGER gate_insert ON cases_consent_grants
palier_owner|ALTER TABLE cases_access DROP CONSTRAINT ceiling_access_social_capacity
ALTER TABLE cases_case OWNER TO palier_app
ALTER VIEW sec.my_access OWNER TO palier_app
palier_keeper|ALTER FUNCTION sec.ctx() SECURITY INVOKER
palier_keeper|CREATE OR REPLACE FUNCTION sec.ctx() RETURNS bigint[] LANGUAGE sql AS 'SELECT ARRAY[1]::bigint[]'
palier_keeper|DROP VIEW sec.my_access CASCADE
palier_keeper|GRANT SELECT ON sec.key TO palier_app
palier_owner|GRANT SELECT ON cases_readinglog TO palier_app
palier_owner|TRUNCATE cases_access
palier_keeper|DELETE FROM cases_access
palier_keeper|UPDATE cases_access SET social_until = 'infinity' WHERE false
palier_keeper|INSERT INTO sec.key VALUES ('hostile', 'x', 'x', 'infinity')
palier_keeper|SELECT * FROM sec.key
palier_keeper|SELECT * FROM sec.due
palier_keeper|SELECT * FROM cases_accesslock
palier_keeper|SELECT nextval('sec.household_id')
palier_keeper|SELECT last_value FROM sec.case_id
palier_owner|SELECT last_value FROM cases_visit_id_seq
palier_owner|SELECT setval('cases_visit_id_seq', 1)
palier_owner|LOCK TABLE cases_access IN SHARE MODE
palier_owner|LOCK TABLE cases_visit IN ACCESS EXCLUSIVE MODE
palier_owner|COMMENT ON TABLE cases_case IS 'hostile'
DROP OWNED BY palier_keeper CASCADE
REASSIGN OWNED BY palier_owner TO palier_app
""".strip()
    .replace("cases_consent_grants", "cases_grant")
    .splitlines()
)

THE_SERVER = (
    """
COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'
COPY cases_case TO PROGRAM 'cat > /dev/null'
COPY cases_communes FROM PROGRAM 'true'
COPY (SELECT 1) TO '/dev/null'
COPY cases_communes FROM '/dev/null'
SELECT pg_read_file('PG_VERSION')
SELECT pg_read_binary_file('PG_VERSION')
SELECT pg_ls_dir('.')
SELECT pg_stat_file('PG_VERSION')
SELECT pg_ls_waldir()
SELECT lo_import('PG_VERSION')
SELECT rolpassword FROM pg_authid
SELECT passwd FROM pg_shadow
SELECT stavalues1 FROM pg_statistic
SELECT * FROM pg_hba_file_rules
SELECT pg_get_backend_memory_contexts()
SELECT pg_log_backend_memory_contexts(pg_backend_pid())
SELECT pg_reload_conf()
SELECT pg_stat_reset()
SELECT pg_switch_wal()
SHOW data_directory
CHECKPOINT
LOAD 'plpgsql'
""".strip()
    .replace("cases_communes", "partners_commune")
    .splitlines()
)

REFUSED = [*OBJECTS, *OTHERS_ROLES, *THE_GATE_ITSELF, *THE_SERVER]

#: Accepted, and without any effect on what may be read.
HARMLESS = """
RESET ROLE
SET ROLE NONE
RESET SESSION AUTHORIZATION
SET SESSION AUTHORIZATION DEFAULT
SET LOCAL search_path = pg_temp, public, sec
SET LOCAL row_security = on
SET LOCAL debug_parallel_query = on
SET LOCAL plan_cache_mode = force_generic_plan
SET LOCAL enable_seqscan = off
SET LOCAL timezone = 'Pacific/Kiritimati'
GRANT SELECT ON cases_case TO palier_log
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
SELECT set_config('app.ctx', NULL, true)
SELECT pg_stat_clear_snapshot()
SELECT sec.open_due()
SELECT sec.purge_import_batches()
SELECT sec.purge_unadhered()
SELECT sec.purge_committees(24, 6)
""".strip().splitlines()


def split(statement: str) -> tuple[str, str]:
    """(rightful role, statement)."""
    role, bar, rest = statement.partition("|")
    return (role, rest) if bar and role.startswith("palier_") else ("postgres", statement)
