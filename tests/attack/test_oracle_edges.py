"""Edges of holding, team, capacity and day 60 that the truth table does not reach by itself."""

from dataclasses import replace

from tests.attack.oracle_facts import (
    ACCOMPANIMENT,
    HOUSING,
    IDENTITY,
    LANDLORD,
    OPERATOR,
    REQUEST,
    SIAO,
    Accompaniment,
    Case,
    Person,
    PersonActor,
    Row,
    Session,
    TeamAssignment,
    UnitCapacity,
)
from tests.attack.oracle_world import (
    ACTORS,
    BASE,
    MEASURE,
    TENANCY_CASE,
    ago,
    both,
    consent,
    content,
    reads,
    stay,
    world,
)

CLOSED = {
    "referrals": (replace(BASE.referrals[0], submitted_at=ago(61)),),
    "accompaniments": stay(engaged_at=None),
}


def test_a_capacity_the_unit_no_longer_holds_carries_nothing() -> None:
    capacities = tuple(held for held in BASE.capacities if held != UnitCapacity(3, OPERATOR))
    assert world(capacities=capacities).lists(ACTORS["manager"]) == set()


def test_a_capacity_without_any_row_reads_not_even_what_it_signed() -> None:
    for who, capacity in (("funder", "funder"), ("secretary", "committee_secretary")):
        row = content("identity_statement", 95, MEASURE, 6, capacity, person=101)
        oracle = world(rows=(*BASE.rows, row))
        assert not reads(oracle, who, "identity_statement", 95)
        assert oracle.lists(ACTORS[who]) == set()


def test_the_service_account_has_its_right_as_landlord_only() -> None:
    row = Row("tenant_account", 96, unit=1, capacity=OPERATOR)
    oracle = world(capacities=(*BASE.capacities, UnitCapacity(1, OPERATOR)), rows=(*BASE.rows, row))
    assert not oracle.reads(Session(13, 1, OPERATOR), "tenant_account", row)
    assert not reads(oracle, "service", "rent_statement", 30)


def test_a_siao_lists_the_request_it_holds_and_not_as_operator() -> None:
    oracle = world(cases=(*BASE.cases, Case(206, 100, REQUEST, 5, SIAO)))
    assert oracle.lists(ACTORS["siao"]) == {206}
    assert oracle.lists(ACTORS["second_operator"]) == set()
    assert reads(oracle, "siao", "case", 206)
    assert not reads(oracle, "person", "case", 206)


def test_holding_opens_others_rows_of_an_accompaniment_held_as_operator_only() -> None:
    for kind, capacity, who in (
        (REQUEST, OPERATOR, "second_operator"),
        (ACCOMPANIMENT, SIAO, "siao"),
    ):
        held = Case(206, 100, kind, 5, capacity)
        row = content("identity_statement", 97, 206, 3, OPERATOR, household=100)
        stays = (*BASE.accompaniments, Accompaniment(332, 206, 5, engaged_at=ago(3)))
        oracle = world(cases=(*BASE.cases, held), rows=(*BASE.rows, row), accompaniments=stays)
        assert oracle.lists(ACTORS[who]) == {206}
        assert not reads(oracle, who, "identity_statement", 97)


def test_a_minor_without_representative_needs_every_party_adult() -> None:
    persons = (*BASE.persons, Person(105, 100, adult=False, party=False))
    rows = (*BASE.rows, content("identity_statement", 97, MEASURE, 3, OPERATOR, person=105))
    one = world(persons=persons, rows=rows, grants=(consent(501, 101, 7, LANDLORD),))
    assert not reads(one, "other_landlord", "identity_statement", 97)
    agreed = world(persons=persons, rows=rows, grants=both(501, 7, LANDLORD))
    assert reads(agreed, "other_landlord", "identity_statement", 97)


def test_a_case_imported_while_running_has_no_day_sixty_and_opens_by_adhesion() -> None:
    imported = {"referrals": (), "answers": (), "sheets": ()}
    running = world(**imported, accompaniments=stay(engaged_at=ago(300)))
    assert running.lists(ACTORS["worker"]) == {MEASURE}
    assert reads(running, "worker", "contact_statement", 18)
    reaching = world(**imported, accompaniments=stay(engaged_at=None))
    assert reaching.lists(ACTORS["worker"]) == {MEASURE}
    assert not reads(reaching, "worker", "contact_statement", 18)
    unknown = world(**imported, accompaniments=())
    assert not reads(unknown, "worker", "contact_statement", 18)


def test_a_clerk_named_on_a_team_is_not_of_it() -> None:
    oracle = world(team=(*BASE.team, TeamAssignment(342, MEASURE, 37, 3, ago(9))))
    assert not reads(oracle, "operator_clerk", "visit_note", 42)


def test_a_team_exists_in_operator_capacity_only() -> None:
    team = (*BASE.team, TeamAssignment(342, TENANCY_CASE, 12, 1, ago(9)))
    note = content("visit_note", 98, TENANCY_CASE, 1, LANDLORD, membership=12)
    oracle = world(team=team, rows=(*BASE.rows, note))
    assert not reads(oracle, "landlord_manager", "visit_note", 98)
    assert not oracle.inserts(ACTORS["landlord_manager"], "visit_note", note)


def test_a_landlord_s_manager_is_not_a_manager_of_measures() -> None:
    grant = consent(501, 101, 5, OPERATOR, HOUSING, case=TENANCY_CASE)
    rows = (*BASE.rows, content("evidence", 99, TENANCY_CASE, 1, LANDLORD))
    oracle = world(grants=(grant,), rows=rows)
    for who in ("landlord_manager", "clerk"):
        assert not reads(oracle, who, "grant", 501)
        assert not reads(oracle, who, "consent", 501)
        assert not reads(oracle, who, "evidence", 99)


def test_evidence_on_the_tenancy_is_read_by_the_team_that_recorded_it_alone() -> None:
    rows = (*BASE.rows, content("evidence", 99, TENANCY_CASE, 3, OPERATOR))
    second = Case(203, 100, ACCOMPANIMENT, 5, OPERATOR, referred_from=TENANCY_CASE)
    team = (*BASE.team, TeamAssignment(342, 203, 51, 5, ago(9)))
    oracle = world(rows=rows, cases=(*BASE.cases, second), team=team)
    assert {who for who in ACTORS if reads(oracle, who, "evidence", 99)} == {"team_worker", "manager"}


def test_two_operators_do_not_see_each_other_s_return_direction() -> None:
    second = Case(203, 100, ACCOMPANIMENT, 5, OPERATOR, referred_from=TENANCY_CASE)
    team = (*BASE.team, TeamAssignment(342, 203, 51, 5, ago(9)))
    grants = both(501, 5, OPERATOR, HOUSING, case=TENANCY_CASE, recorder=5)
    oracle = world(cases=(*BASE.cases, second), team=team, grants=grants)
    for who, expected in (("second_operator", True), ("manager", False), ("team_worker", False)):
        assert reads(oracle, who, "consent", 501) is expected, who
        assert reads(oracle, who, "rent_statement", 30) is expected, who


def test_day_sixty_shuts_out_receiver_and_holder_when_they_differ() -> None:
    moved = world(cases=(BASE.cases[0], replace(BASE.cases[1], unit=4)), **CLOSED)
    assert moved.lists(ACTORS["worker"]) == set()
    assert moved.lists(ACTORS["sister_worker"]) == set()
    assert not reads(moved, "worker", "referral", 301)


def test_day_sixty_leaves_other_units_and_capacities_their_own() -> None:
    grants = both(501, 3, LANDLORD, IDENTITY) + both(511, 5, OPERATOR, IDENTITY)
    closed = world(grants=grants, **CLOSED)
    for who in ("other_capacity", "second_operator", "sister_worker", "person"):
        assert MEASURE in closed.lists(ACTORS[who]), who


def test_day_sixty_ends_holding_and_team_themselves() -> None:
    closed, session = world(**CLOSED), ACTORS["team_worker"]
    assert world().rights.on_team(session, MEASURE)
    assert world().rights.held_open(session, MEASURE)
    assert world().rights.runs(ACTORS["manager"], MEASURE)
    assert not closed.rights.on_team(session, MEASURE)
    assert not closed.rights.held_open(session, MEASURE)
    assert not closed.rights.runs(ACTORS["manager"], MEASURE)
    assert not closed.rights.works_on(ACTORS["manager"], TENANCY_CASE)


def test_unknown_actors_and_cases_carry_nothing() -> None:
    oracle = world()
    for actor in (Session(999, 3, OPERATOR), Session(31, 999, OPERATOR), PersonActor(999)):
        assert oracle.lists(actor) == set()
        assert not oracle.reads(actor, "case", oracle.row("case", MEASURE))
    nowhere = Row("visit_note", 999, None, None, unit=3, capacity=OPERATOR, membership=31)
    assert not oracle.reads(ACTORS["team_worker"], "visit_note", nowhere)
    assert not oracle.inserts(ACTORS["team_worker"], "visit_note", nowhere)


def test_another_unit_of_the_landlord_reads_the_account_by_consent_on_the_tenancy() -> None:
    oracle = world(grants=both(501, 2, LANDLORD, HOUSING, case=TENANCY_CASE))
    assert reads(oracle, "social_service_clerk", "rent_statement", 30)
    assert oracle.lists(ACTORS["social_service_clerk"]) == {TENANCY_CASE}
    assert not reads(oracle, "social_service_worker", "rent_statement", 30)
    assert not reads(world(), "social_service_clerk", "rent_statement", 30)


def test_notes_of_a_case_without_accompaniment_row_stay_with_the_team() -> None:
    oracle = world(accompaniments=())
    assert reads(oracle, "team_worker", "visit_note", 42)
    assert not reads(oracle, "manager", "visit_note", 42)
