"""T14 (violence flag) and the attempts of T18: each state with who still reads and who no longer does."""

from dataclasses import replace
from datetime import timedelta

from tests.attack.oracle import Oracle
from tests.attack.oracle_facts import (
    ACCOMPANIMENT,
    HOUSING,
    IDENTITY,
    LANDLORD,
    OPERATOR,
    SIAO,
    TENANCY,
    Accompaniment,
    Case,
    Grant,
    PersonActor,
    PersonLink,
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
    flag,
    readers,
    reads,
    stay,
    world,
)

INSTANT = timedelta(microseconds=1)


def landlord_reads(oracle: Oracle, table: str = "identity_statement", number: int = 10) -> bool:
    return reads(oracle, "other_landlord", table, number)


# T14: the violence flag


def test_under_a_flag_a_landlord_keeps_its_own_rows_only() -> None:
    grants = both(501, 7, LANDLORD, IDENTITY, HOUSING) + both(511, 1, LANDLORD, IDENTITY, HOUSING)
    set_, lifted = world(grants=grants, flags=(flag(),)), world(grants=grants, flags=(flag(lifted_at=NOW),))
    assert set_.lists(ACTORS["other_landlord"]) == set()
    assert lifted.lists(ACTORS["other_landlord"]) == {MEASURE}
    assert not reads(set_, "clerk", "identity_statement", 10)
    assert not reads(set_, "clerk", "consent", 511)
    assert reads(set_, "clerk", "rent_statement", 30)
    assert reads(set_, "clerk", "referral_feedback", 20)
    assert reads(set_, "clerk", "contact_statement", 17)


def test_under_a_flag_only_the_person_concerned_keeps_a_link() -> None:
    oracle = world(flags=(flag(),))
    assert oracle.lists(ACTORS["person"]) == {TENANCY_CASE, MEASURE}
    assert oracle.lists(ACTORS["co_tenant"]) == set()
    assert not reads(oracle, "co_tenant", "identity_statement", 11)
    two = world(flags=(flag(), flag(id=802, person=102)))
    assert two.lists(ACTORS["person"]) == two.lists(ACTORS["co_tenant"]) == set()


def test_under_a_flag_a_contact_opens_to_team_manager_and_grants_given_since() -> None:
    older = both(501, 5, OPERATOR, IDENTITY)
    since = (consent(511, 102, 5, OPERATOR, IDENTITY, starts_at=ago(1)),)
    contact = ("contact_statement", 18)
    author = {"sister_worker", "sister_manager", "co_tenant"}
    no_flag = readers(world(grants=older), *contact)
    assert no_flag == author | {"team_worker", "worker", "manager", "operator_clerk"} | {
        "second_operator",
        "second_named",
    }
    flagged = readers(world(grants=older, flags=(flag(),)), *contact)
    assert flagged == {"sister_manager", "team_worker", "manager"}
    given = readers(world(grants=older + since, flags=(flag(),)), *contact)
    assert given == flagged | {"second_operator", "second_named"}
    assert reads(world(grants=older, flags=(flag(),)), "second_operator", "identity_statement", 11)


def test_a_consent_given_under_a_flag_never_opens_a_contact_to_a_landlord() -> None:
    grants = both(501, 7, LANDLORD, IDENTITY, starts_at=ago(5))
    under = world(grants=grants, flags=(flag(set_at=ago(9), lifted_at=ago(1)),))
    assert landlord_reads(under)
    assert not landlord_reads(under, "contact_statement", 15)
    for dates in ({"set_at": ago(9), "lifted_at": ago(7)}, {"set_at": ago(3), "lifted_at": ago(1)}):
        apart = world(grants=grants, flags=(flag(**dates),))
        assert landlord_reads(apart, "contact_statement", 15)


def test_under_a_flag_neither_another_s_consent_nor_a_text_opens_a_contact() -> None:
    others = consent(511, 101, 5, OPERATOR, IDENTITY, starts_at=ago(1))
    scopes = frozenset({IDENTITY})
    named = Grant(701, "text_dalo", MEASURE, 5, OPERATOR, scopes, ago(1), ago(-9))
    rows = (*BASE.rows, content("contact_statement", 92, MEASURE, 3, OPERATOR))
    oracle = world(grants=(others, named), flags=(flag(),), rows=rows)
    opened = [number for number in (15, 16, 18, 92) if reads(oracle, "second_operator", "contact_statement", number)]
    assert opened == [15]
    without = world(grants=(others, named), rows=rows)
    assert all(reads(without, "second_operator", "contact_statement", number) for number in (15, 16, 18, 92))


# T18: the rest of its list

SECOND = Case(203, 100, ACCOMPANIMENT, 5, OPERATOR)
NEXT_TENANCY = Case(204, 100, TENANCY, 7, LANDLORD)


def test_second_operator_on_the_same_household_knows_nothing_of_the_first() -> None:
    rows = (*BASE.rows, content("visit_note", 90, 203, 5, OPERATOR, household=100, membership=51))
    oracle = world(cases=(*BASE.cases, SECOND), rows=rows)
    assert oracle.lists(ACTORS["second_operator"]) == {203}
    assert oracle.lists(ACTORS["manager"]) == {MEASURE}
    for table in ("identity_statement", "visit", "accompaniment", "referral", "team_member", "evidence"):
        assert oracle.counts(ACTORS["second_operator"], table) == 0, table
    assert reads(oracle, "second_operator", "household", 100)


def test_a_former_stay_is_not_opened_by_the_new_one() -> None:
    former = stay(engaged_at=ago(900), ended_at=ago(600))
    again = Case(205, 100, ACCOMPANIMENT, 4, OPERATOR)
    stays = (*former, Accompaniment(332, 205, 4, engaged_at=ago(3)))
    oracle = world(cases=(*BASE.cases, again), accompaniments=stays)
    assert not reads(oracle, "sister_worker", "identity_statement", 10)
    assert not reads(oracle, "sister_worker", "visit_note", 42)
    agreed = world(cases=(*BASE.cases, again), accompaniments=stays, grants=both(501, 4, OPERATOR, IDENTITY))
    assert reads(agreed, "sister_worker", "identity_statement", 10)


def test_a_former_landlord_does_not_follow_the_new_account() -> None:
    rent = content("rent_statement", 91, 204, 7, LANDLORD, household=100)
    oracle = world(
        cases=(*BASE.cases, NEXT_TENANCY),
        rows=(*BASE.rows, rent),
        grants=both(501, 1, LANDLORD, IDENTITY, HOUSING, case=TENANCY_CASE),
    )
    assert not reads(oracle, "clerk", "rent_statement", 91)
    assert reads(oracle, "other_landlord", "rent_statement", 91)
    assert not reads(oracle, "other_landlord", "rent_statement", 30)


def test_a_case_moved_to_another_unit_opens_by_holding_and_keeps_authorship() -> None:
    cases = (BASE.cases[0], replace(BASE.cases[1], unit=4))
    oracle = world(cases=cases)
    assert reads(oracle, "sister_worker", "identity_statement", 10)
    assert reads(oracle, "worker", "identity_statement", 10)
    assert not reads(oracle, "worker", "contact_statement", 18)
    assert readers(oracle, "visit_note", 42) == set()
    assert readers(oracle, "visit", 40) == {"team_worker", "worker", "manager"}
    assert readers(oracle, "evidence", 50) == {"manager", "sister_manager"}


def test_other_capacity_of_the_same_unit_shows_nothing() -> None:
    oracle = world()
    assert oracle.lists(ACTORS["worker"]) == {MEASURE}
    assert oracle.lists(ACTORS["other_capacity"]) == set()
    assert oracle.lists(Session(33, 3, SIAO)) == set()


def test_link_dates() -> None:
    links = (PersonLink(901, 101, ago(3), NOW + INSTANT), PersonLink(902, 101, ago(40), ago(10)))
    links += (PersonLink(903, 101, ago(3), ago(-27), ended_at=NOW),)
    links += (PersonLink(904, 101, NOW, ago(-30)), PersonLink(905, 101, ago(30), NOW))
    links += (PersonLink(906, 101, NOW + INSTANT, ago(-30)),)
    oracle = world(links=links)
    for link in (901, 904):
        assert oracle.lists(PersonActor(101, link)) == {TENANCY_CASE, MEASURE}
    for link in (905, 906):
        assert oracle.lists(PersonActor(101, link)) == set()
    for actor in (PersonActor(101, 902), PersonActor(101, 903), PersonActor(102, 901), PersonActor(101, 999)):
        assert oracle.lists(actor) == set()
