"""Everything a database holds, in a form that two databases can be compared by.

Rows are summed by table without regard to order; rights are read as single rows, since the order within a list of
rights is not kept by a restore.
"""

from typing import TYPE_CHECKING, Any

from common.rls.spelling import canonical

if TYPE_CHECKING:
    import psycopg

#: The text of a row must be the same wherever it is read.
FIXED = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "3",
    "search_path": "pg_catalog",
    # A table that is filtered all the same is an error, not an empty table.
    "row_security": "off",
}
_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_TABLES = f"""
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS} AND c.relkind IN ('r', 'm') ORDER BY 1"""
_ROWS = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text,
  coalesce(sum(hashtextextended(t::text, 7)::numeric), 0)::text FROM {table} t"""

_COUNTERS = "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) FROM pg_sequences"


def _rights(acl: str, kind: str, owner: str) -> str:
    return f"LATERAL aclexplode(coalesce({acl}, acldefault('{kind}', {owner}))) a"


_WHO = (
    "CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type, a.is_grantable"
)
PARTS = {
    "roles": """
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls
FROM pg_roles WHERE rolname LIKE 'palier%'""",
    "memberships": """
SELECT pg_get_userbyid(roleid), pg_get_userbyid(member), inherit_option, set_option, admin_option
FROM pg_auth_members WHERE pg_get_userbyid(member) LIKE 'palier%'""",
    "role settings": """
SELECT coalesce(pg_get_userbyid(nullif(setrole, 0)), ''), setdatabase <> 0, setconfig FROM pg_db_role_setting
WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))""",
    "database": """
SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate, datctype
FROM pg_database WHERE datname = current_database()""",
    "rights on the database": f"""
SELECT {_WHO} FROM pg_database d, {_rights("d.datacl", "d", "d.datdba")} WHERE d.datname = current_database()""",
    "schemas": f"SELECT n.nspname, pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE {_OURS}",
    "rights on schemas": f"""
SELECT n.nspname, {_WHO} FROM pg_namespace n, {_rights("n.nspacl", "n", "n.nspowner")} WHERE {_OURS}""",
    "rights on languages": f"""
SELECT l.lanname, {_WHO} FROM pg_language l, {_rights("l.lanacl", "l", "l.lanowner")}""",
    "relations": f"""
SELECT n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity,
  c.relpersistence, c.reloptions FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')""",
    "rights on relations": f"""
SELECT n.nspname, c.relname, {_WHO} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
  {_rights("c.relacl", "r", "c.relowner")} WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm')""",
    "rights on sequences": f"""
SELECT n.nspname, c.relname, {_WHO} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
  {_rights("c.relacl", "s", "c.relowner")} WHERE {_OURS} AND c.relkind = 'S'""",
    "rights on columns": f"""
SELECT n.nspname, c.relname, t.attname, {_WHO} FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace, LATERAL aclexplode(t.attacl) a WHERE {_OURS} AND NOT t.attisdropped""",
    "columns": f"""
SELECT n.nspname, c.relname, t.attname, format_type(t.atttypid, t.atttypmod), t.attnotnull, t.attidentity,
  t.attgenerated, t.attstattarget, coalesce(pg_get_expr(d.adbin, d.adrelid), ''), t.attcollation::regcollation::text
FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = t.attnum
WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm') AND t.attnum > 0 AND NOT t.attisdropped""",
    "policies": """
SELECT schemaname, tablename, policyname, permissive, array_to_string(roles, ','), cmd, qual, with_check
FROM pg_policies""",
    "constraints": f"""
SELECT n.nspname, c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.convalidated, c.condeferrable,
  c.condeferred FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE {_OURS}""",
    "indexes": f"""
SELECT pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisunique FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}""",
    "triggers": f"""
SELECT pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS} AND NOT t.tgisinternal""",
    "views": """
SELECT schemaname, viewname, viewowner, md5(definition) FROM pg_views
WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'""",
    "functions": f"""
SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner), md5(pg_get_functiondef(p.oid)), p.proleakproof
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS} AND p.prokind IN ('f', 'p')""",
    "rights on functions": f"""
SELECT p.oid::regprocedure::text, {_WHO} FROM pg_proc p, {_rights("p.proacl", "f", "p.proowner")}
WHERE p.pronamespace::regnamespace::text !~ '^(pg_toast|information_schema)'
  AND (p.proacl IS NOT NULL OR p.pronamespace <> 'pg_catalog'::regnamespace)""",
    "sequences": """
SELECT schemaname, sequencename, data_type, start_value, increment_by, max_value, cycle FROM pg_sequences""",
    "default rights": "SELECT pg_get_userbyid(defaclrole), defaclobjtype, defaclacl::text FROM pg_default_acl",
    "extensions": "SELECT extname, extversion FROM pg_extension",
    "event triggers": "SELECT evtname, evtevent, evtenabled FROM pg_event_trigger",
    "large objects": "SELECT oid, pg_get_userbyid(lomowner) FROM pg_largeobject_metadata",
}


def take(connection: "psycopg.Connection") -> dict[str, Any]:
    """Every part of the database at hand, in one transaction, as JSON can hold it.

    `rows`: for each table its number of rows and two sums of their digests. `counters`: where each sequence stands.
    """
    for name, value in FIXED.items():
        connection.execute(f"SET LOCAL {name} = '{value}'")
    found: dict[str, Any] = {"rows": {}, "counters": dict(connection.execute(_COUNTERS).fetchall())}
    for (table,) in connection.execute(_TABLES).fetchall():
        count, *sums = connection.execute(_ROWS.format(table=table)).fetchone() or (0,)
        found["rows"][table] = {"rows": count, "digests": sums}
    for part, query in PARTS.items():
        rows = connection.execute(query).fetchall()
        found[part] = sorted(canonical("|".join("" if value is None else str(value) for value in row)) for row in rows)
    return found


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """One line for each thing that is missing, unexpected or other; none when both are equal. Names, never rows."""
    lines = []
    for table in sorted(wanted["rows"].keys() | found["rows"].keys()):
        before, after = wanted["rows"].get(table), found["rows"].get(table)
        if before is None or after is None:
            lines.append(f"table {table}: {'unexpected' if before is None else 'missing'}")
        elif before["rows"] != after["rows"]:
            lines.append(f"table {table}: {after['rows']} rows instead of {before['rows']}")
        elif before != after:
            lines.append(f"table {table}: rows with other contents")
    # A sequence does not wait for a snapshot: the dump may hold it further on, never behind.
    for name, value in wanted["counters"].items():
        if found["counters"].get(name, -1) < value:
            lines.append(f"sequence {name}: behind {value}, it would give numbers again")
    for part in PARTS:
        before, after = set(wanted.get(part, [])), set(found[part])
        lines += [f"{part}: missing {row}" for row in sorted(before - after)]
        lines += [f"{part}: unexpected {row}" for row in sorted(after - before)]
    return lines
