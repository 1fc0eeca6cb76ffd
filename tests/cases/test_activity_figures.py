"""The figures of an activity report against a count of one's own, what is missing, and its words."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions import accompaniments
from cases.documents import activity_report as report
from cases.enums import ExitOutcome, VisitOutcome
from cases.periods import Period, month
from cases.queries import activity
from common.context import acting
from common.formatting import full_date
from tests.cases.activity_scene import TODAY, build, counted, last
from tests.cases.agreements import sign
from tests.cases.operator_world import case_of
from tests.factories import world as w
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


# --- figures ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [10, 60, 250])
def test_visits_and_minutes_are_those_counted_apart(world, days):
    scene, period = build(world), last(days)
    own = counted(scene, period.since, period.until)
    with acting(world.laurent.audiences):
        visited = activity.visits(world.laurent, period, TODAY())
        spent = activity.minutes(world.laurent, period)
    by_outcome: Counter = Counter()
    for (_, outcome), count in visited.logged.items():
        by_outcome[outcome] += count
    assert by_outcome == own["outcomes"]
    assert sum(visited.not_logged.values()) == own["not_logged"]
    assert (visited.planned, visited.planned_held) == (own["planned"], own["planned_held"])
    assert (spent.visits, spent.travel, spent.administration) == own["minutes"]
    assert (spent.presences, spent.unsaid) == (own["presences"], own["unsaid"])
    assert sum(own["outcomes"].values()) > 0


def test_each_month_has_its_own_visits(world):
    scene, period = build(world), last(199)
    own = Counter((one.on.replace(day=1), one.outcome) for one in scene.visits if one.outcome)
    with acting(world.laurent.audiences):
        assert activity.visits(world.laurent, period, TODAY()).logged == own


def test_each_week_of_a_month_has_its_own_visits(world):
    scene, period = build(world, households=6), month(TODAY())
    inside = [one for one in scene.visits if one.outcome and period.since <= one.on <= period.until]
    own = Counter((one.on - timedelta(days=one.on.weekday()), one.outcome) for one in inside)
    with acting(world.laurent.audiences):
        assert activity.visits(world.laurent, period, TODAY()).logged == own


def test_a_visit_expected_today_is_no_missed_one(world):
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    with within(world.ines):
        activity.Visit.objects.create(**w.content(referred.case, world.ines), on=TODAY(), is_planned=True)
    with acting(world.laurent.audiences):
        visited = activity.visits(world.laurent, last(3), TODAY())
    assert (visited.planned, visited.not_logged) == (0, {})


def test_another_unit_s_work_counts_nowhere(world):
    build(world)
    with acting(world.bea_manager.audiences):
        assert activity.visits(world.bea_manager, last(250), TODAY()).total == 0
        assert activity.minutes(world.bea_manager, last(250)).presences == 0
        assert activity.households(world.bea_manager, last(250)).received == 0
        assert activity.case_ids(world.bea_manager, last(250)) == []


def test_a_worker_would_add_her_own_minutes_only(world):
    build(world)
    with acting(world.laurent.audiences):
        everyone = activity.minutes(world.laurent, last(250))
    with acting(world.ines.audiences):
        hers = activity.minutes(world.ines, last(250))
    assert 0 < hers.presences < everyone.presences


def test_households_by_stage_and_outcome(world):
    scene = build(world, households=5)
    w.refer(world.nadia, world.agreement, last_name="Reçue")
    ended = case_of(scene.cases[0], world.ines)
    with acting(world.ines.audiences):
        accompaniments.end(case=ended, by=world.ines, outcome=ExitOutcome.KEPT)
    with acting(world.laurent.audiences):
        now = activity.households(world.laurent, last(3))
        before = activity.households(world.laurent, Period(TODAY() - timedelta(days=40), TODAY() - timedelta(days=10)))
    assert (now.received, now.closed, now.accepted) == (6, 0, 5)
    assert (now.engaged, now.followed, now.accompanied, now.ended) == (5, 5, 5, {"kept": 1})
    assert (before.received, before.followed, before.accompanied, before.ended) == (0, 0, 0, {})


def test_what_day_60_closed_is_told_and_its_visits_still_count(world):
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.visit(referred.case, world.ines, VisitOutcome.ABSENT)
    sql("UPDATE cases_referral SET submitted_at = now() - interval '61 days' WHERE id = %s", referred.referral.pk)
    with acting(world.laurent.audiences):
        found = activity.households(world.laurent, last(3))
        visited = activity.visits(world.laurent, last(3), TODAY())
        assert activity.case_ids(world.laurent, last(3)) == [referred.case.pk]
    assert (found.received, found.closed, found.followed) == (1, 1, 0)
    assert visited.total == 1


# --- arrears: what the gate opens, and nothing else -----------------------------------------------------------------
def owed(world) -> activity.Arrears:
    with acting(world.laurent.audiences):
        return activity.arrears(world.laurent, last(3))


def engaged(world, **names) -> w.Referred:
    referred = w.refer(world.nadia, world.agreement, **names)
    w.accept(referred, world.ines)
    w.engage(referred, world.ines)
    return referred


def test_arrears_at_entry_come_from_the_sheet_and_now_needs_an_agreement(world):
    silent, agreed = engaged(world, last_name="Aubry"), engaged(world, last_name="Benali")
    for referred, cents in ((silent, 90000), (agreed, 100000)):
        w.rent(referred.tenancy, world.nadia, cents)
    found = owed(world)
    assert (found.population, found.entry_known, found.now_known, found.both) == (2, 2, 0, 0)
    sign(agreed, world.ines, also_return=True)
    found = owed(world)
    assert (found.entry_known, found.now_known, found.both) == (2, 1, 1)
    assert (found.entry_cents, found.now_cents, found.reduced) == (128450, 100000, 1)
    assert found.now_dates == (TODAY(), TODAY())


def test_once_the_sheet_is_closed_entry_is_the_statement_of_that_day_or_missing(world):
    silent, agreed = engaged(world, last_name="Aubry"), engaged(world, last_name="Benali")
    for referred in (silent, agreed):
        w.rent(referred.tenancy, world.nadia, 150000, on=TODAY() - timedelta(days=1))
        w.rent(referred.tenancy, world.nadia, 0)
    sign(agreed, world.ines, also_return=True)
    for referred in (silent, agreed):
        sql("UPDATE cases_referral SET submitted_at = now() - interval '70 days' WHERE id = %s", referred.referral.pk)
    found = owed(world)
    assert (found.population, found.entry_known, found.now_known) == (2, 1, 1)
    # The newest statement that is not later than the request: that of the day itself.
    assert (found.entry_cents, found.now_cents, found.unchanged) == (0, 0, 1)


def test_a_household_nobody_engaged_owes_nothing_to_the_report(world):
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    assert owed(world).population == 0


@pytest.mark.parametrize(
    ("balances", "said"),
    [
        ([(100, 0)], (1, 0, 0, 0)),
        ([(100, 50), (100, 99)], (0, 2, 0, 0)),
        ([(100, 100), (0, 0)], (0, 0, 2, 0)),
        ([(0, 1), (100, 101)], (0, 0, 0, 2)),
        ([(None, 50), (100, None)], (0, 0, 0, 0)),
    ],
)
def test_cleared_reduced_equal_or_higher(balances, said):
    found = activity._compared([(entry, now, date(2026, 1, 1)) for entry, now in balances])
    assert (found.cleared, found.reduced, found.unchanged, found.increased) == said
    assert found.both == sum(said)


# --- in words --------------------------------------------------------------------------------------------------------
def content(world, period) -> dict:
    with acting(world.laurent.audiences):
        figures = {
            "visited": activity.visits(world.laurent, period, TODAY()),
            "spent": activity.minutes(world.laurent, period),
            "followed": activity.households(world.laurent, period),
            "owed": activity.arrears(world.laurent, period),
        }
    return report.report_content(
        period=period, organisation="Le Pas de Porte", unit="Équipe", at=timezone.localtime(), **figures
    )


def test_rows_add_up_and_nobody_is_named(world):
    scene, period = build(world), last(199)
    own = counted(scene, period.since, period.until)
    made = content(world, period)
    rows = [[int(cell) for cell in row[1:]] for row in made["visits"]]
    *months, total = rows
    assert total == [sum(column) for column in zip(*months, strict=True)]
    assert total[-2:] == [sum(own["outcomes"].values()), own["not_logged"]]
    assert all(sum(row[:-2]) == row[-2] for row in rows)
    assert report.rate_of(activity.Visits({}, {}, own["planned"], own["planned_held"])) in made["finding"]
    assert "Nom0" not in str(made)
    assert world.ines.person_name not in str(made)


def test_without_a_planned_visit_there_is_no_rate(world):
    made = content(world, last(3))
    assert "Aucune visite n’était prévue" in made["finding"]
    assert made["tiles"][1] == ["–", "aucune visite prévue"]


def test_the_number_missing_is_said(world):
    w.rent(engaged(world).tenancy, world.nadia)
    made = content(world, last(3))
    assert [f"Dette connue au {full_date(TODAY())}", "0, il en manque 1"] in made["arrears"]
    assert any("n’est pas ouvert à l’équipe" in sentence for sentence in made["arrears_missing"])


def test_what_is_owed_now_says_the_day_it_was_counted(world):
    agreed = engaged(world)
    w.rent(agreed.tenancy, world.nadia, 100000)
    sign(agreed, world.ines, also_return=True)
    labels = [label for label, _ in content(world, last(3))["arrears"]]
    assert f"Total au {full_date(TODAY())}" in labels
    assert not [label for label in labels if "aujourd" in label]
