"""« Équipe »: what each member did, whom nobody met, what waits; to whom, and with how many statements."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import teams
from cases.enums import GivenHow, VisitOutcome
from cases.models import Visit, VisitTime
from cases.periods import Period, month
from cases.queries import activity, team
from cases.views import followed, team_board
from common.context import acting
from common.formatting import on_date
from tests.cases.agreements import sign
from tests.cases.operator_world import Readings, accepted, client_of, engaged
from tests.factories import world as w
from tests.harness import sql, within

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
URL = "/accompagnement/equipe/"


def days(back: int = 0) -> Period:
    return Period(TODAY() - timedelta(days=back), TODAY())


def board(world, period=None, by=None, on=None) -> team.Board:
    by = by or world.laurent
    with acting(by.audiences):
        return team.board(by, by.membership.unit_id, period or days(20), on or TODAY())


def line_of(world, who, period=None) -> team.Line:
    return next(line for line in board(world, period).lines if line.member.pk == who.membership.pk)


def ids(items) -> list[int]:
    return [item.case.pk for item in items]


def planned(case, by, on) -> Visit:
    with within(by):
        return Visit.objects.create(**w.content(case, by), on=on, is_planned=True)


# --- each member ------------------------------------------------------------------------------------------------------
def test_a_member_s_period_is_her_own_presences(world):
    _, first = accepted(world, last_name="Aubry")
    for outcome, back in ((VisitOutcome.HELD, 0), (VisitOutcome.ABSENT, 3), (VisitOutcome.HELD, 40)):
        w.visit(first, world.ines, outcome, on=TODAY() - timedelta(days=back))
    w.visit(first, world.ines, VisitOutcome.CANCELLED_BY_WORKER, on=TODAY() - timedelta(days=1))
    hers = line_of(world, world.ines)
    assert (hers.caseload, hers.held, hers.attempts, hers.minutes) == (1, 1, 1, 3 * 45)
    assert hers.last == TODAY()
    assert line_of(world, world.ines, days(60)).held == 2
    assert line_of(world, world.marc).minutes == 0


def test_two_at_one_visit_count_it_each(world):
    _, first = accepted(world, last_name="Aubry")
    made = w.visit(first, world.ines)
    w.assign(first, world.marc, world.laurent)
    with within(world.marc):
        VisitTime.objects.create(
            **w.content(first, world.marc), visit=made, worker_id=world.marc.member_audience, travel_minutes=20
        )
    assert [(line_of(world, who).held, line_of(world, who).caseload) for who in (world.ines, world.marc)] == [
        (1, 1)
    ] * 2
    assert line_of(world, world.marc).minutes == 20


def test_a_member_s_last_visit_is_her_own_and_was_held(world):
    _, case = accepted(world, last_name="Aubry")
    w.assign(case, world.marc, world.laurent)
    w.visit(case, world.ines, on=TODAY() - timedelta(days=9))
    w.visit(case, world.ines, VisitOutcome.ABSENT, on=TODAY())
    w.visit(case, world.marc, on=TODAY() - timedelta(days=40))
    assert line_of(world, world.ines, days(0)).last == TODAY() - timedelta(days=9)
    assert line_of(world, world.marc).last == TODAY() - timedelta(days=40)
    before = Period(TODAY() - timedelta(days=50), TODAY() - timedelta(days=20))
    assert line_of(world, world.ines, before).last is None
    assert line_of(world, world.marc, before).last == TODAY() - timedelta(days=40)


def test_a_visit_of_long_ago_is_nobody_s_last(world):
    _, case = accepted(world, last_name="Aubry")
    w.visit(case, world.ines, on=TODAY() - team.LAST_SOUGHT - timedelta(days=1))
    assert line_of(world, world.ines, days(0)).last is None
    assert "aucune en trois mois" in client_of(world.laurent).get(URL).text


def test_planned_visits_are_the_referent_s(world):
    _, first = accepted(world, last_name="Aubry")
    planned(first, world.ines, TODAY() - timedelta(days=2))
    planned(first, world.ines, TODAY())
    planned(first, world.ines, TODAY() + timedelta(days=400))
    hers = line_of(world, world.ines)
    assert (hers.to_log, hers.coming) == (1, 1)
    assert [(item.case.pk, item.on, item.follower) for item in board(world).to_log] == [
        (first.pk, TODAY() - timedelta(days=2), world.ines.person_name)
    ]


def test_members_stand_by_name_and_the_manager_only_when_she_visits(world):
    names = [line.member.user.last_name for line in board(world).lines]
    assert names == sorted(names)
    assert world.laurent.membership.pk not in [line.member.pk for line in board(world).lines]


# --- what waits -------------------------------------------------------------------------------------------------------
def test_whom_nobody_met_for_too_long(world):
    """Two visits a month: of the second month none was held by its middle."""
    _, met = engaged(world, last_name="Aubry")
    _, never = accepted(world, last_name="Benali")
    assert ids(board(world).forgotten) == []
    later = TODAY() + timedelta(days=50)
    found = board(world, on=later)
    assert [(item.case.pk, item.days) for item in found.forgotten] == [(met.pk, 50), (never.pk, 50)]
    assert next(line for line in found.lines if line.member.pk == world.ines.membership.pk).forgotten == 2
    planned(met, world.ines, TODAY() + timedelta(days=53))
    assert ids(board(world, on=later).forgotten) == [never.pk]


def test_sheets_with_their_day_until_they_are_answered(world):
    first, second, third = (
        w.refer(world.nadia, world.agreement, last_name=name) for name in ("Aubry", "Benali", "Roy")
    )
    sql("UPDATE cases_referral SET submitted_at = now() - interval '50 days' WHERE id = %s", second.referral.pk)
    found = board(world).sheets
    assert [item.clock.day for item in found] == [50, 0, 0]
    assert found[0].case.pk == second.case.pk
    w.accept(first, world.ines)
    w.answer(third, world.ines, "not_accepted")
    assert ids(board(world).sheets) == [second.case.pk]


def test_adhesions_oral_agreements_and_households_without_a_referent(world):
    _, met = accepted(world, last_name="Aubry")
    w.visit(met, world.ines)
    spoken, case = engaged(world, last_name="Benali")
    sign(spoken, world.ines, given_how=GivenHow.ORAL, evidence=None, months=1, until=_in_days(20))
    found = board(world)
    assert ids(found.adhesions) == [met.pk]
    assert ids(found.oral) == [case.pk]
    assert found.oral[0].on == TODAY() + timedelta(days=20)
    assert ids(found.orphans) == []
    sql("UPDATE cases_teammember SET ended_at = now() WHERE case_id = %s", met.pk)
    assert ids(board(world).orphans) == [met.pk]


def _in_days(count: int):
    return timezone.now() + timedelta(days=count)


def test_another_unit_s_team_is_not_here(world):
    engaged(world)
    found = board(world, by=world.bea_manager)
    assert [line.member.pk for line in found.lines] == [world.bea.membership.pk]
    for items in (found.sheets, found.forgotten, found.adhesions, found.oral, found.orphans, found.to_log):
        assert items == []


# --- the page ---------------------------------------------------------------------------------------------------------
def test_it_is_the_manager_s_first_page(world):
    client = client_of(world.laurent)
    assert client.get("/").headers["Location"] == URL
    assert client.get(URL).status_code == 200
    refused = client_of(world.ines).get(URL)
    assert (refused.status_code, "réservée à sa responsable" in refused.text) == (403, True)
    for other in (world.nadia, world.admin, world.dpo):
        assert client_of(other).get(URL).status_code == 404


def test_the_reading_log_is_written_before_names_and_holds_what_is_shown(world, monkeypatch):
    waits = w.refer(world.nadia, world.agreement, last_name="Fiche")
    _, met = accepted(world, last_name="Aubry")
    w.visit(met, world.ines)
    _, quiet = engaged(world, last_name="Tranquille")
    readings = Readings(monkeypatch, followed)
    row = readings.of(client_of(world.laurent), URL)
    assert row["case_ids"] == {waits.case.pk, met.pk}
    assert readings.too_early == []
    page = client_of(world.laurent).get(URL).text
    assert "Josiane Fiche" in page
    assert "Josiane Aubry" in page
    assert reverse("case", args=[met.public_id]) in page
    assert "Tranquille" not in page
    assert quiet.number not in page


def test_whom_nobody_met_is_listed_in_full_when_asked(world, monkeypatch):
    monkeypatch.setattr(team_board, "MOST", 1)
    for number, name in enumerate(("Aubry", "Benali")):
        _, case = accepted(world, last_name=name)
        w.visit(case, world.ines, VisitOutcome.ABSENT, on=TODAY() - timedelta(days=16 + number))
    page = client_of(world.laurent).get(URL).text
    assert 'href="#sans-contact"' in page
    assert 'id="sans-contact" tabindex="-1"' in page
    assert 'href="?tout=sans-contact#sans-contact"' in page
    assert ("Aubry" in page, "Benali" in page) == (False, True)
    whole = client_of(world.laurent).get(URL, {"tout": "sans-contact", "periode": "precedent"}).text
    assert ("Aubry" in whole, "Benali" in whole) == (True, True)
    assert "Voir les 2" not in whole


def test_what_the_page_does_not_read_is_told(world, monkeypatch):
    for name in ("Aubry", "Benali"):
        accepted(world, last_name=name)
    assert "premiers" not in client_of(world.laurent).get(URL).text
    monkeypatch.setattr(team, "MOST_CASES", 2)
    assert "cette page lit les 2 premiers" in client_of(world.laurent).get(URL).text


def test_an_empty_team_says_what_next(world):
    sql("UPDATE partners_membership SET ended_at = now() WHERE role = 'worker'")
    page = client_of(world.laurent).get(URL).text
    assert "Personne dans l’équipe" in page
    assert "Tous les ménages ont été vus à temps" in page


@pytest.mark.parametrize("chosen", ["", "precedent", "trimestre", "n'importe"])
def test_each_period_has_its_page(world, chosen):
    engaged(world)
    page = client_of(world.laurent).get(URL, {"periode": chosen})
    assert page.text.count('aria-current="page"') == 2
    assert (month(TODAY()).name in page.text) is True


def test_a_former_month_shows_nothing_of_today_beside_the_members(world):
    _, case = engaged(world)
    planned(case, world.ines, TODAY() - timedelta(days=1))
    before = month(month(TODAY()).since - timedelta(days=1)).until
    w.visit(case, world.ines, on=before)
    of_today = ("Ménages</th>", "À venir</th>", "À noter</th>", "Sans contact</th>", 'href="#a-noter"')
    page = client_of(world.laurent).get(URL).text
    assert [words in page for words in of_today] == [True] * 5
    assert "pas pour un mois passé" not in page
    former = client_of(world.laurent).get(URL, {"periode": "precedent"}).text
    assert [words in former for words in of_today] == [False] * 5
    assert "pas pour un mois passé" in former
    assert f'data-label="Dernière rencontre">{on_date(before, TODAY())}<' in former


@pytest.mark.parametrize("rows", [1, 4])
def test_it_costs_the_same_whatever_its_rows(world, django_assert_num_queries, rows):
    for number in range(rows):
        _, case = engaged(world, last_name=f"Nom{number}")
        planned(case, world.ines, TODAY() - timedelta(days=1))
        w.refer(world.nadia, world.agreement, last_name=f"Fiche{number}")
    by = world.laurent
    with acting(by.audiences), django_assert_num_queries(6):
        team.board(by, by.membership.unit_id, days(20), TODAY())
    with acting(by.audiences), django_assert_num_queries(1):
        activity.visits(by, days(20), TODAY())


def test_a_new_referent_takes_the_household_with_her(world):
    _, case = accepted(world, last_name="Aubry")
    with acting(world.laurent.audiences):
        teams.replace_referent(case=case, by=world.laurent, membership=world.marc.membership)
    planned(case, world.marc, TODAY() - timedelta(days=1))
    assert (line_of(world, world.marc).to_log, line_of(world, world.ines).to_log) == (1, 0)
