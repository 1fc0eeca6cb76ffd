"""Reaching a household: its state on its page, the benchmark, an attempt in two taps, medians for the manager."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions.visits import plan
from cases.enums import VisitOutcome
from cases.models import AccompanimentCourse, Visit
from cases.outreach import reached, usual
from cases.periods import Period
from cases.programmes.publishing import shipped
from cases.queries import team
from cases.queries.day import day_of
from cases.views.outreach_words import met_said, usual_said
from common.context import acting
from tests.cases.operator_world import accepted, body, client_of, engaged, url_of
from tests.factories.world import visit
from tests.harness import sql

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
DAY = "/accompagnement/ma-journee/"
ABSENT, HELD = VisitOutcome.ABSENT, VisitOutcome.HELD


def sent(referred, days: int) -> None:
    sql(
        "UPDATE cases_referral SET submitted_at = now() - %s * interval '1 day' WHERE id = %s",
        days,
        referred.referral.pk,
    )


def test_attempts_stop_at_the_first_meeting_and_what_was_cancelled_is_none():
    cancelled = VisitOutcome.CANCELLED_BY_WORKER
    found = reached(MONDAY, [ABSENT, cancelled, ABSENT, "message_left", HELD, ABSENT], MONDAY + timedelta(days=9))
    assert found.tries == {ABSENT: 2, VisitOutcome.MESSAGE_LEFT: 1}
    assert (found.attempts, found.day(MONDAY + timedelta(days=90))) == (4, 9)
    assert met_said(found).replace("\xa0", " ") == "au 4e essai, en 9 jours"
    same_day = reached(MONDAY, [HELD], MONDAY)
    assert met_said(same_day) == "au premier essai, le jour même"
    unmet = reached(MONDAY, [ABSENT], None)
    assert (unmet.attempts, unmet.day(MONDAY + timedelta(days=3)), met_said(unmet)) == (1, 3, "")


def test_medians_are_of_those_that_were_met():
    met = [
        reached(MONDAY, [ABSENT] * tries + [HELD], MONDAY + timedelta(days=days)) for tries, days in ((0, 1), (3, 8))
    ]
    found = usual([*met, reached(MONDAY, [ABSENT] * 9, None)])
    assert found is not None
    assert usual_said(found).replace("\xa0", " ") == (
        "Première rencontre : 4,5 jours et 2,5 essais en médiane, pour 2 ménages rencontrés."
    )
    assert usual([]) is None
    assert usual_said(None) == ""


def test_the_page_says_the_day_the_attempts_and_what_is_usual(world):
    referred, case = accepted(world)
    sent(referred, 12)
    for back in (5, 3):
        visit(case, world.ines, ABSENT, on=timezone.localdate() - timedelta(days=back))
    page = body(client_of(world.ines).get(url_of(case)))
    assert "Jour 12 depuis la saisine" in page
    assert "2 essais" in page
    assert "<strong>2</strong><span>absent</span>" in page
    assert "essais en 14 jours" in page
    assert "?issue=absent" in page


def test_once_met_it_says_in_how_many_days_and_attempts(world):
    referred, case = accepted(world)
    sent(referred, 12)
    visit(case, world.ines, ABSENT, on=timezone.localdate() - timedelta(days=4))
    visit(case, world.ines, HELD, on=timezone.localdate() - timedelta(days=2))
    page = body(client_of(world.ines).get(url_of(case)))
    assert "au 2ᵉ essai, en 10 jours" in page
    assert "?issue=absent" not in page
    assert "Aller à sa rencontre" not in page


def test_a_colleague_off_the_team_is_offered_nothing_to_log(world):
    _, case = accepted(world)
    page = body(client_of(world.laurent).get(url_of(case)))
    assert "Aller à sa rencontre" in page
    assert "?issue=" not in page


def test_an_attempt_is_two_taps_away_from_the_day_and_from_the_page(world):
    """The first tap leads to the form with its outcome chosen; the second, « Enregistrer », keeps it."""
    _, case = accepted(world)
    client, link = client_of(world.ines), f"{url_of(case)}noter/?issue=absent"
    for page in (DAY, url_of(case)):
        assert link in body(client.get(page))
    form = client.get(link).context["form"]
    assert form["outcome"].value() == "absent"
    sides = ("travel_minutes", "administration_minutes")
    kept = {name: form[name].value() for name in ("device_id", "outcome", "on", "at", "kind", *sides)}
    kept |= {f"{name}_proposed": form[f"{name}_proposed"].value() for name in sides}
    answer = client.post(link, {key: value for key, value in kept.items() if value is not None})
    assert answer.status_code == 302
    with acting(world.ines.audiences):
        assert Visit.objects.get(case=case).outcome == "absent"
    assert "Jour 0, 1 essai" in body(client.get(DAY))


def test_a_planned_visit_of_today_is_filled_by_the_two_taps(world):
    _, case = accepted(world)
    with acting(world.ines.audiences):
        planned = plan(case=case, by=world.ines, on=timezone.localdate())
    client = client_of(world.ines)
    day = body(client.get(DAY))
    assert f"/visites/{planned.public_id}/noter/?issue=absent" in day
    assert day.count("?issue=absent") == 1


def test_an_outcome_that_is_not_offered_is_left_unchosen(world):
    _, case = engaged(world)
    client = client_of(world.ines)
    for said in ("moved_out", "<script>", ""):
        assert not client.get(f"{url_of(case)}noter/", {"issue": said}).context["form"]["outcome"].value()
    assert client.get(f"{url_of(case)}noter/?issue=absent").context["form"]["outcome"].value() == "absent"


def test_a_household_that_was_met_is_not_offered_on_the_day(world):
    engaged(world)
    assert "?issue=" not in body(client_of(world.ines).get(DAY))


def test_the_manager_reads_the_medians_of_her_unit_and_of_nobody(world):
    for last_name, tries, days in (("Aubry", 1, 10), ("Bonnet", 3, 20)):
        referred, case = accepted(world, last_name=last_name)
        sent(referred, days)
        for _ in range(tries):
            visit(case, world.ines, ABSENT, on=timezone.localdate() - timedelta(days=1))
        visit(case, world.ines, HELD)
    page = body(client_of(world.laurent).get("/accompagnement/equipe/"))
    assert "15 jours et 3 essais en médiane, pour 2 ménages rencontrés" in page
    assert "en médiane" not in body(client_of(world.laurent).get("/accompagnement/equipe/?periode=precedent"))


# --- the plan ---------------------------------------------------------------------------------------------------------
PLAN = {"by": "pair", "hours": ["evening", "weekend"], "pace": "3", "place": "à la loge", "door": "le gardien"}


def planned(world, who, case, **changed):
    return client_of(who).post(f"{url_of(case)}aller-vers/", PLAN | changed)


def test_the_plan_is_written_and_shown_on_the_page(world):
    _, case = accepted(world)
    client = client_of(world.ines)
    start = client.get(f"{url_of(case)}aller-vers/").context["form"]
    rules = next(rules for rules in shipped() if rules.key == "gironde").outreach
    assert (start["by"].value(), start["pace"].value()) == (rules.by, rules.days_between_attempts)
    assert planned(world, world.ines, case).status_code == 302
    page = body(client.get(url_of(case)))
    for said in (
        "Notre équipe et le bailleur, en binôme : le soir et le week-end",
        "Un essai tous les 3 jours. Lieu : à la loge",
        "Peut ouvrir la porte : le gardien",
        "Changer le plan",
    ):
        assert said in page, said
    assert client.get(f"{url_of(case)}aller-vers/").context["form"]["place"].value() == "à la loge"


@pytest.mark.parametrize(
    "wrong", [{"by": "police"}, {"hours": []}, {"pace": "0"}, {"pace": "61"}, {"place": "x" * 121}]
)
def test_what_is_no_plan_is_said_and_not_kept(world, wrong):
    _, case = accepted(world)
    answer = planned(world, world.ines, case, **wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    with acting(world.ines.audiences):
        assert AccompanimentCourse.objects.get(case=case).outreach is None


def test_a_manager_plans_and_a_colleague_does_not(world):
    _, case = accepted(world)
    assert planned(world, world.laurent, case).status_code == 302
    assert planned(world, world.marc, case, pace="9").status_code == 403
    with acting(world.ines.audiences):
        assert AccompanimentCourse.objects.get(case=case).outreach["pace"] == 3


def test_once_it_has_adhered_there_is_nothing_to_plan(world):
    _, case = engaged(world)
    answer = planned(world, world.ines, case)
    assert answer.status_code == 200
    assert "n’est plus à rencontrer" in body(answer)


def test_the_pace_of_the_plan_says_when_it_is_late(world):
    _, case = accepted(world)
    visit(case, world.ines, ABSENT)
    today = timezone.localdate() + timedelta(days=2)
    with acting(world.ines.audiences):
        assert day_of(world.ines.member_audience, today).to_catch_up == []
    planned(world, world.ines, case, pace="1")
    with acting(world.ines.audiences):
        (late,) = day_of(world.ines.member_audience, today).to_catch_up
        assert late.days == 2
    with acting(world.laurent.audiences):
        found = team.board(world.laurent, world.laurent.membership.unit_id, Period(today, today), today)
        assert [item.case.pk for item in found.forgotten] == [case.pk]
