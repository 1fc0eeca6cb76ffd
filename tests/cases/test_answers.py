"""Answering a referral: states, refusals, what opens and closes, what the referrer reads."""

import pytest
from django.contrib.postgres.functions import TransactionNow

from cases.actions import answers
from cases.enums import AccompanimentState, AnswerState, FeedbackState, ReferralState
from cases.models import (
    Access,
    Accompaniment,
    AccompanimentCourse,
    Case,
    PersonAccess,
    Referral,
    ReferralAnswer,
    ReferralFeedback,
    ReferralSheet,
    TeamMember,
    ViolenceFlag,
)
from cases.programmes.publishing import latest, rules_of
from cases.transitions import ACCOMPANIMENT, ANSWER, REFERRAL, allows, find
from common.context import acting
from common.refusal import NotYours, Refused
from tests.factories.world import content, refer
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    return refer(world.nadia, world.agreement)


def received_case(referred, by) -> Case:
    with within(by):
        return Case.objects.get(pk=referred.case.pk)


def feedback(referred) -> set[str]:
    return {
        state
        for (state,) in sql(
            "SELECT state FROM cases_referralfeedback WHERE referral_id = %s AND visible_from <= now()",
            referred.referral.pk,
        )
    }


def test_opening_the_sheet_tells_received_once(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        first = answers.receive(case=case, by=world.ines)
    with acting(world.marc.audiences):
        second = answers.receive(case=case, by=world.marc)
    assert first.pk == second.pk
    assert first.state == AnswerState.RECEIVED
    assert feedback(referred) == {FeedbackState.SENT, FeedbackState.RECEIVED}


def test_accepting_makes_the_worker_referent_and_opens_the_accompaniment(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        place = answers.accept(case=case, by=world.ines)
        assert place.member_id == world.ines.member_audience
        assert place.is_referent
        answer = ReferralAnswer.objects.get(case=case)
        assert answer.state == AnswerState.ACCEPTED
        assert answer.answered_by_id == world.ines.member_audience
        assert answer.answered_at is not None
        course = AccompanimentCourse.objects.get(case=case)
        assert course.state == AccompanimentState.REACHING
        assert course.follow_up_days == rules_of(course.programme_version).follow_up.days
        assert course.programme_version == latest(world.agreement.programme)
        facts = Accompaniment.objects.get(case=case)
        assert facts.referent_name == "Inès Caron"
        assert facts.referent_email == world.ines.membership.user.email
        mine = Access.objects.for_audience(world.ines.member_audience).get(case=case)
        assert mine.team_until is not None


def test_a_colleague_gives_the_answer_to_a_sheet_another_opened(world, referred):
    with acting(world.ines.audiences):
        answers.receive(case=Case.objects.get(pk=referred.case.pk), by=world.ines)
    with acting(world.marc.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        answers.ask_missing(case=case, by=world.marc, fields=["phone"])
    sql("UPDATE cases_referral SET state = 'submitted' WHERE id = %s", referred.referral.pk)
    with acting(world.ines.audiences):
        assert answers.accept(case=case, by=world.ines).member_id == world.ines.member_audience


def test_a_second_acceptance_is_refused_in_words(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        answers.accept(case=case, by=world.ines)
    with acting(world.marc.audiences), pytest.raises(Refused, match="déjà acceptée"):
        answers.accept(case=case, by=world.marc)
    with acting(world.marc.audiences):
        assert TeamMember.objects.filter(case=case).count() == 1


def test_a_manager_says_who_follows(world, referred):
    with acting(world.laurent.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        with pytest.raises(Refused, match="Choisissez"):
            answers.accept(case=case, by=world.laurent)
        place = answers.accept(case=case, by=world.laurent, referent=world.marc.membership)
    assert place.member_id == world.marc.member_audience
    with acting(world.marc.audiences):
        assert Accompaniment.objects.get(case=case).referent_name == world.marc.person_name
    with acting(world.laurent.audiences):
        assert not Access.objects.filter(
            case=case, audience_id=world.laurent.member_audience, team_until__isnull=False
        ).exists()


def test_a_worker_takes_a_household_for_herself_only(world, referred):
    case = received_case(referred, world.ines)
    with acting(world.ines.audiences), pytest.raises(NotYours, match="responsable d’équipe"):
        answers.accept(case=case, by=world.ines, referent=world.marc.membership)


def test_a_manager_cannot_choose_someone_of_another_service(world, referred):
    case = received_case(referred, world.laurent)
    with acting(world.laurent.audiences), pytest.raises(Refused, match="votre service"):
        answers.accept(case=case, by=world.laurent, referent=world.rural_worker.membership)


@pytest.mark.parametrize("verb", [answers.not_accept, answers.redirect])
def test_a_refusal_closes_the_sheet_and_never_reaches_the_landlord(world, referred, verb):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        with pytest.raises(Refused, match="motif"):
            verb(case=case, by=world.ines, reason="  ")
        verb(case=case, by=world.ines, reason="Hors du territoire de l’équipe")
        assert not ReferralSheet.objects.exists()
        assert not PersonAccess.objects.for_audience(world.ines.unit_audience).exists()
    assert feedback(referred) == {FeedbackState.SENT, FeedbackState.RECEIVED}
    with acting(world.nadia.audiences):
        assert not ReferralAnswer.objects.exists()
        assert set(ReferralFeedback.objects.values_list("state", flat=True)) == {"sent", "received"}
        assert Referral.objects.get().state == ReferralState.SUBMITTED


def test_asking_what_is_missing_sends_the_referral_back(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        with pytest.raises(Refused, match="ce qui manque"):
            answers.ask_missing(case=case, by=world.ines, fields=[])
        answers.ask_missing(case=case, by=world.ines, fields=["phone", "occupants"])
        with pytest.raises(Refused, match="pas encore complété"):
            answers.accept(case=case, by=world.ines)
    with acting(world.nadia.audiences):
        assert Referral.objects.get().state == ReferralState.INCOMPLETE
        assert ReferralFeedback.objects.get(state="incomplete").detail == "phone,occupants"


def test_a_completed_sheet_can_be_accepted(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        answers.ask_missing(case=case, by=world.ines, fields=["phone"])
    with acting(world.nadia.audiences):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.submit_referral(%s)", [referred.referral.pk])
    with acting(world.ines.audiences):
        assert answers.accept(case=case, by=world.ines).is_referent


def test_waiting_then_accepted(world, referred):
    with acting(world.laurent.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        answers.keep_waiting(case=case, by=world.laurent)
        with pytest.raises(Refused, match="liste d’attente"):
            answers.ask_missing(case=case, by=world.laurent, fields=["phone"])
        answers.accept(case=case, by=world.laurent, referent=world.ines.membership)


def test_a_withdrawn_referral_is_not_answered(world, referred):
    sql(
        "UPDATE cases_referral SET state = 'withdrawn' WHERE id = %s",
        referred.referral.pk,
    )
    with acting(world.ines.audiences), pytest.raises(Refused, match="retiré"):
        answers.receive(case=Case.objects.get(pk=referred.case.pk), by=world.ines)


def test_another_service_sees_no_referral_to_answer(world, referred):
    case = received_case(referred, world.ines)
    with acting(world.rural_worker.audiences), pytest.raises(Refused, match="pas une saisine"):
        answers.accept(case=case, by=world.rural_worker)


def test_a_landlord_does_not_answer(world, referred):
    case = received_case(referred, world.ines)
    with acting(world.nadia.audiences), pytest.raises(NotYours, match="réservé à l’équipe"):
        answers.accept(case=case, by=world.nadia)


def test_the_tables_of_states_hold_together():
    for table, states in (
        (REFERRAL, set(ReferralState)),
        (ANSWER, {"", *AnswerState}),
        (ACCOMPANIMENT, {"", *AccompanimentState}),
    ):
        for row in table:
            assert row.sources <= states, row
            assert row.target in states, row
            assert row.owners, row
    assert not allows(ANSWER, "accept", AnswerState.NOT_ACCEPTED)
    with pytest.raises(LookupError):
        find(ANSWER, "submit")


def test_the_answer_is_given_at_the_transactions_time(world, referred):
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        answers.accept(case=case, by=world.ines)
        assert ReferralAnswer.objects.filter(case=case, answered_at=TransactionNow()).exists()


def test_a_sheet_closed_by_the_protection_is_accepted_by_the_manager_alone(world, referred):
    with acting(world.laurent.audiences):
        ViolenceFlag.objects.create(
            **content(referred.case, world.laurent), person=referred.tenant, set_by_id=world.laurent.member_audience
        )
    with acting(world.ines.audiences):
        case = Case.objects.get(pk=referred.case.pk)
        with pytest.raises(Refused, match="fiche est fermée"):
            answers.accept(case=case, by=world.ines)
    with acting(world.laurent.audiences):
        place = answers.accept(case=case, by=world.laurent, referent=world.ines.membership)
    assert place.member_id == world.ines.member_audience
