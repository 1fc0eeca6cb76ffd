"""Lists, the day, the household page: what each shows, to whom, with how many statements; logged before it is read."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.actions import accompaniments, answers, teams, visits
from cases.enums import ExitOutcome, VisitOutcome
from cases.models import ContactStatement, Visit
from cases.queries import case_page, lists
from cases.queries.day import day_of
from cases.queries.received import count_open_sheets, describe_sheets, open_sheets
from common.context import acting
from tests.cases.operator_world import accepted, case_of, client_of, engaged
from tests.factories.world import consent, content, refer, rent, unit_audience, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db

NAMES = ("Aubry", "Benali", "Castel", "Duval", "Évrard", "Ferreira")


def names(page_of, audience) -> list[str]:
    return [row.name for row in lists.describe(audience, page_of.case_ids)]


# --- by name -----------------------------------------------------------------------------------------------------
def test_pages_follow_each_other_by_name(world):
    for name in reversed(NAMES):
        accepted(world, last_name=name, first_name="Anne")
    mine = world.ines.member_audience
    with acting(world.ines.audiences):
        first = lists.by_name(mine, size=4)
        second = lists.by_name(mine, size=4, after=first.next_after(lists.describe(mine, first.case_ids)))
        assert names(first, mine) == ["Anne Aubry", "Anne Benali", "Anne Castel", "Anne Duval"]
        assert names(second, mine) == ["Anne Évrard", "Anne Ferreira"]
        assert second.next_after(lists.describe(mine, second.case_ids)) is None
        assert (first.count, second.count) == (6, 6)
        assert lists.by_name(world.marc.member_audience).case_ids == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [("EVRA", ["Anne Évrard"]), ("éir", ["Anne Ferreira"]), ("anne", None), ("zz", []), ("du", ["Anne Duval"])],
)
def test_search_by_any_part_of_the_name(world, typed, found):
    for name in NAMES:
        accepted(world, last_name=name, first_name="Anne")
    mine = world.ines.member_audience
    with acting(world.ines.audiences):
        page = lists.by_name(mine, search=lists.searchable(typed))
        assert names(page, mine) == (found if found is not None else [f"Anne {name}" for name in NAMES])


def test_a_household_is_found_once_by_either_adult(world):
    accepted(world, last_name="Ferreira", first_name="Rui", co_tenant="MME FERREIRA Ana")
    mine = world.ines.member_audience
    with acting(world.ines.audiences):
        for typed in ("ferr", "ana", "rui"):
            page = lists.by_name(mine, search=lists.searchable(typed))
            assert (len(page.case_ids), page.count) == (1, 1)
        after = lists.by_name(mine, search="ferreira", after=None)
        with_cursor = accepted_public_id(after, mine)
        assert lists.by_name(mine, search="ferreira", after=with_cursor).case_ids == []


def accepted_public_id(page, audience):
    return lists.describe(audience, page.case_ids)[0].public_id


def test_namesakes_are_told_apart_and_nobody_else(world):
    """By the number of the case; in one's own list by the commune too, as the adult stated it, else as the sheet says."""
    (_, first), (referred, second) = accepted(world, last_name="Roche"), accepted(world, last_name="Roche")
    twins = [first, second]
    with acting(world.ines.audiences):
        ContactStatement.objects.create(**content(second, world.ines), person=referred.tenant, commune="Pessac")
    _, alone = accepted(world, last_name="Évrard")
    for who, url, communes in [
        (world.ines, "/accompagnement/noter/", ["Bordeaux, ", "Pessac, "]),
        (world.ines, "/accompagnement/menages/", ["Bordeaux, ", "Pessac, "]),
        (world.laurent, "/accompagnement/menages/equipe/", ["", ""]),
    ]:
        page = client_of(who).get(url).content.decode()
        for case, commune in zip(twins, communes, strict=True):
            assert f">{commune}{case.number}<" in page, url
        assert alone.number not in page, url


def test_one_letter_is_no_search():
    assert lists.searchable("é") == ""
    assert lists.searchable(" a-") == ""
    assert lists.searchable("Él") == "el"


def test_the_count_stops_where_it_is_capped(world, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_CAP", 2)
    for name in NAMES[:4]:
        accepted(world, last_name=name)
    with acting(world.ines.audiences):
        page = lists.by_name(world.ines.member_audience)
        assert (page.count, page.is_capped) == (3, True)


def test_the_manager_sees_who_follows_and_who_has_nobody(world):
    _, first = accepted(world, last_name="Aubry")
    _, second = accepted(world, last_name="Benali")
    refer(world.nadia, world.agreement, last_name="Castel")
    with acting(world.laurent.audiences):
        teams.replace_referent(case=second, by=world.laurent, membership=world.marc.membership)
    sql("UPDATE cases_teammember SET ended_at = now() WHERE case_id = %s", first.pk)
    managers = world.laurent.manager_audience
    with acting(world.laurent.audiences):
        everything = lists.by_name(managers)
        assert everything.case_ids == [first.pk, second.pk]
        alone = lists.by_name(managers, unassigned=True)
        assert alone.case_ids == [first.pk]
        marcs = lists.by_name(managers, follower=world.marc.membership.public_id)
        assert marcs.case_ids == [second.pk]
        assert lists.describe(managers, marcs.case_ids)[0].referent == world.marc.person_name


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_whatever_its_rows(world, django_assert_num_queries, rows):
    for name in NAMES[:rows]:
        accepted(world, last_name=name)
    mine, managers = world.ines.member_audience, world.laurent.manager_audience
    with acting(world.ines.audiences), django_assert_num_queries(2):
        lists.describe(mine, lists.by_name(mine).case_ids)
    with acting(world.laurent.audiences), django_assert_num_queries(2):
        lists.describe(managers, lists.by_name(managers).case_ids)


# --- sheets --------------------------------------------------------------------------------------------------------
def test_sheets_close_first_come_first(world):
    late = refer(world.nadia, world.agreement, last_name="Aubry")
    fresh = refer(world.nadia, world.agreement, last_name="Benali")
    sql(
        "UPDATE cases_referral SET submitted_at = now() - interval '50 days' WHERE id = %s",
        late.referral.pk,
    )
    sql("SELECT sec.recompute(ARRAY[%s]::bigint[])", late.tenancy.household_id)
    today = timezone.localdate()
    with acting(world.marc.audiences):
        page = open_sheets(world.marc.unit_audience)
        assert page.case_ids == [late.case.pk, fresh.case.pk]
        first, second = describe_sheets(page.case_ids, today)
        assert (first.clock.day, first.clock.left, first.clock.kind) == (50, 10, "todo")
        assert first.due_on < today
        assert second.clock.left == 60
        assert first.name == "Josiane Aubry"
        one = open_sheets(world.marc.unit_audience, size=1)
        assert one.next_after([first]) == first.public_id
        assert open_sheets(world.marc.unit_audience, size=1, after=first.public_id).case_ids == [fresh.case.pk]
        assert count_open_sheets(world.marc.unit_audience) == 2
    with acting(world.bea.audiences):
        assert open_sheets(world.bea.unit_audience).case_ids == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sheets_cost_the_same_whatever_their_number(world, django_assert_num_queries, rows):
    for name in NAMES[:rows]:
        refer(world.nadia, world.agreement, last_name=name)
    with acting(world.ines.audiences), django_assert_num_queries(3):
        describe_sheets(open_sheets(world.ines.unit_audience).case_ids, timezone.localdate())


def test_an_accepted_sheet_leaves_the_list_and_opens_to_the_team_alone(world):
    referred = refer(world.nadia, world.agreement)
    case = case_of(referred, world.ines)
    with acting(world.ines.audiences):
        answers.accept(case=case, by=world.ines)
        assert open_sheets(world.ines.unit_audience).case_ids == []
    url = f"/accompagnement/a-recevoir/{case.public_id}/"
    assert "Vasseur" in client_of(world.ines).get(url).content.decode()
    refused = client_of(world.marc).get(url).content.decode()
    assert "est acceptée" in refused
    assert "Vasseur" not in refused


# --- the day -------------------------------------------------------------------------------------------------------
def test_the_day_tells_late_today_soon_and_who_is_forgotten(world):
    today = timezone.localdate()
    _, late = accepted(world, last_name="Aubry")
    _, now = accepted(world, last_name="Benali")
    _, soon = accepted(world, last_name="Castel")
    _, forgotten = engaged(world, last_name="Duval")
    _, far = accepted(world, last_name="Évrard")
    with acting(world.ines.audiences):
        visits.plan(case=late, by=world.ines, on=today)
        visits.plan(case=now, by=world.ines, on=today, at=time(10, 0))
        visits.plan(case=soon, by=world.ines, on=today + timedelta(days=7))
        visits.plan(case=far, by=world.ines, on=today + timedelta(days=8))
        Visit.objects.filter(case=late).update(on=today - timedelta(days=2))
        Visit.objects.filter(case=forgotten).update(on=today - timedelta(days=20))
    with acting(world.ines.audiences):
        day = day_of(world.ines.member_audience, today)
        assert [visit.case_id for visit in day.late] == [late.pk]
        assert [visit.case_id for visit in day.today] == [now.pk]
        assert [visit.case_id for visit in day.soon] == [soon.pk]
        assert day.to_catch_up == []
        # Two a month: nobody came since it adhered, and the first of the second month is late.
        (owed,) = day_of(world.ines.member_audience, today + timedelta(days=47)).to_catch_up
        assert (owed.course.case_id, owed.days, owed.never, owed.due.held) == (forgotten.pk, 67, False, 0)
        assert day_of(world.marc.member_audience, today).case_ids == set()


def test_what_the_end_overtook_is_expected_nowhere(world):
    """A visit planned for a day after the end is gone; what should have been logged before, and what the follow-up
    plans afterwards, are there."""
    today = timezone.localdate()
    _, case = engaged(world, last_name="Aubry")
    with acting(world.ines.audiences):
        planned = {**content(case, world.ines), "is_planned": True, "created_at": timezone.now() - timedelta(days=2)}
        missed = Visit.objects.create(on=today - timedelta(days=1), **planned)
        Visit.objects.create(on=today + timedelta(days=3), **planned)
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
    with acting(world.ines.audiences):
        after = visits.plan(case=case, by=world.ines, on=today + timedelta(days=4))
    with acting(world.ines.audiences):
        day = day_of(world.ines.member_audience, today)
        assert [visit.pk for visit in [*day.late, *day.today, *day.soon] if not visit.outcome] == [missed.pk, after.pk]
        page = case_page.load(case, world.ines, case_page.rights_on(case, world.ines))
        assert [visit.pk for visit in page.visits if not visit.outcome] == [after.pk, missed.pk]
        Visit.objects.filter(pk=missed.pk).update(outcome=VisitOutcome.ABSENT, logged_by_id=world.ines.member_audience)
        (row,) = lists.describe(world.ines.member_audience, [case.pk])
        assert row.next_on == after.on


@pytest.mark.parametrize("rows", [1, 3])
def test_the_day_costs_the_same_whatever_its_visits(world, django_assert_num_queries, rows):
    for name in NAMES[:rows]:
        _, case = accepted(world, last_name=name)
        with acting(world.ines.audiences):
            visits.plan(case=case, by=world.ines, on=timezone.localdate())
    with acting(world.ines.audiences), django_assert_num_queries(3):
        day_of(world.ines.member_audience, timezone.localdate())


# --- the household page ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_seven_statements_and_the_case(world, django_assert_num_queries, rows):
    referred, case = engaged(world)
    for index in range(rows):
        visit(case, world.ines, text="Note", on=timezone.localdate() - timedelta(days=index))
        rent(referred.tenancy, world.nadia, cents=100000 + index, on=timezone.localdate() - timedelta(days=index))
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    with acting(world.ines.audiences), django_assert_num_queries(7):
        page = case_page.load(case, world.ines, case_page.rights_on(case, world.ines))
    assert len(page.notes) == rows
    assert len(page.rent) == rows
    assert len(page.consents) == 1
    assert page.title == "Josiane Vasseur"


def test_the_account_shows_only_while_the_household_agrees(world):
    referred, case = engaged(world)
    rent(referred.tenancy, world.nadia)
    with acting(world.ines.audiences):
        rights = case_page.rights_on(case, world.ines)
        assert case_page.load(case, world.ines, rights).rent == []
        assert rights.account_until is None
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    with acting(world.ines.audiences):
        rights = case_page.rights_on(case, world.ines)
        assert len(case_page.load(case, world.ines, rights).rent) == 1
        assert rights.account_until is not None


def test_older_visits_have_a_page_of_their_own(world, monkeypatch):
    monkeypatch.setattr(case_page, "THREAD_SIZE", 3)
    _, case = accepted(world)
    today = timezone.localdate()
    for days in range(5):
        visit(case, world.ines, on=today - timedelta(days=days))
    with acting(world.ines.audiences):
        rights = case_page.rights_on(case, world.ines)
        first = case_page.load(case, world.ines, rights)
        assert [visit.on for visit in first.visits] == [today - timedelta(days=days) for days in range(3)]
        second = case_page.load(case, world.ines, rights, before=first.older_before)
        assert [visit.on for visit in second.visits] == [today - timedelta(days=days) for days in (3, 4)]
        assert second.older_before is None


def test_visits_of_one_day_are_never_cut_in_two(world, monkeypatch):
    monkeypatch.setattr(case_page, "THREAD_SIZE", 3)
    _, case = accepted(world)
    today = timezone.localdate()
    for days in (0, 1, 1, 1):
        visit(case, world.ines, on=today - timedelta(days=days))
    with acting(world.ines.audiences):
        rights = case_page.rights_on(case, world.ines)
        first = case_page.load(case, world.ines, rights)
        second = case_page.load(case, world.ines, rights, before=first.older_before)
        assert len(first.visits) + len(second.visits) == 4


def test_what_opens_the_page_is_what_the_gate_says(world):
    _, case = accepted(world)
    with acting(world.ines.audiences):
        mine = case_page.rights_on(case, world.ines)
    with acting(world.marc.audiences):
        units = case_page.rights_on(case, world.marc)
    with acting(world.laurent.audiences):
        managers = case_page.rights_on(case, world.laurent)
    assert (mine.basis, mine.is_team, mine.may_steer) == ("team", True, True)
    assert (units.basis, units.is_team, units.may_steer) == ("holder_unit", False, False)
    assert units.sheet_until is None
    assert (managers.basis, managers.is_manager, managers.is_team) == ("manager", True, False)


def test_the_end_of_a_stay_shows_on_its_page(world):
    _, case = engaged(world)
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome="kept")
    page = client_of(world.ines).get(f"/accompagnement/menages/{case.public_id}/").content.decode()
    assert "maintien dans le logement" in page
    assert "Noter une visite" in page, "the follow-up right allows short interventions (docs/adr/0023)"
    assert "Terminer l’accompagnement" not in page


def test_the_end_of_an_outreach_shows_on_its_page_and_nothing_more_is_logged(world):
    _, case = accepted(world)
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome="not_reached")
    page = client_of(world.ines).get(f"/accompagnement/menages/{case.public_id}/").content.decode()
    assert "ménage non rencontré" in page
    assert "Noter une visite" not in page
