"""What the database really holds of the gate, to be compared with the committed snapshot.

Checked after every migration and at start: the application refuses to serve from a gate that is not the declared one.
"""

import json
from pathlib import Path
from typing import Any

from django.db import connections

from common.rls.apply import views
from common.rls.declare import APP, KEEPER, OWNER, RUNTIME, STATISTICS, declared, protected
from common.rls.spelling import canonical

_POLICIES = """
SELECT tablename::text, policyname::text, cmd::text, permissive::text, array_to_string(roles, ','), qual, with_check
FROM pg_policies WHERE schemaname IN ('public', 'sec') ORDER BY 1, 2"""
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname::text, pg_get_triggerdef(t.oid), tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal
AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2"""
_FUNCTIONS = """
SELECT oid::regprocedure::text, pg_get_userbyid(proowner)::text, prosecdef, provolatile::text, proleakproof, proretset,
  prorettype::regtype::text, coalesce(array_to_string(proconfig, ','), ''),
  md5(prosrc), coalesce((SELECT string_agg(DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, ','
    ORDER BY CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END) FROM aclexplode(proacl) a), 'PUBLIC by default')
FROM pg_proc WHERE pronamespace IN ('sec'::regnamespace, 'public'::regnamespace) ORDER BY 1"""
_VIEWS = """
SELECT viewname::text, viewowner::text, md5(definition), coalesce(array_to_string(c.reloptions, ','), '')
FROM pg_views v JOIN pg_class c ON c.relname = v.viewname AND c.relnamespace = v.schemaname::regnamespace
WHERE schemaname IN ('public', 'sec') ORDER BY 1"""
_PRIVILEGES = """
SELECT c.relname::text, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type::text
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
WHERE c.relnamespace IN ('public'::regnamespace, 'sec'::regnamespace) AND a.grantee <> c.relowner ORDER BY 1, 2, 3"""
_COLUMN_PRIVILEGES = """
SELECT c.relname::text, pg_get_userbyid(a.grantee)::text, a.privilege_type::text, string_agg(t.attname, ',' ORDER BY t.attname)
FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid CROSS JOIN LATERAL aclexplode(t.attacl) a
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.attisdropped GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
_CONSTRAINTS = """
SELECT c.conrelid::regclass::text, c.conname::text, pg_get_constraintdef(c.oid), c.convalidated
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'public'::regnamespace AND t.relrowsecurity AND c.contype <> 'n' ORDER BY 1, 2"""
_UNIQUE_INDEXES = """
SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = 'public'::regnamespace AND t.relrowsecurity AND i.indisunique
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u')) ORDER BY 1, 2"""


def snapshot(using: str = "default") -> dict[str, Any]:
    """The gate as the catalogue holds it: comparable, and readable in a diff."""
    with connections[using].cursor() as cursor:

        def rows(sql: str) -> list[list]:
            cursor.execute(sql)
            return [list(row) for row in cursor.fetchall()]

        return {
            "policies": rows(_POLICIES),
            "triggers": rows(_TRIGGERS),
            "functions": rows(_FUNCTIONS),
            "views": rows(_VIEWS),
            "privileges": rows(_PRIVILEGES),
            "column_privileges": rows(_COLUMN_PRIVILEGES),
            "constraints": rows(_CONSTRAINTS),
            "unique_indexes": rows(_UNIQUE_INDEXES),
        }


def differences(path: Path, using: str = "default") -> list[str]:
    """One line per difference between the committed snapshot and the database."""
    expected = json.loads(path.read_text(encoding="utf-8"))
    found = snapshot(using)
    lines = []
    for part, wanted in expected.items():
        before = {canonical(json.dumps(row, ensure_ascii=False)) for row in wanted}
        after = {canonical(json.dumps(row, ensure_ascii=False)) for row in found[part]}
        lines += [f"{part}: missing {row}" for row in sorted(before - after)]
        lines += [f"{part}: unexpected {row}" for row in sorted(after - before)]
    return lines


def write(path: Path, using: str = "default") -> None:
    """Commit the gate as it is: one row a line, so that a change reads in a diff."""
    parts = []
    for part, rows in snapshot(using).items():
        body = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f'  "{part}": [\n    {body}\n  ]')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


_RULES = {
    "R1 table without row security": """
      SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT relrowsecurity AND relname <> ALL (%(unprotected)s)""",
    "R2 row security not forced": """
      SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT relforcerowsecurity AND relname <> ALL (%(unprotected)s)""",
    "R3 row security without policy": """
      SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
      AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)""",
    "R4 policy for all commands": "SELECT tablename || '.' || policyname FROM pg_policies WHERE cmd = 'ALL'",
    "R4b more than one policy for a command and role": """
      SELECT tablename || ' ' || cmd FROM pg_policies GROUP BY tablename, cmd, roles HAVING count(*) > 1""",
    "R5 condition true for another role than the keeper": """
      SELECT tablename || '.' || policyname FROM pg_policies WHERE (qual = 'true' OR with_check = 'true') AND roles <> ARRAY[%(keeper)s]::name[]""",
    "R6 view that nobody declared, or of another owner than the keeper": """
      SELECT viewname::text FROM pg_views WHERE schemaname IN ('public', 'sec')
      AND NOT (schemaname = 'sec' AND viewname = ANY (%(views)s) AND viewowner = %(keeper)s)""",
    "R7 materialised view": "SELECT matviewname::text FROM pg_matviews",
    "R8 function without a fixed search_path": """
      SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN ('sec'::regnamespace, 'public'::regnamespace)
      AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)""",
    "R8b function anyone may call": """
      SELECT p.oid::regprocedure::text FROM pg_proc p WHERE pronamespace IN ('sec'::regnamespace, 'public'::regnamespace)
      AND (proacl IS NULL OR EXISTS (SELECT 1 FROM aclexplode(proacl) a WHERE a.grantee = 0))""",
    "R9 role that can do more than it should": """
      SELECT rolname::text FROM pg_roles WHERE rolname = ANY (%(roles)s)
      AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication OR (rolname = %(keeper)s AND rolcanlogin))""",
    "R9b runtime role that is a member of another": """
      SELECT r.rolname || ' in ' || g.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
      WHERE r.rolname = ANY (%(runtime)s)""",
    "R10 runtime role that owns something": """
      SELECT relname::text FROM pg_class WHERE pg_get_userbyid(relowner) = ANY (%(runtime)s)""",
    "R10b large object owned by the runtime role": """
      SELECT 'large object ' || oid FROM pg_largeobject_metadata WHERE pg_get_userbyid(lomowner) = ANY (%(runtime)s)""",
    "R11 privilege that no one should have": """
      SELECT c.relname || ' ' || a.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
      WHERE c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(a.grantee) = ANY (%(runtime)s)
      AND a.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')""",
    "R12 foreign key that deletes or empties rows of others": """
      SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND confdeltype <> 'a'
      AND conrelid::regclass::text <> ALL (%(unprotected)s)""",
    "R13 sequence readable by the runtime role": """
      SELECT c.relname::text FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.relkind = 'S'
      AND pg_get_userbyid(a.grantee) = ANY (%(runtime)s)""",
    "R14 place where the runtime role may create something": """
      SELECT DISTINCT n.nspname::text FROM pg_namespace n, unnest(%(runtime)s::name[]) role WHERE nspname !~ '^pg_'
        AND nspname <> 'information_schema' AND has_schema_privilege(role, n.oid, 'CREATE')
      UNION SELECT 'temporary tables' FROM unnest(%(runtime)s::name[]) role WHERE has_database_privilege(role, current_database(), 'TEMP')
      UNION SELECT 'language ' || lanname FROM pg_language, unnest(%(runtime)s::name[]) role
        WHERE lanpltrusted AND has_language_privilege(role, pg_language.oid, 'USAGE')""",
    "R15 runtime role with settings of its own": """
      SELECT coalesce(r.rolname, 'every role') || ': ' || array_to_string(s.setconfig, ', ') FROM pg_db_role_setting s
      LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE s.setrole = 0 OR r.rolname = ANY (%(runtime)s)""",
    "R16 rule that rewrites statements on a table": """
      SELECT c.relname || '.' || r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('sec'::regnamespace, 'public'::regnamespace)""",
    "R17 schema that is not the product's": """
      SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'sec', 'information_schema')""",
    "R18 table that the statistics role may write, and that holds no cells": """
      SELECT c.relname || ' ' || a.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
        WHERE pg_get_userbyid(a.grantee) = %(statistics)s AND a.privilege_type <> 'SELECT' AND c.relname <> ALL (%(cells)s)
      UNION ALL SELECT c.relname || '.' || t.attname || ' ' || a.privilege_type FROM pg_attribute t
        JOIN pg_class c ON c.oid = t.attrelid CROSS JOIN LATERAL aclexplode(t.attacl) a
        WHERE pg_get_userbyid(a.grantee) = %(statistics)s AND a.privilege_type <> 'SELECT'""",
    "R19 rows counted on another condition than the application's": """
      SELECT s.tablename || '.' || s.policyname FROM pg_policies s WHERE s.roles = ARRAY[%(statistics)s]::name[]
        AND s.cmd IN ('SELECT', 'DELETE') AND NOT EXISTS (SELECT 1 FROM pg_policies a WHERE a.schemaname = s.schemaname
          AND a.tablename = s.tablename AND a.cmd = 'SELECT' AND a.roles = ARRAY[%(app)s]::name[] AND a.qual = s.qual)""",
}


def lint(using: str = "default") -> list[str]:
    """One line per breach of the rules every table, view, function and role must keep."""
    unprotected = [name for name in declared() if name not in protected()]
    parameters: dict[str, Any] = {
        "views": views(),
        "unprotected": unprotected,
        "roles": [OWNER, KEEPER, *RUNTIME],
        "runtime": list(RUNTIME),
        "keeper": KEEPER,
        "app": APP,
        "statistics": STATISTICS,
        "cells": [name for name, table in protected().items() if table.cells],
    }
    lines = []
    with connections[using].cursor() as cursor:
        for rule, sql in _RULES.items():
            cursor.execute(sql, parameters if "%(" in sql else None)
            lines += [f"{rule}: {name}" for (name,) in cursor.fetchall()]
    return lines
