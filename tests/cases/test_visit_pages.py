"""Logging a visit in the browser: few taps, once; what was proposed, a conflict."""

from datetime import time, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from psycopg import errors

from cases.actions import visits
from cases.models import Visit, VisitNote, VisitTime
from common.context import acting
from tests.cases.operator_world import accepted, client_of
from tests.cases.visit_forms import body, sent
from tests.factories.world import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return accepted(world)[1]


@pytest.fixture
def log_url(case):
    return f"/accompagnement/menages/{case.public_id}/noter/"


def test_before_the_first_meeting_two_tiles_are_others(world, case, log_url):
    page = body(client_of(world.ines).get(log_url))
    assert "Message laissé" in page
    assert "A déménagé" in page
    assert "Annulée" not in page
    visit(case, world.ines)
    page = body(client_of(world.ines).get(log_url))
    assert "Annulée par le ménage" in page
    assert "A déménagé" not in page


def test_an_attempt_is_two_taps(world, case, log_url):
    answer = client_of(world.ines).post(log_url, sent(outcome="absent"), follow=True)
    assert "C’est noté." in body(answer)
    assert "Ménage absent" in body(answer)
    with acting(world.ines.audiences):
        assert Visit.objects.get().outcome == "absent"


@pytest.mark.parametrize(("lost", "kept"), [(1, 1), (2, 0)])
def test_a_deadlock_is_tried_once_more(world, log_url, monkeypatch, lost, kept):
    """Of two requests that wait for each other PostgreSQL ends one: it is done again, whole, and once."""
    log, calls = visits.log, []

    def loses(**given):
        calls.append(given)
        done = log(**given)
        if len(calls) <= lost:
            raise OperationalError from errors.DeadlockDetected()
        return done

    monkeypatch.setattr(visits, "log", loses)
    client = client_of(world.ines)
    client.raise_request_exception = False
    assert client.post(log_url, sent(outcome="absent"), follow=True).status_code == (200 if kept else 500)
    assert len(calls) == 2
    with acting(world.ines.audiences):
        assert Visit.objects.count() == kept


def test_everything_of_the_form_is_kept(world, case, log_url):
    chosen = sent(visit_minutes="other", other_minutes="75", themes=["energy", "rent"], note="Bonjour.\r\nÀ rappeler.")
    answer = client_of(world.ines).post(log_url, chosen | {"kind": "office", "travel_minutes": "0"}, follow=True)
    assert "1 h 15" in body(answer)
    with acting(world.ines.audiences):
        kept = Visit.objects.get()
        assert (kept.kind, kept.at) == ("office", time(10, 12))
        spent = VisitTime.objects.get()
        assert (spent.visit_minutes, spent.travel_minutes, spent.administration_minutes) == (75, 0, 15)
        assert VisitNote.objects.get().themes == ["rent", "energy"]


def test_travel_and_writing_are_proposed_from_the_last_visit_there(world, case, log_url):
    client = client_of(world.ines)
    client.post(log_url, sent(travel_minutes="45", administration_minutes="30", kind="office"))
    page = client.get(log_url).content.decode()
    for name, value in (("travel_minutes", "45"), ("administration_minutes", "30"), ("kind", "office")):
        assert f'name="{name}" value="{value}"' in page
        tag = page[page.index(f'name="{name}" value="{value}"') :].split(">", 1)[0]
        assert "checked" in tag, name


PROPOSED = {"travel_minutes_proposed": "15", "administration_minutes_proposed": "15"}


def minutes_of(who) -> list[tuple]:
    with acting(who.audiences):
        return list(
            VisitTime.objects.order_by("id").values_list("visit_minutes", "travel_minutes", "administration_minutes")
        )


@pytest.mark.parametrize("outcome", ["absent", "refused", "through_door", "message_left", "moved_out"])
def test_where_nobody_was_met_what_was_only_proposed_is_not_kept(world, case, log_url, outcome):
    client = client_of(world.ines)
    page = client.get(log_url).content.decode()
    for name in PROPOSED:
        assert f'<input type="hidden" name="{name}" value="15"' in page
    form = sent(outcome=outcome, **PROPOSED)
    client.post(log_url, form)
    assert minutes_of(world.ines) == [(None, None, None)]
    assert "déjà arrivée" in body(client.post(log_url, form, follow=True))


def test_where_nobody_was_met_what_was_chosen_is_kept(world, log_url):
    """A browser without scripts tells a choice by its number, another empties what was proposed."""
    client = client_of(world.ines)
    client.post(log_url, sent(outcome="absent", **(PROPOSED | {"travel_minutes_proposed": ""})))
    client.post(log_url, sent(outcome="absent", **(PROPOSED | {"travel_minutes": "45"})))
    assert minutes_of(world.ines) == [(None, 15, None), (None, 45, None)]


def test_at_a_meeting_what_was_proposed_is_kept_and_proposed_again(world, log_url):
    client = client_of(world.ines)
    client.post(log_url, sent(**(PROPOSED | {"travel_minutes": "60"})))
    client.post(log_url, sent(outcome="absent", **PROPOSED))
    assert minutes_of(world.ines) == [(None, 60, 15), (None, None, None)]
    page = client.get(log_url).content.decode()
    assert 'name="travel_minutes_proposed" value="60"' in page


def test_a_correction_proposes_nothing_and_keeps_what_is_chosen(world, log_url):
    client = client_of(world.ines)
    page = client.post(log_url, sent(outcome="absent", **PROPOSED), follow=True)
    url = f"{page.redirect_chain[-1][0]}corriger/"
    shown = client.get(url).content.decode()
    assert 'name="travel_minutes_proposed" id=' in shown
    client.post(url, sent(outcome="absent", administration_minutes=""))
    assert minutes_of(world.ines) == [(None, 15, None)]


def test_a_form_without_an_outcome_says_so_and_keeps_what_was_typed(world, case, log_url):
    answer = client_of(world.ines).post(log_url, sent(outcome="", note="Gardez-moi"))
    assert answer.status_code == 200
    assert "Dites ce qui s’est passé" in body(answer)
    assert "Gardez-moi" in body(answer)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"visit_minutes": "other"}, "Écrivez la durée en minutes"),
        ({"visit_minutes": "other", "other_minutes": "0"}, "au moins 1 minute"),
        ({"on": "31/11/2026"}, "cette date n’existe pas"),
        ({"at": "27:90"}, "Cette heure n’existe pas"),
        ({"outcome": "danced"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_in_words(world, case, log_url, fields, said):
    assert said in body(client_of(world.ines).post(log_url, sent(**fields)))
    with acting(world.ines.audiences):
        assert not Visit.objects.exists()


def test_days_and_hours_are_read_as_people_type_them(world, case, log_url):
    client_of(world.ines).post(log_url, sent(on="hier", at="10 h 05"))
    with acting(world.ines.audiences):
        kept = Visit.objects.get()
        assert (kept.on, kept.at) == (timezone.localdate() - timedelta(days=1), time(10, 5))


def test_sent_twice_counts_once_and_says_so(world, case, log_url):
    client, form = client_of(world.ines), sent(note="Une fois")
    first = client.post(log_url, form)
    second = client.post(log_url, form, follow=True)
    assert second.redirect_chain[0][0].startswith(first["Location"])
    assert "Cette visite était déjà arrivée" in body(second)
    with acting(world.ines.audiences):
        assert Visit.objects.count() == 1


def test_an_outcome_of_before_the_meeting_still_arrives_after_it(world, case, log_url):
    visit(case, world.ines)
    assert client_of(world.ines).post(log_url, sent(outcome="message_left")).status_code == 302


def test_another_content_under_the_same_id_is_shown_and_can_be_kept_apart(world, case, log_url):
    client, form = client_of(world.ines), sent(note="La première")
    client.post(log_url, form)
    answer = client.post(log_url, form | {"note": "La seconde", "outcome": "absent"})
    assert answer.status_code == 409
    assert "Rien n’a été remplacé" in body(answer)
    assert "La première" in body(answer)
    assert "La seconde" in body(answer)
    with acting(world.ines.audiences):
        assert Visit.objects.count() == 1
    page = answer.content.decode()
    fresh = page.split('name="device_id" value="')[1][:36]
    assert fresh != form["device_id"]
    client.post(log_url, form | {"note": "La seconde", "outcome": "absent", "device_id": fresh})
    with acting(world.ines.audiences):
        assert Visit.objects.count() == 2
