"""Visits planned, moved, corrected and received in the browser; who reaches them."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.actions import visits
from cases.models import Visit, VisitNote
from cases.views import followed
from common.context import acting
from common.formatting import weekday_date
from tests.cases.operator_world import Readings, accepted, client_of, engaged
from tests.cases.visit_forms import body, sent
from tests.factories.world import assign, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return accepted(world)[1]


@pytest.fixture
def log_url(case):
    return f"/accompagnement/menages/{case.public_id}/noter/"


def test_the_visit_planned_today_is_the_one_logged(world, case, log_url):
    with acting(world.ines.audiences):
        planned = visits.plan(case=case, by=world.ines, on=timezone.localdate(), at=time(14, 30))
    client = client_of(world.ines)
    page = client.get(log_url).content.decode()
    assert str(planned.device_id) in page
    assert str(planned.device_id) not in client.get(f"{log_url}?autre=oui").content.decode()
    client.post(log_url, sent(device_id=str(planned.device_id)))
    with acting(world.ines.audiences):
        kept = Visit.objects.get()
        assert (kept.pk, kept.outcome, kept.is_planned) == (planned.pk, "held", True)
    url = f"/accompagnement/visites/{planned.public_id}/"
    assert client.get(f"{url}noter/")["Location"] == url


def test_a_planned_visit_is_logged_from_its_own_page_and_moved(world, case):
    client = client_of(world.ines)
    day = timezone.localdate() + timedelta(days=3)
    plan_url = f"/accompagnement/menages/{case.public_id}/planifier/"
    answer = client.post(plan_url, {"on": day.strftime("%d/%m/%Y"), "at": "9h", "kind": "home"}, follow=True)
    assert "Visite prévue" in body(answer)
    with acting(world.ines.audiences):
        planned = Visit.objects.get()
    url = f"/accompagnement/visites/{planned.public_id}/"
    assert client.get(url)["Location"] == f"{url}noter/"
    later = day + timedelta(days=2)
    assert "déplacée" in body(
        client.post(f"{url}deplacer/", {"on": later.isoformat(), "at": "11:00", "kind": "office"}, follow=True)
    )
    assert client.get(f"{url}noter/").status_code == 200
    client.post(f"{url}noter/", sent(outcome="cancelled_by_household"))
    with acting(world.ines.audiences):
        planned.refresh_from_db()
        assert (planned.outcome, planned.kind) == ("cancelled_by_household", "home")


def test_a_day_that_has_passed_is_refused_in_words(world, case):
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = client_of(world.ines).post(
        f"/accompagnement/menages/{case.public_id}/planifier/", {"on": past, "at": "", "kind": "home"}
    )
    assert "Ce jour est passé" in body(answer)
    assert f'value="{past}"' in body(answer)
    with acting(world.ines.audiences):
        assert not Visit.objects.exists()


@pytest.mark.parametrize("again", [False, True], ids=["logged", "corrected"])
def test_a_visit_of_tomorrow_is_refused_on_its_form_and_the_note_stays(world, case, log_url, again):
    client, url = client_of(world.ines), log_url
    if again:
        client.post(log_url, sent())
        with acting(world.ines.audiences):
            url = f"/accompagnement/visites/{Visit.objects.get().public_id}/corriger/"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = body(client.post(url, sent(on=tomorrow, note="Longue note tapée dans l’escalier")))
    assert "Cette visite est dans le futur" in page
    assert "Longue note tapée dans l’escalier" in page
    assert "Erreur :" in page
    with acting(world.ines.audiences):
        assert Visit.objects.count() == again
        assert not VisitNote.objects.exists()


def test_moving_a_visit_to_a_day_that_has_passed_keeps_the_form(world, case):
    client = client_of(world.ines)
    day = timezone.localdate().isoformat()
    client.post(f"/accompagnement/menages/{case.public_id}/planifier/", {"on": day, "at": "10:00", "kind": "home"})
    with acting(world.ines.audiences):
        planned = Visit.objects.get()
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    moved = client.post(f"/accompagnement/visites/{planned.public_id}/deplacer/", {"on": past, "kind": "office"})
    assert "Ce jour est passé" in body(moved)
    assert f'value="{past}"' in body(moved)
    with acting(world.ines.audiences):
        planned.refresh_from_db()
        assert planned.on == timezone.localdate()


def test_one_corrects_ones_own_visit(world, case, log_url):
    client = client_of(world.ines)
    client.post(log_url, sent(note="Faute", visit_minutes="45"))
    with acting(world.ines.audiences):
        kept = Visit.objects.get()
    url = f"/accompagnement/visites/{kept.public_id}/"
    page = body(client.get(f"{url}corriger/"))
    assert "Faute" in page
    assert "Corriger la visite" in page
    answer = client.post(f"{url}corriger/", sent(note="Juste", outcome="through_door", visit_minutes="15"), follow=True)
    assert "La visite est corrigée." in body(answer)
    assert "Juste" in body(answer)
    assign(case, world.marc, world.laurent)
    refused = client_of(world.marc).get(f"{url}corriger/")
    assert refused.status_code == 403
    assert "Seule la personne qui a noté la visite la corrige" in body(refused)


def test_a_colleague_adds_herself(world, case, log_url):
    client_of(world.ines).post(log_url, sent(visit_minutes="45"))
    assign(case, world.marc, world.laurent)
    with acting(world.ines.audiences):
        url = f"/accompagnement/visites/{Visit.objects.get().public_id}/"
    client = client_of(world.marc)
    assert "Vous y étiez aussi ?" in body(client.get(url))
    assert "vous y étiez aussi" in body(client.post(f"{url}presence/", {"visit_minutes": "40"}, follow=True))
    assert client.post(f"{url}presence/", {"visit_minutes": "abc"}).status_code == 403
    managed = body(client_of(world.laurent).get(f"/accompagnement/menages/{case.public_id}/"))
    assert "45 min + 40 min" in managed


def test_the_receipt_of_a_first_meeting_asks_for_adhesion(world, case, log_url):
    page = body(client_of(world.ines).post(log_url, sent(), follow=True))
    assert "Le ménage souhaite l’accompagnement" in page
    assert "Prochaine visite ?" in page
    _, followed_one = engaged(world, last_name="Roche")
    page = body(
        client_of(world.ines).post(f"/accompagnement/menages/{followed_one.public_id}/noter/", sent(), follow=True)
    )
    assert "Le ménage souhaite l’accompagnement" not in page


@pytest.mark.parametrize(("logged_at", "proposed"), [("10:12", "10 h"), ("22:40", ""), ("04:53", "")])
def test_the_next_visit_is_proposed_at_an_hour_of_the_day(world, case, log_url, logged_at, proposed):
    yesterday = timezone.localdate() - timedelta(days=1)
    sent_then = sent(on=yesterday.isoformat(), at=logged_at)
    page = body(client_of(world.ines).post(log_url, sent_then, follow=True))
    in_a_week = weekday_date(yesterday + timedelta(days=7)).capitalize().replace("\xa0", " ")
    assert (f"{in_a_week}, {proposed}" if proposed else f"<span>{in_a_week}</span>") in page


def test_a_note_without_a_visit(world, case):
    client = client_of(world.ines)
    url = f"/accompagnement/menages/{case.public_id}/note/"
    assert "Écrivez la note." in body(client.post(url, {"text": ""}))
    answer = client.post(url, {"text": "Appel de la CAF", "themes": ["rights"]}, follow=True)
    assert "Appel de la CAF" in body(answer)


def test_only_the_team_reaches_the_form(world, case, log_url):
    for other in (world.marc, world.laurent):
        refused = client_of(other).get(log_url)
        assert refused.status_code == 403
        assert "Seule l’équipe qui suit ce ménage note une visite." in body(refused)
    for other in (world.bea, world.rural_worker, world.nadia, world.admin):
        assert client_of(other).get(log_url).status_code == 404
        assert client_of(other).post(log_url, sent()).status_code == 404


def test_a_visit_is_found_by_its_unit_only(world, case):
    kept = visit(case, world.ines, text="Secret")
    url = f"/accompagnement/visites/{kept.public_id}/"
    assert "Secret" in body(client_of(world.ines).get(url))
    for colleague in (world.marc, world.laurent):
        page = client_of(colleague).get(url)
        assert page.status_code == 200
        assert "Secret" not in body(page)
    for other in (world.bea, world.rural_worker, world.nadia, world.admin):
        for ending in ("", "noter/", "corriger/", "deplacer/"):
            assert client_of(other).get(f"{url}{ending}").status_code == 404


def test_the_log_is_written_before_a_name_is_read(world, case, log_url, monkeypatch):
    kept = visit(case, world.ines)
    readings = Readings(monkeypatch, followed)
    client = client_of(world.ines)
    urls = [
        log_url,
        f"/accompagnement/visites/{kept.public_id}/",
        f"/accompagnement/visites/{kept.public_id}/corriger/",
    ]
    for url in urls:
        row = readings.of(client, url)
        assert (row["purpose"], row["case_ids"], row["basis"]) == ("case", [case.pk], "team")
    assert readings.too_early == []


def test_colleagues_are_chips_and_a_correction_shows_what_stood_before(world, case, log_url):
    client = client_of(world.ines)
    assert "holder" not in client.get(log_url).context["form"].fields
    assign(case, world.marc, world.laurent)
    marc = str(world.marc.membership.public_id)
    page = client.get(log_url)
    assert page.context["form"]["holder"].value() == str(world.ines.membership.public_id)
    assert "Le bailleur saura" in body(page)
    client.post(log_url, sent(note="Avant", next_steps="Rappeler la CAF", companions=marc))
    with acting(world.ines.audiences):
        url = f"/accompagnement/visites/{Visit.objects.get().public_id}/"
    shown = body(client.get(url))
    assert "avec P. " in shown
    assert "Rappeler la CAF" in shown
    assert "Ce qui a été corrigé" not in shown
    kept = client.get(f"{url}corriger/").context["form"]
    assert (kept["companions"].value(), kept["next_steps"].value()) == ([marc], "Rappeler la CAF")
    client.post(f"{url}corriger/", sent(note="Après", companions=marc))
    shown = body(client.get(url))
    assert "Corrigée le" in shown
    assert "par I. Caron" in shown
    assert "Avant" in shown
    assert client_of(world.laurent).get(url).status_code == 200
    assert "Ce qui a été corrigé" not in body(client_of(world.laurent).get(url))


def test_a_planned_visit_is_given_to_a_colleague_or_left_to_be_settled(world, case):
    assign(case, world.marc, world.laurent)
    client, url = client_of(world.ines), f"/accompagnement/menages/{case.public_id}/"
    on = (timezone.localdate() + timedelta(days=3)).isoformat()
    client.post(f"{url}planifier/", {"on": on, "kind": "home", "holder": str(world.marc.membership.public_id)})
    assert world.marc.membership.user.get_full_name() in body(client.get(url)).split("Fil du dossier")[0]
    with acting(world.ines.audiences):
        planned = Visit.objects.get()
    client.post(
        f"/accompagnement/visites/{planned.public_id}/deplacer/", {"on": on, "kind": "home", "holder": "to_settle"}
    )
    assert "À confier" in body(client.get(url))
