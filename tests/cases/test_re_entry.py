"""A household that comes back: what its former stay in the same unit still opens, and what is not typed again."""

import dataclasses

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import accompaniments
from cases.enums import ExitOutcome
from cases.models import AccompanimentCourse, IdentityStatement
from cases.policies import Identity
from cases.queries.stays import said_before
from cases.queries.watch import watched
from common.context import acting
from tests.cases.operator_world import accepted, body, case_of, client_of, url_of
from tests.factories.world import accept, assign, refer, visit
from tests.harness import OWNER, sql

pytestmark = pytest.mark.django_db
SAID = Identity(
    0, "Vasseur", "Josiane", "Mme", phone="06 39 98 41 27", email="josiane@exemple.fr", address="1, rue d’avant"
)


def came_back(world, agreement=None, worker=None, days_ago: int = 0):
    """A first stay with Inès, ended; then the same tenancy referred again. Both cases."""
    referred, first = accepted(world)
    visit(first, world.ines)
    identity = dataclasses.replace(SAID, person_id=referred.tenant.pk, born_on=timezone.localdate().replace(year=1960))
    with acting(world.ines.audiences):
        accompaniments.engage(case=first, by=world.ines, identities=[identity])
    with acting(world.ines.audiences):
        accompaniments.end(case=first, by=world.ines, outcome=ExitOutcome.ORDINARY_LAW)
    if days_ago:
        _age(first, days_ago)
    worker = worker or world.ines
    again = refer(world.nadia, agreement or world.agreement, on=referred.tenancy)
    accept(again, worker)
    return first, case_of(again, worker)


def _age(case, days: int) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE cases_accompanimentcourse NO FORCE ROW LEVEL SECURITY", role=OWNER)
    sql(
        f"UPDATE cases_accompanimentcourse SET ended_at = ended_at - {days} * interval '1 day' WHERE case_id = %s",
        case.pk,
        role=OWNER,
    )
    sql("ALTER TABLE cases_accompanimentcourse FORCE ROW LEVEL SECURITY", role=OWNER)


def adhesion(world, who, case):
    return client_of(who).get(reverse("adhesion", args=[case.public_id]))


def test_the_team_finds_the_former_stay_and_reads_it(world):
    first, second = came_back(world)
    client = client_of(world.ines)
    page = body(client.get(url_of(second)))
    assert "Déjà accompagné par votre équipe" in page
    assert "relais de droit commun" in page
    assert url_of(first) in page
    assert client.get(url_of(first)).status_code == 200
    assert "Déjà accompagné" not in body(client.get(url_of(first)))


def test_the_form_is_prefilled_with_what_the_unit_had_said(world):
    _, second = came_back(world)
    answer = adhesion(world, world.ines, second)
    (form,) = answer.context["identity_forms"]
    said = {name: form[name].value() for name in ("last_name", "title", "born_on", "phone", "email", "address")}
    assert said["title"] == "Mme"
    assert said["born_on"].year == 1960
    assert said["email"] == "josiane@exemple.fr"
    assert said["phone"] == "06 39 98 41 27"
    assert (said["address"], form["commune"].value()) == ("", "Bordeaux"), "the dwelling is the one of the sheet"
    assert "l’accompagnement précédent" in body(answer)
    with acting(world.ines.audiences):
        assert not IdentityStatement.objects.filter(case=second).exists()


def test_a_first_stay_is_prefilled_from_the_sheet_alone(world):
    _, case = accepted(world)
    answer = adhesion(world, world.ines, case)
    assert "l’accompagnement précédent" not in body(answer)
    assert answer.context["identity_forms"][0]["born_on"].value() is None


def test_after_the_follow_up_right_the_manager_alone_finds_it(world):
    first, second = came_back(world, days_ago=181)
    assert url_of(first) not in body(client_of(world.ines).get(url_of(second)))
    assert adhesion(world, world.ines, second).context["identity_forms"][0]["born_on"].value() is None
    assert url_of(first) in body(client_of(world.laurent).get(url_of(second)))
    assert adhesion(world, world.laurent, second).context["identity_forms"][0]["born_on"].value() is not None


def test_another_operator_s_former_stay_never_shows(world):
    first, second = came_back(world, agreement=world.halles_agreement, worker=world.bea)
    page = body(client_of(world.bea).get(url_of(second)))
    assert "Déjà accompagné" not in page
    assert str(first.public_id) not in page
    assert adhesion(world, world.bea, second).context["identity_forms"][0]["born_on"].value() is None
    with acting(world.bea_manager.audiences):
        assert said_before(second, world.bea_manager) == {}
        assert not AccompanimentCourse.objects.filter(household_id=second.household_id).exclude(case=second).exists()
    with acting(world.ines.audiences):
        assert said_before(first, world.ines) == {}


def test_a_colleague_who_follows_the_second_stay_finds_the_first_during_its_right(world):
    first, second = came_back(world)
    assign(second, world.marc, world.laurent)
    assert url_of(first) in body(client_of(world.marc).get(url_of(second)))


def test_who_came_back_is_watched_no_more(world):
    came_back(world)
    with acting(world.ines.audiences):
        assert watched(world.ines.member_audience, timezone.localdate()) == ([], False)
