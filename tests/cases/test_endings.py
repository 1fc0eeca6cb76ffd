"""Ending an accompaniment: what it closes is read before it is pressed, in the words of what the gate then does."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import Access, AccompanimentCourse, Visit
from common.context import acting
from common.formatting import full_date
from tests.cases.operator_world import accepted, client_of, engaged
from tests.factories import world as w
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


def url_of(case) -> str:
    return f"/accompagnement/menages/{case.public_id}/fin/"


def said(day: date) -> str:
    return plain(full_date(day))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def read_before(client, case, outcome: str, **more: str) -> str:
    answer = client.post(url_of(case), {"outcome": outcome, **more})
    assert answer.status_code == 200
    return plain(answer.content.decode())


def has_ended(case, by) -> bool:
    with acting(by.audiences):
        return AccompanimentCourse.objects.get(case=case).ended_at is not None


def test_nothing_ends_before_what_it_closes_was_read(world):
    referred, case = engaged(world)
    branch = w.unit_audience(world.branch, "landlord")
    w.consent(case, referred.tenant, branch, world.ines, "identity", "housing")
    with within(world.ines):
        on = timezone.localdate() + timedelta(days=4)
        Visit.objects.create(**w.content(case, world.ines), on=on, is_planned=True)
    client = client_of(world.ines)
    page = read_before(client, case, "kept")
    assert not has_ended(case, world.ines)
    assert "Le bailleur qui a saisi" not in page
    assert page.count(f"<strong>{world.branch.organisation.name}, {world.branch.name}</strong>") == 2
    for words in (
        "Ne voit plus ses coordonnées et son logement dès aujourd’hui.",
        "et ne se rouvre pas.",
        f"N’est plus attendue : {said(on)}.",
        "Inès Caron",
        "Une fin ne s’annule pas.",
        "suspendez plutôt",
    ):
        assert words in page, words
    answer = client.post(url_of(case), {"outcome": "kept", "step": "confirm"}, follow=True)
    assert "L’accompagnement est terminé" in answer.content.decode()
    assert has_ended(case, world.ines)


@pytest.mark.parametrize("days", [10, 70])
def test_the_days_said_are_those_of_the_gate(world, days):
    referred, case = engaged(world)
    sql(
        "UPDATE cases_referral SET submitted_at = now() - %s * interval '1 day' WHERE id = %s",
        days,
        referred.referral.pk,
    )
    client = client_of(world.ines)
    page = read_before(client, case, "kept")
    client.post(url_of(case), {"outcome": "kept", "step": "confirm"})
    with acting(world.ines.audiences):
        until = Access.objects.for_audience(world.ines.member_audience).get(case=case).team_until
    last = timezone.localdate(until - timedelta(seconds=1))
    assert f"jusqu’au {said(last)}" in page
    ((told,),) = sql(
        "SELECT visible_from FROM cases_referralfeedback WHERE referral_id = %s AND state = 'closed'",
        referred.referral.pk,
    )
    when = "dès aujourd’hui" if days == 70 else f"le {said(timezone.localdate(told))}"
    assert f"Lira « close » {when}, sans savoir pourquoi." in page


def test_before_adhesion_the_sheet_says_until_when(world):
    referred, case = accepted(world)
    page = read_before(client_of(world.ines), case, "not_reached")
    with acting(world.ines.audiences):
        until = Access.objects.for_audience(world.ines.member_audience).get(case=case).team_until
    ((told,),) = sql(
        "SELECT visible_from FROM cases_referralfeedback WHERE referral_id = %s AND state = 'closed'",
        referred.referral.pk,
    )
    assert f"jusqu’au {said(timezone.localdate(until - timedelta(seconds=1)))}" in page
    assert f"Lira « close sans suite » le {said(timezone.localdate(told))}, sans savoir" in page
    assert "suspendez plutôt" not in page


def test_the_way_of_ending_can_be_changed(world):
    _, case = engaged(world)
    page = read_before(client_of(world.ines), case, "moved", step="edit")
    assert "Comment cela se termine-t-il" in page
    assert "checked" in page[page.index('value="moved"') :].split(">", 1)[0]
    assert not has_ended(case, world.ines)


def test_what_stays_open_is_said_too(world):
    referred, case = engaged(world)
    halles = w.unit_audience(world.bea.membership.unit, "operator")
    w.consent(case, referred.tenant, halles, world.ines, "identity")
    page = read_before(client_of(world.ines), case, "kept")
    assert "a accepté de montrer, ses coordonnées, jusqu’au" in page
    client_of(world.ines).post(url_of(case), {"outcome": "kept", "step": "confirm"})
    with acting(world.bea.audiences):
        assert Access.objects.for_audience(halles.pk).filter(case=case).exists()


def test_an_account_that_one_adult_keeps_closed_is_not_said_to_be_read(world):
    referred, case = engaged(world, co_tenant="M. VASSEUR Paul")
    mine = world.ines.unit_audience
    w.consent(referred.tenancy, referred.tenant, mine, world.ines, "housing")
    page = read_before(client_of(world.ines), case, "kept")
    assert "Ne lit pas le compte tenu par le bailleur : il manque l’accord de" in page
    assert "Lit encore le compte" not in page
    w.consent(referred.tenancy, referred.co_tenant, mine, world.ines, "housing")
    page = read_before(client_of(world.ines), case, "kept")
    assert page.count("Lit encore le compte tenu par le bailleur") == 1
    assert "il manque l’accord" not in page
