"""After the end: the follow-up right is a state that lists show, its end is a job's, and dates alone close what is read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import tasks
from cases.actions import accompaniments
from cases.actions.visits import log
from cases.enums import AccompanimentState, ExitOutcome, VisitOutcome
from cases.models import Access, AccompanimentCourse, Case, RentStatement, VisitNote
from cases.policies import VisitEntry, last_day_of_follow_up
from cases.queries.watch import watched
from cases.transitions import ACCOMPANIMENT, target
from common.context import acting
from common.formatting import full_date
from common.refusal import NotYours, Refused
from tests.cases.operator_world import accepted, body, client_of, engaged, url_of
from tests.factories.world import consent, unit_audience, visit
from tests.harness import OWNER, sql

pytestmark = pytest.mark.django_db
FOLLOW_UP, ENDED = AccompanimentState.FOLLOW_UP, AccompanimentState.ENDED
WATCH = "/accompagnement/menages/veille/"


def ended(world, days_ago: int = 0, outcome=ExitOutcome.KEPT, **fields) -> Case:
    """An engaged accompaniment that Inès ended so many days ago."""
    _, case = engaged(world)
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=outcome, **fields)
    if days_ago:
        _age(case, days_ago)
    return case


def _age(case: Case, days: int) -> None:
    """As if it had ended so many days sooner: no act can date an end in the past."""
    _set(case, f"ended_at = ended_at - {days} * interval '1 day'")


def _set(case: Case, change: str) -> None:
    table = "ALTER TABLE cases_accompanimentcourse {} FORCE ROW LEVEL SECURITY"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(table.format("NO"), role=OWNER)
    sql(f"UPDATE cases_accompanimentcourse SET {change} WHERE case_id = %s", case.pk, role=OWNER)
    sql(table.format(""), role=OWNER)


def state_of(world, case: Case) -> str:
    with acting(world.laurent.audiences):
        return AccompanimentCourse.objects.get(case=case).state


def test_what_the_table_says():
    assert target(ACCOMPANIMENT, "end", AccompanimentState.REACHING) == ENDED
    assert target(ACCOMPANIMENT, "end", AccompanimentState.SUSPENDED) == FOLLOW_UP
    assert target(ACCOMPANIMENT, "end", FOLLOW_UP) is None


def test_an_engaged_accompaniment_ends_in_its_follow_up_right(world):
    case = ended(world)
    assert state_of(world, case) == FOLLOW_UP
    with acting(world.ines.audiences):
        assert Access.objects.for_audience(world.ines.member_audience).get(case=case).state == FOLLOW_UP


def test_an_outreach_that_ends_has_none(world):
    _, case = accepted(world)
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.NOT_REACHED)
    assert state_of(world, case) == ENDED


def test_an_agreement_without_follow_up_right_ends_at_once(world):
    _, case = engaged(world)
    _set(case, "follow_up_days = 0")
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
    assert state_of(world, case) == ENDED


@pytest.mark.parametrize(("days_ago", "state"), [(179, FOLLOW_UP), (180, FOLLOW_UP), (181, ENDED), (400, ENDED)])
def test_the_job_ends_it_the_day_after_its_last_and_twice_is_once(world, days_ago, state):
    case = ended(world, days_ago)
    for _ in range(2):
        tasks.close_follow_ups()
        assert state_of(world, case) == state


def test_the_job_touches_no_accompaniment_that_runs(world):
    _, running = engaged(world)
    tasks.close_follow_ups()
    assert state_of(world, running) == AccompanimentState.ENGAGED


def test_the_list_says_who_until_when_and_what_was_agreed(world):
    case = ended(world, relay="Le service social de secteur prend la suite. Rappeler en mars.")
    page = body(client_of(world.ines).get(WATCH))
    last = last_day_of_follow_up(timezone.now(), 180)
    for said in (
        "Josiane Vasseur",
        f"Jusqu’au {full_date(last)}".replace("\xa0", " "),
        "Rappeler en mars",
        "Maintien dans le logement",
        "Noter",
    ):
        assert said in page, said
    hers = body(client_of(world.laurent).get(WATCH))
    assert "Josiane Vasseur" in hers
    assert "Rappeler en mars" not in hers
    assert f"{url_of(case)}noter/" not in hers
    assert "Personne en veille" in body(client_of(world.marc).get(WATCH))


def test_what_is_over_is_not_watched_even_before_the_job(world):
    ended(world, 181)
    with acting(world.laurent.audiences):
        assert watched(world.laurent.manager_audience, timezone.localdate()) == ([], False)


def test_another_operator_watches_nobody(world):
    ended(world)
    with acting(world.bea_manager.audiences):
        assert watched(world.bea_manager.manager_audience, timezone.localdate())[0] == []


def test_a_short_intervention_is_logged_during_it_and_not_after(world):
    case = ended(world)
    client = client_of(world.ines)
    page = body(client.get(url_of(case)))
    assert "Veille jusqu’au" in page
    assert "Noter une visite" in page
    visit(case, world.ines, on=timezone.localdate() + timedelta(days=1))
    assert "1 rencontre depuis la fin" in body(client.get(WATCH))
    _age(case, 181)
    entry = VisitEntry(on=timezone.localdate(), outcome=VisitOutcome.HELD)
    with acting(world.ines.audiences), pytest.raises(NotYours, match="équipe qui suit"):
        log(case=case, by=world.ines, device_id=uuid4(), entry=entry)


def test_the_end_of_the_right_is_told_on_the_page(world):
    case = ended(world, 200)
    tasks.close_follow_ups()
    page = body(client_of(world.laurent).get(url_of(case)))
    assert "La veille est passée depuis le" in page
    assert "Veille jusqu’au" not in page


def test_what_follows_is_a_note_of_the_team_alone(world):
    case = ended(world, relay="Le CCAS prend le relais.")
    with acting(world.ines.audiences):
        assert VisitNote.objects.get(case=case, visit=None).text == "Le CCAS prend le relais."
    with acting(world.laurent.audiences):
        assert not VisitNote.objects.filter(case=case, visit=None).exists()


def test_a_manager_off_the_team_notes_no_relay(world):
    _, case = engaged(world)
    url = reverse("end_accompaniment", args=[case.public_id])
    assert 'name="relay"' not in body(client_of(world.laurent).get(url))
    assert 'name="relay"' in body(client_of(world.ines).get(url))
    with acting(world.laurent.audiences), pytest.raises(NotYours):
        accompaniments.end(case=case, by=world.laurent, outcome=ExitOutcome.KEPT, relay="x")
    assert state_of(world, case) == AccompanimentState.ENGAGED


def test_arrears_at_exit_are_a_balance_of_the_unit_when_the_tenancy_is_open_to_it(world):
    referred, case = engaged(world)
    client, url = client_of(world.ines), reverse("end_accompaniment", args=[case.public_id])
    assert 'name="arrears_cents"' not in body(client.get(url))
    with acting(world.ines.audiences), pytest.raises(Refused, match="pas ouvert"):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT, arrears_cents=100)
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    assert 'name="arrears_cents"' in body(client.get(url))
    said = {"outcome": "kept", "arrears_cents": "1 284,50", "relay": "CCAS"}
    confirm = body(client.post(url, said))
    assert "1 284,50 €" in confirm
    assert 'name="relay" value="CCAS"' in confirm
    assert client.post(url, {**said, "step": "confirm"}).status_code == 302
    with acting(world.ines.audiences):
        typed = RentStatement.objects.get(case=referred.tenancy)
        assert (typed.balance_cents, typed.source, typed.author_id) == (128450, "typed", world.ines.unit_audience)


def test_an_amount_that_is_none_is_said_before_anything_ends(world):
    referred, case = engaged(world)
    consent(referred.tenancy, referred.tenant, unit_audience(world.montaubre, "operator"), world.ines, "housing")
    url = reverse("end_accompaniment", args=[case.public_id])
    answer = client_of(world.ines).post(url, {"outcome": "kept", "arrears_cents": "beaucoup", "step": "confirm"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert state_of(world, case) == AccompanimentState.ENGAGED
