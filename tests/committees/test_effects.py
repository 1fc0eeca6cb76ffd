"""What was decided is done once, by who answers for it, and is followed until it is (docs/adr/0034)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import accompaniments
from cases.models import Accompaniment, AccompanimentCourse, Case, Grant, ProcedureEvent, Suspension
from cases.policies import Identity
from committees.actions import agenda, effects, sessions, sheets
from committees.actions.effects import AlreadyDone
from committees.actions.sitting import Said, decide
from committees.enums import EffectKind
from committees.models import DecisionEffect, PresentationSheet
from committees.policies import last_day_of
from committees.queries.effects import waiting
from committees.queries.files import ready
from committees.queries.sessions import Times, times
from committees.rules import Rhythm, Watch
from common.refusal import NotYours, Refused
from tests.committees import done as d
from tests.committees import hall as h
from tests.committees import presented as p
from tests.factories import world as w
from tests.factories.directory import publish_next
from tests.harness import sql, within

TODAY = timezone.localdate
MEASURE = Said("measure")
ADJOURN = Said("adjourn", reason="Une pièce manque.")


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def case(world):
    return p.followed(world)


@pytest.fixture
def prolonged(world):
    """A household whose programme lets a committee prolong."""
    publish_next("gironde", {"contract.beyond_maximum": "committee"})
    return p.followed(world)


def go_on(months: int = 6) -> Said:
    return Said("go-on", starts_on=TODAY(), until_on=TODAY() + timedelta(days=30 * months))


def carry_out(by, effect: DecisionEffect) -> DecisionEffect:
    with within(by):
        effects.carry_out(effect=effect, by=by)
        return DecisionEffect.objects.get(pk=effect.pk)


def course_of(by, case) -> AccompanimentCourse:
    with within(by):
        return AccompanimentCourse.objects.get(case_id=case.case.pk)


# What signing makes ---------------------------------------------------------------------------------------------------


def test_nothing_is_to_be_done_before_the_minutes_are_signed_then_one_thing_of_each_decision(hall, case, world):
    mine, paper, adjourned, refused = p.filed(hall, case, world.ines), *(p.typed(hall) for _ in range(3))
    session = d.closed(
        hall, (mine, MEASURE), (paper, MEASURE), (adjourned, ADJOURN), (refused, Said("refuse", reason="Non."))
    )
    with within(hall.secretary):
        assert not DecisionEffect.objects.exists()
    d.sign(hall, session)
    unit, secretariat = world.ines.unit_audience, hall.committee.secretary_id
    with within(hall.secretary):
        made = {each.sheet_id: (each.kind, each.owner_id, each.case_id) for each in DecisionEffect.objects.all()}
    assert made == {
        mine.pk: (EffectKind.OPEN, unit, case.case.pk),
        paper.pk: (EffectKind.OPEN, secretariat, None),
        adjourned.pk: (EffectKind.PRESENT_AGAIN, secretariat, None),
    }


def test_the_committee_writes_nothing_in_the_household_s_case(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("rest", until_on=TODAY() + timedelta(days=60))))
    assert course_of(world.ines, case).state == "engaged"
    effect = d.effect_of(hall.secretary, sheet)
    with within(hall.secretary), pytest.raises(NotYours):
        effects.carry_out(effect=effect, by=hall.secretary)


# Each of them ---------------------------------------------------------------------------------------------------------


def test_an_engaged_accompaniment_is_opened_with_the_end_that_was_decided(hall, case, world):
    until = TODAY() + timedelta(days=180)
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("measure", starts_on=TODAY(), until_on=until)))
    done = carry_out(world.ines, d.effect_of(world.ines, sheet))
    assert (done.outcome, done.done_by_id, done.made_id) == (
        "carried_out", world.ines.member_audience, course_of(world.ines, case).pk,
    )  # fmt: skip
    with within(world.ines):
        assert Accompaniment.objects.get(case_id=case.case.pk).planned_end_on == until
    with within(world.laurent), pytest.raises(AlreadyDone, match="déjà fait"):
        effects.carry_out(effect=done, by=world.laurent)
    with within(world.laurent), pytest.raises(AlreadyDone):
        effects.drop(effect=done, by=world.laurent)


def test_what_a_contract_already_ends_keeps_its_end(hall, case, world):
    signed_until = TODAY() + timedelta(days=90)
    with within(world.ines):
        Accompaniment.objects.filter(case_id=case.case.pk).update(planned_end_on=signed_until)
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("measure", until_on=TODAY() + timedelta(days=180))))
    carry_out(world.ines, d.effect_of(world.ines, sheet))
    with within(world.ines):
        assert Accompaniment.objects.get(case_id=case.case.pk).planned_end_on == signed_until


def test_before_the_household_adheres_nothing_opens_and_its_adhesion_opens_it(hall, world):
    referred = w.refer(world.nadia, world.agreement, last_name="Ott")
    w.accept(referred, world.ines)
    w.visit(referred.case, world.ines)
    w.identity(referred.case, referred.tenant, world.ines, last_name="Ott")
    with within(world.ines):
        case = p.Followed(referred, Case.objects.get(pk=referred.case.pk))
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, MEASURE))
    effect = d.effect_of(world.ines, sheet)
    with within(world.ines), pytest.raises(Refused, match="notez d’abord son adhésion"):
        effects.carry_out(effect=effect, by=world.ines)
    with within(world.ines):
        said = Identity(person_id=referred.tenant.pk, title="Mme", last_name="Ott", first_name="Anne", born_on=None)
        accompaniments.engage(case=case.case, by=world.ines, identities=[said])
    assert d.effect_of(world.ines, sheet).outcome == "carried_out"


def test_beyond_the_maximum_a_contract_runs_to_the_day_that_was_decided(hall, prolonged, world):
    said = go_on()
    sheet = p.filed(hall, prolonged, world.ines)
    d.signed(hall, (sheet, said))
    assert course_of(world.ines, prolonged).extended_until is None
    carry_out(world.ines, d.effect_of(world.ines, sheet))
    assert course_of(world.ines, prolonged).extended_until == said.until_on


def test_without_the_decision_no_contract_runs_beyond_the_maximum(hall, prolonged, world):
    """The database refuses it: a day that nobody decided, or one decided that is not being carried out."""
    sheet = p.filed(hall, prolonged, world.ines)
    said = go_on()
    d.signed(hall, (sheet, said))
    for until in (said.until_on, said.until_on + timedelta(days=1)):
        with pytest.raises(DatabaseError, match="a committee alone"), within(world.ines):
            accompaniments.extend(case=prolonged.case, by=world.ines, until=until)
    assert course_of(world.ines, prolonged).extended_until is None


def test_a_programme_that_never_goes_beyond_its_maximum_does_not(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, go_on()))
    with within(world.ines), pytest.raises(Refused, match="ne laisse pas une commission"):
        effects.carry_out(effect=d.effect_of(world.ines, sheet), by=world.ines)
    assert d.effect_of(world.ines, sheet).done_at is None


def test_a_renewal_says_until_when(hall, case, world):
    _, (item,) = d.opened(hall, p.filed(hall, case, world.ines))
    with within(hall.secretary), pytest.raises(Refused, match="combien de mois"):
        decide(item=item, said=Said("go-on"), seen="", by=hall.secretary)


def test_an_accompaniment_is_suspended_until_the_day_that_was_decided(hall, case, world):
    until = TODAY() + timedelta(days=60)
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("rest", until_on=until)))
    done = carry_out(world.ines, d.effect_of(world.ines, sheet))
    with within(world.ines):
        rest = Suspension.objects.get(case_id=case.case.pk)
    assert (rest.planned_until, rest.pk, course_of(world.ines, case).state) == (until, done.made_id, "suspended")


def test_the_proceedings_are_suspended_between_the_days_that_were_decided(hall, case, world):
    since, until = TODAY(), TODAY() + timedelta(days=120)
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("freeze", starts_on=since, until_on=until)))
    done = carry_out(world.ines, d.effect_of(world.ines, sheet))
    with within(world.ines):
        event = ProcedureEvent.objects.get(case_id=case.case.pk)
    assert (event.kind, event.on, event.until_on, event.pk) == ("suspension_granted", since, until, done.made_id)


def test_a_suspension_that_is_over_is_not_noted(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("freeze", starts_on=TODAY() - timedelta(days=9), until_on=TODAY() - timedelta(days=1))))
    with within(world.ines), pytest.raises(Refused, match="déjà finie"):
        effects.carry_out(effect=d.effect_of(world.ines, sheet), by=world.ines)


def test_an_accompaniment_that_is_to_end_ends_by_its_own_page_which_does_it(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("end")))
    with within(world.ines), pytest.raises(Refused, match="en disant comment"):
        effects.carry_out(effect=d.effect_of(world.ines, sheet), by=world.ines)
    with within(world.ines):
        accompaniments.end(case=case.case, by=world.ines, outcome="kept")
    assert d.effect_of(hall.secretary, sheet).outcome == "carried_out"


def test_the_end_of_an_accompaniment_leaves_nothing_else_to_be_done(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, Said("rest")))
    with within(world.ines):
        accompaniments.end(case=case.case, by=world.ines, outcome="kept")
    assert d.effect_of(hall.secretary, sheet).outcome == "dropped"


# Presented again ------------------------------------------------------------------------------------------------------


def test_what_is_adjourned_twice_is_ready_with_its_flag_until_it_is_seen(hall):
    sheet = p.typed(hall)
    for adjourned in (1, 2):
        d.signed(hall, (sheet, ADJOURN))
        with within(hall.secretary):
            assert list(ready(hall.committee)) == [sheet]
            assert times(hall.committee, [sheet])[sheet.pk].adjourned == adjourned
            assert [each.kind for each in waiting(hall.committee)] == [EffectKind.PRESENT_AGAIN]
    before = d.effect_of(hall.secretary, sheet)
    session, (item,) = d.opened(hall, sheet)
    with within(hall.secretary), pytest.raises(Refused, match="Inscrivez ce dossier"):
        effects.carry_out(effect=before, by=hall.secretary)
    with within(hall.secretary):
        # On an agenda, and not seen yet.
        assert [each.pk for each in waiting(hall.committee)] == [before.pk]
        decide(item=item, said=MEASURE, seen="", by=hall.secretary)
        sessions.close(session=session, by=hall.secretary)
    d.sign(hall, session)
    with within(hall.secretary):
        before.refresh_from_db()
        assert (before.outcome, before.made_id) == ("carried_out", item.pk)
        assert [each.kind for each in waiting(hall.committee)] == [EffectKind.OPEN]


def test_a_demand_that_was_withdrawn_and_presented_again_keeps_count_of_what_was_decided(hall, case, world):
    first = p.filed(hall, case, world.ines)
    for what in (ADJOURN, ADJOURN):
        d.signed(hall, (first, what))
    other = p.filed(hall, p.followed(world), world.ines)
    with within(world.ines):
        sheets.withdraw(sheet=p.fresh(first), by=world.ines)
    again = p.draft(hall, case, world.ines)
    with within(world.ines):
        sheets.file(sheet=again, read_over_on=timezone.localdate(), by=world.ines)
    with within(hall.secretary):
        assert not PresentationSheet.objects.filter(pk=first.pk).exists()
        found = times(hall.committee, [again, other])
        assert (found[again.pk], found[other.pk]) == (Times(adjourned=2), Times())


def test_what_is_on_an_agenda_and_not_seen_is_still_to_be_presented_again(hall):
    sheet = p.typed(hall)
    d.signed(hall, (sheet, ADJOURN))
    session, _ = d.opened(hall, sheet)
    with within(hall.secretary):
        sessions.close(session=session, by=hall.secretary)
    d.sign(hall, session)
    assert d.effect_of(hall.secretary, sheet).done_at is None


# A paper form, and what has no follow-up ------------------------------------------------------------------------------


def test_of_a_paper_form_the_secretariat_says_that_it_is_done(hall, world):
    first, second = p.typed(hall), p.typed(hall)
    d.signed(hall, (first, MEASURE), (second, MEASURE))
    done = carry_out(hall.secretary, d.effect_of(hall.secretary, first))
    assert (done.outcome, done.made_id) == ("carried_out", None)
    with within(hall.secretary):
        effects.drop(effect=d.effect_of(hall.secretary, second), by=hall.secretary)
        assert waiting(hall.committee) == []
    with within(world.ines), pytest.raises(NotYours):
        effects.drop(effect=done, by=world.ines)


def test_what_has_no_follow_up_says_so_and_never_why(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, MEASURE))
    waiting_for_it = d.effect_of(world.ines, sheet)
    for who in (world.marc, hall.secretary):
        with within(who), pytest.raises(NotYours):
            effects.drop(effect=waiting_for_it, by=who)
    with within(world.laurent):
        effects.drop(effect=waiting_for_it, by=world.laurent)
    read = d.effect_of(hall.secretary, sheet)
    assert (read.outcome, read.made_id) == ("dropped", None)
    assert course_of(world.ines, case).state == "engaged"


# A household that no longer agrees ------------------------------------------------------------------------------------


def withdraw(case, world) -> None:
    with within(world.ines):
        grant = Grant.objects.get(case_id=case.case.pk, scopes=["presentation"])
    w.withdraw(grant, world.ines)


def test_after_a_withdrawal_the_team_does_what_was_decided_and_the_secretariat_learns_nothing_more(hall, case, world):
    """It acts on the future, and does not end the accompaniment (domain 5): what was decided before was told to the team."""
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, MEASURE))
    with within(hall.secretary):
        assert len(waiting(hall.committee)) == 1
    withdraw(case, world)
    with within(hall.secretary):
        assert waiting(hall.committee) == []
    with pytest.raises(DecisionEffect.DoesNotExist):
        d.effect_of(hall.secretary, sheet)
    assert carry_out(world.ines, d.effect_of(world.ines, sheet)).outcome == "carried_out"
    with pytest.raises(DecisionEffect.DoesNotExist):
        d.effect_of(hall.secretary, sheet)


def test_a_withdrawal_between_the_session_and_its_signature_leaves_the_decision_to_the_team(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    session = d.closed(hall, (sheet, MEASURE))
    withdraw(case, world)
    d.sign(hall, session)
    assert d.effect_of(world.ines, sheet).kind == EffectKind.OPEN
    with pytest.raises(DecisionEffect.DoesNotExist):
        d.effect_of(hall.secretary, sheet)


def test_after_a_withdrawal_what_was_adjourned_is_not_presented_again(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, ADJOURN))
    withdraw(case, world)
    with within(hall.secretary):
        assert (list(ready(hall.committee)), waiting(hall.committee)) == ([], [])
    assert d.effect_of(world.ines, sheet).done_at is None
    h.agree(hall, case.referred.case, case.referred.tenant, world.ines)
    with within(hall.secretary):
        assert len(waiting(hall.committee)) == 1


# The agenda of what is decided ----------------------------------------------------------------------------------------


def test_what_is_decided_stays_on_the_agenda(hall):
    _, (item, other) = d.opened(hall, p.typed(hall), p.typed(hall))
    with within(hall.secretary):
        decide(item=item, said=MEASURE, seen="", by=hall.secretary)
    with within(hall.secretary), pytest.raises(Refused, match="Ce dossier est déjà décidé"):
        agenda.take_off(item=item, by=hall.secretary)
    with within(hall.secretary):
        agenda.take_off(item=other, by=hall.secretary)
    # What was read before it left the agenda decides nothing.
    with within(hall.secretary), pytest.raises(Refused, match="n’est plus à l’ordre du jour"):
        decide(item=other, said=MEASURE, seen="", by=hall.secretary)


# Late -----------------------------------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1))
TEAMS = st.sampled_from([kind for kind in EffectKind if kind != EffectKind.PRESENT_AGAIN])


@given(TEAMS, DAYS, st.none() | DAYS, st.integers(1, 400))
def test_what_a_team_does_is_late_so_many_days_after_the_signature_or_its_first_day(kind, signed_on, starts_on, days):
    last = last_day_of(
        kind,
        Rhythm(every_months=1, send_days=7),
        Watch(effect_days=days),
        held_on=signed_on,
        signed_on=signed_on,
        dates=(starts_on, None),
    )
    assert (last - max(signed_on, starts_on or signed_on)).days == days


@given(DAYS, st.none() | DAYS, st.integers(1, 12))
def test_what_is_presented_again_is_late_after_the_next_session_or_the_day_it_waits_for(held_on, until_on, weeks):
    last = last_day_of(
        EffectKind.PRESENT_AGAIN,
        Rhythm(every_weeks=weeks, send_days=7),
        Watch(),
        held_on=held_on,
        signed_on=held_on,
        dates=(None, until_on),
    )
    assert last == max(held_on + timedelta(weeks=weeks), until_on or held_on)


def test_a_paper_form_that_is_withdrawn_leaves_nothing_to_follow(hall):
    sheet = p.typed(hall)
    h.some_time_ago()
    d.signed(hall, (sheet, ADJOURN))
    with within(hall.secretary):
        sheets.withdraw(sheet=p.fresh(sheet), by=hall.secretary)
        assert waiting(hall.committee) == []


def test_one_thing_is_to_be_done_of_each_decision_and_once(hall, case, world):
    sheet = p.filed(hall, case, world.ines)
    session = d.signed(hall, (sheet, MEASURE))
    with within(hall.secretary), pytest.raises(Refused, match="ne se modifie plus"):
        sessions.sign(session=session, by=hall.secretary)
    ((made,),) = sql("SELECT count(*) FROM committees_decisioneffect")
    assert made == 1
