"""A referred household adheres within 60 days, or its case closes to the team: it is said where visits are planned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Visit
from cases.queries.visits import last_day_to_adhere
from common.context import acting
from common.formatting import full_date
from tests.cases.operator_world import accepted, client_of, engaged
from tests.factories.world import own_accompaniment
from tests.harness import sql

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def sent_days_ago(referred, days: int) -> None:
    sql(
        "UPDATE cases_referral SET submitted_at = now() - %s * interval '1 day' WHERE id = %s",
        days,
        referred.referral.pk,
    )


def url_of(case, rest: str = "") -> str:
    return f"/accompagnement/menages/{case.public_id}/{rest}"


@pytest.mark.parametrize(
    ("ago", "words", "band"),
    [
        (0, "Il reste 60 jours pour recueillir l’adhésion, jusqu’au {last}.", "info"),
        (48, "Il reste 12 jours pour recueillir l’adhésion, jusqu’au {last}.", "todo"),
        (59, "Il reste 1 jour pour recueillir l’adhésion, jusqu’au {last}.", "late"),
        (60, "C’est le dernier jour pour recueillir l’adhésion.", "late"),
    ],
)
def test_the_household_s_page_and_its_sheet_say_how_long_it_has_to_adhere(world, ago, words, band):
    referred, case = accepted(world)
    sent_days_ago(referred, ago)
    words = words.format(last=full_date(timezone.localdate() + timedelta(days=60 - ago)).replace("\xa0", " "))
    client = client_of(world.ines)
    page = said(client.get(url_of(case)))
    assert words in page
    assert f'class="band band--{band}"' in page
    assert words in said(client.get(f"/accompagnement/a-recevoir/{case.public_id}/"))


def test_once_it_has_adhered_nothing_presses(world):
    referred, case = engaged(world)
    sent_days_ago(referred, 48)
    client = client_of(world.ines)
    for url in (url_of(case), url_of(case, "planifier/"), f"/accompagnement/a-recevoir/{case.public_id}/"):
        page = client.get(url)
        assert page.status_code == 200
        assert "recueillir" not in said(page).replace("Recueillir un accord", ""), url


def test_the_day_of_a_visit_is_asked_with_the_last_day_to_adhere(world):
    referred, case = accepted(world)
    sent_days_ago(referred, 48)
    last = full_date(timezone.localdate() + timedelta(days=12)).replace("\xa0", " ")
    page = said(client_of(world.ines).get(url_of(case, "planifier/")))
    hint = f"Adhésion à recueillir jusqu’au {last} : après, sans elle, le dossier est fermé."
    assert hint in page


@pytest.mark.parametrize(("ahead", "warned"), [(12, False), (13, True)])
def test_a_visit_planned_after_that_day_is_kept_and_says_what_to_do(world, ahead, warned):
    referred, case = accepted(world)
    sent_days_ago(referred, 48)
    day = timezone.localdate() + timedelta(days=ahead)
    client = client_of(world.ines)
    answers = {"on": day.isoformat(), "at": "10:00", "kind": "home"}
    page = said(client.post(url_of(case, "planifier/"), answers, follow=True))
    assert "Visite prévue" in page
    assert ("Avancez la visite, ou recueillez l’adhésion avant." in page) == warned
    assert ("Après le dernier jour pour adhérer" in page) == warned
    with acting(world.ines.audiences):
        kept = Visit.objects.get(case=case)
    assert kept.on == day
    later = answers | {"at": "11:00"}
    moved = said(client.post(f"/accompagnement/visites/{kept.public_id}/deplacer/", later, follow=True))
    assert "La visite est déplacée." in moved
    assert ("Avancez la visite, ou recueillez l’adhésion avant." in moved) == warned


def test_a_household_that_came_by_itself_has_no_last_day(world):
    case = own_accompaniment(world.ines)
    with acting(world.ines.audiences):
        assert last_day_to_adhere(case) is None
