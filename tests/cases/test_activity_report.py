"""An activity report: made by a worker, stopped, asked, and whose it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from cases import tasks
from cases.actions import activity_reports
from cases.documents import activity_report as report
from cases.documents.entitlement import ACTIVITY_REPORT, MANAGERS_ONLY
from cases.periods import Period, month, year
from cases.queries import activity
from cases.reading import Purpose
from common import documents, outbox
from common.context import acting
from common.models import Document, Outbox
from common.refusal import NotYours, Refused
from partners.enums import Role
from tests.cases.activity_scene import TODAY, build, last
from tests.cases.operator_world import client_of
from tests.factories.directory import member
from tests.factories.documents import seen, work
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


def ask(world, period=None, by=None) -> Document:
    by = by or world.laurent
    with within(by):
        return activity_reports.ask(period=period or last(30), by=by)


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
