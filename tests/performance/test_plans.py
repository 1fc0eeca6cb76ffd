"""No protected table is read by hashing a policy, and what a screen touches stays within docs/performance.md."""

import re

import pytest

from common.rls.declare import protected
from launcher import testing
from tests.performance.dataset import SIZES
from tests.performance.operations import operations_of, replay
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
#: Blocks of 8 kB, whatever the size of the organisation: what a ratio to a bad plan would hide.
CEILINGS = {"list": 4_500, "next page": 4_500, "count": 100, "case page": 500}
CEILINGS |= {"search, common": 1_200, "search, none": 400, "agenda of 60": 3_300}


def query(table: str) -> str:
    column = RECEIVED.get(table, "case_id")
    return REACHED.get(table, f"SELECT t.* FROM ({CASES}) a JOIN {table} t ON t.{column} = a.case_id")


#: What committees, money and reports hold is read from a session, from books and from shelves: beside, in files of their names.
OF_CASES = sorted(
    name
    for name in protected()
    if not name.startswith(("committees_", "funding_", "reports_")) and name != "cases_accesslock"
)


@pytest.mark.parametrize("table", OF_CASES)
def test_fifty_cases_of_the_huge_unit(large, table):
    filled, name = large
    by = filled.clerk if table in LANDLORD else filled.workers["huge"]
    with testing.connect("palier_app", name) as connection:
        plan = explain(
            connection, by.audiences, query(table), by.unit_audience if by is filled.clerk else by.member_audience
        )
    assert not plan.hashes_a_policy, plan.text
    assert plan.buffers <= CEILING, plan.text


@pytest.mark.parametrize("size", SIZES)
def test_what_a_screen_touches(product, size):
    """The product's own statements against the same ones without row security; targets of performance.md."""
    filled, name = product
    with testing.connect("palier_app", name) as app, testing.connect("postgres", name) as superuser:
        measured = [
            replay(operation, who, by).measured(app, superuser)
            for operation in operations_of(size)
            for who, by in (("manager", filled.managers[size]), ("worker", filled.workers[size]))
        ]
    for each in measured:
        print(f"{size} {each.size}, {each.operation.name}: x{each.buffers:.2f} ({each.cost.buffers} buffers)")
    assert [each for each in measured if not each.within(times=False)] == []
    assert [each for each in measured if each.cost.buffers > CEILINGS[each.operation.name]] == []


def test_every_probe_of_access_ends_with_offset(large):
    """The form that keeps PostgreSQL from hashing a policy: it may not be lost from any of them."""
    _, name = large
    with testing.connect("postgres", name) as superuser:
        policies = superuser.execute(
            "SELECT tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies"
        ).fetchall()
    views = ("my_access", "my_person_access", "my_sheets", "my_reports")
    probing = [(policy, text) for policy, text in policies if any(view in text for view in views)]
    assert len(probing) >= 40
    for policy, text in probing:
        probes = len(re.findall(r"(?:FROM|JOIN) sec\.my_(?:(?:person_)?access|sheets|reports)", text))
        probes += len(re.findall(r"FROM committees_presentationsheet", text))
        assert text.count("OFFSET 0") == probes, policy


#: Tables whose policy PostgreSQL could hash: the condition looks at nothing of the row but its case or household.
HASHABLE = {
    *("cases_case", "cases_consent", "cases_contactstatement", "cases_entrystatement", "cases_grant"),
    *(
        "cases_household",
        "cases_identitystatement",
        "cases_person",
        "cases_referral",
        "cases_referralsheet",
        "cases_visit",
    ),
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
