"""The states a right goes through: T8 (bases and dates) and T11 (the sheet and day 60)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.attack.oracle import Oracle
from tests.attack.oracle_facts import (
    BUDGET,
    HOUSING,
    IDENTITY,
    LANDLORD,
    NOT_ACCEPTED,
    OPERATOR,
    ORAL_AGREEMENT,
    PARIS,
    REDIRECTED,
    SIAO,
    SOCIAL,
    TABLES,
    Grant,
    Membership,
    ReferralAnswer,
    Session,
    end_of_day,
    end_of_month_count,
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
    flag,
    readers,
    reads,
    stay,
    world,
)

INSTANT = timedelta(microseconds=1)


def landlord_reads(oracle: Oracle, table: str = "identity_statement", number: int = 10) -> bool:
    return reads(oracle, "other_landlord", table, number)


# Days


def test_days_end_at_midnight_in_paris() -> None:
    submitted = datetime(2026, 9, 1, 23, 30, tzinfo=PARIS)
    assert end_of_day(submitted, 60) == datetime(2026, 11, 1, tzinfo=PARIS)
    late_in_utc = datetime.fromisoformat("2026-09-01T22:30:00+00:00")
    assert end_of_day(late_in_utc, 60) == datetime(2026, 11, 2, tzinfo=PARIS)


def test_months_keep_the_day_or_the_month_s_last() -> None:
    assert end_of_month_count(datetime(2026, 3, 5, 9, tzinfo=PARIS), 12) == datetime(2027, 3, 6, tzinfo=PARIS)
    assert end_of_month_count(datetime(2024, 2, 29, tzinfo=PARIS), 12) == datetime(2025, 3, 1, tzinfo=PARIS)
    assert end_of_month_count(datetime(2026, 1, 31, tzinfo=PARIS), 11) == datetime(2027, 1, 1, tzinfo=PARIS)


# T8: consents

CONSENT_DATES = [
    ({}, True),
    ({"starts_at": NOW}, True),
    ({"starts_at": NOW + INSTANT}, False),
    ({"until": NOW}, False),
    ({"until": NOW + INSTANT}, True),
    ({"ended_at": NOW}, False),
    ({"ended_at": NOW + INSTANT}, True),
    ({"starts_at": ago(364), "until": ago(-400)}, True),
    ({"starts_at": ago(367), "until": ago(-400)}, False),
    ({"basis": ORAL_AGREEMENT, "starts_at": ago(30)}, True),
    ({"basis": ORAL_AGREEMENT, "starts_at": ago(31)}, False),
    ({"basis": ORAL_AGREEMENT, "starts_at": ago(31), "confirmed_at": ago(5)}, True),
    ({"basis": ORAL_AGREEMENT, "starts_at": ago(40), "confirmed_at": ago(5)}, False),
    ({"how": "oral", "starts_at": ago(31)}, False),
    ({"basis": "holder_unit"}, False),
    ({"case": TENANCY_CASE}, False),
]


@pytest.mark.parametrize(("facts", "expected"), CONSENT_DATES)
def test_when_a_consent_is_in_force(facts: dict, expected: bool) -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, IDENTITY, **facts),))
    assert landlord_reads(oracle) is expected


def test_one_adult_opens_her_statements_and_the_minor_s_but_not_the_household_s() -> None:
    oracle = world(grants=(consent(501, 101, 7, LANDLORD, IDENTITY, HOUSING),))
    opened = {number for number in (10, 11, 12, 14) if landlord_reads(oracle, number=number)}
    assert opened == {10, 14}
    assert not landlord_reads(oracle, "accompaniment", 331)
    agreed = world(grants=both(501, 7, LANDLORD, IDENTITY, HOUSING))
    assert all(landlord_reads(agreed, number=number) for number in (10, 11, 12, 14))
    assert landlord_reads(agreed, "accompaniment", 331)


def test_no_party_adult_opens_nothing_of_the_household() -> None:
    persons = tuple(replace(person, party=False) for person in BASE.persons)
    oracle = world(persons=persons, grants=both(501, 7, LANDLORD, IDENTITY))
    assert landlord_reads(oracle, number=10)
    assert not landlord_reads(oracle, number=12)


def test_a_minor_marked_party_is_not_waited_for() -> None:
    persons = tuple(replace(person, party=True) if person.id == 103 else person for person in BASE.persons)
    assert landlord_reads(world(persons=persons, grants=both(501, 7, LANDLORD)), number=12)


def test_consent_of_a_minor_or_of_a_stranger_opens_nothing() -> None:
    for person in (103, 111, None):
        oracle = world(grants=(consent(501, person, 7, LANDLORD),))
        assert oracle.lists(ACTORS["other_landlord"]) == set()


def test_a_narrower_consent_replaces_the_wider_for_good() -> None:
    wide = both(501, 7, LANDLORD, IDENTITY, HOUSING)
    narrow = both(511, 7, LANDLORD, IDENTITY, starts_at=ago(3))
    assert landlord_reads(world(grants=wide), "accompaniment", 331)
    oracle = world(grants=wide + narrow)
    assert landlord_reads(oracle)
    assert not landlord_reads(oracle, "accompaniment", 331)
    ended = tuple(replace(grant, ended_at=ago(1)) for grant in narrow)
    assert not landlord_reads(world(grants=wide + ended))


def test_a_consent_to_come_or_to_another_replaces_nothing() -> None:
    first = consent(501, 101, 7, LANDLORD)
    for other in (
        consent(502, 101, 7, LANDLORD, BUDGET, starts_at=ago(-3)),
        consent(502, 101, 1, LANDLORD, BUDGET, starts_at=ago(3)),
        consent(502, 102, 7, LANDLORD, BUDGET, starts_at=ago(3)),
        consent(502, 101, 7, LANDLORD, BUDGET, starts_at=ago(3), case=TENANCY_CASE),
        consent(502, 101, 7, LANDLORD, BUDGET, consent=501),
        replace(consent(502, 101, 7, LANDLORD, starts_at=ago(3)), basis="text_dalo"),
    ):
        assert landlord_reads(world(grants=(first, other)))


def test_a_landlord_s_view_ends_at_exit_and_an_operator_s_does_not() -> None:
    grants = both(501, 7, LANDLORD, IDENTITY) + both(511, 5, OPERATOR, IDENTITY)
    for ended_at, expected in ((NOW + INSTANT, True), (NOW, False)):
        oracle = world(grants=grants, accompaniments=stay(ended_at=ended_at))
        assert landlord_reads(oracle) is expected
        assert reads(oracle, "second_operator", "identity_statement", 10)


def text(**more: object) -> Grant:
    facts = {"unit": 5, "capacity": SIAO, "scopes": frozenset({IDENTITY, SOCIAL}), "until": ago(-1), **more}
    return Grant(701, "text_L345_2_10", MEASURE, starts_at=ago(1), members=frozenset({51}), **facts)


def test_texts_open_without_agreement_never_to_a_landlord_never_social() -> None:
    oracle = world(grants=(text(),))
    assert reads(oracle, "siao", "identity_statement", 12)
    assert not reads(oracle, "siao", "visit_note", 42)
    assert not reads(oracle, "second_operator", "identity_statement", 12)
    assert not landlord_reads(world(grants=(text(unit=7, capacity=LANDLORD),)))
    assert not reads(world(grants=(text(until=None),)), "siao", "identity_statement", 12)
    assert not reads(oracle, "siao", "accompaniment", 331)
    assert not reads(world(grants=(text(until=NOW),)), "siao", "identity_statement", 12)
    to_come = replace(text(), starts_at=NOW + INSTANT)
    assert not reads(world(grants=(to_come,)), "siao", "identity_statement", 12)
    assert reads(world(grants=(replace(text(), starts_at=NOW),)), "siao", "identity_statement", 12)
    about_one = world(grants=(text(person=101),))
    assert reads(about_one, "siao", "identity_statement", 10)
    assert not reads(about_one, "siao", "identity_statement", 12)


# T8: holder_unit and team


def test_holder_unit_reads_others_statements_from_acceptance_to_the_follow_up_s_end() -> None:
    assert reads(world(), "worker", "contact_statement", 18)
    waiting = world(answers=(), accompaniments=stay(engaged_at=None))
    assert not reads(waiting, "worker", "contact_statement", 18)
    for ended_at, expected in ((ago(180), True), (ago(181), False)):
        oracle = world(accompaniments=stay(engaged_at=ago(400), ended_at=ended_at))
        assert reads(oracle, "worker", "contact_statement", 18) is expected
        assert reads(oracle, "worker", "identity_statement", 10)


def test_team_ends_with_the_assignment_and_with_the_follow_up_right() -> None:
    note = ("visit_note", 42)
    assert reads(world(), "team_worker", *note)
    gone = world(team=(replace(BASE.team[0], ends_at=NOW),))
    assert not reads(gone, "team_worker", *note)
    to_come = world(team=(replace(BASE.team[0], starts_at=ago(-1)),))
    assert not reads(to_come, "team_worker", *note)
    over = world(accompaniments=stay(engaged_at=ago(400), ended_at=ago(181)))
    assert readers(over, *note) == {"manager"}
    running = world(accompaniments=stay(engaged_at=ago(400), ended_at=ago(180)))
    assert readers(running, *note) == {"team_worker"}
    archived = stay(engaged_at=ago(400), ended_at=ago(181), archived_at=NOW)
    assert readers(world(accompaniments=archived), *note) == set()


def test_manager_reads_notes_when_she_is_on_the_team() -> None:
    team = (*BASE.team, replace(BASE.team[0], id=342, membership=33))
    assert readers(world(team=team), "visit_note", 42) == {"team_worker", "manager"}


def test_a_membership_that_ended_or_changed_unit_carries_nothing() -> None:
    assert world().lists(ACTORS["former_member"]) == set()
    assert world().lists(Session(31, 4, OPERATOR)) == set()
    moved = tuple(replace(m, unit=4) if m.id == 31 else m for m in BASE.memberships)
    assert world(memberships=moved).lists(ACTORS["team_worker"]) == set()
    to_come = (*BASE.memberships, Membership(38, 3, "worker", NOW + INSTANT))
    assert world(memberships=to_come).lists(Session(38, 3, OPERATOR)) == set()


# T8 and T11: the sheet and day 60

SHEET_ENDS = [
    ({"answers": (ReferralAnswer(311, 301, NOT_ACCEPTED, ago(1), 3),)}, set()),
    ({"answers": (ReferralAnswer(311, 301, REDIRECTED, ago(1), 3),)}, set()),
    ({"answers": ()}, {"team_worker", "worker", "manager"}),
    ({"answers": (ReferralAnswer(311, 301, "waiting", ago(1), 3),)}, {"team_worker", "worker", "manager"}),
    ({}, {"team_worker", "manager"}),
    ({"referrals": (replace(BASE.referrals[0], withdrawn_at=NOW),)}, set()),
    ({"referrals": (replace(BASE.referrals[0], objected_at=NOW),)}, set()),
    ({"answers": (), "flags": (flag(),)}, {"team_worker", "manager"}),
    ({"answers": (), "flags": (flag(set_at=ago(-1)),)}, {"team_worker", "worker", "manager"}),
    ({"answers": (), "flags": (flag(lifted_at=ago(1)),)}, {"team_worker", "manager"}),
    (
        {"answers": (), "flags": (flag(set_at=ago(30), lifted_at=ago(25)),)},
        {"team_worker", "worker", "manager"},
    ),
    ({"referrals": (replace(BASE.referrals[0], submitted_at=ago(61)),)}, set()),
    ({"referrals": (replace(BASE.referrals[0], submitted_at=ago(60)),)}, {"team_worker", "manager"}),
    ({"referrals": (replace(BASE.referrals[0], submitted_at=ago(-1)),)}, set()),
    ({"referrals": (replace(BASE.referrals[0], receiver=4),)}, set()),
]


@pytest.mark.parametrize(("facts", "operators"), SHEET_ENDS)
def test_who_reads_the_sheet(facts: dict, operators: set[str]) -> None:
    assert readers(world(**facts), "referral_sheet", 321) == operators | {"clerk"}


def test_the_sheet_opens_at_submission_and_closes_at_midnight_even_after_adhesion() -> None:
    submitted = datetime(2026, 9, 21, 8, tzinfo=PARIS)
    facts = {"referrals": (replace(BASE.referrals[0], submitted_at=submitted),), "answers": ()}
    limit = datetime(2026, 11, 21, tzinfo=PARIS)
    for now, expected in ((submitted, True), (limit - INSTANT, True), (limit, False)):
        assert reads(world(now, **facts), "manager", "referral_sheet", 321) is expected


def sixtieth(days: int, **more: object) -> Oracle:
    referral = replace(BASE.referrals[0], submitted_at=ago(days))
    return world(referrals=(referral,), accompaniments=stay(engaged_at=None), **more)


def test_before_adhesion_everything_closes_at_day_sixty() -> None:
    tables = [("identity_statement", 10), ("visit_note", 42), ("accompaniment", 331), ("referral", 301)]
    tables += [("team_member", 341), ("evidence", 50), ("household", 100), ("case", MEASURE), ("visit", 40)]
    last, closed = sixtieth(60), sixtieth(61)
    for table, number in tables:
        assert reads(last, "team_worker", table, number), table
        assert not reads(closed, "team_worker", table, number), table
    assert last.lists(ACTORS["worker"]) == {MEASURE}
    assert closed.lists(ACTORS["worker"]) == set()
    assert closed.lists(ACTORS["manager"]) == set()
    assert not closed.inserts(ACTORS["team_worker"], "visit_note", closed.row("visit_note", 42))


def test_after_day_sixty_the_manager_keeps_the_case_row_and_the_activity() -> None:
    closed = sixtieth(61, grants=both(501, 3, OPERATOR, IDENTITY), flags=(flag(),))
    kept = {
        (table, row.id)
        for table in TABLES
        for row in closed.rows(table)
        if row.case == MEASURE and closed.reads(ACTORS["manager"], table, row)
    }
    assert kept == {("case", MEASURE), ("visit", 40), ("visit_time", 41)}


def test_day_sixty_ends_at_midnight_and_adhesion_lifts_it() -> None:
    submitted = datetime(2026, 9, 21, 8, tzinfo=PARIS)
    facts = {"referrals": (replace(BASE.referrals[0], submitted_at=submitted),)}
    limit = datetime(2026, 11, 21, tzinfo=PARIS)
    for engaged_at, at_limit in ((None, set()), (ago(5), {MEASURE})):
        stays = stay(engaged_at=engaged_at)
        before = world(limit - INSTANT, **facts, accompaniments=stays)
        assert before.lists(ACTORS["worker"]) == {MEASURE}
        assert world(limit, **facts, accompaniments=stays).lists(ACTORS["worker"]) == at_limit


def test_a_draft_is_the_referrer_s_alone() -> None:
    draft = replace(BASE.referrals[0], case=None, submitted_at=None)
    oracle = world(referrals=(draft,), answers=(), sheets=())
    assert readers(oracle, "referral", 301) == {"clerk"}
