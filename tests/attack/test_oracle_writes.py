"""Who writes what (T4, T6, T8): the whole set of actors who may insert each row, and what nobody may do."""

from dataclasses import replace

import pytest

from tests.attack.oracle import Oracle
from tests.attack.oracle_facts import (
    AGREEMENT,
    HOUSING,
    IDENTITY,
    LANDLORD,
    OPERATOR,
    SIAO,
    SOCIAL,
    TABLES,
    Row,
    Session,
)
from tests.attack.oracle_world import (
    ACTORS,
    BASE,
    MEASURE,
    NOW,
    TENANCY_CASE,
    ago,
    both,
    consent,
    content,
    reads,
    world,
)

ASSIGNED = "assigned"


def signed(actor: object, row: Row) -> Row:
    """The row as that actor would sign it: with her unit, capacity and membership where it has one."""
    if not isinstance(actor, Session):
        return row
    mine = actor.membership if row.membership is not None and row.role != ASSIGNED else row.membership
    return replace(row, unit=actor.unit, capacity=actor.capacity, membership=mine, role=None)


def writers(oracle: Oracle, row: Row) -> set[str]:
    return {who for who, actor in ACTORS.items() if oracle.inserts(actor, row.table, signed(actor, row))}


def on(table: str, case: int | None, **more: object) -> Row:
    return Row(table, 999, 100 if case else None, case, **more)


AGREED = {"person": 101, "basis": AGREEMENT, "recipient_unit": 1, "recipient_capacity": LANDLORD}
RETURN = {**AGREED, "recipient_unit": 3, "recipient_capacity": OPERATOR}
TEXT = {"basis": "text_ccapex", "recipient_unit": 5, "recipient_capacity": SIAO}
UNIT = {"team_worker", "worker", "manager", "operator_clerk"}
SISTER = {"sister_worker", "sister_manager"}
RUNNERS = {"team_worker", "manager"}

INSERTS = [
    (on("tenant_account", None), {"clerk", "service", "social_service_clerk", "other_landlord"}),
    (on("import_batch", None), {"clerk", "service", "social_service_clerk", "other_landlord"}),
    (on("account_statement", None), {"clerk", "service", "social_service_clerk", "other_landlord"}),
    (on("household", None), set()),
    (on("case", MEASURE), set()),
    (Row("person", 999, 100, person=999), UNIT | SISTER | {"clerk", "landlord_manager"}),
    (on("identity_statement", MEASURE, person=101), RUNNERS),
    (on("identity_statement", TENANCY_CASE, person=101), {"clerk"}),
    (on("contact_statement", MEASURE, person=102), RUNNERS),
    (on("referral", TENANCY_CASE), {"clerk"}),
    (on("referral", MEASURE), set()),
    (on("referral_answer", MEASURE), {"team_worker", "worker", "manager"}),
    (on("referral_answer", TENANCY_CASE), set()),
    (on("referral_feedback", TENANCY_CASE), set()),
    (on("referral_sheet", MEASURE), {"clerk"}),
    (on("rent_statement", TENANCY_CASE), {"clerk", "landlord_manager"}),
    (on("rent_statement", MEASURE), set()),
    (on("visit", MEASURE, membership=0), {"team_worker"}),
    (on("visit", MEASURE), {"team_worker"}),
    (on("visit_time", MEASURE, membership=0), {"team_worker"}),
    (on("visit_note", MEASURE, membership=0), {"team_worker"}),
    (on("visit_note", TENANCY_CASE, membership=0), set()),
    (on("visit_shared", MEASURE), set()),
    (on("accompaniment", MEASURE), {"team_worker", "worker", "manager"}),
    (on("accompaniment_course", MEASURE), {"team_worker", "worker", "manager"}),
    (on("accompaniment_course", TENANCY_CASE), set()),
    (on("consent", MEASURE, **AGREED, scopes=frozenset({IDENTITY})), RUNNERS | {"person"}),
    (on("consent", TENANCY_CASE, **AGREED, scopes=frozenset({HOUSING})), {"person"}),
    (on("consent", TENANCY_CASE, **RETURN, scopes=frozenset({HOUSING})), RUNNERS | {"person"}),
    (on("grant", TENANCY_CASE, **RETURN, scopes=frozenset({HOUSING})), RUNNERS | {"person"}),
    (on("consent", MEASURE, **AGREED, scopes=frozenset({SOCIAL})), set()),
    (on("consent", MEASURE, **AGREED, starts_at=ago(-1)), set()),
    (on("consent", MEASURE, **{**AGREED, "person": 103}), set()),
    (on("consent", MEASURE, **{**AGREED, "person": 111}), set()),
    (
        on("consent", MEASURE, **{**AGREED, "recipient_capacity": "funder"}, scopes=frozenset({HOUSING})),
        set(),
    ),
    (on("grant", MEASURE, **AGREED, scopes=frozenset({IDENTITY})), RUNNERS | {"person"}),
    (on("grant", MEASURE, **TEXT, scopes=frozenset({IDENTITY})), {"manager"}),
    (on("grant", TENANCY_CASE, **TEXT, scopes=frozenset({IDENTITY})), set()),
    (on("grant", MEASURE, **TEXT, scopes=frozenset({SOCIAL})), set()),
    (on("grant", MEASURE, **{**TEXT, "recipient_capacity": LANDLORD}), set()),
    (on("grant", MEASURE, basis="holder_unit"), set()),
    (on("grant", MEASURE, basis="referral_sheet"), set()),
    (on("grant", MEASURE, basis="team", membership=32, role=ASSIGNED), {"manager"}),
    (on("evidence", MEASURE), RUNNERS),
    (on("evidence", TENANCY_CASE), RUNNERS),
    (on("evidence", None), set()),
    (on("team_member", MEASURE, membership=31, role=ASSIGNED), {"manager"}),
    (on("team_member", MEASURE, membership=32, role=ASSIGNED), {"manager"}),
    (on("team_member", MEASURE, membership=41, role=ASSIGNED), set()),
    (on("violence_flag", MEASURE, person=101), RUNNERS),
    (on("violence_flag", MEASURE), set()),
    (on("person_link", MEASURE, person=101), set()),
    (on("access", MEASURE), set()),
    (on("person_access", MEASURE), set()),
    (on("access_lock", None), set()),
    (on("document", MEASURE, membership=0), UNIT | SISTER),
    (on("document", MEASURE, membership=31, role=ASSIGNED), {"team_worker"}),
    (on("document", MEASURE, membership=0, recipient_unit=1, recipient_capacity=LANDLORD), set()),
    (on("common_part", MEASURE), RUNNERS),
    (on("annex", MEASURE, membership=0), {"team_worker"}),
    (on("signature", MEASURE, membership=0, person=101), RUNNERS),
    (on("budget_statement", MEASURE), {"team_worker"}),
    (on("contact", MEASURE), {"team_worker"}),
    (on("step", MEASURE, membership=0), {"team_worker"}),
    (on("step", TENANCY_CASE, membership=0), set()),
    (on("step_shared", MEASURE), set()),
    (on("visit_revision", MEASURE, membership=0), {"team_worker"}),
    (on("suspension", MEASURE, membership=0), RUNNERS),
    (on("entry_statement", MEASURE), RUNNERS),
    (on("earlier_activity", MEASURE), {"manager"}),
    (on("alert", MEASURE), RUNNERS),
    (on("alert", TENANCY_CASE), {"clerk"}),
    (on("task", MEASURE), RUNNERS),
    (on("task", TENANCY_CASE), {"clerk"}),
    (on("repayment_plan", MEASURE), RUNNERS),
    (on("repayment_plan", TENANCY_CASE), {"clerk"}),
    (on("procedure_event", MEASURE), RUNNERS),
    (on("procedure_event", TENANCY_CASE), {"clerk"}),
]


@pytest.mark.parametrize(("row", "expected"), INSERTS)
def test_who_inserts(row: Row, expected: set[str]) -> None:
    assert writers(world(), row) == expected


def test_every_table_has_its_writers_stated() -> None:
    assert {row.table for row, _ in INSERTS} == set(TABLES)


def test_nobody_signs_for_another_unit_capacity_or_worker() -> None:
    oracle = world()
    note = content("visit_note", 999, MEASURE, 3, OPERATOR, membership=31)
    assert oracle.inserts(ACTORS["team_worker"], "visit_note", note)
    for forged in ({"unit": 4}, {"capacity": LANDLORD}, {"membership": 33}, {"unit": None}):
        assert not oracle.inserts(ACTORS["team_worker"], "visit_note", replace(note, **forged))


def test_a_row_whose_household_case_and_person_disagree_is_refused() -> None:
    oracle = world()
    row = content("identity_statement", 999, MEASURE, 3, OPERATOR, person=101)
    assert oracle.inserts(ACTORS["team_worker"], "identity_statement", row)
    for wrong in ({"household": 110}, {"household": None}, {"person": 111}, {"case": 999}):
        assert not oracle.inserts(ACTORS["team_worker"], "identity_statement", replace(row, **wrong))


def test_reach_ends_with_the_grant() -> None:
    row = Row("person", 999, 100, person=999, unit=7, capacity=LANDLORD)
    in_force = world(grants=both(501, 7, LANDLORD, IDENTITY))
    ended = world(grants=both(501, 7, LANDLORD, IDENTITY, ended_at=NOW))
    assert in_force.inserts(ACTORS["other_landlord"], "person", row)
    assert not ended.inserts(ACTORS["other_landlord"], "person", row)


def test_a_grant_lets_nobody_state_identity_or_contact() -> None:
    """A row of its own would keep its author on the case after the withdrawal."""
    oracle = world(grants=both(501, 7, LANDLORD, IDENTITY))
    for table in ("identity_statement", "contact_statement"):
        row = content(table, 999, MEASURE, 7, LANDLORD, person=101)
        assert not oracle.inserts(ACTORS["other_landlord"], table, row)


def test_a_worker_joins_the_team_in_the_act_of_accepting_alone() -> None:
    """Taken off the team by a manager, she does not come back by herself."""
    row = content("team_member", 999, MEASURE, 3, OPERATOR, membership=32)
    assert not world().inserts(ACTORS["worker"], "team_member", row)
    accepting = world(answers=(replace(BASE.answers[0], answered_at=NOW),))
    assert accepting.inserts(ACTORS["worker"], "team_member", row)
    assert not accepting.inserts(ACTORS["team_worker"], "team_member", replace(row, membership=31))
    refusing = world(answers=(replace(BASE.answers[0], answered_at=NOW, state="not_accepted"),))
    assert not refusing.inserts(ACTORS["worker"], "team_member", row)


def test_operator_writes_rent_only_with_the_return_direction() -> None:
    row = content("rent_statement", 999, TENANCY_CASE, 3, OPERATOR)
    agreed = world(grants=both(501, 3, OPERATOR, HOUSING, case=TENANCY_CASE))
    assert agreed.inserts(ACTORS["worker"], "rent_statement", row)
    assert not world().inserts(ACTORS["worker"], "rent_statement", row)


UPDATES = [
    ("tenant_account", 1, {"clerk", "service"}),
    ("account_statement", 3, {"clerk", "service"}),
    ("import_batch", 2, {"clerk", "service"}),
    ("household", 100, set()),
    ("case", MEASURE, set()),
    ("identity_statement", 10, RUNNERS),
    ("identity_statement", 13, {"clerk"}),
    ("contact_statement", 18, set()),
    ("referral", 301, {"clerk"}),
    ("referral_answer", 311, {"team_worker", "worker", "manager"}),
    ("referral_feedback", 20, set()),
    ("referral_sheet", 321, {"clerk"}),
    ("rent_statement", 30, {"clerk", "landlord_manager"}),
    ("visit", 40, {"team_worker"}),
    ("visit_time", 41, {"team_worker"}),
    ("visit_note", 42, {"team_worker"}),
    ("visit_shared", 43, set()),
    ("accompaniment", 331, {"team_worker", "worker", "manager"}),
    ("accompaniment_course", 332, RUNNERS),
    ("person_link", 63, RUNNERS),
    ("evidence", 50, RUNNERS),
    ("team_member", 341, {"manager"}),
    ("access", 60, set()),
    ("document", 70, {"team_worker"}),
    ("common_part", 81, RUNNERS),
    ("annex", 82, {"team_worker"}),
    ("signature", 83, set()),
    ("budget_statement", 84, set()),
    ("contact", 85, {"team_worker"}),
    ("step", 86, {"team_worker"}),
    ("step_shared", 87, set()),
    ("visit_revision", 88, set()),
    ("suspension", 89, RUNNERS),
    ("entry_statement", 97, RUNNERS),
    ("earlier_activity", 90, set()),
    ("alert", 91, set()),
    ("task", 93, RUNNERS),
    ("task", 94, {"clerk"}),
    ("repayment_plan", 95, RUNNERS),
    ("procedure_event", 96, {"clerk"}),
]


def test_what_is_delivered_was_agreed_to() -> None:
    row = on("document", MEASURE, membership=0, recipient_unit=1, recipient_capacity=LANDLORD)
    assert writers(world(grants=both(501, 1, LANDLORD, IDENTITY, HOUSING)), row) == RUNNERS
    assert writers(world(grants=both(501, 1, LANDLORD, HOUSING)), row) == set()
    assert writers(world(grants=both(501, 1, LANDLORD, IDENTITY)), row) == set()
    assert writers(world(grants=(consent(501, 101, 1, LANDLORD, IDENTITY, HOUSING),)), row) == set()


def test_an_alert_is_received_by_the_partner_it_is_for() -> None:
    oracle = world(grants=both(501, 1, LANDLORD, HOUSING))
    row = oracle.row("alert", 91)
    assert {who for who, actor in ACTORS.items() if oracle.updates(actor, "alert", row)} == {
        "clerk",
        "landlord_manager",
    }
    received = replace(row, issued=True)
    assert not oracle.updates(ACTORS["clerk"], "alert", received)


@pytest.mark.parametrize(("table", "number", "expected"), UPDATES)
def test_who_updates(table: str, number: int, expected: set[str]) -> None:
    oracle = world()
    row = oracle.row(table, number)
    assert {who for who, actor in ACTORS.items() if oracle.updates(actor, table, row)} == expected


def test_who_ends_a_consent() -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, IDENTITY),))
    for table in ("consent", "grant"):
        row = oracle.row(table, 501)
        enders = {who for who, actor in ACTORS.items() if oracle.updates(actor, table, row)}
        assert enders == UNIT | {"person", "other_landlord"}


def test_moving_and_deleting_is_for_nobody() -> None:
    oracle = world(grants=both(501, 7, LANDLORD, IDENTITY))
    for table in TABLES:
        for row in oracle.rows(table):
            for actor in ACTORS.values():
                assert not oracle.moves(actor, table, row, TENANCY_CASE)
                assert not oracle.deletes(actor, table, row)


def test_what_one_does_not_read_one_does_not_update() -> None:
    oracle = world(grants=both(501, 7, LANDLORD, IDENTITY))
    for table in TABLES:
        for row in oracle.rows(table):
            for who, actor in ACTORS.items():
                assert reads(oracle, who, table, row.id) or not oracle.updates(actor, table, row)


def test_the_closed_tables_are_refused_before_the_actor_is_looked_at() -> None:
    row = next(row for row in BASE.rows if row.table == "visit_shared")
    assert not world().inserts(ACTORS["manager"], "visit_shared", row)
    with pytest.raises(ValueError, match="proposed for"):
        world().inserts(ACTORS["manager"], "visit", row)
