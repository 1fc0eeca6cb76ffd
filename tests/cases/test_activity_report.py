"""The figures of a report against a count of one's own, what is missing, and whose report it is."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases import tasks
from cases.actions import accompaniments, activity_reports
from cases.documents import activity_report as report
from cases.documents.entitlement import ACTIVITY_REPORT, MANAGERS_ONLY
from cases.enums import ExitOutcome, VisitOutcome
from cases.periods import Period, month, year
from cases.queries import activity
from cases.reading import Purpose
from common import documents, outbox
from common.context import acting
from common.models import Document, Outbox
from common.refusal import NotYours, Refused
from partners.enums import Role
from tests.cases.activity_scene import TODAY, build, counted
from tests.cases.agreements import sign
from tests.cases.operator_world import case_of, client_of
from tests.factories import world as w
from tests.factories.directory import member
from tests.factories.documents import seen, work
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


def last(days: int) -> Period:
    return Period(TODAY() - timedelta(days=days), TODAY())


def ask(world, period=None, by=None) -> Document:
    by = by or world.laurent
    with within(by):
        return activity_reports.ask(period=period or last(30), by=by)


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
    assert ["Dette connue aujourd’hui", "0, il en manque 1"] in made["arrears"]
    assert any("n’est pas ouvert à l’équipe" in sentence for sentence in made["arrears_missing"])


@pytest.mark.parametrize(("share", "words"), [(0, "attend son tour"), (12, "visites"), (24, "dettes"), (99, "fichier")])
def test_the_bar_says_what_is_done(share, words):
    assert words in report.stage_of(share)


# --- made by a worker ------------------------------------------------------------------------------------------------
def test_it_is_made_with_its_content_and_the_reading_is_logged_first(world, monkeypatch):
    scene, order = build(world, households=2), []
    document = ask(world, last(250))
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "record_reading", lambda by, **row: order.append(row))
        patched.setattr(activity, "visits", lambda *given, kept=activity.visits: order.append("visits") or kept(*given))
        assert work(document).outcome == outbox.DONE
    assert order == [
        {
            "purpose": Purpose.REPORT,
            "route": "activity_reports",
            "case_ids": sorted(one.case.pk for one in scene.cases),
        },
        "visits",
    ]
    made = seen(document, world.laurent)
    assert (made.state, made.progress, made.snapshot["issuer"]) == ("ready", 100, world.laurent.organisation_name)
    assert report.period_asked(made.snapshot) == last(250)
    assert documents.fingerprint(made.snapshot)


def test_asked_twice_while_it_waits_it_is_one(world):
    first = ask(world)
    assert ask(world).pk == first.pk
    assert ask(world, last(31)).pk != first.pk
    work(first)
    assert ask(world).pk != first.pk


def test_stopped_before_or_between_stages_nothing_is_kept(world, monkeypatch):
    build(world, households=1)
    for stage in ("visits", "minutes", "arrears"):
        document, kept = ask(world), getattr(activity, stage)

        def stopped(*given, kept=kept, document=document):
            documents.stop(document)
            return kept(*given)

        with monkeypatch.context() as patched:
            patched.setattr(activity, stage, stopped)
            assert work(document).outcome == outbox.DONE
        made = seen(document, world.laurent)
        assert (made.state, made.content, made.digest) == (Document.State.STOPPED, None, "")
        assert made.snapshot == report.asked(last(30))


def test_stopped_while_it_is_drawn_nothing_is_kept(world, monkeypatch):
    document = ask(world)

    def drawn(document, on_step):
        with acting(world.laurent.audiences):
            documents.stop(document)
        on_step(80)
        raise AssertionError

    monkeypatch.setattr(documents, "render", drawn)
    assert work(document).outcome == outbox.DONE
    assert seen(document, world.laurent).state == Document.State.STOPPED


@pytest.mark.parametrize("moment", ["before", "during"])
def test_who_is_no_longer_the_manager_gets_none(world, monkeypatch, moment):
    document = ask(world)

    def demoted(*given, **more):
        sql("UPDATE partners_membership SET role = 'worker' WHERE id = %s", world.laurent.membership.id, role=OWNER)
        return b"%PDF"

    if moment == "before":
        demoted()
    monkeypatch.setattr(documents, "render", demoted)
    assert work(document).outcome == outbox.REFUSED
    made = seen(document, world.laurent)
    assert (made.state, made.refusal, made.content) == (Document.State.REFUSED, MANAGERS_ONLY, None)


# --- who asks --------------------------------------------------------------------------------------------------------
def test_only_the_manager_of_an_operator_asks(world):
    for other in (world.ines, world.nadia, world.admin, world.dpo):
        with pytest.raises(NotYours):
            ask(world, by=other)


def test_a_period_to_come_or_too_long_is_refused(world):
    with pytest.raises(Refused, match="pas commencé"):
        ask(world, Period(TODAY() + timedelta(days=1), TODAY() + timedelta(days=9)))
    with pytest.raises(Refused, match="3 ans"):
        ask(world, Period(date(2020, 1, 1), date(2023, 1, 1)))


def test_another_manager_finds_none_of_it(world):
    document = ask(world)
    work(document)
    client = client_of(world.bea_manager)
    for name in ("document", "document_progress", "document_download"):
        assert client.get(reverse(name, args=[document.public_id])).status_code == 404
    assert client.post(reverse("document_stop", args=[document.public_id])).status_code == 404
    assert document.title not in client.get(reverse("activity_reports")).text


# --- screens ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def laurent(world):
    return client_of(world.laurent)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_are_one_report(world, monkeypatch):
    """The second request begins while the first is not committed, and shows the same report; a colleague does not wait."""
    monkeypatch.setattr(outbox, "publish", lambda outbox_id: None)
    colleague = member(world.montaubre, Role.MANAGER)

    def ask(by) -> int:
        try:
            with acting(by.audiences):
                return activity_reports.ask(period=month(TODAY()), by=by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting(world.laurent.audiences):
            first = activity_reports.ask(period=month(TODAY()), by=world.laurent)
            assert pool.submit(ask, colleague).result(20) != first.pk
            second = pool.submit(ask, world.laurent)
            with pytest.raises(TimeoutError):
                second.result(0.5)
        assert second.result(20) == first.pk
    with acting(world.laurent.audiences):
        assert Document.objects.count() == 1


def test_a_month_is_asked_then_stopped_then_asked_again(world, laurent):
    here = reverse("activity_reports")
    assert "Aucun rapport demandé" in laurent.get(here).text
    sent = laurent.post(here, {"choice": f"{TODAY():%Y-%m}"})
    with acting(world.laurent.audiences):
        (document,) = Document.objects.filter(kind=ACTIVITY_REPORT)
    assert sent.headers["Location"] == reverse("document", args=[document.public_id])
    waiting = laurent.get(sent.headers["Location"]).text
    assert "Le rapport attend son tour" in waiting
    assert "<progress" in waiting
    stop = reverse("document_stop", args=[document.public_id])
    assert stop in waiting
    assert laurent.post(stop).headers["Location"] == sent.headers["Location"]
    assert "Ce document est arrêté" in laurent.get(sent.headers["Location"]).text
    again = laurent.post(stop)
    assert (again.status_code, "déjà terminé" in again.text) == (403, True)
    assert "Arrêté" in laurent.get(here).text
    assert laurent.post(here, {"choice": f"{TODAY():%Y-%m}"}).headers["Location"] != sent.headers["Location"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choisissez une période."),
        ({"choice": "1999"}, "n’est pas dans la liste"),
        ({"choice": "dates"}, "Il manque le premier jour."),
        ({"choice": "dates", "since": "31/02/2026", "until": "01/03/2026"}, "cette date n’existe pas"),
        ({"choice": "dates", "since": "01/03/2026", "until": "01/02/2026"}, "Le dernier jour vient avant le premier."),
        ({"choice": "dates", "since": "01/03/2020", "until": "01/03/2024"}, "3 ans au plus"),
        ({"choice": "dates", "since": "01/03/2199", "until": "01/04/2199"}, "pas encore passé"),
    ],
)
def test_a_period_that_cannot_be_is_told(laurent, typed, sentence):
    page = laurent.post(reverse("activity_reports"), typed).text
    plain = " ".join(page.replace("\u202f", " ").replace("\xa0", " ").split())
    assert sentence in plain
    assert "Erreur" in plain
    assert not Outbox.objects.exists()


def test_free_dates_as_people_type_them(world, laurent):
    laurent.post(reverse("activity_reports"), {"choice": "dates", "since": "3/3/2026", "until": "2026-04-12"})
    with acting(world.laurent.audiences):
        (document,) = Document.objects.filter(kind=ACTIVITY_REPORT)
    assert report.period_asked(document.snapshot) == Period(date(2026, 3, 3), date(2026, 4, 12))


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_whatever_was_asked(world, laurent, count, django_assert_max_num_queries):
    for back in range(count):
        ask(world, year(TODAY().year - back) if back < 3 else last(5))
    with django_assert_max_num_queries(22):
        assert laurent.get(reverse("activity_reports")).text.count("Se prépare") == count
