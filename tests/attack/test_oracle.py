"""Truth table of reading: each row of T6, T5 and T7 with who reads it and, by complement, who doesn't.

Every expectation is the whole set of readers among thirty-one actors, so each line is at once the
positives and the negatives of its rule.
"""

import pytest

from tests.attack.oracle import Oracle
from tests.attack.oracle_facts import (
    BUDGET,
    HOUSING,
    IDENTITY,
    LANDLORD,
    OPERATOR,
    PRESCRIBER,
    RESERVER,
    SIAO,
    SOCIAL,
    TABLES,
    Facts,
)
from tests.attack.oracle_world import (
    ACTORS,
    MEASURE,
    NOW,
    TENANCY_CASE,
    both,
    consent,
    flag,
    readers,
    reads,
    stay,
    world,
)

UNIT = {"team_worker", "worker", "manager", "operator_clerk"}
HOLDER_LANDLORD = {"clerk", "landlord_manager"}
PARTIES = {"person", "co_tenant"}

WITHOUT_CONSENT = [
    ("tenant_account", 1, {"clerk", "service"}),
    ("import_batch", 2, {"clerk", "service"}),
    ("account_statement", 3, {"clerk", "service"}),
    ("household", 100, UNIT | HOLDER_LANDLORD | PARTIES | {"sister_worker", "sister_manager"}),
    ("person", 104, UNIT | HOLDER_LANDLORD | PARTIES | {"sister_worker", "sister_manager"}),
    ("household", 110, set()),
    ("case", TENANCY_CASE, HOLDER_LANDLORD | PARTIES),
    ("case", MEASURE, UNIT | PARTIES | {"sister_worker", "sister_manager"}),
    ("identity_statement", 10, UNIT | {"person"}),
    ("identity_statement", 11, UNIT | {"co_tenant"}),
    ("identity_statement", 12, UNIT),
    ("identity_statement", 13, HOLDER_LANDLORD | {"person"}),
    ("identity_statement", 14, UNIT),
    ("contact_statement", 15, UNIT | {"person"}),
    ("contact_statement", 17, HOLDER_LANDLORD | {"co_tenant"}),
    ("contact_statement", 18, UNIT | {"sister_worker", "sister_manager", "co_tenant"}),
    ("referral", 301, UNIT | {"clerk"}),
    ("referral_answer", 311, UNIT),
    ("referral_feedback", 20, {"clerk"}),
    ("referral_feedback", 21, set()),
    ("referral_sheet", 321, {"clerk", "team_worker", "manager"}),
    ("rent_statement", 30, HOLDER_LANDLORD | PARTIES),
    ("visit", 40, {"team_worker", "worker", "manager"}),
    ("visit_time", 41, {"team_worker", "manager"}),
    ("visit_note", 42, {"team_worker"}),
    ("visit_shared", 43, UNIT | PARTIES),
    ("accompaniment", 331, UNIT | PARTIES),
    ("accompaniment_course", 332, UNIT),
    ("person_link", 63, {"team_worker", "manager"}),
    ("evidence", 50, {"team_worker", "manager"}),
    ("team_member", 341, UNIT),
    ("access", 60, UNIT),
    ("access", 61, {"team_worker"}),
    ("access", 62, {"person"}),
    ("person_access", 64, {"team_worker"}),
    ("access_lock", 100, set()),
    ("document", 70, {"team_worker"}),
    ("document", 71, HOLDER_LANDLORD),
    ("document", 72, {"team_worker", "manager"} | HOLDER_LANDLORD | PARTIES),
    ("common_part", 80, UNIT | PARTIES),
    ("common_part", 81, UNIT),
    ("annex", 82, {"team_worker"}),
    ("signature", 83, {"team_worker", "manager"}),
    ("budget_statement", 84, UNIT | PARTIES),
    ("contact", 85, {"team_worker", "manager"}),
    ("step", 86, {"team_worker", "manager"}),
    ("step_shared", 87, UNIT | PARTIES),
    ("visit_revision", 88, {"team_worker"}),
    ("suspension", 89, UNIT),
    ("entry_statement", 97, {"team_worker", "manager"}),
    ("earlier_activity", 90, UNIT),
    ("alert", 91, UNIT),
    ("alert", 92, HOLDER_LANDLORD),
    ("task", 93, {"team_worker", "manager"}),
    ("task", 94, {"clerk"}),
    ("repayment_plan", 95, UNIT | PARTIES),
    ("procedure_event", 96, HOLDER_LANDLORD | PARTIES),
]


@pytest.mark.parametrize(("table", "number", "expected"), WITHOUT_CONSENT)
def test_readers_without_any_consent(table: str, number: int, expected: set[str]) -> None:
    assert readers(world(), table, number) == expected


def test_every_table_is_in_the_truth_table() -> None:
    elsewhere = {"consent", "grant", "violence_flag"}
    assert {table for table, _, _ in WITHOUT_CONSENT} | elsewhere == set(TABLES)


def test_readers_of_the_flag_row() -> None:
    assert readers(world(flags=(flag(),)), "violence_flag", 801) == {"team_worker", "manager"}


def test_readers_of_a_consent_and_its_grant() -> None:
    oracle = world(grants=(consent(501, 101, 1, LANDLORD, IDENTITY, consent=601),))
    expected = UNIT | HOLDER_LANDLORD | {"person"}
    assert readers(oracle, "grant", 501) == expected
    assert readers(oracle, "consent", 601) == expected


def test_consent_given_by_link_is_read_by_team_and_manager() -> None:
    oracle = world(grants=(consent(501, 101, 2, LANDLORD, recorder=None),))
    assert readers(oracle, "consent", 501) == {"team_worker", "manager", "social_service_clerk", "person"}


# T5 and T7: what each capacity gains by consents of the two adults

LANDLORD_GAINS = [
    (IDENTITY, "identity_statement", 10, True),
    (IDENTITY, "identity_statement", 12, True),
    (IDENTITY, "contact_statement", 15, True),
    (IDENTITY, "accompaniment", 331, False),
    (IDENTITY, "visit_shared", 43, False),
    (HOUSING, "accompaniment", 331, True),
    (HOUSING, "visit_shared", 43, True),
    (HOUSING, "common_part", 80, True),
    (HOUSING, "common_part", 81, False),
    (HOUSING, "step_shared", 87, True),
    (HOUSING, "repayment_plan", 95, True),
    (HOUSING, "alert", 91, False),
    (HOUSING, "step", 86, False),
    (HOUSING, "contact", 85, False),
    (HOUSING, "signature", 83, False),
    (HOUSING, "task", 93, False),
    (HOUSING, "suspension", 89, False),
    (HOUSING, "earlier_activity", 90, False),
    (HOUSING, "entry_statement", 97, False),
    (BUDGET, "entry_statement", 97, False),
    (HOUSING, "budget_statement", 84, False),
    (BUDGET, "budget_statement", 84, True),
    (BUDGET, "common_part", 80, False),
    (SOCIAL, "annex", 82, False),
    (SOCIAL, "visit_revision", 88, False),
    (HOUSING, "identity_statement", 10, False),
    (HOUSING, "visit", 40, False),
    (HOUSING, "visit_time", 41, False),
    (BUDGET, "identity_statement", 10, False),
    (BUDGET, "accompaniment", 331, False),
    (SOCIAL, "visit_note", 42, False),
    (SOCIAL, "case", MEASURE, False),
    (IDENTITY, "case", MEASURE, True),
    (IDENTITY, "household", 100, True),
    (BUDGET, "case", MEASURE, True),
    (IDENTITY, "referral", 301, False),
    (IDENTITY, "evidence", 50, False),
    (IDENTITY, "team_member", 341, False),
]


@pytest.mark.parametrize(("scope", "table", "number", "expected"), LANDLORD_GAINS)
def test_what_a_landlord_gains(scope: str, table: str, number: int, expected: bool) -> None:
    oracle = world(grants=both(501, 7, LANDLORD, scope, members=frozenset({71})))
    assert reads(oracle, "other_landlord", table, number) is expected
    assert not reads(world(), "other_landlord", table, number)


CEILINGS = [
    ("second_operator", 5, OPERATOR, IDENTITY, "identity_statement", 10, True),
    ("second_operator", 5, OPERATOR, HOUSING, "accompaniment", 331, True),
    ("second_named", 5, OPERATOR, SOCIAL, "visit_note", 42, True),
    ("second_operator", 5, OPERATOR, SOCIAL, "visit_note", 42, False),
    ("second_operator", 5, OPERATOR, "sheet", "referral_sheet", 321, False),
    ("siao", 5, SIAO, IDENTITY, "identity_statement", 10, True),
    ("siao_named", 5, SIAO, SOCIAL, "visit_note", 42, True),
    ("siao", 5, SIAO, SOCIAL, "visit_note", 42, False),
    ("siao", 5, OPERATOR, IDENTITY, "identity_statement", 10, False),
    ("prescriber", 6, PRESCRIBER, HOUSING, "visit_shared", 43, True),
    ("prescriber", 6, PRESCRIBER, "sheet", "referral_sheet", 321, False),
    ("reserver", 7, RESERVER, HOUSING, "accompaniment", 331, True),
    ("reserver", 7, RESERVER, BUDGET, "case", MEASURE, False),
    ("reserver", 7, RESERVER, SOCIAL, "visit_note", 42, False),
    ("secretary", 6, "committee_secretary", IDENTITY, "identity_statement", 10, False),
    ("funder", 6, "funder", HOUSING, "accompaniment", 331, False),
    ("dpo", 3, "data_protection", IDENTITY, "identity_statement", 10, False),
]


@pytest.mark.parametrize("line", CEILINGS)
def test_ceiling_of_each_capacity(line: tuple[str, int, str, str, str, int, bool]) -> None:
    who, unit, capacity, scope, table, number, expected = line
    oracle = world(grants=both(501, unit, capacity, scope, members=frozenset({52, 61, 71})))
    assert reads(oracle, who, table, number) is expected


def test_landlord_s_own_rows_stay_without_and_after_consent() -> None:
    withdrawn = world(grants=both(501, 1, LANDLORD, IDENTITY, HOUSING, ended_at=NOW))
    for table, number, kept in [
        ("rent_statement", 30, True),
        ("referral", 301, True),
        ("referral_sheet", 321, True),
        ("referral_feedback", 20, True),
        ("document", 71, True),
        ("identity_statement", 10, False),
        ("accompaniment", 331, False),
        ("consent", 501, False),
    ]:
        assert reads(withdrawn, "clerk", table, number) is kept, table


def test_return_direction_opens_rent_of_the_tenancy_to_the_operator() -> None:
    on_tenancy = {"case": TENANCY_CASE}
    oracle = world(grants=both(501, 3, OPERATOR, HOUSING, **on_tenancy))
    assert readers(oracle, "rent_statement", 30) == HOLDER_LANDLORD | UNIT | PARTIES
    one_adult = world(grants=(consent(501, 101, 3, OPERATOR, HOUSING, **on_tenancy),))
    assert readers(one_adult, "rent_statement", 30) == HOLDER_LANDLORD | PARTIES
    on_measure = world(grants=both(501, 3, OPERATOR, HOUSING))
    assert not reads(on_measure, "manager", "rent_statement", 30)


# Lists, search, counts, explanations


def test_lists_are_what_is_held_authored_or_granted() -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, IDENTITY),))
    expected = {
        "clerk": {TENANCY_CASE},
        "worker": {MEASURE},
        "sister_worker": {MEASURE},
        "other_landlord": {MEASURE},
        "person": {TENANCY_CASE, MEASURE},
    }
    for who in ("second_operator", "admin", "dpo", "service", "grown_child", "minor", "forged", "nobody"):
        expected[who] = set()
    assert {who: oracle.lists(ACTORS[who]) for who in expected} == expected


def test_housing_of_one_adult_lists_nothing() -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, HOUSING),))
    assert oracle.lists(ACTORS["other_landlord"]) == set()
    agreed = world(grants=both(501, 7, LANDLORD, HOUSING))
    assert agreed.lists(ACTORS["other_landlord"]) == {MEASURE}


def test_search_finds_only_names_one_may_see() -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, IDENTITY),))
    assert oracle.searches(ACTORS["other_landlord"], "eloi") == {MEASURE}
    assert oracle.searches(ACTORS["other_landlord"], "lenoir") == set()
    assert oracle.searches(ACTORS["worker"], "LENOIR") == {MEASURE}
    assert oracle.searches(ACTORS["clerk"], "vass") == {TENANCY_CASE}
    assert oracle.searches(ACTORS["worker"], "e") == set()
    assert oracle.searches(ACTORS["sister_worker"], "vasseur") == set()
    assert oracle.searches(None, "vasseur") == set()


def test_a_grant_that_names_members_is_read_by_them() -> None:
    oracle = world(grants=both(501, 5, OPERATOR, SOCIAL, members=frozenset({52})))
    recording = {"team_worker", "worker", "manager", "operator_clerk"}
    for table in ("grant", "consent"):
        assert readers(oracle, table, 501) == recording | {"second_named", "person"}
    unit = world(grants=both(501, 5, OPERATOR, IDENTITY))
    assert readers(unit, "grant", 501) == recording | {"second_named", "second_operator", "person"}


def test_before_acceptance_the_name_of_the_sheet_is_found() -> None:
    received = world(answers=(), team=(), accompaniments=stay(engaged_at=None), rows=())
    assert received.searches(ACTORS["worker"], "vasseur") == {MEASURE}
    assert received.searches(ACTORS["clerk"], "vasseur") == {TENANCY_CASE}
    assert received.searches(ACTORS["landlord_manager"], "vasseur") == set()


def test_counts_are_the_rows_one_reads() -> None:
    assert world().counts(ACTORS["worker"], "identity_statement") == 4
    assert world().counts(ACTORS["clerk"], "identity_statement") == 1
    assert world().counts(ACTORS["forged"], "identity_statement") == 0


def test_explain_names_the_rule() -> None:
    oracle = world()
    said = oracle.explain(ACTORS["worker"], "visit_note", oracle.row("visit_note", 42))
    assert said == "does not read: T5: social to named members"
    said = oracle.explain(ACTORS["team_worker"], "visit_note", oracle.row("visit_note", 42))
    assert said.startswith("reads: T6: team")


def test_a_row_asked_under_another_table_is_refused() -> None:
    oracle = world()
    with pytest.raises(ValueError, match="asked as"):
        oracle.reads(ACTORS["worker"], "visit", oracle.row("visit_note", 42))


def test_now_without_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        Oracle(Facts(), NOW.replace(tzinfo=None))
