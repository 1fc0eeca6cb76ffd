"""No protected table is read by hashing a policy, and what a screen touches stays within docs/performance.md."""

import re

import pytest

from common.rls.declare import protected
from launcher import testing
from tests.performance.plans import act, explain, hashed_probes

CASES = "SELECT case_id FROM cases_access WHERE audience_id = %s AND present_until > now() ORDER BY case_id LIMIT 50"
#: How each table is reached from fifty cases of a list; every other one by its case.
REACHED = {
    "cases_household": "SELECT t.* FROM (SELECT household_id FROM cases_access WHERE audience_id = %s AND present_until > now()"
    " ORDER BY case_id LIMIT 50) a JOIN cases_household t ON t.id = a.household_id",
    "cases_person": "SELECT t.* FROM (SELECT household_id FROM cases_access WHERE audience_id = %s AND present_until > now()"
    " ORDER BY case_id LIMIT 50) a JOIN cases_person t ON t.household_id = a.household_id",
    "cases_case": f"SELECT t.* FROM ({CASES}) a JOIN cases_case t ON t.id = a.case_id",
    "cases_access": CASES,
    "cases_personaccess": "SELECT * FROM cases_personaccess WHERE audience_id = %s AND name_until > now() ORDER BY name_key LIMIT 50",
    "cases_tenantaccount": "SELECT * FROM cases_tenantaccount WHERE author_id = %s ORDER BY balance_cents DESC, id LIMIT 50",
    "cases_importbatch": "SELECT * FROM cases_importbatch WHERE author_id = %s ORDER BY id DESC LIMIT 50",
    "cases_accountstatement": "SELECT t.* FROM (SELECT id FROM cases_tenantaccount WHERE author_id = %s ORDER BY balance_cents DESC, id"
    " LIMIT 50) a JOIN cases_accountstatement t ON t.account_id = a.id",
    "common_document": "SELECT * FROM common_document WHERE asker_id = %s ORDER BY id DESC LIMIT 50",
}
#: Read through another column than case_id by the receiving side.
RECEIVED = {"cases_referral": "receiving_case_id", "cases_referralsheet": "receiving_case_id"}
LANDLORD = {"cases_tenantaccount", "cases_accountstatement", "cases_importbatch", "cases_referralfeedback"}
#: Buffers for fifty cases: about eight a row of the densest table (five visits, six statements a case).
CEILING = 4_500
#: Targets of performance.md: a list of fifty and a case page.
LIST_RATIO, PAGE_RATIO = 2.2, 3.2
#: A capped count and a search read index entries of one audience: a page holds over fifty of them.
COUNT_CEILING, SEARCH_CEILING = 1_100, 5_000 // 20
PAGE = (
    *("cases_case", "cases_identitystatement", "cases_contactstatement", "cases_visit", "cases_visitnote"),
    *("cases_accompaniment", "cases_teammember", "cases_grant"),
)


def query(table: str) -> str:
    column = RECEIVED.get(table, "case_id")
    return REACHED.get(table, f"SELECT t.* FROM ({CASES}) a JOIN {table} t ON t.{column} = a.case_id")


@pytest.mark.parametrize("table", sorted(set(protected()) - {"cases_accesslock"}))
def test_fifty_cases_of_the_huge_unit(large, table):
    filled, name = large
    by = filled.clerk if table in LANDLORD else filled.workers["huge"]
    with testing.connect("palier_app", name) as connection:
        plan = explain(
            connection, by.audiences, query(table), by.unit_audience if by is filled.clerk else by.member_audience
        )
    assert not plan.hashes_a_policy, plan.text
    assert plan.buffers <= CEILING, plan.text


@pytest.mark.parametrize("size", ["small", "medium", "large", "huge"])
def test_list_search_count_and_case_page(large, size):
    """Buffers against the same rows fetched by key without row security; targets of performance.md."""
    filled, name = large
    worker, manager = filled.workers[size], filled.managers[size]
    with testing.connect("palier_app", name) as connection, testing.connect("postgres", name) as superuser:

        def ratio(by, statement, parameters, floor, *floor_parameters):
            touched = explain(connection, by.audiences, statement, *parameters).buffers
            return touched / max(1, explain(superuser, (), floor, *floor_parameters).buffers)

        cases = _cases(connection, manager.audiences, manager.manager_audience)
        listed = ratio(
            manager,
            "SELECT p.case_id, p.name_key, c.number FROM cases_personaccess p JOIN cases_case c ON c.id = p.case_id"
            " WHERE p.audience_id = %s AND p.name_until > now() AND (p.name_key, p.case_id) > (%s, %s)"
            " ORDER BY p.name_key, p.case_id LIMIT 50",
            (manager.manager_audience, "a", 0),
            # Row by row, as a join fetches them: rows made together lie together, and a bitmap would flatter nobody.
            "SELECT c.* FROM unnest(%s::bigint[]) AS i(id) CROSS JOIN LATERAL (SELECT * FROM cases_case WHERE id = i.id OFFSET 0) c",
            cases,
        )
        count = explain(
            connection,
            manager.audiences,
            "SELECT count(*) FROM (SELECT 1 FROM cases_access WHERE audience_id = %s AND present_until > now() LIMIT 1000) x",
            manager.manager_audience,
        ).buffers
        search = explain(
            connection,
            manager.audiences,
            "SELECT case_id FROM cases_personaccess WHERE audience_id = %s AND name_until > now() AND name_key LIKE %s LIMIT 50",
            manager.manager_audience,
            "%zzz%",
        ).buffers
        (case_id, *_) = _cases(connection, worker.audiences, worker.member_audience)
        page = sum(explain(connection, worker.audiences, _of_case(table), case_id).buffers for table in PAGE)
        floor = sum(explain(superuser, (), _of_case(table), case_id).buffers for table in PAGE)
    print(f"{size}: list x{listed:.2f}, count {count}, search without match {search}, case page x{page / floor:.2f}")
    assert listed <= LIST_RATIO
    assert page <= floor * PAGE_RATIO
    assert count <= COUNT_CEILING
    assert search <= SEARCH_CEILING


def _of_case(table: str) -> str:
    return f"SELECT * FROM {table} WHERE {'id' if table == 'cases_case' else 'case_id'} = %s"


def _cases(connection, audiences, audience) -> list[int]:
    with connection.transaction(force_rollback=True):
        act(connection, audiences)
        rows = connection.execute(
            "SELECT case_id FROM cases_access WHERE audience_id = %s AND present_until > now() ORDER BY case_id LIMIT 50",
            [audience],
        ).fetchall()
    return [case_id for (case_id,) in rows]


def test_every_probe_of_access_ends_with_offset(large):
    """The form that keeps PostgreSQL from hashing a policy: it may not be lost from any of them."""
    _, name = large
    with testing.connect("postgres", name) as superuser:
        policies = superuser.execute(
            "SELECT tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies"
        ).fetchall()
    probing = [(policy, text) for policy, text in policies if "my_access" in text or "my_person_access" in text]
    assert len(probing) >= 40
    for policy, text in probing:
        probes = len(re.findall(r"FROM sec\.my_(?:person_)?access", text))
        assert text.count("OFFSET 0") == probes, policy


#: Tables whose policy PostgreSQL could hash: the condition looks at nothing of the row but its case or household.
HASHABLE = {
    *("cases_case", "cases_consent", "cases_contactstatement", "cases_grant", "cases_household"),
    *("cases_identitystatement", "cases_person", "cases_referral", "cases_referralsheet", "cases_visit"),
}


def test_without_offset_a_policy_is_hashed(large):
    """A bare read of the table: PostgreSQL would evaluate the probe for all of my access, were it not for OFFSET 0."""
    filled, name = large
    audiences = filled.managers["huge"].audiences
    with testing.connect("postgres", name) as superuser:
        policies = superuser.execute(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = 'app_select' AND qual LIKE '%%OFFSET 0%%'"
        ).fetchall()
        bare = {table: _bare_plan(superuser, audiences, table, qual) for table, qual in policies}
        without = {
            table: _bare_plan(superuser, audiences, table, re.sub(r"\s+OFFSET 0", "", qual)) for table, qual in policies
        }
    assert len(bare) >= 18
    assert {table for table, plan in bare.items() if hashed_probes(plan)} == set()
    assert {table for table, plan in without.items() if hashed_probes(plan)} == HASHABLE


def _bare_plan(superuser, audiences, table, condition) -> str:
    with superuser.transaction(force_rollback=True):
        superuser.execute(f"ALTER POLICY app_select ON {table} USING ({condition})")
        superuser.execute("SET LOCAL ROLE palier_app")
        act(superuser, audiences)
        return "\n".join(line for (line,) in superuser.execute(f"EXPLAIN SELECT count(*) FROM {table}").fetchall())
