"""Adhesion and end: identity stated by the operator, dates of the transaction, what opens and what closes."""

from datetime import date, timedelta

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.urls import reverse
from django.utils import timezone

from cases.actions import accompaniments
from cases.enums import AccompanimentState, ExitOutcome, FeedbackState
from cases.models import (
    Access,
    Accompaniment,
    AccompanimentCourse,
    ContactStatement,
    IdentityStatement,
    ReferralFeedback,
)
from cases.policies import (
    EXITS_AFTER_ADHESION,
    EXITS_BEFORE_ADHESION,
    Identity,
    catch_up,
    exits_offered,
    sheet_clock,
    split_name,
)
from cases.programmes.publishing import shipped
from common.context import acting
from common.refusal import NotYours, Refused
from tests.cases.operator_world import accepted, client_of, engaged
from tests.factories.world import consent, unit_audience, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db


def identity(referred, **fields) -> Identity:
    defaults = {"last_name": "Vasseur", "first_name": "Josiane", "title": "Mme", "phone": "06 00 00 41 27"}
    return Identity(person_id=referred.tenant.pk, **(defaults | fields))


def test_adhesion_states_identity_and_dates_itself(world):
    referred, case = accepted(world)
    yesterday = timezone.localdate() - timedelta(days=1)
    visit(case, world.ines, on=yesterday)
    with acting(world.ines.audiences):
        accompaniments.engage(case=case, by=world.ines, identities=[identity(referred)], starts_on=yesterday)
        course = AccompanimentCourse.objects.filter(engaged_at=TransactionNow()).get(case=case)
        assert course.state == AccompanimentState.ENGAGED
        assert Accompaniment.objects.get(case=case).starts_on == yesterday
        stated = IdentityStatement.objects.get(case=case)
        assert (stated.last_name, stated.title, stated.person_id) == ("Vasseur", "Mme", referred.tenant.pk)
        assert ContactStatement.objects.get(case=case).phone == "06 00 00 41 27"
        assert Access.objects.for_audience(world.ines.unit_audience).get(case=case).identity_until.year == 9999
    states = {state for (state,) in sql("SELECT state FROM cases_referralfeedback WHERE visible_from <= now()")}
    assert "engaged" in states


def test_both_adults_are_stated_and_an_empty_contact_writes_none(world):
    referred, case = accepted(world, co_tenant="MME FERREIRA Ana", last_name="Ferreira", first_name="Rui")
    visit(case, world.ines)
    partner = Identity(person_id=referred.co_tenant.pk, last_name="Ferreira", first_name="Ana")
    with acting(world.ines.audiences):
        accompaniments.engage(case=case, by=world.ines, identities=[identity(referred), partner])
        assert IdentityStatement.objects.filter(case=case).count() == 2
        assert ContactStatement.objects.filter(case=case).count() == 1


def test_adhesion_needs_a_meeting_an_identity_and_a_day_that_has_come(world):
    referred, case = accepted(world)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="rencontre"):
            accompaniments.engage(case=case, by=world.ines, identities=[identity(referred)])
        with pytest.raises(Refused, match="identité"):
            accompaniments.engage(case=case, by=world.ines, identities=[])
    visit(case, world.ines)
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="pas plus tard"):
            accompaniments.engage(case=case, by=world.ines, identities=[identity(referred)], starts_on=tomorrow)
        assert not IdentityStatement.objects.filter(case=case).exists()


def test_adhesion_is_recorded_once(world):
    referred, case = engaged(world)
    with acting(world.ines.audiences), pytest.raises(Refused, match="déjà engagé"):
        accompaniments.engage(case=case, by=world.ines, identities=[identity(referred)])


def test_only_team_or_manager_steers(world):
    referred, case = accepted(world)
    visit(case, world.ines)
    with acting(world.marc.audiences):
        with pytest.raises(NotYours, match="équipe qui suit"):
            accompaniments.engage(case=case, by=world.marc, identities=[identity(referred)])
        with pytest.raises(NotYours):
            accompaniments.end(case=case, by=world.marc, outcome=ExitOutcome.NON_ADHESION)
    with acting(world.laurent.audiences):
        accompaniments.engage(case=case, by=world.laurent, identities=[identity(referred)])


def test_before_adhesion_five_ends_only(world):
    _, case = accepted(world)
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="ne correspond pas"):
            accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.NOT_REACHED)
        course = AccompanimentCourse.objects.filter(ended_at=TransactionNow()).get(case=case)
        assert (course.state, course.outcome) == ("ended", "not_reached")
        assert Accompaniment.objects.get(case=case).ends_on == timezone.localdate()
        with pytest.raises(Refused, match="terminé"):
            accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.NON_ADHESION)


def test_the_end_closes_the_landlord_and_not_the_team(world):
    referred, case = engaged(world)
    branch = unit_audience(world.branch, "landlord")
    consent(case, referred.tenant, branch, world.ines, "identity", "housing")
    with acting(world.nadia.audiences):
        assert Accompaniment.objects.filter(case=case).exists()
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
        assert Access.objects.for_audience(world.ines.member_audience).get(case=case).team_until is not None
    with acting(world.nadia.audiences):
        assert not Accompaniment.objects.filter(case=case).exists()


@pytest.mark.parametrize("outcome", [ExitOutcome.KEPT, ExitOutcome.NO_MEASURE])
@pytest.mark.parametrize(("days", "told"), [(59, False), (70, True)])
def test_the_referrer_reads_the_end_and_may_refer_again(world, days, told, outcome):
    """« Re-entries are normal and free »: neutral words, no reason, no sooner than day 61 of the referral."""
    referred, case = engaged(world)
    sql(
        "UPDATE cases_referral SET submitted_at = now() - %s * interval '1 day' WHERE id = %s",
        days,
        referred.referral.pk,
    )
    with acting(world.ines.audiences):
        accompaniments.end(case=case, by=world.ines, outcome=outcome)
    with acting(world.nadia.audiences):
        closed = ReferralFeedback.objects.filter(referral_id=referred.referral.pk, state=FeedbackState.CLOSED)
        assert [row.on for row in closed] == ([timezone.localdate()] if told else [])


def test_a_suspended_accompaniment_is_taken_up_again(world):
    """By its team or its manager, from the page; nobody is to be caught up meanwhile."""
    _, case = engaged(world)
    client, colleague = client_of(world.ines), client_of(world.marc)
    page, suspend = (reverse(name, args=[case.public_id]) for name in ("case", "suspend_accompaniment"))
    resume = reverse("resume_accompaniment", args=[case.public_id])
    assert colleague.post(suspend).status_code == 403
    assert "Reprendre l" not in client.get(page).content.decode()
    assert "Choisissez une raison." in client.post(suspend, {}).content.decode()
    today = timezone.localdate().isoformat()
    shown = client.post(suspend, {"reason": "absence", "starts_on": today}, follow=True).content.decode()
    assert "est suspendu" in shown
    assert "Reprendre l" in shown
    assert "Suspendre l" not in shown
    assert "suspendu, 1" in client.get(page).content.decode()
    with acting(world.ines.audiences), pytest.raises(Refused, match="Seul un accompagnement engagé"):
        accompaniments.suspend(case=case, by=world.ines, reason="absence")
    assert colleague.post(resume).status_code == 403
    assert "reprend." in client.post(resume, follow=True).content.decode()
    assert "suspendu, 1" not in client.get(page).content.decode()
    with acting(world.laurent.audiences):
        assert AccompanimentCourse.objects.get(case=case).state == AccompanimentState.ENGAGED
        with pytest.raises(Refused, match="n’est pas suspendu"):
            accompaniments.resume(case=case, by=world.laurent)


def test_nothing_ends_before_acceptance(world):
    from tests.cases.operator_world import case_of
    from tests.factories.world import refer

    case = case_of(refer(world.nadia, world.agreement), world.laurent)
    with acting(world.laurent.audiences), pytest.raises(Refused, match="pas encore acceptée"):
        accompaniments.end(case=case, by=world.laurent, outcome=ExitOutcome.NON_ADHESION)


def test_ends_offered_by_state():
    assert exits_offered(AccompanimentState.REACHING) == EXITS_BEFORE_ADHESION
    assert exits_offered(AccompanimentState.ENGAGED) == EXITS_AFTER_ADHESION
    assert ExitOutcome.NOT_REACHED not in EXITS_AFTER_ADHESION
    assert ExitOutcome.NO_MEASURE in EXITS_BEFORE_ADHESION
    assert ExitOutcome.NO_MEASURE in EXITS_AFTER_ADHESION


def test_the_sheets_clock_counts_days_in_paris():
    from datetime import UTC, date, datetime

    late_evening = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    assert sheet_clock(late_evening, date(2026, 11, 17)).day == 0
    last = sheet_clock(late_evening, date(2027, 1, 16))
    assert (last.day, last.left, last.kind, last.is_over) == (60, 0, "late", False)
    assert sheet_clock(late_evening, date(2027, 1, 17)).is_over
    assert sheet_clock(late_evening, date(2027, 1, 2)).kind == "todo"
    assert sheet_clock(late_evening, date(2026, 11, 20)).kind == "planned"


GIRONDE, ROUEN = shipped()


@pytest.mark.parametrize(
    ("rules", "state", "held", "attempt", "planned", "expected"),
    [
        (GIRONDE, "engaged", [3], 3, False, None),
        (GIRONDE, "engaged", [20], 20, False, 20),
        (GIRONDE, "engaged", [40], 3, True, None),
        (GIRONDE, "engaged", [], None, False, 50),
        (ROUEN, "engaged", [12], 12, False, 12),
        (None, "engaged", [20], 20, False, 20),
        (GIRONDE, "reaching", [], 8, False, 8),
        (GIRONDE, "reaching", [], 7, False, None),
        (GIRONDE.model_copy(update={"outreach": GIRONDE.outreach.model_copy(update={"days_between_attempts": 3})}), "reaching", [], 4, False, 4),
        (None, "reaching", [], 8, False, 8),
        (GIRONDE, "ended", [40], 60, False, None),
        (GIRONDE, "suspended", [40], 60, False, None),
    ],
)  # fmt: skip
def test_who_is_to_be_caught_up(rules, state, held, *, attempt, planned, expected):
    """Fifty days after the beginning: Gironde's second month is in its second half, Rouen's eighth week in its fourth."""
    today = date(2026, 4, 20)
    meetings = [today - timedelta(days=days) for days in held]
    found = catch_up(
        state=state,
        held=meetings,
        last_meeting=max(meetings, default=None),
        last_attempt=today - timedelta(days=attempt) if attempt is not None else None,
        since=today - timedelta(days=50),
        planned=planned,
        rules=rules,
        today=today,
    )
    assert (found.days if found else None) == expected
    assert found is None or (found.due is None) == (state == "reaching")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("MME FERREIRA Ana", ("Mme", "FERREIRA", "Ana")),
        ("M. DA SILVA Rui", ("M.", "DA SILVA", "Rui")),
        ("Ana Ferreira", ("", "Ferreira", "Ana")),
        ("FERREIRA", ("", "FERREIRA", "")),
        ("", ("", "", "")),
    ],
)
def test_a_name_typed_as_one_text_is_split(typed, expected):
    assert split_name(typed) == expected
